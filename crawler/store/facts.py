"""Stored facts as typed records, for Python programs that read a database of ours.

from crawler.store import Facts

with Facts("links.db") as facts:
    for finding in facts.latest():
        print(finding.claim.source_url, finding.status, finding.link and finding.link.anchor)
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.core.records import Claim, ClaimState, Event, LinkFacts, PageFacts
from crawler.core.vocabulary import EventKind, Reason, Status
from crawler.store import rows
from crawler.store.sqlite import open_database, told_as_store_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check of a claim with the facts it rests on; `page` and `link` are `None` where there was none."""

    claim: Claim
    run_id: int
    status: Status
    reasons: tuple[Reason, ...]
    checked_at: datetime
    mentioned: bool
    page: PageFacts | None
    link: LinkFacts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedEvent:
    """An event with its `id`, the cursor of the change feed."""

    id: int
    run_id: int
    event: Event


class Facts:
    """A database to read from; closes it as a context manager. Raises `StoreError` where it cannot be read."""

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._conn = open_database(path, create=False).conn

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._conn.close()

    def claims(self) -> Iterator[tuple[Claim, ClaimState | None]]:
        """Every active claim with its settled state, by id; `None` before its first visit."""
        for row in self._read("SELECT * FROM claims WHERE retired_at IS NULL ORDER BY id"):
            state = next(self._read("SELECT * FROM claim_states WHERE claim_id = ?", row["id"]), None)
            yield rows.CLAIM.record(row), rows.STATE.record(state) if state else None

    def latest(self) -> Iterator[Finding]:
        """The last check of every active claim, by id; a claim that was never visited is left out."""
        return self._findings(
            "FROM claims c JOIN claim_states s ON s.claim_id = c.id JOIN checks k ON k.id = s.last_check_id"
            " WHERE c.retired_at IS NULL ORDER BY c.id"
        )

    def history(self, claim_id: str) -> Iterator[Finding]:
        """All checks of a claim, the oldest first."""
        return self._findings(
            "FROM checks k JOIN claims c ON c.id = k.claim_id WHERE c.id = ? ORDER BY k.run_id", claim_id
        )

    def events(self, *, after: int = 0) -> Iterator[NumberedEvent]:
        """The change feed behind a cursor, the oldest event first."""
        for row in self._read("SELECT * FROM events WHERE id > ? ORDER BY id", after):
            event = Event(
                claim_id=row["claim_id"],
                kind=EventKind(row["kind"]),
                before=row["before"],
                after=row["after"],
                at=datetime.fromisoformat(row["at"]),
            )
            yield NumberedEvent(id=row["id"], run_id=row["run_id"], event=event)

    def _findings(self, source: str, *values: str) -> Iterator[Finding]:
        columns = "c.*, k.run_id, k.page_id, k.link_id, k.status, k.reasons, k.checked_at, k.mentioned"
        for row in self._read(f"SELECT {columns} {source}", *values):
            page = self._one(rows.PAGE, "pages", row["page_id"])
            link = self._one(rows.LINK, "links", row["link_id"])
            yield Finding(
                claim=rows.CLAIM.record(row),
                run_id=row["run_id"],
                status=Status(row["status"]),
                reasons=tuple(Reason(reason) for reason in json.loads(row["reasons"])),
                checked_at=datetime.fromisoformat(row["checked_at"]),
                mentioned=bool(row["mentioned"]),
                page=page,
                link=link,
            )

    def _one(self, shape: rows.RowShape[rows.R], table: str, key: int | None) -> rows.R | None:
        if key is None:
            return None
        return shape.record(next(self._read(f"SELECT * FROM {table} WHERE id = ?", key)))

    def _read(self, sql: str, *values: object) -> Iterator[Any]:
        with told_as_store_error(self._path):
            yield from self._conn.execute(sql, values)
