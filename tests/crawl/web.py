"""The parts of a visit on a web in memory, by a clock of its own."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scrapy import Request
from scrapy.http import Response

from crawler.core.sites import Sites
from crawler.crawl.fetch import Fetcher, Patience
from crawler.crawl.gate import Gate
from crawler.crawl.robots import Robots
from crawler.store.interface import RobotsRecord
from tests.crawl.clock import Clock
from tests.fakeweb import Answer, FakeWeb, html

__all__ = ["Parts", "in_turn", "parts"]


@dataclass(slots=True)
class RobotsCache:
    """What the store keeps of robots.txt."""

    records: dict[str, RobotsRecord] = field(default_factory=dict)

    def robots(self, origin: str) -> RobotsRecord | None:
        return self.records.get(origin)

    def remember_robots(self, origin: str, record: RobotsRecord) -> None:
        self.records[origin] = record


@dataclass(slots=True, kw_only=True)
class Parts:
    clock: Clock
    web: FakeWeb
    gate: Gate
    fetcher: Fetcher
    cache: RobotsCache

    def robots(self, *, obey: bool = True) -> Robots:
        """As in a new run: nothing is remembered but what the store keeps."""
        return Robots(self.fetcher, self.cache, obey=obey, wall=self.clock.wall)  # type: ignore[arg-type]


def parts(pages: dict[str, Answer], *, waits: Sequence[float] = (5.0, 30.0), tls_unverified: bool = False) -> Parts:
    clock, web = Clock(), FakeWeb(pages)
    gate = Gate(delay=0, sites=Sites(by_name={}), give_up_after=5, now=clock.now, sleep=clock.sleep)
    fetcher = Fetcher(
        download=web.download,
        gate=gate,
        patience=Patience(waits=tuple(waits), longest_wait=120.0, retry_unverified_tls=tls_unverified),
        sleep=clock.sleep,
        wall=clock.wall,
        jitter=random.Random(1),
    )
    return Parts(clock=clock, web=web, gate=gate, fetcher=fetcher, cache=RobotsCache())


def in_turn(*answers: Response | Exception | str) -> Callable[[Request], Response | Exception | str]:
    """The first answer to the first request, and so on; the last one for ever after."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def error(status: int, **headers: str) -> Response:
    return html("", status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})
