"""The database kept in shape: old facts pruned, copies made while runs write, its health asked."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from sqlite_utils import Database

from crawler.core.errors import StoreError
from crawler.store.copying import copy_to
from crawler.store.sqlite import told_as_store_error

_STRETCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run as a list shows it."""

    id: int
    started_at: str
    finished_at: str | None
    outcome: str
    due: int
    written: int
    live: int
    altered: int
    lost: int
    unverified: int
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What pruning took away."""

    pages: int
    targets: int


class Upkeep:
    """Housekeeping on one database."""

    def __init__(self, database: Database, path: Path | str) -> None:
        self._db, self._conn, self._path = database, database.conn, path

    def runs(self, *, most: int) -> list[RunLine]:
        """The last runs, newest first."""
        columns = ", ".join("run_id AS id" if each.name == "id" else each.name for each in fields(RunLine))
        found = self._conn.execute(f"SELECT {columns} FROM run_summary ORDER BY run_id DESC LIMIT ?", (most,))
        return [RunLine(**dict(row)) for row in found]

    def prune(self, *, keep_nights: int) -> Iterator[Pruned]:
        """Remove the facts of all but the last `keep_nights` runs, a stretch at a time, each in its own transaction.

        Kept are the facts that an event points to, every claim's last reading, and the full readings that nights
        which are left carried forward. Checks, states and events stay for good: only what the pages said goes.
        The latest go first, so that nobody refers to a full reading any more when its turn comes.
        """
        first_kept = self._conn.execute(
            "SELECT min(id) FROM (SELECT id FROM runs ORDER BY id DESC LIMIT ?)", (keep_nights,)
        ).fetchone()[0]
        last = self._conn.execute("SELECT max(id) FROM pages WHERE run_id < ?", (first_kept,)).fetchone()[0] or 0
        for begin in reversed(range(0, last, _STRETCH)):
            with told_as_store_error(self._path), self._db.atomic():
                stretch = {"first_kept": first_kept, "begin": begin, "end": begin + _STRETCH}
                carried = self._conn.execute(f"{_OLD_PAGES} AND carried_from IS NOT NULL", stretch).rowcount
                pages = carried + self._conn.execute(f"{_OLD_PAGES} AND {_UNUSED}", stretch).rowcount
            yield Pruned(pages=pages, targets=0)
        with told_as_store_error(self._path), self._db.atomic():
            targets = self._conn.execute(_OLD_TARGETS, {"first_kept": first_kept}).rowcount
        yield Pruned(pages=0, targets=targets)

    def compact(self) -> None:
        """Give freed space back to the disk; needs as much free space as the database is large."""
        with told_as_store_error(self._path):
            self._conn.execute("VACUUM")
            self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, target: Path) -> None:
        """A whole copy, taken while runs go on writing; `target` is there complete or not at all."""
        try:
            with told_as_store_error(target):
                copy_to(self._conn, target)
        except OSError as error:
            raise StoreError(f"{target}: it cannot be written: {error.strerror}") from error

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing is as it should be."""
        found = [str(row[0]) for row in self._conn.execute("PRAGMA quick_check(5)") if row[0] != "ok"]
        orphans = self._conn.execute("PRAGMA foreign_key_check").fetchone()
        return [*found, *([f"a row of {orphans[0]} points to nothing"] if orphans else [])]


_OLD_PAGES = """
DELETE FROM pages WHERE id > :begin AND id <= :end AND run_id < :first_kept
  AND NOT EXISTS (
    SELECT 1 FROM checks k JOIN events e ON e.claim_id = k.claim_id AND +e.run_id = k.run_id WHERE k.page_id = pages.id)
  AND NOT EXISTS (
    SELECT 1 FROM checks k JOIN claim_states s ON s.claim_id = k.claim_id AND s.last_check_id = k.id
    WHERE k.page_id = pages.id)
"""
_UNUSED = "carried_from IS NULL AND NOT EXISTS (SELECT 1 FROM pages later WHERE later.carried_from = pages.id)"
_OLD_TARGETS = """
DELETE FROM targets WHERE run_id < :first_kept AND NOT EXISTS (
  SELECT 1 FROM checks k JOIN claims c ON c.id = k.claim_id
  WHERE k.run_id = targets.run_id AND k.page_id IS NOT NULL AND c.target_url = targets.url)
"""
