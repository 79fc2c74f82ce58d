"""The night's work: every due page visited once, as many at a time as the machine and politeness allow."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

from crawler.core.records import Observation, PageFacts
from crawler.core.vocabulary import FailureKind
from crawler.crawl.visit import Visitor
from crawler.crawl.window import Window
from crawler.failures import one_line
from crawler.store.interface import DuePage

_LOG = logging.getLogger(__name__)
OPEN_VISITS = 2048
"""Visits under way at a time; most of them wait for a host's turn or a retry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """A due page with what was seen of it: what the pipelines judge."""

    due: DuePage
    observation: Observation


class Crawl:
    """`visited` yields one result for each due page; stopping it cancels what is under way."""

    def __init__(self, window: Window, visitor: Visitor) -> None:
        self._window, self._visitor = window, visitor
        self._places = asyncio.Semaphore(OPEN_VISITS)
        self._results: asyncio.Queue[Visited | None] = asyncio.Queue()
        """Never longer than there are places: a page's place is free again when its result was taken."""
        self._visits: set[asyncio.Task[None]] = set()
        self._feeding: asyncio.Task[None] | None = None

    async def visited(self) -> AsyncIterator[Visited]:
        self._feeding = asyncio.ensure_future(self._feed())
        try:
            while (result := await self._results.get()) is not None:
                self._places.release()
                yield result
            await self._feeding
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Cancel what is under way; nothing more is yielded."""
        under_way = {*self._visits, *([self._feeding] if self._feeding else [])}
        for task in under_way:
            task.cancel()
        if under_way:
            await asyncio.wait(under_way)
        while not self._results.empty():
            self._results.get_nowait()
        self._results.put_nowait(None)  # the end may have been among them, and somebody may wait for it

    async def _feed(self) -> None:
        try:
            async for due in self._window.pages():
                await self._places.acquire()
                visit = asyncio.ensure_future(self._visit(due))
                self._visits.add(visit)
                visit.add_done_callback(self._visits.discard)
                await asyncio.sleep(0)
            if self._visits:
                await asyncio.wait(self._visits)
        finally:
            self._results.put_nowait(None)

    async def _visit(self, due: DuePage) -> None:
        """A mistake of ours leaves this page unverified with that cause, and costs no other page anything."""
        try:
            observation = await self._visitor.visit(due)
        except Exception as error:  # whatever it is, it is one page's
            _LOG.exception("a visit failed by our own mistake: %s", one_line(due.url))
            page = PageFacts(
                source_url=due.url,
                fetched_at=self._visitor.wall(),
                failure=FailureKind.INTERNAL_ERROR,
                failure_detail=f"our own mistake: {type(error).__name__}",
            )
            observation = Observation(claims=due.claims, page=page)
        self._window.done(due)
        self._results.put_nowait(Visited(due=due, observation=observation))
