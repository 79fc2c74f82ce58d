"""Memory for large bodies, shared by all downloads: each is bounded by itself, and all of them together here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

LARGE = 512 * 1024
"""Bytes that any body may have without asking; few pages have more."""

_ROOM = 24 * 1024 * 1024

Asking = Callable[[int], Awaitable[None]]


class Room:
    """`asking` gives one download its way to ask; what it was given is taken back when the block ends."""

    def __init__(self, size: int = _ROOM) -> None:
        self._size = self._left = size
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[Asking]:
        given = 0

        async def ask(size: int) -> None:
            nonlocal given
            wanted = min(size, self._size)
            async with self._changed:
                await self._changed.wait_for(lambda: self._left >= wanted)
                self._left -= wanted
                given += wanted

        try:
            yield ask
        finally:
            if given:
                async with self._changed:
                    self._left += given
                    self._changed.notify_all()
