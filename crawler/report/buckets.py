"""Where a report puts a claim: one place for each, from its settled state and its last check."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from crawler.core.vocabulary import Status


class Bucket(StrEnum):
    """In the order in which a report shows them."""

    LOST = "lost"
    CONFIRM = "confirm"
    ALTERED = "altered"
    UNVERIFIED = "unverified"
    LIVE = "live"
    UNCHECKED = "unchecked"


def bucket_of(claim: Mapping[str, Any]) -> Bucket:
    """What is settled decides; a look that could not tell says so unless the claim is lost already, and one that
    contradicts what is settled waits for the next: nothing is called lost that is not confirmed."""
    state, status = claim["state"], claim["status"]
    if status is None:
        return Bucket.UNCHECKED
    if state == Status.LOST:
        return Bucket.LOST
    if status == Status.UNVERIFIED:
        return Bucket.UNVERIFIED
    if claim["pending"] is not None or status == Status.LOST:
        return Bucket.CONFIRM
    return Bucket.ALTERED if state == Status.ALTERED else Bucket.LIVE


def since_of(claim: Mapping[str, Any], bucket: Bucket) -> str | None:
    """Since when the claim is where it is."""
    match bucket:
        case Bucket.CONFIRM:
            since = claim["pending_since"] or claim["checked"]
        case Bucket.UNVERIFIED:
            since = claim["unverified_since"]
        case _:
            since = claim["state_since"]
    return since if since is None else str(since)


def reasons_of(claim: Mapping[str, Any], bucket: Bucket) -> str:
    """The reasons that belong there, as JSON: the settled ones for what is settled, else those of the last check."""
    settled = bucket is Bucket.LOST and claim["status"] != Status.LOST
    return str((claim["state_reasons"] if settled else claim["reasons"]) or "[]")
