"""Politeness: one request at a time and a pause for each host, over redirects and spellings of its name.

A host that keeps failing is given up for the rest of the run, so that its claims are told at once instead of
one timeout after the other. One that answers, but with errors, is still asked for each page, once and no more.
Pace is shared by all spellings of a host; failures belong to a name alone, as `www.` may be missing or broken.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field

from crawler.core.sites import Sites
from crawler.failures import Failure

_MOST_CRAWL_DELAY = 60.0
_NAP = 5.0
"""Seconds at a time that a turn is waited for: whoever waits soon learns that the host was given up."""
_FORGET_ABOVE = 20_000


class HostGivenUp(Exception):
    """The host is left alone for this run; `failure` says how it failed last."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


@dataclass(slots=True)
class _Host:
    delay: float
    places: int
    turn: asyncio.Semaphore = field(init=False)
    next_at: float = 0.0
    crawl_delay: float = 0.0

    def __post_init__(self) -> None:
        self.turn = asyncio.Semaphore(self.places)


@dataclass(slots=True)
class _Trouble:
    """Failures in a row of one host name."""

    failures: int = 0
    given_up: Failure | None = None


class Gate:
    """`now` is a monotonic clock in seconds, `sleep` waits; tests bring their own of both. `most` requests are under
    way at a time over all hosts (`None`: as many as there are hosts); a host's pause counts from the moment when its
    request really starts, not from when it began to wait for a place among them."""

    def __init__(
        self,
        *,
        delay: float,
        sites: Sites,
        give_up_after: int,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        most: int | None = None,
    ) -> None:
        self._delay, self._sites, self._give_up_after = delay, sites, give_up_after
        self._now, self._sleep = now, sleep
        self._under_way = nullcontext() if most is None else asyncio.Semaphore(most)
        self._hosts: dict[str, _Host] = {}
        self._troubles: dict[str, _Trouble] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's next turn and hold it; raises `HostGivenUp`."""
        state = self._host(host)
        async with state.turn:
            while (given_up := self.given_up(host)) is None and (wait := state.next_at - self._now()) > 0:
                await self._sleep(min(wait, _NAP))
            if given_up is not None:
                raise HostGivenUp(given_up)
            async with self._under_way:
                state.next_at = self._now() + max(state.delay, state.crawl_delay)
                yield

    async def room(self) -> None:
        """Until one more request could start at once, behind those that wait already."""
        async with self._under_way:
            pass

    def ready_at(self, host: str) -> float:
        """When the host's next request may start, on the gate's clock."""
        return 0.0 if self.given_up(host) is not None else self._host(host).next_at

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
        self._troubles.pop(_name(host), None)

    def erred(self, host: str) -> None:
        """It answered with an error: one more trouble in a row, but never a reason to give it up."""
        self._trouble(host).failures += 1

    def failed(self, host: str, failure: Failure) -> None:
        """One more failure in a row; too many of them and the host is given up."""
        trouble = self._trouble(host)
        trouble.failures += 1
        if trouble.failures >= self._give_up_after:
            trouble.given_up = failure

    def close(self, host: str, failure: Failure) -> None:
        """The host told us to stay away for longer than this run waits."""
        self._trouble(host).given_up = failure

    def given_up(self, host: str) -> Failure | None:
        trouble = self._troubles.get(_name(host))
        return None if trouble is None else trouble.given_up

    def patient(self, host: str) -> bool:
        """Whether a page of this host is worth a second try."""
        trouble = self._troubles.get(_name(host))
        return trouble is None or trouble.failures < self._give_up_after

    def _trouble(self, host: str) -> _Trouble:
        return self._troubles.setdefault(_name(host), _Trouble())

    def _host(self, host: str) -> _Host:
        name = _name(host).removeprefix("www.")
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
            if idle and not state.crawl_delay:
                del self._hosts[name]


def _name(host: str) -> str:
    return host.rstrip(".").lower()
