"""Claim files into the ledger, in bounded batches, with every row accounted for."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from crawler.claims import ClaimReading, Imported, Mark, Reject, RejectCause, Skip, VendorBelief
from crawler.claims.excerpt import excerpt_of
from crawler.store.ledger import Entry, Ledger

BATCH = 1000
SHOWN_REJECTS = 20


@dataclass(slots=True, kw_only=True)
class Account:
    """What became of the rows of one file: `rows` read, and every one of them in one of the other counts."""

    rows: int = 0
    claims: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    marks: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    rejected: int = 0

    def reject(self, reject: Reject) -> None:
        self.rejected += 1
        if len(self.rejects) < SHOWN_REJECTS:
            self.rejects.append(reject)


def import_claims(
    reading: ClaimReading,
    ledger: Ledger | None,
    *,
    now: datetime,
    tell: Callable[[float, int], None] = lambda progress, rows: None,
    refused: Callable[[Reject], None] = lambda reject: None,
) -> Account:
    """Read a file into the ledger, or through it only (`None`: a dry run). `tell` hears how far it is, 0 to 1,
    `refused` of each reject as it comes; the account keeps the first ones."""
    account = Account()
    items = iter(reading)
    origin = reading.recognised[0].format if reading.recognised else "native"
    while batch := list(islice(items, BATCH)):
        account.rows += len(batch)
        imported = [item for item in batch if isinstance(item, Imported)]
        account.claims += len(imported)
        for item in batch:
            if isinstance(item, Reject):
                account.reject(item)
                refused(item)
            elif isinstance(item, Skip):
                account.skipped[item.cause] += 1
        marks = [(item.scope.value, item.value, origin) for item in batch if isinstance(item, Mark)]
        if ledger is not None:
            merged = ledger.merge(map(_entry, imported), now=now)
            account.new += merged.new
            account.changed += merged.changed
            account.known += merged.known
            for place in merged.clashing:
                account.reject(_id_taken(imported[place]))
            account.marks += ledger.mark(marks, now=now)
        else:
            account.marks += len(marks)
        tell(reading.progress(), account.rows)
    return account


def _entry(item: Imported) -> Entry:
    belief = _cells(item.belief) if item.belief else None
    return Entry(claim=item.claim, promised=item.promised, said=item.said, belief=belief)


def _id_taken(item: Imported) -> Reject:
    claim = item.claim
    return Reject(
        line=item.line,
        cause=RejectCause.ID_TAKEN,
        detail=f"id '{excerpt_of(claim.id)}' already belongs to another link: give this one an id of its own",
        excerpt=excerpt_of(f"{claim.source_url} | {claim.target_url}"),
    )


def _cells(belief: VendorBelief) -> dict[str, str | None]:
    flags = [name for name in ("nofollow", "sponsored", "ugc") if getattr(belief, name)]
    said = belief.nofollow is not None
    kept = {**belief.metrics, **belief.unread}
    if belief.region:
        kept["region"] = belief.region
    if belief.lost is not None:
        kept["lost"] = "yes" if belief.lost else "no"
    return {
        "first_seen": belief.first_seen.isoformat() if belief.first_seen else None,
        "last_seen": belief.last_seen.isoformat() if belief.last_seen else None,
        "anchor": belief.anchor,
        "rel": belief.rel or " ".join(flags) or ("follow" if said else None),
        "link_type": belief.link_type,
        "lost_at": belief.lost_on.isoformat() if belief.lost_on else None,
        "lost_reason": belief.lost_reason,
        "extra": json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else "{}",
    }
