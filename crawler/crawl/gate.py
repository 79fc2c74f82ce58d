"""Politeness: one request at a time and a pause for each host, over redirects and spellings of its name.

A host that keeps failing is given up for the rest of the run, so that its claims are told at once instead of
one timeout after the other.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from crawler.core.sites import Sites

_MOST_CRAWL_DELAY = 60.0
_FORGET_ABOVE = 20_000


class HostGivenUp(Exception):
    """The host failed again and again; `str()` says how it failed last."""


@dataclass(slots=True)
class _Host:
    delay: float
    places: int
    turn: asyncio.Semaphore = field(init=False)
    next_at: float = 0.0
    failures: int = 0
    given_up: str | None = None
    crawl_delay: float = 0.0

    def __post_init__(self) -> None:
        self.turn = asyncio.Semaphore(self.places)


class Gate:
    """`now` is a monotonic clock in seconds, `sleep` waits; tests bring their own of both."""

    def __init__(
        self,
        *,
        delay: float,
        sites: Sites,
        give_up_after: int,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._delay, self._sites, self._give_up_after = delay, sites, give_up_after
        self._now, self._sleep = now, sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's next turn and hold it; raises `HostGivenUp`."""
        state = self._host(host)
        async with state.turn:
            while state.given_up is None and (wait := state.next_at - self._now()) > 0:
                await self._sleep(wait)
            if state.given_up is not None:
                raise HostGivenUp(state.given_up)
            state.next_at = self._now() + max(state.delay, state.crawl_delay)
            yield

    def ready_at(self, host: str) -> float:
        """When the host's next request may start, on the gate's clock."""
        state = self._host(host)
        return 0.0 if state.given_up is not None else state.next_at

    def places(self, host: str) -> int:
        return self._host(host).places

    def rate(self, host: str) -> float:
        """Seconds from one request to the next."""
        state = self._host(host)
        return max(state.delay, state.crawl_delay) / state.places

    def slow_down(self, host: str, crawl_delay: float) -> None:
        """What robots.txt asks for; only ever slower than set, and within reason."""
        self._host(host).crawl_delay = min(crawl_delay, _MOST_CRAWL_DELAY)

    def back_off(self, host: str, seconds: float) -> None:
        state = self._host(host)
        state.next_at = max(state.next_at, self._now() + seconds)

    def answered(self, host: str) -> None:
        self._host(host).failures = 0

    def failed(self, host: str, cause: str) -> None:
        state = self._host(host)
        state.failures += 1
        if state.failures >= self._give_up_after:
            state.given_up = cause

    def _host(self, host: str) -> _Host:
        name = host.rstrip(".").removeprefix("www.")
        state = self._hosts.get(name)
        if state is None:
            if len(self._hosts) >= _FORGET_ABOVE:
                self._forget_idle()
            site = self._sites.of(name)
            state = self._hosts[name] = _Host(
                delay=self._delay if site.delay is None else site.delay, places=site.concurrency or 1
            )
        return state

    def _forget_idle(self) -> None:
        now = self._now()
        for name, state in list(self._hosts.items()):
            idle = state.next_at < now and not state.turn.locked()
            if idle and not state.failures and not state.crawl_delay:
                del self._hosts[name]
