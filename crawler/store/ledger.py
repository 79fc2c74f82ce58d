"""The ledger: claims in, merged by their id; beliefs and marks beside them."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.core.records import Claim
from crawler.core.urls import fetch_url, host_of, registrable_domain
from crawler.store import rows
from crawler.store.codec import Cell, timestamp
from crawler.store.sqlite import told_as_store_error

BELIEF_COLUMNS = ("first_seen", "last_seen", "anchor", "rel", "link_type", "lost_at", "lost_reason", "extra")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim to be kept, with what a tool believed of it (cells by `BELIEF_COLUMNS`). Where the file promises
    nothing (`promised` is false), the terms of a claim that is known already are left as they are."""

    claim: Claim
    promised: bool = True
    belief: Mapping[str, str | None] | None = None


@dataclass(slots=True, kw_only=True)
class Merged:
    """What became of a batch: new rows, changed terms, rows that said nothing new, and claims whose id already
    belongs to another link."""

    new: int = 0
    changed: int = 0
    known: int = 0
    clashing: list[str] = field(default_factory=list)


class Ledger:
    """Claims of one database."""

    def __init__(self, database: Database, path: Path | str):
        self._db, self._conn, self._path = database, database.conn, path

    def merge(self, entries: Iterable[Entry], *, now: datetime) -> Merged:
        """Keep a batch in one transaction. The same claim again changes its terms or nothing at all."""
        merged = Merged()
        with told_as_store_error(self._path), self._db.atomic():
            for entry in entries:
                self._merge_one(entry, merged, now)
        return merged

    def _merge_one(self, entry: Entry, merged: Merged, now: datetime) -> None:
        claim = entry.claim
        found = self._conn.execute(_KNOWN, (claim.id,)).fetchone()
        if found is None:
            self._add(claim, now)
            merged.new += 1
        elif _another(found, claim):
            merged.clashing.append(claim.id)
            return
        elif entry.promised and _differs(found, claim):
            self._conn.execute(_CHANGE, (*_terms(claim), claim.id))
            merged.changed += 1
        else:
            merged.known += 1
        if entry.belief is not None:
            values = [entry.belief.get(name) for name in BELIEF_COLUMNS]
            self._conn.execute(_BELIEVE, (claim.id, claim.origin, *values, timestamp(now)))

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

    def retire(self, claim_ids: Iterable[str], *, now: datetime) -> int:
        """Stop visiting these claims; their facts and events stay. Returns how many were active."""
        before = self._conn.total_changes
        with told_as_store_error(self._path), self._db.atomic():
            self._conn.executemany(
                "UPDATE claims SET retired_at = ? WHERE id = ? AND retired_at IS NULL",
                [(timestamp(now), claim_id) for claim_id in claim_ids],
            )
        return self._conn.total_changes - before


_FIXED = ("id", "source_url", "target_url", "match", "extra")
_TERMS = tuple(name for name in rows.CLAIM.columns if name not in _FIXED)
_KNOWN = "SELECT * FROM claims WHERE id = ?"
_CHANGE = f"UPDATE claims SET {', '.join(f'{name} = ?' for name in _TERMS)}, retired_at = NULL WHERE id = ?"
_BELIEVE = (
    f"INSERT OR REPLACE INTO claim_beliefs (claim_id, origin, {', '.join(BELIEF_COLUMNS)}, imported_at)"
    f" VALUES ({', '.join('?' * (len(BELIEF_COLUMNS) + 3))})"
)


def _terms(claim: Claim) -> tuple[Cell, ...]:
    cells = dict(zip(rows.CLAIM.columns, rows.CLAIM.values(claim), strict=True))
    return tuple(cells[name] for name in _TERMS)


def _differs(found: sqlite3.Row, claim: Claim) -> bool:
    return bool(found["retired_at"]) or tuple(found[name] for name in _TERMS) != _terms(claim)


def _another(found: sqlite3.Row, claim: Claim) -> bool:
    """Whether a known id stands for another link than this claim, beyond how its addresses are spelled."""
    known = found["source_url"], found["target_url"]
    given = claim.source_url, claim.target_url
    return known != given and [fetch_url(url) for url in known] != [fetch_url(url) for url in given]
