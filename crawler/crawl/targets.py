"""Each distinct target is visited once a run, however many claims lead to it."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from crawler.core.records import TargetFacts
from crawler.core.urls import fetch_url
from crawler.core.vocabulary import FailureKind
from crawler.crawl.fetch import Fetcher
from crawler.crawl.robots import Robots
from crawler.crawl.trail import follow
from crawler.failures import Failure
from crawler.store.interface import CrawlStore, Run

MOST_OF_A_TARGET = 64 * 1024
"""Bytes: how a target answers is asked, not what stands on it."""


class Targets:
    """`of` gives a target's facts: from this run's record, or by visiting it now."""

    def __init__(
        self, store: CrawlStore, run: Run, *, fetcher: Fetcher, robots: Robots, wall: Callable[[], datetime]
    ) -> None:
        self._store, self._run, self._fetcher, self._robots, self._wall = store, run, fetcher, robots, wall
        self._visits: dict[str, asyncio.Task[TargetFacts]] = {}

    async def of(self, url: str) -> TargetFacts:
        visit = self._visits.get(url)
        if visit is None:
            known = self._store.target(self._run, url)
            if known is not None:
                return known
            visit = self._visits[url] = asyncio.ensure_future(self._visit(url))
        return await asyncio.shield(visit)

    async def _visit(self, url: str) -> TargetFacts:
        address = fetch_url(url)
        now = self._wall()
        if address is None:
            return TargetFacts(url=url, failure=FailureKind.BAD_URL, failure_detail="no web address", fetched_at=now)
        trail = await follow(address, fetcher=self._fetcher, robots=self._robots, most=MOST_OF_A_TARGET)
        if isinstance(trail.end, Failure):
            return TargetFacts(
                url=url,
                final_url=trail.url,
                redirects=trail.hops,
                failure=trail.end.kind,
                failure_detail=trail.end.detail,
                fetched_at=now,
            )
        return TargetFacts(
            url=url, final_url=trail.url, redirects=trail.hops, http_status=trail.end.status, fetched_at=now
        )
