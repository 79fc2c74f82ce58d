"""Claim files in: the native CSV and the exports of every common tool. Start at `read_claims`."""

from crawler.claims.reader import ClaimReading, read_claims
from crawler.claims.results import (
    Imported,
    Item,
    Mark,
    MarkScope,
    Recognised,
    Refused,
    Reject,
    RejectCause,
    Skip,
    VendorBelief,
)

__all__ = [
    "ClaimReading",
    "Imported",
    "Item",
    "Mark",
    "MarkScope",
    "Recognised",
    "Refused",
    "Reject",
    "RejectCause",
    "Skip",
    "VendorBelief",
    "read_claims",
]
