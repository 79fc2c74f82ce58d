"""The processes that read pages: hostile markup costs one of them its life, never the crawl.

Started by `Nursery` with a socket as its only argument. The first process loads what is needed and reads no page; for
each line that it is sent it forks one that does. A page that takes too much work ends its reader by SIGPROF: work is
counted, not the clock, so that no page is too large for a busy machine.
"""

import gc
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from io import BufferedReader
from typing import BinaryIO

from selectolax.lexbor import SelectolaxError

from crawler.core.link_facts import RegionOf
from crawler.core.urls import registrable_domain
from crawler.readers.job import HEADER, Job, Result, Setup, Unchanged, Unread, packed, read_job_message
from crawler.readers.nursery import ANSWER, REQUEST, kill, setup_from
from crawler.readers.work import load_regions, read_job

_BUFFER = 128 * 1024
"""Bytes taken off the line at once: most pages with their head."""
_GARBAGE = 50_000
"""Objects more than before at which cycles are looked for: a page's tree makes thousands, and next to no cycles."""


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as line:
        setup = setup_from(line)
        if setup is None:
            return
        region_of = load_regions(setup.model)
        registrable_domain("example.org")  # reads the public suffix list, once for all
        gc.set_threshold(_GARBAGE)
        gc.freeze()
        born: set[int] = set()
        with suppress(ConnectionError):
            while _served(line, setup, region_of, born):
                pass
    for process in born:
        kill(process)
        os.waitpid(process, 0)


def _served(line: socket.socket, setup: Setup, region_of: RegionOf, born: set[int]) -> bool:
    """Do one thing that the crawl asks for; says whether it is still there."""
    request, lines, _, _ = socket.recv_fds(line, REQUEST.size, 1)
    if len(request) < REQUEST.size:
        return False
    process, seconds = REQUEST.unpack(request)
    if not lines:
        born.discard(process)
        line.sendall(ANSWER.pack(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])))
        return True
    process = os.fork()
    if process == 0:
        line.close()
        _read_pages(lines[0], setup, seconds, region_of)
    os.close(lines[0])
    born.add(process)
    line.sendall(ANSWER.pack(process))
    return True


def _read_pages(number: int, setup: Setup, seconds: float, region_of: RegionOf) -> None:
    """The whole life of a reader: until the crawl closes the other end of its line."""
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (setup.largest_memory, setup.largest_memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with socket.socket(fileno=number) as line, suppress(ConnectionError):
            incoming = BufferedReader(socket.SocketIO(line, "r"), _BUFFER)
            while (message := _receive(incoming)) is not None:
                line.sendall(packed(_result(read_job_message(message), setup, seconds, region_of)))
    finally:
        os._exit(0)


def _result(job: Job, setup: Setup, seconds: float, region_of: RegionOf) -> Result:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        read = read_job(job, setup.policy, region_of, largest_body=setup.largest_body)
    except MemoryError:
        return Result(unread=Unread(cause="reading it takes more memory than a page gets"))
    except SelectolaxError as error:
        return Result(unread=Unread(cause=f"the parser gave up: {error}"))
    except RecursionError:
        return Result(unread=Unread(cause="its elements stand too deep inside each other"))
    except Exception as error:  # told as our own mistake: the page is unverified, the night goes on
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
