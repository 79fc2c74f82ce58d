"""A crawl that is told to stop ends when its last item is written.

Scrapy 2.19 looks whether its pipelines are empty when it is told to close, and after each response, but not after
an item that `start` yielded: with one of those still in a pipeline it would wait for ever.
"""

import asyncio
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

_A_MOMENT = 0.05
"""Seconds from an item's signal until Scrapy has counted it as done."""


class LastItems:
    """Looks again after each item that ends once the crawl was told to stop."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._item_done, signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _item_done(self, **_: Any) -> None:
        if not self._crawler.crawling:
            asyncio.get_running_loop().call_later(_A_MOMENT, self._look)

    def _look(self) -> None:
        engine = self._crawler.engine
        slot = engine.scraper.slot if engine is not None else None
        if slot is not None and slot.closing is not None and not slot.closing.called and slot.is_idle():
            assert self._crawler.spider is not None
            slot.closing.callback(self._crawler.spider)
