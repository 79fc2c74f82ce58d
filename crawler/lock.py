"""One run at a time on one database: the second says so instead of doubling every request."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.core.errors import RunLocked


@contextmanager
def run_lock(database: Path) -> Iterator[None]:
    """Hold `FILE.lock` while a run writes; the kernel gives it back whatever happens to us.

    Raises `RunLocked` when another process holds it.
    """
    path = database.with_name(database.name + ".lock")
    with path.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunLocked(f"{database}: another run is writing to it; wait for it, or end it") from error
        yield
