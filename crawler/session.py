"""What the spider, the pipelines and the extensions of one crawl share: store, run, policy and clock."""

import json
import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from crawler.policy import Policy, load_policy
from crawler.store.crawl import SqliteCrawlStore
from crawler.store.interface import CrawlStore, Run
from crawler.store.sqlite import open_database
from crawler.store.waiting import RenderQueue
from crawler.store.words import keep_words

_VERSIONS = ("scrapy", "selectolax", "ada-url", "aiohttp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    store: CrawlStore
    run: Run
    policy: Policy
    queue: RenderQueue

    @staticmethod
    def wall() -> datetime:
        return datetime.now(UTC)


_sessions: "WeakKeyDictionary[Crawler, Session]" = WeakKeyDictionary()


def session_of(crawler: Crawler) -> Session:
    """The crawl's session, opened by whoever asks first: one database, one run."""
    session = _sessions.get(crawler)
    if session is None:
        session = _sessions[crawler] = _open(crawler)
    return session


def _open(crawler: Crawler) -> Session:
    settings = crawler.settings
    policy = load_policy(Path(settings["BACKLINK_CONFIG"]))
    path = settings["BACKLINK_DB"]
    database = open_database(path)
    keep_words(database, policy.anchors, path)
    store = SqliteCrawlStore(database, path)
    versions = {"python": platform.python_version(), **{name: version(name) for name in _VERSIONS}}
    run = store.open_run(
        now=Session.wall(),
        everything=settings.getbool("BACKLINK_ALL"),
        limit=settings.getint("BACKLINK_LIMIT") or None,
        policy=policy.digest,
        versions=json.dumps(versions | {"platform": sys.platform}),
    )
    return Session(store=store, run=run, policy=policy, queue=RenderQueue(database, path))
