"""One SQLite file: opened, brought to this version, and its refusals told as `StoreError`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from crawler.core.errors import StoreError
from crawler.store import migrations

BUSY_SECONDS = 10


def open_database(path: Path | str, *, create: bool = True) -> Database:
    """A database of this version at `path`, in WAL mode with foreign keys on; made if it is not there.

    Raises `StoreError` for a file that is no database or another program's, is of a later version, is locked, cannot
    be written, or is not there although `create` is off.
    """
    path = Path(path)
    if not create and not path.exists():
        raise StoreError(f"{path}: no such database; run `scrapy verify FILE --db {path}` first")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the folder {path.parent} does not exist")
    with told_as_store_error(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=256)
        connection.row_factory = sqlite3.Row
        database = Database(connection)
        migrations.refuse_strangers(database, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        if not migrations.is_current(database):
            migrations.upgrade(database, path)
        return database


def gather(database: Database) -> None:
    """Bring what was committed from the write-ahead log into the file itself, so that a copy of that file alone is
    whole. Where that cannot be (a reader holds it, the disk is full) it stays in the log, as safe as before."""
    with suppress(sqlite3.DatabaseError):
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


_ADVICE = {
    "SQLITE_BUSY": "another program holds it; wait for that one to end or close it",
    "SQLITE_LOCKED": "another program holds it; wait for that one to end or close it",
    "SQLITE_FULL": "the disk is full; free some space and start again, what was committed is safe",
    "SQLITE_IOERR": "the disk failed or is full; what was committed is safe",
    "SQLITE_READONLY": "it cannot be written; check the file's owner and rights",
    "SQLITE_CANTOPEN": "it cannot be opened; check the path and the rights of its folder",
    "SQLITE_CORRUPT": "it is damaged; restore a backup, or recover it with `sqlite3 FILE .recover`",
    "SQLITE_NOTADB": "it is not a SQLite database",
}


@contextmanager
def told_as_store_error(path: Path | str) -> Iterator[None]:
    """Translate what SQLite refuses into one line that says what to do; mistakes of our own pass through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorname", "") or ""
        advice = next((words for name, words in _ADVICE.items() if code.startswith(name)), None)
        if advice is None:
            raise
        raise StoreError(f"{path}: {advice}") from error
