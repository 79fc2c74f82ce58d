"""One visit for one claim, kept nowhere: the spider behind `scrapy inspect`."""

from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.core.records import Claim, Observation
from crawler.crawl.build import build_visitor, reader_pool
from crawler.crawl.gate import Gate
from crawler.policy import load_policy
from crawler.session import Session
from crawler.store.crawl import SqliteCrawlStore
from crawler.store.interface import DuePage
from crawler.store.sqlite import open_database

_NOWHERE = ":memory:"


class InspectSpider(Spider):
    """`claim` is visited once; what was seen stands in `seen` when the crawl has ended."""

    name = "inspect"
    custom_settings = {  # noqa: RUF012 - Scrapy's form
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},
        "BACKLINK_READERS": 1,
        "BACKLINK_RETRY_WAITS": [2.0],
    }
    claim: Claim
    render: bool = False
    """Whether the page is opened in the browser as well, as the nightly run does where it has to."""
    seen: Observation | None = None

    async def start(self) -> AsyncIterator[Any]:
        settings = self.crawler.settings
        policy = load_policy(Path(settings["BACKLINK_CONFIG"]))
        store = SqliteCrawlStore(open_database(_NOWHERE), _NOWHERE)
        run = store.open_run(now=Session.wall(), everything=True, limit=None, policy=policy.digest, versions="{}")
        gate = Gate(
            delay=settings.getfloat("BACKLINK_DELAY"),
            sites=policy.sites,
            give_up_after=settings.getint("BACKLINK_GIVE_UP_AFTER"),
            now=monotonic,
        )
        readers = reader_pool(settings, policy)
        visitor = build_visitor(
            settings, store, run, download=self._download, gate=gate, readers=readers, now=monotonic, wall=Session.wall
        )
        await readers.start()
        try:
            due = DuePage(url=self.claim.source_url, host="", claims=(self.claim,), states={})
            self.seen = await visitor.visit(due)
            if self.render and self.seen.page.failure is None:
                from crawler.browser.visit import BrowserVisitor  # noqa: PLC0415 - Playwright takes a quarter second

                browser = BrowserVisitor.of(
                    settings, visitor, download=self._download, gate=gate, readers=readers, wall=Session.wall
                )
                self.seen = await browser.render(due, self.seen)
        finally:
            await readers.close()
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    async def _download(self, request: Request) -> Response:
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)
