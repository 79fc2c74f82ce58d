"""300: what was judged is written in bounded batches, each one transaction; nothing goes on before it is safe."""

import asyncio
from collections.abc import Callable
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.core.errors import StoreError
from crawler.session import Session, session_of
from crawler.store.interface import Judged

BATCH = 200
SECONDS = 0.5


class RecordPipeline:
    """`process_item` returns when the item's batch is committed, so that what follows may tell of it."""

    def __init__(self, session: Session, *, refused: Callable[[StoreError], None]) -> None:
        self._session, self._refused = session, refused
        self._batch: list[Judged] = []
        self._written: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        closing: set[asyncio.Future[None]] = set()

        def refused(error: StoreError) -> None:
            """Where the store refuses, the crawl ends, and its first refusal is told."""
            assert crawler.stats is not None
            if crawler.stats.get_value("linkwitness/store_error") is None:
                crawler.stats.set_value("linkwitness/store_error", str(error))
                closing.add(asyncio.ensure_future(crawler.stop_async()))

        return cls(session_of(crawler), refused=refused)

    async def process_item(self, judged: Judged) -> Judged:
        loop = asyncio.get_running_loop()
        if self._written is None:
            self._written = loop.create_future()
            self._timer = loop.call_later(SECONDS, self._flush)
        written = self._written
        self._batch.append(judged)
        if len(self._batch) >= BATCH:
            self._flush()
        try:
            await asyncio.shield(written)
        except StoreError as error:
            raise DropItem(f"{judged.observation.page.source_url}: not written: {error}", log_level="DEBUG") from error
        return judged

    def close_spider(self) -> None:
        self._flush()
        try:
            self._session.store.finish_run(self._session.run, now=Session.wall())
        except StoreError as error:
            self._refused(error)

    def _flush(self) -> None:
        """Write the batch: all of it or, where the store refuses, nothing; what was committed is safe."""
        batch, written = self._batch, self._written
        self._batch, self._written = [], None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if written is None:
            return
        try:
            self._session.store.record(self._session.run, batch)
        except StoreError as error:
            written.set_exception(error)
            self._refused(error)
        else:
            written.set_result(None)
