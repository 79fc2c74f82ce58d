"""One run at a time on one database: the second says so instead of doubling every request."""

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from crawler.core.errors import RunLocked, StoreError

_PATIENCE = (0.05, 0.1, 0.2)
"""Seconds between tries: whoever only asks whether a run is under way holds the lock for a moment."""


@contextmanager
def run_lock(database: Path) -> Iterator[None]:
    """Hold `FILE.lock` while a run writes; the kernel gives it back whatever happens to us.

    Raises `RunLocked` when another process holds it.
    """
    with _held(database, ".lock", "another run is writing to it; wait for it, or end it"):
        yield


@contextmanager
def alert_lock(database: Path) -> Iterator[None]:
    """Hold `FILE.alert.lock` while messages go out: two senders would tell everything twice."""
    with _held(database, ".alert.lock", "another process is sending its alerts"):
        yield


def is_running(database: Path) -> bool:
    """Whether a run is under way on this database."""
    try:
        with _held(database, ".lock", "it is in use", patience=()):
            return False
    except RunLocked:
        return True


@contextmanager
def _held(database: Path, ending: str, refusal: str, *, patience: Sequence[float] = _PATIENCE) -> Iterator[None]:
    path = database.with_name(database.name + ending)
    if not database.parent.is_dir():
        raise StoreError(f"{database}: the folder {database.parent} does not exist")
    try:
        held = path.open("w")
    except OSError as error:
        raise StoreError(f"{path}: it cannot be written: {error.strerror}") from error
    with held:
        if not any(_taken(held, wait) for wait in (*patience, 0.0)):
            raise RunLocked(f"{database}: {refusal}")
        yield


def _taken(held: TextIO, wait: float) -> bool:
    """Whether the lock is ours now; where it is not, wait before the next try."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        time.sleep(wait)
        return False
    return True
