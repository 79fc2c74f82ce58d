"""One run at a time on one database: the second says so instead of doubling every request."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.core.errors import RunLocked, StoreError


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
        with run_lock(database):
            return False
    except RunLocked:
        return True


@contextmanager
def _held(database: Path, ending: str, refusal: str) -> Iterator[None]:
    path = database.with_name(database.name + ending)
    try:
        held = path.open("w")
    except OSError as error:
        raise StoreError(f"{path}: it cannot be written: {error.strerror}") from error
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunLocked(f"{database}: {refusal}") from error
        yield
