"""The ledger: claims in, merged by their id; beliefs and marks beside them."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.core.records import Claim
from crawler.core.urls import fetch_url, host_of, registrable_domain
from crawler.store import rows
from crawler.store.codec import Cell, timestamp
from crawler.store.sqlite import told_as_store_error

TERMS = (
    *("match", "anchor", "rel", "region", "kind", "vendor", "price", "currency", "starts_on", "ends_on", "note"),
    "extra",
)
"""What another file may say otherwise of a claim that is known already."""
BELIEF_COLUMNS = ("first_seen", "last_seen", "anchor", "rel", "link_type", "lost_at", "lost_reason", "extra")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim to be kept, with what a tool believed of it (cells by `BELIEF_COLUMNS`). Of a claim that is known
    already, the terms that the file does not speak of (not in `said`) are left as they are, and all of them where it
    promises nothing (`promised` is false)."""

    claim: Claim
    promised: bool = True
    said: Collection[str] = TERMS
    belief: Mapping[str, str | None] | None = None


@dataclass(slots=True, kw_only=True)
class Merged:
    """What became of a batch: new rows, changed terms, rows that said nothing new, and claims whose id already
    belongs to another link, by their places in the batch."""

    new: int = 0
    changed: int = 0
    known: int = 0
    clashing: list[int] = field(default_factory=list)


class Ledger:
    """Claims of one database."""

    def __init__(self, database: Database, path: Path | str):
        self._db, self._conn, self._path = database, database.conn, path

    def merge(self, entries: Iterable[Entry], *, now: datetime) -> Merged:
        """Keep a batch in one transaction. The same claim again changes its terms or nothing at all."""
        merged = Merged()
        with told_as_store_error(self._path), self._db.atomic():
            for place, entry in enumerate(entries):
                if not self._merge_one(entry, merged, now):
                    merged.clashing.append(place)
        return merged

    def _merge_one(self, entry: Entry, merged: Merged, now: datetime) -> bool:
        """Whether the claim's id is free for it."""
        claim = entry.claim
        found = self._conn.execute(_KNOWN, (claim.id,)).fetchone()
        if found is None:
            self._add(claim, now)
            merged.new += 1
        elif _another(found, claim):
            return False
        elif entry.promised and (changes := _changes(found, entry)):
            settings = ", ".join(f"{name} = ?" for name in changes)
            self._conn.execute(f"UPDATE claims SET {settings} WHERE id = ?", (*changes.values(), claim.id))
            merged.changed += 1
        else:
            merged.known += 1
        if entry.belief is not None:
            values = [entry.belief.get(name) for name in BELIEF_COLUMNS]
            self._conn.execute(_BELIEVE, (claim.id, claim.origin, *values, timestamp(now)))
        return True

    def _add(self, claim: Claim, now: datetime) -> None:
        host = host_of(claim.source_url).rstrip(".")
        place = (
            timestamp(now),
            fetch_url(claim.source_url) or claim.source_url,
            host,
            registrable_domain(host),
            registrable_domain(host_of(claim.target_url)),
        )
        self._conn.execute(rows.CLAIM.sql, rows.CLAIM.values(claim, *place))

    def mark(self, marks: Iterable[tuple[str, str, str]], *, now: datetime) -> int:
        """Keep disavow marks (scope, value, origin); returns how many were new."""
        before = self._conn.total_changes
        with told_as_store_error(self._path), self._db.atomic():
            self._conn.executemany(
                "INSERT INTO marks VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(scope, value, origin, timestamp(now)) for scope, value, origin in marks],
            )
        return self._conn.total_changes - before

    def count(self) -> int:
        found: int = self._conn.execute("SELECT count(*) FROM claims WHERE retired_at IS NULL").fetchone()[0]
        return found

    def retire(self, claims: Iterable[Claim], *, now: datetime) -> int:
        """Stop visiting these claims; their facts and events stay. Returns how many were on the list; an id that
        stands for another link retires nothing."""
        off = 0
        with told_as_store_error(self._path), self._db.atomic():
            for claim in claims:
                found = self._conn.execute(_KNOWN, (claim.id,)).fetchone()
                if found is not None and found["retired_at"] is None and not _another(found, claim):
                    self._conn.execute("UPDATE claims SET retired_at = ? WHERE id = ?", (timestamp(now), claim.id))
                    off += 1
        return off


_KNOWN = "SELECT * FROM claims WHERE id = ?"
_BELIEVE = (
    f"INSERT OR REPLACE INTO claim_beliefs (claim_id, origin, {', '.join(BELIEF_COLUMNS)}, imported_at)"
    f" VALUES ({', '.join('?' * (len(BELIEF_COLUMNS) + 3))})"
)


def _changes(found: sqlite3.Row, entry: Entry) -> dict[str, Cell]:
    """What a promise changes of a known claim. A file of promises is the claim's origin from then on, and brings a
    claim back that was retired."""
    given: dict[str, Cell] = dict(zip(rows.CLAIM.columns, rows.CLAIM.values(entry.claim), strict=True))
    wanted = {name: given[name] for name in TERMS if name in entry.said}
    wanted |= {"origin": entry.claim.origin, "retired_at": None}
    return {name: value for name, value in wanted.items() if found[name] != value}


def _another(found: sqlite3.Row, claim: Claim) -> bool:
    """Whether a known id stands for another link than this claim, beyond how its addresses are spelled."""
    known = found["source_url"], found["target_url"]
    given = claim.source_url, claim.target_url
    return known != given and [fetch_url(url) for url in known] != [fetch_url(url) for url in given]
