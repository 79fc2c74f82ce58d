"""Stored nights again: each claim with all that was seen for it, in the order in which it was seen."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.core.records import Check, Claim, ClaimState, Observation, PageFacts
from crawler.core.vocabulary import Reason, Status
from crawler.store import rows
from crawler.store.codec import as_list
from crawler.store.sqlite import told_as_store_error
from crawler.store.tally import count_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One check as it stands, with the facts it was made from. `night` is the start of its run; where those
    facts were pruned (`pruned`) the check can be read but not made again."""

    check_id: int
    status: Status
    reasons: tuple[Reason, ...]
    checked_at: datetime
    night: datetime
    seen: Observation
    link_ids: tuple[int, ...]
    """The row of each of the observation's links."""
    pruned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """A check judged anew; `link_id` is the row of its link."""

    check_id: int
    check: Check
    link_id: int | None


class Archive:
    """Reads what was kept, and replaces judgements; facts and events are never changed."""

    def __init__(self, database: Database, path: Path | str) -> None:
        self._db, self._conn, self._path = database, database.conn, path

    def claims(self) -> Iterator[Claim]:
        """All claims that have a check, in bounded memory."""
        after = ""
        while found := self._conn.execute(
            "SELECT * FROM claims c WHERE id > ? AND EXISTS (SELECT 1 FROM checks k WHERE k.claim_id = c.id)"
            " ORDER BY id LIMIT 500",
            (after,),
        ).fetchall():
            yield from (rows.CLAIM.record(row) for row in found)
            after = found[-1]["id"]

    def history(self, claim: Claim) -> list[Stored]:
        """All checks of a claim, oldest first."""
        found = self._conn.execute(
            "SELECT k.id AS check_id, k.status AS check_status, k.reasons, k.checked_at, k.mentioned, k.needs_browser,"
            " r.started_at, k.run_id, k.page_id FROM checks k JOIN runs r ON r.id = k.run_id"
            " WHERE k.claim_id = ? ORDER BY k.run_id",
            (claim.id,),
        ).fetchall()
        return [self._stored(claim, row) for row in found]

    def _stored(self, claim: Claim, row: sqlite3.Row) -> Stored:
        execute = self._conn.execute
        page = execute("SELECT * FROM pages WHERE id = ?", (row["page_id"],)).fetchone()
        links = execute(
            "SELECT * FROM links WHERE page_id = ? AND claim_id = ? ORDER BY id", (row["page_id"], claim.id)
        ).fetchall()
        target = execute(
            "SELECT * FROM targets WHERE run_id = ? AND url = ?", (row["run_id"], claim.target_url)
        ).fetchone()
        seen = Observation(
            claims=(claim,),
            page=rows.PAGE.record(page) if page is not None else PageFacts(source_url=claim.source_url),
            links=tuple(rows.LINK.record(link) for link in links),
            mentions=frozenset([claim.id] if row["mentioned"] else ()),
            targets={claim.target_url: rows.TARGET.record(target)} if target is not None else {},
            needs_browser=row["needs_browser"],
        )
        return Stored(
            check_id=row["check_id"],
            status=Status(row["check_status"]),
            reasons=tuple(Reason(reason) for reason in json.loads(row["reasons"])),
            checked_at=datetime.fromisoformat(row["checked_at"]),
            night=datetime.fromisoformat(row["started_at"]),
            seen=seen,
            link_ids=tuple(link["id"] for link in links),
            pruned=page is None,
        )

    def settled(self, claim: Claim) -> Status | None:
        """The settled status of a claim as it stands."""
        row = self._conn.execute("SELECT status FROM claim_states WHERE claim_id = ?", (claim.id,)).fetchone()
        return Status(row["status"]) if row is not None and row["status"] else None

    def count_again(self) -> None:
        """Runs are counted by their checks: to be called when judgements were replaced."""
        with told_as_store_error(self._path), self._db.atomic():
            count_again(self._db)

    def replace(self, judged: Sequence[Rejudged], state: ClaimState) -> None:
        """Write one claim's new judgements and the state that follows from them, in one transaction."""
        with told_as_store_error(self._path), self._db.atomic():
            self._conn.executemany(
                "UPDATE checks SET status = ?, reasons = ?, link_id = ? WHERE id = ?",
                [(one.check.status.value, as_list(one.check.reasons), one.link_id, one.check_id) for one in judged],
            )
            changes = ", ".join(f"{name} = ?" for name in rows.STATE.columns)
            self._conn.execute(
                f"UPDATE claim_states SET {changes} WHERE claim_id = ?", (*rows.STATE.values(state), state.claim_id)
            )
