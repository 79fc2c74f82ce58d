"""A window over the database: which page is visited next, so that every host keeps its pace and none is starved.

Hosts come from the store with the longest first, and of those that are ready the longest goes first: it decides how
long the night is. So a host is seen again as soon as its pace allows, over a connection that is still open, and the
others fill the gaps. Of each host only a few pages are in memory at a time.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from crawler.crawl.forecast import Forecast
from crawler.crawl.gate import Gate
from crawler.store.interface import CrawlStore, DueHost, DuePage, Run

OPEN_HOSTS = 4096
"""Hosts in turn at a time: at a delay of a second, more pages a second than a machine can read."""
PAGES_AT_ONCE = 4
_HOSTS_AT_ONCE = 512
_FORECAST_OF = 64
"""Hosts kept for the forecast: a Crawl-delay that is learned later can put another one first."""


@dataclass(slots=True)
class _Queue:
    """One host's pages; `rank` counts hosts in the order in which they came, the longest first."""

    host: str
    rank: int
    left: int
    after: str = ""
    pages: deque[DuePage] = field(default_factory=deque)
    out: int = 0
    waiting: bool = False


class Window:
    """Hands out due pages in the order in which their hosts are ready; `done` gives a page's place back."""

    def __init__(self, store: CrawlStore, run: Run, gate: Gate, *, now: Callable[[], float]) -> None:
        self._store, self._run, self._gate, self._now = store, run, gate, now
        self._waiting: list[tuple[float, int, _Queue]] = []
        self._ready: list[tuple[int, _Queue]] = []
        self._open: dict[str, _Queue] = {}
        self._after: tuple[int, str] | None = None
        self._more_hosts = True
        self._hosts = 0
        self._longest: list[DueHost] = []
        self._changed = asyncio.Event()

    async def pages(self) -> AsyncIterator[DuePage]:
        """Every due page once; waits where no host is ready, ends where none is left. A page is chosen only when its
        request can start: whoever is ready then goes by the length of his list, not by how long others waited."""
        while True:
            await self._gate.room()
            self._open_hosts()
            page = self._next()
            if page is not None:
                yield page
                continue
            if not self._open:
                if not self._more_hosts:
                    return
                continue
            self._changed.clear()
            wait = self._waiting[0][0] - self._now() if self._waiting else None
            if wait is None or wait > 0:
                try:
                    async with asyncio.timeout(wait):
                        await self._changed.wait()
                except TimeoutError:
                    pass

    def done(self, page: DuePage) -> None:
        queue = self._open[page.host]
        queue.out -= 1
        if queue.left:
            self._wait(queue)
        elif not queue.out:
            del self._open[page.host]
        self._changed.set()

    def seconds_left(self) -> float:
        """How long politeness alone still takes: the slowest host's pages at its pace."""
        return max((queue.left * self._gate.rate(queue.host) for queue in self._open.values()), default=0.0)

    def forecast(self) -> Forecast | None:
        """The host that decides how long the night is, of all that were due at its start, at the pace known by now;
        `None` before the first page was handed out."""
        return max(map(self._forecast_of, self._longest), key=lambda one: one.seconds, default=None)

    def _forecast_of(self, due: DueHost) -> Forecast:
        return Forecast(host=due.host, pages=due.pages, pause=self._gate.rate(due.host))

    def _open_hosts(self) -> None:
        while self._more_hosts and len(self._open) <= OPEN_HOSTS - _HOSTS_AT_ONCE:
            found = self._store.due_hosts(self._run, after=self._after, limit=_HOSTS_AT_ONCE)
            self._more_hosts = len(found) == _HOSTS_AT_ONCE
            for due in found:
                self._hosts += 1
                queue = self._open[due.host] = _Queue(host=due.host, rank=self._hosts, left=due.pages)
                self._wait(queue)
            if found:
                self._after = (found[-1].pages, found[-1].host)
                self._longest = heapq.nlargest(
                    _FORECAST_OF, [*self._longest, *found], key=lambda due: self._forecast_of(due).seconds
                )

    def _next(self) -> DuePage | None:
        now = self._now()
        while self._waiting and self._waiting[0][0] <= now:
            _, rank, queue = heapq.heappop(self._waiting)
            heapq.heappush(self._ready, (rank, queue))
        while self._ready:
            _, queue = heapq.heappop(self._ready)
            queue.waiting = False
            page = self._take(queue)
            if page is None:
                continue
            if queue.left and queue.out < self._gate.places(queue.host):
                self._wait(queue)
            return page
        return None

    def _take(self, queue: _Queue) -> DuePage | None:
        if not queue.pages:
            queue.pages.extend(self._store.due_pages(self._run, queue.host, after=queue.after, limit=PAGES_AT_ONCE))
            if not queue.pages:
                queue.left = 0
                if not queue.out:
                    del self._open[queue.host]
                return None
            queue.after = queue.pages[-1].url
        queue.left = max(0, queue.left - 1)
        queue.out += 1
        return queue.pages.popleft()

    def _wait(self, queue: _Queue) -> None:
        if not queue.waiting:
            queue.waiting = True
            heapq.heappush(self._waiting, (self._gate.ready_at(queue.host), queue.rank, queue))
