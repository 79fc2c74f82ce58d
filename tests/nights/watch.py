"""What a process of ours is at, seen from outside: in its database, in its open files, beside its database."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path


def written(path: Path) -> int:
    """How many checks are committed."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM checks").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def holds(process: subprocess.Popen[str], path: Path) -> bool:
    """Whether the process has this file open."""
    folder = Path(f"/proc/{process.pid}/fd")
    try:
        return any(os.readlink(each) == str(path) for each in folder.iterdir())
    except FileNotFoundError:  # it has ended, or closed the file while we looked
        return False


def wait_until(true: Callable[[], bool], process: subprocess.Popen[str], *, seconds: float = 60) -> None:
    """Look again and again until it is so, or the process has ended."""
    latest = time.monotonic() + seconds
    while not true() and process.poll() is None:
        assert time.monotonic() < latest, f"nothing came of it: {process.args}"
        time.sleep(0.002)
