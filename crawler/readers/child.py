"""The process that reads pages: hostile markup costs this one its life, never the crawl.

Started by `ReaderPool` with a socket as its only argument; ends when the crawl closes the other end. A page that
takes too much work ends it by SIGPROF: work is counted, not the clock, so that no page is too large for a busy machine.
"""

import gc
import pickle
import resource
import signal
import socket
import sys
from contextlib import suppress
from io import BufferedReader
from typing import BinaryIO

from selectolax.lexbor import SelectolaxError

from crawler.core.link_facts import RegionOf
from crawler.readers.job import HEADER, READY, Job, Result, Setup, Unchanged, Unread, packed, read_job_message
from crawler.readers.work import load_regions, read_job

_BUFFER = 128 * 1024
"""Bytes taken off the line at once: most pages with their head."""
_GARBAGE = 50_000
"""Objects more than before at which cycles are looked for: a page's tree makes thousands, and next to no cycles."""


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as line:
        incoming = BufferedReader(socket.SocketIO(line, "r"), _BUFFER)
        first = _receive(incoming)
        if first is None:
            return
        setup: Setup = pickle.loads(first)  # noqa: S301 - from our own parent process
        resource.setrlimit(resource.RLIMIT_DATA, (setup.largest_memory, setup.largest_memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        region_of = load_regions(setup.model)
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        with suppress(ConnectionError):  # the crawl ended while we started or read a page
            line.sendall(READY)
            while (message := _receive(incoming)) is not None:
                line.sendall(packed(_result(read_job_message(message), setup, region_of)))


def _result(job: Job, setup: Setup, region_of: RegionOf) -> Result:
    signal.setitimer(signal.ITIMER_PROF, setup.seconds)
    try:
        read = read_job(job, setup.policy, region_of, largest_body=setup.largest_body)
    except MemoryError:
        return Result(unread=Unread(cause="reading it takes more memory than a page gets"))
    except SelectolaxError as error:
        return Result(unread=Unread(cause=f"the parser gave up: {error}"))
    except RecursionError:
        return Result(unread=Unread(cause="its elements stand too deep inside each other"))
    except Exception as error:
        cause = f"our own mistake: {type(error).__name__}: {error}"[:500]
        return Result(unread=Unread(cause=cause, ours=True))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Result(unchanged=read) if isinstance(read, Unchanged) else Result(reading=read)


def _receive(incoming: BinaryIO) -> bytes | None:
    """The next message, `None` when the crawl has closed the line."""
    head = incoming.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    size = HEADER.unpack(head)[0]
    data = incoming.read(size)
    return data if len(data) == size else None


if __name__ == "__main__":
    main()
