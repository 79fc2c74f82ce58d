"""The browser stage's spider: pages that wait in, observations of both readings out."""

import asyncio
import os
from collections.abc import AsyncIterator
from functools import partial
from itertools import groupby
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.browser.choice import HELPED
from crawler.core.merging import unrendered
from crawler.core.vocabulary import SeenIn
from crawler.crawl.build import build_visitor, reader_pool
from crawler.crawl.crawl import Visited
from crawler.crawl.gate import Gate
from crawler.readers.pool import ReaderPool
from crawler.session import Session, session_of

if TYPE_CHECKING:
    from crawler.browser.visit import BrowserVisitor

_MOST_TRIES = 3
"""A page that was open each time the stage died is not opened again."""
_BEAT_SECONDS = 2.0


class RenderSpider(Spider):
    """Renders every page that waits, few at a time and each host at its pace. With `gave_up` nothing is opened:
    what still waits is told as not rendered, for that cause."""

    name = "render"
    session: Session
    gave_up: str | None = None
    pulse: int

    ended: str | None = None
    """Why the crawl ended, in Scrapy's words: `finished`, `shutdown`, …"""

    def closed(self, reason: str) -> None:
        self.ended = reason

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.session = session_of(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        beating = asyncio.ensure_future(self._beat())
        try:
            async for visited in self._visited():
                yield visited
        finally:
            beating.cancel()

    async def _beat(self) -> None:
        """Tell the process that watches over us that the event loop turns."""
        while True:
            os.write(self.pulse, b".")
            await asyncio.sleep(_BEAT_SECONDS)

    async def _visited(self) -> AsyncIterator[Visited]:
        queue, run = self.session.queue, self.session.run
        keys = queue.keys(run)
        if self.gave_up is not None:
            for url, _ in keys:
                waiting = queue.take(run, url)
                yield Visited(due=waiting.due, observation=unrendered(waiting.observation, self.gave_up))
            return
        readers = reader_pool(self.crawler.settings, self.session.policy)
        visitor = self._visitor(readers)
        await readers.start()
        done: asyncio.Queue[Visited | Exception] = asyncio.Queue()
        hosts = groupby(keys, key=lambda key: key[1])
        tasks = [
            asyncio.ensure_future(self._host([url for url, _ in group], host, visitor, done)) for host, group in hosts
        ]
        try:
            for _ in keys:
                result = await done.get()
                if isinstance(result, Exception):
                    raise result
                yield result
        finally:
            for task in tasks:
                task.cancel()
            await readers.close()

    async def _host(
        self, urls: list[str], host: str, visitor: "BrowserVisitor", done: asyncio.Queue[Visited | Exception]
    ) -> None:
        """One host's pages, one after the other; what goes wrong with us ends the stage, not the wait for it."""
        for url in urls:
            try:
                await done.put(await self._page(url, host, visitor))
            except Exception as error:  # raised again by whoever waits for the pages
                await done.put(error)
                return

    async def _page(self, url: str, host: str, visitor: "BrowserVisitor") -> Visited:
        waiting = self.session.queue.take(self.session.run, url)
        if waiting.tries >= _MOST_TRIES:
            seen = unrendered(waiting.observation, f"the browser stage died {waiting.tries} times with this page")
        else:
            tried = partial(self.session.queue.tried, self.session.run, url)
            seen = await visitor.render(waiting.due, waiting.observation, tried)
        if any(link.serves and link.seen_in is SeenIn.RENDERED for link in seen.links):
            self.session.store.remember_host(host, HELPED, "1", now=Session.wall())
        return Visited(due=waiting.due, observation=seen)

    def _visitor(self, readers: ReaderPool) -> "BrowserVisitor":
        from crawler.browser.visit import BrowserVisitor  # noqa: PLC0415 - Scrapy loads every spider for every command

        settings = self.crawler.settings
        gate = Gate(
            delay=settings.getfloat("BACKLINK_DELAY"),
            sites=self.session.policy.sites,
            give_up_after=settings.getint("BACKLINK_GIVE_UP_AFTER"),
            now=monotonic,
        )
        plain = build_visitor(
            settings,
            self.session.store,
            self.session.run,
            download=self._download,
            gate=gate,
            readers=readers,
            now=monotonic,
            wall=Session.wall,
        )
        return BrowserVisitor.of(
            settings, plain, download=self._download, gate=gate, readers=readers, wall=Session.wall
        )

    async def _download(self, request: Request) -> Response:
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)
