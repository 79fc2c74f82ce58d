"""The nightly spider: due visits in, observations out. Its queue is the database."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.crawl.build import build_visitor, reader_pool
from crawler.crawl.crawl import Crawl
from crawler.crawl.gate import Gate
from crawler.crawl.window import Window
from crawler.downloader.lean import LeanDownloader
from crawler.downloader.room import LARGE, Room
from crawler.session import Session, session_of

_LOOK_EVERY = 0.2


class VerifySpider(Spider):
    """Visits every due page of the run and yields what it saw; all pacing happens in the window and the gate."""

    name = "verify"
    session: Session
    window: Window

    ended: str | None = None
    """Why the crawl ended, in Scrapy's words: `finished`, `shutdown`, …"""

    advice: str | None = None
    """What to do about a host that makes the night long."""

    def closed(self, reason: str) -> None:
        self.ended = reason
        forecast = self.window.forecast() if hasattr(self, "window") else None
        self.advice = None if forecast is None else forecast.advice()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.session = session_of(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        settings = self.crawler.settings
        gate = Gate(
            delay=settings.getfloat("BACKLINK_DELAY"),
            sites=self.session.policy.sites,
            give_up_after=settings.getint("BACKLINK_GIVE_UP_AFTER"),
            now=monotonic,
            most=settings.getint("CONCURRENT_REQUESTS"),
        )
        assert self.crawler.engine is not None
        downloader: object = self.crawler.engine.downloader
        assert isinstance(downloader, LeanDownloader)
        readers = reader_pool(settings, self.session.policy)
        room = Room()

        async def download(request: Request) -> Response:
            async with room.asking() as ask:
                request.meta["ask_for_room"] = ask
                response = await downloader.download(request)
                await readers.room(large=len(response.body) > LARGE)
                return response

        visitor = build_visitor(
            settings,
            self.session.store,
            self.session.run,
            download=download,
            gate=gate,
            readers=readers,
            now=monotonic,
            wall=Session.wall,
        )
        self.window = Window(self.session.store, self.session.run, gate, now=monotonic)
        await readers.start()
        crawl = Crawl(self.window, visitor)
        watch = asyncio.ensure_future(self._stopped(crawl))
        try:
            async for visited in crawl.visited():
                yield visited
            await self._pipelines_done()
        finally:
            watch.cancel()  # the visits have ended with `visited`
            await readers.close()

    async def _stopped(self, crawl: Crawl) -> None:
        """End the visits when the crawl is told to stop. Scrapy cancels `start` only where it waits for the next
        item, not while it holds one; the visits would go on for as long as politeness takes."""
        while self.crawler.crawling:
            await asyncio.sleep(_LOOK_EVERY)
        await crawl.stop()

    async def _pipelines_done(self) -> None:
        """Wait for the last item, so that the run ends with it: Scrapy would only look again after five seconds."""
        engine = self.crawler.engine
        while engine is not None and engine.scraper.slot is not None and not engine.scraper.slot.is_idle():
            await asyncio.sleep(0.05)
