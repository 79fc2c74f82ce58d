"""The process that reads pages: hostile markup costs this one its life, never the crawl.

Started by `ReaderPool` with a socket as its only argument; ends when the crawl closes the other end.
"""

import pickle
import resource
import signal
import socket
import sys
from typing import Any

from crawler.core.reading import Reading
from crawler.readers.job import HEADER, Job, Setup, Unchanged, Unread, packed
from crawler.readers.work import RegionOf, load_regions, read_job


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as line:
        setup: Setup = _receive(line)
        resource.setrlimit(resource.RLIMIT_AS, (setup.largest_memory, setup.largest_memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        region_of = load_regions(setup.model)
        while (job := _receive(line)) is not None:
            line.sendall(packed(_result(job, setup, region_of)))


def _result(job: Job, setup: Setup, region_of: RegionOf) -> Reading | Unchanged | Unread:
    try:
        return read_job(job, setup.policy, region_of, largest_body=setup.largest_body)
    except MemoryError:
        return Unread(cause="reading it takes more memory than a page gets")
    except Exception as error:
        return Unread(cause=f"our own mistake: {type(error).__name__}: {error}"[:500], ours=True)


def _receive(line: socket.socket) -> Any:
    """The next message, `None` when the crawl has closed the line."""
    head = _exactly(line, HEADER.size)
    if head is None:
        return None
    data = _exactly(line, HEADER.unpack(head)[0])
    return None if data is None else pickle.loads(data)  # noqa: S301 - from our own parent process


def _exactly(line: socket.socket, size: int) -> bytearray | None:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = line.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return data


if __name__ == "__main__":
    main()
