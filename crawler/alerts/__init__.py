"""Alerts: events to people and programs, by rules, at least once (docs/alerts.md)."""
