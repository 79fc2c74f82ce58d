"""Nobody is held up by another host: told by who must come before whom, not by a clock."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.core.records import Claim, Observation, PageFacts
from crawler.crawl import crawl
from crawler.store.interface import DuePage
from tests.fakeweb import FakeWeb, keep, night, page

TARGET = "https://target.test/"
GOOD = [f"https://good-{host}.test/{number}" for host in range(10) for number in range(5)]


@dataclass
class TarPits(FakeWeb):
    """Pages of a tar pit are answered when all good pages have been fetched, and not before."""

    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def download(self, request: Request) -> Response:
        if request.url.startswith("https://pit-") and not request.url.endswith("robots.txt"):
            self.requests.append(request.url)
            await self.done.wait()
        answer = await FakeWeb.download(self, request)
        if set(GOOD) <= set(self.requests):
            self.done.set()
        return answer


def statuses(path: Path, web: FakeWeb) -> list[tuple[str, int]]:
    """How many checks of each status a night leaves; one that does not end within two minutes fails."""

    async def scenario() -> None:
        async with asyncio.timeout(120):
            await night(path, web, at=datetime(2026, 11, 23, 2, tzinfo=UTC))

    asyncio.run(scenario())
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT status, count(*) FROM checks GROUP BY status").fetchall()


@pytest.mark.parametrize("pits", [1, 50, 400])
def test_tar_pits_hold_up_nobody(tmp_path: Path, pits: int) -> None:
    """If any good page waited for a pit, each would wait for the other, for ever."""
    path = tmp_path / "links.db"
    urls = [*GOOD, *(f"https://pit-{number}.test/" for number in range(pits))]
    keep(path, *(Claim(id=url, source_url=url, target_url=TARGET) for url in urls))
    web = TarPits({TARGET: "x", **{url: page(f'<a href="{TARGET}">x</a>') for url in urls}})
    assert statuses(path, web) == [("live", len(urls))]


def test_a_night_is_longer_than_there_are_visits_under_way_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place that were not given back would end the night after as many pages as there are places."""
    monkeypatch.setattr(crawl, "OPEN_VISITS", 3)
    path = tmp_path / "links.db"
    keep(path, *(Claim(id=url, source_url=url, target_url=TARGET) for url in GOOD))
    web = FakeWeb({TARGET: "x", **{url: page(f'<a href="{TARGET}">x</a>') for url in GOOD}})
    assert statuses(path, web) == [("live", len(GOOD))]


class Shelf:
    """A window of pages that are all at hand."""

    def __init__(self, pages: int) -> None:
        self._due = [DuePage(url=f"https://a.test/{n}", host="a.test", claims=(), states={}) for n in range(pages)]

    async def pages(self) -> AsyncIterator[DuePage]:
        for due in self._due:
            yield due

    def done(self, due: DuePage) -> None:
        pass


class Glance:
    async def visit(self, due: DuePage) -> Observation:
        return Observation(claims=(), page=PageFacts(source_url=due.url))


def test_a_crawl_that_is_stopped_when_all_is_visited_and_little_is_taken_comes_to_its_end() -> None:
    night_s_work = crawl.Crawl(Shelf(5), Glance())  # type: ignore[arg-type]

    async def scenario() -> int:
        taken = 0
        async with asyncio.timeout(60):
            async for _ in night_s_work.visited():
                taken += 1
                for _ in range(20):
                    await asyncio.sleep(0)  # all visits end meanwhile
                await night_s_work.stop()
        return taken

    assert asyncio.run(scenario()) == 1
