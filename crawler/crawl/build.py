"""The parts of a visit put together from the settings: used by the nightly spider and by `inspect`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.core.errors import UsageError
from crawler.crawl.cloaked import Cloaked
from crawler.crawl.fetch import Fetcher, Patience
from crawler.crawl.formers import Formers
from crawler.crawl.gate import Gate
from crawler.crawl.robots import Robots
from crawler.crawl.siblings import Siblings
from crawler.crawl.targets import Targets
from crawler.crawl.visit import Visitor
from crawler.policy import Policy
from crawler.readers.job import Setup
from crawler.readers.pool import ReaderPool
from crawler.readers.work import MODEL
from crawler.store.interface import CrawlStore, Run

Download = Callable[[Request], Awaitable[Response]]


def reader_pool(settings: BaseSettings, policy: Policy) -> ReaderPool:
    setup = Setup(
        policy=policy.reading,
        model=MODEL,
        largest_body=settings.getint("DOWNLOAD_MAXSIZE"),
        largest_memory=settings.getint("BACKLINK_READ_MEMORY"),
    )
    return ReaderPool(
        setup, readers=settings.getint("BACKLINK_READERS"), seconds=settings.getfloat("BACKLINK_READ_SECONDS")
    )


def build_visitor(
    settings: BaseSettings,
    store: CrawlStore,
    run: Run,
    *,
    download: Download,
    gate: Gate,
    readers: ReaderPool,
    now: Callable[[], float],
    wall: Callable[[], datetime],
) -> Visitor:
    """`download` is Scrapy's engine, or a fake web in tests; raises `UsageError` for a setting that cannot be meant."""
    fetcher = Fetcher(
        download=download,
        gate=gate,
        patience=_patience(settings),
        sleep=asyncio.sleep,
        wall=wall,
    )
    robots = Robots(fetcher, store, obey=settings.getbool("ROBOTSTXT_OBEY"), wall=wall)
    targets = Targets(store, run, fetcher=fetcher, robots=robots, wall=wall)
    return Visitor(
        fetcher=fetcher,
        robots=robots,
        readers=readers,
        siblings=Siblings(fetcher=fetcher, robots=robots, readers=readers),
        cloaked=Cloaked(fetcher=fetcher, robots=robots, readers=readers),
        targets=targets if settings.getbool("BACKLINK_TARGETS") else None,
        formers=Formers(store, run, full_read_days=settings.getfloat("BACKLINK_FULL_READ_DAYS")),
        now=now,
        wall=wall,
    )


def _patience(settings: BaseSettings) -> Patience:
    waits = settings.getlist("BACKLINK_RETRY_WAITS")
    try:
        seconds = tuple(float(wait) for wait in waits)
    except ValueError as error:
        raise UsageError(f"BACKLINK_RETRY_WAITS: expected seconds such as 5,30, got {waits!r}") from error
    return Patience(
        waits=seconds,
        longest_wait=settings.getfloat("BACKLINK_RETRY_AFTER_MOST"),
        retry_unverified_tls=settings.getbool("BACKLINK_TLS_UNVERIFIED"),
    )
