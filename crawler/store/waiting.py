"""Pages that wait for the browser: put there by the plain crawl, taken by the browser stage, in SQLite between.

The observation is kept as JSON of its own records, so that a waiting page outlives any crash. `record` of the
crawl store takes a page off the queue in the transaction that writes its checks.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlite_utils import Database

from crawler.core.records import Observation
from crawler.store import rows
from crawler.store.interface import DuePage, Run
from crawler.store.sqlite import told_as_store_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A page with what the plain visit saw; `tries` says how often the browser has been given it already."""

    due: DuePage
    observation: Observation
    cause: str
    tries: int


class RenderQueue:
    """The queue of one database; used from one thread."""

    def __init__(self, database: Database, path: Path | str):
        self._db, self._conn, self._path = database, database.conn, path

    def put(self, run: Run, due: DuePage, seen: Observation, *, cause: str) -> None:
        row = (run.id, due.url, due.host, len(seen.claims), cause, msgspec.json.encode(seen).decode())
        with told_as_store_error(self._path), self._db.atomic():
            self._conn.execute(
                "INSERT OR REPLACE INTO render_queue (run_id, source_url, host, claims, cause, observation)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def keys(self, run: Run) -> list[tuple[str, str]]:
        """Source address and host of every page that waits, one host's after the other's."""
        found = self._conn.execute(
            "SELECT source_url, host FROM render_queue WHERE run_id = ? ORDER BY host, source_url", (run.id,)
        )
        return [(row["source_url"], row["host"]) for row in found]

    def take(self, run: Run, source_url: str) -> Waiting:
        """One page as it waits; it stays on the queue until its checks are written."""
        row = self._conn.execute(
            "SELECT * FROM render_queue WHERE run_id = ? AND source_url = ?", (run.id, source_url)
        ).fetchone()
        seen = msgspec.json.decode(row["observation"], type=Observation)
        states = {
            state["claim_id"]: rows.STATE.record(state) for state in self._states([claim.id for claim in seen.claims])
        }
        due = DuePage(url=source_url, host=row["host"], claims=seen.claims, states=states)
        return Waiting(due=due, observation=seen, cause=row["cause"], tries=row["tries"])

    def tried(self, run: Run, source_url: str) -> None:
        """Count a try before it begins, so that a page which is the end of every process is known by it."""
        with told_as_store_error(self._path), self._db.atomic():
            self._conn.execute(
                "UPDATE render_queue SET tries = tries + 1 WHERE run_id = ? AND source_url = ?", (run.id, source_url)
            )

    def _states(self, claim_ids: Sequence[str]) -> list[sqlite3.Row]:
        found: list[sqlite3.Row] = []
        for claim_id in claim_ids:
            found += self._conn.execute("SELECT * FROM claim_states WHERE claim_id = ?", (claim_id,)).fetchall()
        return found

    def used(self, run: Run) -> dict[str, int]:
        """How many pages of each host the run has given to the browser so far, waiting or done."""
        found = self._conn.execute(
            "SELECT host, count(*) AS pages FROM (SELECT host FROM render_queue WHERE run_id = :run UNION ALL"
            " SELECT c.source_host FROM pages p JOIN claims c"
            " ON c.id = (SELECT claim_id FROM checks WHERE page_id = p.id LIMIT 1)"
            " WHERE p.run_id = :run AND p.fetched_by = 'browser') GROUP BY host",
            {"run": run.id},
        )
        return {row["host"]: row["pages"] for row in found}

    def length(self) -> int:
        """How many pages wait, of whatever run."""
        count: int = self._conn.execute("SELECT count(*) FROM render_queue").fetchone()[0]
        return count
