"""How far the night is: a live line on a terminal, a plain log line now and then elsewhere, nothing with --quiet."""

import logging
import sys
from collections import Counter
from datetime import timedelta
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.core.vocabulary import Status
from crawler.crawl.window import Window
from crawler.session import session_of
from crawler.signals import claims_recorded
from crawler.spiders.verify import VerifySpider
from crawler.store.interface import Judged

_LOG = logging.getLogger(__name__)
_EVERY = 30.0
_DRAWN_EVERY = 0.25
"""Seconds; the time left is asked of every host in turn, which is too dear for every claim."""


class Progress:
    """Counts recorded claims; the time left is the slower of the work's pace and what politeness allows."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = session_of(crawler).run
        self._counts: Counter[str] = Counter()
        self._started = self._told = monotonic()
        self._advised = False
        self._bar: Bar | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._recorded, claims_recorded)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.settings.getbool("BACKLINK_QUIET"):
            raise NotConfigured
        return cls(crawler)

    def _opened(self) -> None:
        if sys.stderr.isatty():
            words = TextColumn("{task.completed}/{task.total} {task.fields[words]}")
            self._bar = Bar(BarColumn(), words, console=Console(stderr=True), transient=True, refresh_per_second=4)
            self._task = self._bar.add_task("", total=self._run.due, completed=self._run.written, words="")
            self._bar.start()

    def _recorded(self, judged: Judged) -> None:
        self._counts.update(check.status.value for check in judged.checks)
        if not self._advised:
            self._advised = True
            self._advise()
        if monotonic() - self._told < (_EVERY if self._bar is None else _DRAWN_EVERY):
            return
        self._told = monotonic()
        done = self._run.written + self._counts.total()
        if self._bar is not None:
            self._bar.update(self._task, completed=done, words=self._words())
        else:
            _LOG.warning("%d of %d: %s", done, self._run.due, self._words())

    def _advise(self) -> None:
        """Say at the night's start which host will make it long, while there is still time to change that."""
        forecast = window.forecast() if (window := self._window()) is not None else None
        advice = None if forecast is None else forecast.advice()
        if advice:
            _LOG.warning("%s", advice)

    def _window(self) -> Window | None:
        spider = self._crawler.spider
        return spider.window if isinstance(spider, VerifySpider) else None

    def _words(self) -> str:
        rate = self._counts.total() / max(0.001, monotonic() - self._started)
        left = self._run.due - self._run.written - self._counts.total()
        polite = window.seconds_left() if (window := self._window()) is not None else 0.0
        seconds = max(left / rate if rate else 0.0, polite)
        told = " ".join(
            f"{status.value} {self._counts[status.value]}" for status in Status if self._counts[status.value]
        )
        return f"{told} · {rate:.0f}/s · {timedelta(seconds=round(seconds))} left"

    def _closed(self) -> None:
        if self._bar is not None:
            self._bar.stop()
