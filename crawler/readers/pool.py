"""Readers beside the crawl: a few processes that parse, each killed and replaced when a page holds it up.

A page that takes long goes on in one reader apart, so that a few such pages do not hold up all others.
"""

import asyncio
import pickle
import socket
import subprocess
import sys
from pathlib import Path

import msgspec

from crawler.core.reading import Reading
from crawler.readers.job import (
    HEADER,
    READY,
    Job,
    Result,
    Setup,
    Unchanged,
    Unread,
    framed,
    packed,
    read_result_message,
)

_ROOT = Path(__file__).parents[2]
_QUICK = 2.0
"""Seconds in which an ordinary page is read many times over."""
_MOST_SLOW = 6
"""Pages that may wait for the reader apart; each keeps its body in memory."""


class ReaderPool:
    """`read` hands a job to the next free reader; a job that outlasts `seconds` costs the reader its life."""

    def __init__(self, setup: Setup, *, readers: int, seconds: float) -> None:
        self._quick = _Lane(setup, readers=readers)
        self._apart = _Lane(setup, readers=1)
        self._seconds = seconds
        self._slow = 0

    async def start(self) -> None:
        await self._quick.start()

    async def read(self, job: Job) -> Reading | Unchanged | Unread:
        first = min(_QUICK, self._seconds)
        result = await self._quick.read(job, first)
        if not isinstance(result, Late):
            return result
        if self._seconds <= first:
            return Unread(cause=f"reading it took longer than {self._seconds:g} s")
        if self._slow >= _MOST_SLOW:
            return Unread(cause=f"reading it took longer than {first:g} s while other pages took long too")
        self._slow += 1
        try:
            result = await self._apart.read(job, self._seconds)
        finally:
            self._slow -= 1
        return Unread(cause=f"reading it took longer than {self._seconds:g} s") if isinstance(result, Late) else result

    async def close(self) -> None:
        self._quick.close()
        self._apart.close()


class Late:
    """The job was not done in time."""


class _Lane:
    """Readers that serve one queue; the first ones start with `start` or when they are first needed."""

    def __init__(self, setup: Setup, *, readers: int) -> None:
        self._setup, self._readers = setup, readers
        self._free: asyncio.Queue[_Reader] = asyncio.Queue()
        self._all: set[_Reader] = set()

    async def start(self) -> None:
        while len(self._all) < self._readers:
            await self._add()

    async def read(self, job: Job, seconds: float) -> Reading | Unchanged | Unread | Late:
        await self.start()
        reader = await self._free.get()
        healthy = False
        try:
            await reader.ready()
            async with asyncio.timeout(seconds):
                result = await reader.ask(job)
            healthy = result.unread is None
        except TimeoutError:
            return Late()
        except (EOFError, OSError, msgspec.MsgspecError):
            return Unread(cause="the process that read it died of it")
        finally:
            if healthy:
                self._free.put_nowait(reader)
            else:
                self._all.discard(reader)
                reader.kill()
                await self._add()
        return result.reading or result.unchanged or result.unread or Unread(cause="it answered nothing")

    def close(self) -> None:
        for reader in self._all:
            reader.kill()
        self._all.clear()

    async def _add(self) -> None:
        reader = await _Reader.start(self._setup)
        self._all.add(reader)
        self._free.put_nowait(reader)


class _Reader:
    """One process and the line to it."""

    def __init__(
        self, process: subprocess.Popen[bytes], incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter
    ) -> None:
        self._process, self._incoming, self._outgoing = process, incoming, outgoing
        self._ready = False

    @classmethod
    async def start(cls, setup: Setup) -> "_Reader":
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "crawler.readers.child", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=_ROOT,
            )
        ours.setblocking(False)
        incoming, outgoing = await asyncio.open_connection(sock=ours)
        outgoing.write(framed(pickle.dumps(setup)))
        return cls(process, incoming, outgoing)

    async def ready(self) -> None:
        """Wait until it has started: on a busy machine that takes longer than a page, and is no page's fault."""
        if not self._ready:
            await self._incoming.readexactly(len(READY))
            self._ready = True

    async def ask(self, job: Job) -> Result:
        self._outgoing.write(packed(job))
        await self._outgoing.drain()
        head = await self._incoming.readexactly(HEADER.size)
        data = await self._incoming.readexactly(HEADER.unpack(head)[0])
        return read_result_message(data)

    def kill(self) -> None:
        self._outgoing.close()
        self._process.kill()
        self._process.wait()
