"""Time as a test wants it: nobody waits, and every sleeper wakes in the right order."""

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")
_START = datetime(2026, 11, 23, 2, tzinfo=UTC)


class Clock:
    """`run` drives a coroutine whose parts wait by `sleep` and read `now` or `wall`."""

    def __init__(self) -> None:
        self.idle = 60
        """Turns of the loop after which nobody has anything to do but to sleep."""
        self._seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()
        self.slept: list[float] = []

    def now(self) -> float:
        return self._seconds

    def wall(self) -> datetime:
        return _START + timedelta(seconds=self._seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._seconds + seconds, next(self._number), woken))
        await woken

    def skip(self, seconds: float) -> None:
        self._seconds += seconds

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(self._drive(work))

    async def _drive(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(self.idle):
                await asyncio.sleep(0)
            if task.done():
                break
            assert self._sleepers, "everybody waits, and nobody for the clock"
            self._seconds, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
        return task.result()
