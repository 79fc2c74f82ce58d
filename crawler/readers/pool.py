"""Readers beside the crawl: a few processes that parse, each killed and replaced when a page holds it up.

A page that takes long goes on in one reader apart, so that a few such pages do not hold up all others; one that was
cut at the size limit does not, as it can say little.
"""

import asyncio
import signal

import msgspec

from crawler.core.reading import Reading
from crawler.readers.job import HEADER, Job, Result, Setup, Unchanged, Unread, packed, read_result_message
from crawler.readers.nursery import Nursery, NurseryError, kill

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
        self._nursery = Nursery(setup)
        self._quick = _Lane(self._nursery, readers=readers, seconds=min(_QUICK, seconds))
        self._apart = _Lane(self._nursery, readers=1, seconds=seconds)
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
        """Begin to load what readers need; they are there when they are first needed."""
        self._nursery.start()

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
        self._nursery.close()


class _Late:
    """The job was not done in its time."""


class _Lane:
    """Readers that serve one queue, as many as there are pages waiting and at most `readers`."""

    def __init__(self, nursery: Nursery, *, readers: int, seconds: float) -> None:
        self._nursery, self._seconds = nursery, seconds
        self._room = asyncio.Semaphore(readers)
        self._idle: list[_Reader] = []
        self._all: set[_Reader] = set()

    async def read(self, job: Job) -> Reading | Unchanged | Unread | _Late:
        async with self._room:
            try:
                reader = self._idle.pop() if self._idle else await _Reader.born(self._nursery, self._seconds)
            except NurseryError:
                return Unread(cause="the process that reads pages does not start", ours=True)
            self._all.add(reader)
            healthy = False
            try:
                async with asyncio.timeout(self._seconds * _BUSY):
                    result = await reader.ask(job)
                healthy = result.unread is None
            except TimeoutError:
                return _Late()
            except (EOFError, OSError, msgspec.MsgspecError):
                return _Late() if await reader.overworked() else Unread(cause="the process that read it died of it")
            finally:
                if healthy:
                    self._idle.append(reader)
                else:
                    self._all.discard(reader)
                    await reader.end()
        return result.reading or result.unchanged or result.unread or Unread(cause="it answered nothing")

    def close(self) -> None:
        for reader in self._all:
            reader.kill()
        self._all.clear()


class _Reader:
    """One process and the line to it."""

    def __init__(
        self, nursery: Nursery, process: int, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter
    ) -> None:
        self._nursery, self._process = nursery, process
        self._incoming, self._outgoing = incoming, outgoing
        self._exit: int | None = None

    @classmethod
    async def born(cls, nursery: Nursery, seconds: float) -> "_Reader":
        process, ours = await nursery.born(seconds)
        ours.setblocking(False)
        incoming, outgoing = await asyncio.open_connection(sock=ours)
        return cls(nursery, process, incoming, outgoing)

    async def ask(self, job: Job) -> Result:
        self._outgoing.write(packed(job))
        await self._outgoing.drain()
        head = await self._incoming.readexactly(HEADER.size)
        data = await self._incoming.readexactly(HEADER.unpack(head)[0])
        return read_result_message(data)

    async def overworked(self) -> bool:
        """Whether it ended because its page took too much work."""
        self.kill()  # a line that broke for another reason would have us wait for ever
        self._exit = await self._nursery.ended(self._process)
        return self._exit == -signal.SIGPROF

    async def end(self) -> None:
        self.kill()
        if self._exit is None:
            self._exit = await self._nursery.ended(self._process)

    def kill(self) -> None:
        self._outgoing.close()
        if self._exit is None:
            kill(self._process)
