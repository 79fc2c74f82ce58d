"""Operation without a hand: what runs around the nights (docs/operations.md)."""
