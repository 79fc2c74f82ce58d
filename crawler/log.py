"""Scrapy's own lines about each page are not written: a page's facts stand in the database."""

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietFormatter(LogFormatter):
    def crawled(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]  # None is no line, though Scrapy declares a dict
        return None

    def scraped(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]  # None is no line, though Scrapy declares a dict
        return None
