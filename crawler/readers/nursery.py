"""Where readers come from: one process that has loaded once what each of them needs, and forks them.

So a reader is there in milliseconds when a page has cost another one its life, and its memory is mostly shared. It is
not the crawl that forks, with its threads and open databases, but a process that holds nothing else.
"""

import asyncio
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from crawler.readers.job import HEADER, Setup, framed

REQUEST = struct.Struct("=qd")
"""A process whose end is asked for; or 0, with the line of a reader that is wanted and its seconds for a page."""
ANSWER = struct.Struct("=q")
"""The new reader's process, or the exit code of the one that ended."""
_ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0
"""Seconds that an answer may take: on a busy machine a fork waits long for its turn."""
_GOODBYE = 5.0


class NurseryError(OSError):
    """The process that forks readers does not start, or has died."""


class Nursery:
    """Starts with the first reader; starts again when it died, which the readers that it forked outlive."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    def start(self) -> None:
        """Let it load while the crawl begins."""
        if self._closed or (self._process is not None and self._process.poll() is None):
            return
        self._let_go()
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "crawler.readers.child", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=_ROOT,
                process_group=0,  # Ctrl-C is for the crawl, which ends its readers by itself
            )
        with suppress(ConnectionError):  # it ended at once, which the first request will find
            self._line.sendall(framed(pickle.dumps(self._setup)))
        self._line.setblocking(False)

    async def born(self, seconds: float) -> tuple[int, socket.socket]:
        """A new reader: its process and the line to it; raises `NurseryError`."""
        birth = asyncio.ensure_future(self._birth(seconds))
        try:
            return await asyncio.shield(birth)  # requests and answers stay in step whoever goes away
        except asyncio.CancelledError:
            birth.add_done_callback(_unwanted)
            raise

    async def ended(self, process: int) -> int | None:
        """How a reader that is dead or dying ended: its exit code, or a signal's number below zero."""
        return await asyncio.shield(asyncio.ensure_future(self._end(process)))

    async def _birth(self, seconds: float) -> tuple[int, socket.socket]:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                async with self._turn:
                    self.start()
                    return await self._ask(REQUEST.pack(0, seconds), theirs), ours
        except BaseException:  # whatever it was, nobody will use the line
            ours.close()
            raise

    async def _end(self, process: int) -> int | None:
        async with self._turn:
            try:
                return await self._ask(REQUEST.pack(process, 0))
            except NurseryError:
                return None

    async def _ask(self, request: bytes, *lines: socket.socket) -> int:
        if self._line is None:
            raise NurseryError("no process that forks readers")
        try:
            socket.send_fds(self._line, [request], [line.fileno() for line in lines])
            async with asyncio.timeout(_PATIENCE):
                answer = await asyncio.get_running_loop().sock_recv(self._line, ANSWER.size)
        except OSError as error:
            self._let_go()
            raise NurseryError("the process that forks readers does not answer") from error
        if len(answer) < ANSWER.size:
            self._let_go()
            raise NurseryError("the process that forks readers is gone")
        return int(ANSWER.unpack(answer)[0])

    def close(self) -> None:
        """End it and whatever it forked that still lives."""
        self._closed = True
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_GOODBYE)
        self._let_go()

    def _let_go(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _unwanted(birth: asyncio.Future[tuple[int, socket.socket]]) -> None:
    """A reader whose line is closed ends by itself."""
    if not birth.cancelled() and birth.exception() is None:
        birth.result()[1].close()


def kill(process: int) -> None:
    """End a reader; its number is its own until its end has been asked for."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def setup_from(line: socket.socket) -> Setup | None:
    """The first message of the crawl, `None` when it is gone already."""
    data = bytearray()
    size = HEADER.size
    while len(data) < size:
        part = line.recv(size - len(data))
        if not part:
            return None
        data += part
        if len(data) == HEADER.size == size:
            size += HEADER.unpack(data)[0]
    setup: Setup = pickle.loads(data[HEADER.size :])  # noqa: S301 - from our own parent process
    return setup
