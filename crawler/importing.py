"""Claim files into the ledger, in bounded batches, with every row accounted for."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from crawler.claims import ClaimReading, Imported, Item, Mark, Reject, RejectCause, Skip, VendorBelief
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
    retired: int = 0
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
    origin = reading.recognised[0].format if reading.recognised else "native"
    for batch in _batches(reading, account, tell, refused):
        imported = [item for item in batch if isinstance(item, Imported)]
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
    return account


def retire_claims(
    reading: ClaimReading, ledger: Ledger, *, now: datetime, tell: Callable[[float, int], None]
) -> Account:
    """Take the claims of a file off the list; a row that names none of its claims is skipped."""
    account = Account()
    for batch in _batches(reading, account, tell, lambda reject: None):
        claims = [item.claim for item in batch if isinstance(item, Imported)]
        off = ledger.retire(claims, now=now)
        account.retired += off
        if off < len(claims):
            account.skipped["not on the list"] += len(claims) - off
    return account


def _batches(
    reading: ClaimReading, account: Account, tell: Callable[[float, int], None], refused: Callable[[Reject], None]
) -> Iterator[list[Item]]:
    """The rows of a file, counted; those that make no claim are told of or skipped here."""
    items = iter(reading)
    while batch := list(islice(items, BATCH)):
        account.rows += len(batch)
        for item in batch:
            match item:
                case Imported():
                    account.claims += 1
                case Reject():
                    account.reject(item)
                    refused(item)
                case Skip():
                    account.skipped[item.cause] += 1
                case Mark():
                    pass
        yield batch
        tell(reading.progress(), account.rows)


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
