"""400: what is committed is told to whoever listens (the progress line, alerts)."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.signals import claims_recorded
from crawler.store.interface import Judged


class PublishPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._signals = crawler.signals

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, judged: Judged) -> Judged:
        self._signals.send_catch_log(claims_recorded, judged=judged)
        return judged
