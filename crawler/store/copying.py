"""A database copied whole while others write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """Copy through SQLite's own backup, written beside its place and moved there when it is whole: `target` is
    there complete or not at all."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
