"""Readers beside the crawl: a few processes that parse, each killed and replaced when a page holds it up.

A page that takes long goes on in one reader apart, so that a few such pages do not hold up all others; one that was
cut at the size limit does not, as it can say little.
"""

import asyncio
import pickle
import signal
import socket
import subprocess
import sys
from dataclasses import replace
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
_QUICK = 1.0
"""Seconds of work in which an ordinary page is read a hundred times over."""
_MOST_SLOW = 6
"""Pages that may wait for the reader apart; each keeps its body in memory."""
_MOST_WAITING = 24 * 1024 * 1024
"""Bytes of pages that wait for a reader, above which a large one is not taken in."""
_BUSY = 10
"""How many times longer than its work a page may take, on a machine with much else to do."""


class ReaderPool:
    """`read` hands a job to the next free reader; a job that takes more than `seconds` of work costs the reader
    its life."""

    def __init__(self, setup: Setup, *, readers: int, seconds: float) -> None:
        self._quick = _Lane(replace(setup, seconds=min(_QUICK, seconds)), readers=readers)
        self._apart = _Lane(replace(setup, seconds=seconds), readers=1)
        self._seconds = seconds
        self._slow = 0
        self._bytes = 0
        self._read = asyncio.Event()

    async def room(self, *, large: bool) -> None:
        """Wait while the pages that wait to be read take more memory than they may; large ones wait first."""
        while self._bytes > (_MOST_WAITING if large else 2 * _MOST_WAITING):
            self._read.clear()
            await self._read.wait()

    async def start(self) -> None:
        await self._quick.start()

    async def read(self, job: Job) -> Reading | Unchanged | Unread:
        self._bytes += len(job.body)
        try:
            return await self._patiently(job)
        finally:
            self._bytes -= len(job.body)
            self._read.set()

    async def _patiently(self, job: Job) -> Reading | Unchanged | Unread:
        result = await self._quick.read(job)
        if isinstance(result, _Late) and self._seconds > _QUICK and not job.too_large:
            if self._slow >= _MOST_SLOW:
                return Unread(cause=f"reading it takes more than {_QUICK:g} s, and other pages take long too")
            self._slow += 1
            try:
                result = await self._apart.read(job)
            finally:
                self._slow -= 1
        if isinstance(result, _Late):
            return Unread(cause=f"reading it takes more than {self._seconds:g} s")
        return result

    async def close(self) -> None:
        self._quick.close()
        self._apart.close()


class _Late:
    """The job was not done in its time."""


class _Lane:
    """Readers that serve one queue; they start with `start` or when they are first needed."""

    def __init__(self, setup: Setup, *, readers: int) -> None:
        self._setup, self._readers = setup, readers
        self._free: asyncio.Queue[_Reader] = asyncio.Queue()
        self._all: set[_Reader] = set()
        self._started = False

    async def start(self) -> None:
        if not self._started:
            self._started = True
            for _ in range(self._readers):
                await self._add()

    async def read(self, job: Job) -> Reading | Unchanged | Unread | _Late:
        await self.start()
        reader = await self._free.get()
        healthy = False
        try:
            if not await reader.ready():
                return Unread(cause="the process that reads pages does not start", ours=True)
            async with asyncio.timeout(self._setup.seconds * _BUSY):
                result = await reader.ask(job)
            healthy = result.unread is None
        except TimeoutError:
            return _Late()
        except (EOFError, OSError, msgspec.MsgspecError):
            return _Late() if reader.overworked() else Unread(cause="the process that read it died of it")
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
                process_group=0,  # Ctrl-C is for the crawl, which ends its readers by itself
            )
        ours.setblocking(False)
        incoming, outgoing = await asyncio.open_connection(sock=ours)
        outgoing.write(framed(pickle.dumps(setup)))
        return cls(process, incoming, outgoing)

    async def ready(self) -> bool:
        """Wait until it has started: on a busy machine that takes longer than a page, and is no page's fault."""
        if not self._ready:
            try:
                self._ready = bool(await self._incoming.readexactly(len(READY)))
            except (EOFError, OSError):
                return False
        return True

    async def ask(self, job: Job) -> Result:
        self._outgoing.write(packed(job))
        await self._outgoing.drain()
        head = await self._incoming.readexactly(HEADER.size)
        data = await self._incoming.readexactly(HEADER.unpack(head)[0])
        return read_result_message(data)

    def overworked(self) -> bool:
        """Whether it ended because its page took too much work."""
        return self._process.wait() == -signal.SIGPROF

    def kill(self) -> None:
        self._outgoing.close()
        self._process.kill()
        self._process.wait()
