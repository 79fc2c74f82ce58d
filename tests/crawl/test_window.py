"""Which page comes next: every host at its pace, none starved, each page once."""

import asyncio
from collections import Counter
from itertools import pairwise

from crawler.core.sites import Site, Sites
from crawler.core.vocabulary import FailureKind
from crawler.crawl.forecast import Forecast
from crawler.crawl.gate import Gate
from crawler.crawl.window import Window
from crawler.failures import Failure
from crawler.store.interface import DueHost, DuePage
from tests.crawl.clock import Clock


class Queue:
    """Hosts with pages, as the store hands them out; `counted` may claim more pages than there are."""

    def __init__(self, pages: dict[str, int], counted: dict[str, int] | None = None) -> None:
        self._pages = pages
        self._counted = sorted((counted or pages).items(), key=lambda one: (-one[1], one[0]))

    def due_hosts(self, _: object, *, after: tuple[int, str] | None, limit: int) -> list[DueHost]:
        left = [(host, n) for host, n in self._counted if after is None or (-n, host) > (-after[0], after[1])]
        return [DueHost(host=host, pages=n) for host, n in left[:limit]]

    def due_pages(self, _: object, host: str, *, after: str, limit: int) -> list[DuePage]:
        urls = [f"http://{host}/{n:05}" for n in range(self._pages.get(host, 0))]
        return [DuePage(url=url, host=host, claims=(), states={}) for url in urls if url > after][:limit]


def visited(
    queue: Queue,
    *,
    delay: float = 1.0,
    each: float = 0.5,
    given_up: str = "",
    most: int | None = None,
    **sites: Site,
) -> tuple[list[tuple[float, str, str]], Clock]:
    """When each page's request started, with the whole window at work."""
    clock = Clock()
    gate = Gate(
        delay=delay,
        sites=Sites(by_name={name.replace("_", "."): site for name, site in sites.items()}),
        give_up_after=5,
        now=clock.now,
        sleep=clock.sleep,
        most=most,
    )
    if given_up:
        gate.close(given_up, Failure(kind=FailureKind.TIMEOUT, detail="x"))
    window = Window(queue, None, gate, now=clock.now)  # type: ignore[arg-type]
    found = []

    async def one(page: DuePage) -> None:
        try:
            async with gate.turn(page.host):
                found.append((clock.now(), page.host, page.url))
                await clock.sleep(each)
        except Exception:
            found.append((clock.now(), page.host, page.url))
        window.done(page)

    async def all_of_them() -> None:
        tasks = []
        ticking = asyncio.ensure_future(_tick(clock, window))
        async for page in window.pages():
            tasks.append(asyncio.ensure_future(one(page)))
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        ticking.cancel()

    clock.run(all_of_them())
    return found, clock


async def _tick(clock: Clock, window: Window) -> None:
    """The window waits by the loop's own timer; here it is woken as the clock goes on."""
    while True:
        await clock.sleep(0.25)
        window._changed.set()


def test_each_page_once_whatever_the_sizes() -> None:
    pages = {f"h{n}.test": n % 7 + 1 for n in range(150)}
    found, _ = visited(Queue(pages), delay=0)
    assert Counter(host for _, host, _ in found) == pages
    assert len({url for _, _, url in found}) == sum(pages.values())


def test_a_giant_host_decides_how_long_the_night_is_and_holds_nobody_up() -> None:
    found, clock = visited(Queue({"giant.test": 60, **{f"h{n}.test": 2 for n in range(30)}}))
    others = [when for when, host, _ in found if host != "giant.test"]
    assert max(others) <= 2
    assert 59 <= clock.now() <= 62


def test_a_giant_host_keeps_its_pace_where_requests_are_scarce() -> None:
    """Sixty pages of others need the two requests at a time for 15 s; the giant does not queue behind them."""
    found, clock = visited(Queue({"giant.test": 20, **{f"h{n}.test": 1 for n in range(60)}}), most=2)
    giant = [when for when, host, _ in found if host == "giant.test"]
    assert max(giant) <= 19 * 1.5, "it waits for the request that ends next, at most"
    assert len(found) == 80
    assert clock.now() <= 20 * 1.5


def test_of_the_hosts_that_are_ready_the_longest_goes_first() -> None:
    """A crawl that has hands for one page at a time sees the same host again while its connection is open."""
    gate = Gate(delay=0, sites=Sites(by_name={}), give_up_after=5, now=lambda: 0.0)
    queue = Queue({"b.test": 2, "long.test": 3, "a.test": 2})
    window = Window(queue, None, gate, now=lambda: 0.0)  # type: ignore[arg-type]

    async def one_by_one() -> list[str]:
        order = []
        async for page in window.pages():
            order.append(page.host)
            window.done(page)
        return order

    assert asyncio.run(one_by_one()) == ["long.test"] * 3 + ["a.test"] * 2 + ["b.test"] * 2


def test_the_pace_of_each_host_is_kept() -> None:
    found, _ = visited(Queue({"a.test": 5, "b.test": 5}), delay=2.0)
    for host in ("a.test", "b.test"):
        times = [when for when, name, _ in found if name == host]
        assert all(later - earlier >= 2 for earlier, later in pairwise(times))


def test_places_are_used_and_not_exceeded() -> None:
    found, clock = visited(Queue({"a.test": 12}), delay=1.0, each=2.9, a_test=Site(concurrency=3))
    assert clock.now() < 12 * 2.9
    for when, _, _ in found:
        assert len([1 for other, _, _ in found if other <= when < other + 2.9]) <= 3


def test_the_pages_of_a_host_that_was_given_up_are_told_at_once() -> None:
    found, clock = visited(Queue({"dead.test": 500}), given_up="dead.test")
    assert len(found) == 500
    assert clock.now() < 50, "at a second each they would take 500"


def test_pages_that_are_gone_from_the_queue_are_not_waited_for() -> None:
    counted = {f"h{n:04}.test": 3 for n in range(1200)}
    found, _ = visited(Queue({"h0007.test": 1}, counted))
    assert [host for _, host, _ in found] == ["h0007.test"]


def test_nothing_due() -> None:
    assert visited(Queue({}))[0] == []


def forecast(pages: dict[str, int], *, delay: float, crawl_delays: dict[str, float], **sites: Site) -> Forecast | None:
    gate = Gate(
        delay=delay,
        sites=Sites(by_name={name.replace("_", "."): site for name, site in sites.items()}),
        give_up_after=5,
        now=lambda: 0.0,
    )
    window = Window(Queue(pages), None, gate, now=lambda: 0.0)  # type: ignore[arg-type]

    async def first_page() -> None:
        async for _ in window.pages():
            return

    asyncio.run(first_page())
    for host, seconds in crawl_delays.items():
        gate.slow_down(host, seconds)
    return window.forecast()


def test_the_forecast_names_the_host_that_takes_longest_not_the_one_with_most_pages() -> None:
    pages = {"giant.test": 20_000, "gentle.test": 700, "shop.test": 30_000, **{f"h{n}.test": 1 for n in range(600)}}
    sites = {"shop_test": Site(delay=0.5, concurrency=4), "gentle_test": Site(delay=10.0)}
    told = forecast(pages, delay=1.0, crawl_delays={}, **sites)
    assert told == Forecast(host="giant.test", pages=20_000, pause=1.0)
    assert told.advice() == (
        "Host giant.test needs 5.6 h (20000 pages at 1/s): raise its rate in config/sites.toml or spread its claims"
        " over more nights"
    )
    told = forecast(pages, delay=1.0, crawl_delays={"gentle.test": 30.0}, **sites)
    assert told == Forecast(host="gentle.test", pages=700, pause=30.0)
    assert "5.8 h (700 pages at one every 30 s)" in (told.advice() or "")
    told = forecast(
        pages, delay=1.0, crawl_delays={}, **{**sites, "h599_test": Site(delay=3600.0), "giant_test": Site(delay=0.1)}
    )
    assert told == Forecast(host="gentle.test", pages=700, pause=10.0)


def test_a_short_night_needs_no_advice() -> None:
    assert forecast({}, delay=1.0, crawl_delays={}) is None
    told = forecast({"a.test": 3599}, delay=1.0, crawl_delays={})
    assert told is not None
    assert told.advice() is None
