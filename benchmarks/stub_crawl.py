"""A crawl with stub downloads and stub reading, everything else the real thing: what the order and the store cost."""

import asyncio
import resource
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from config.settings import CONCURRENT_REQUESTS
from crawler.core.reading import Reading
from crawler.core.records import LinkFacts
from crawler.core.vocabulary import Match, PageState, Region
from crawler.crawl.build import build_visitor
from crawler.crawl.crawl import Crawl
from crawler.crawl.gate import Gate
from crawler.crawl.window import Window
from crawler.policy import load_policy
from crawler.readers.job import Job
from crawler.session import Session
from crawler.store.crawl import SqliteCrawlStore
from crawler.store.interface import DuePage
from crawler.store.sqlite import open_database
from crawler.store.waiting import RenderQueue
from pipelines.history import HistoryPipeline
from pipelines.judge import JudgePipeline
from pipelines.record import RecordPipeline

ROOT = Path(__file__).parents[1]
NIGHT = datetime(2026, 11, 23, 2, tzinfo=UTC)
TARGET = "https://target.test/landing"


class StubReaders:
    """A page that is whole and has the link: what a reader answers, without reading."""

    async def read(self, job: Job) -> Reading:
        links = tuple(
            LinkFacts(
                claim_id=claim.id,
                ordinal=3,
                href=TARGET,
                url=TARGET,
                match=Match.EXACT,
                anchor="the landing page",
                rel="nofollow",
                nofollow=True,
                effective_nofollow=True,
                nofollow_from=("link",),
                region=Region.MAIN,
                region_evidence="inside <main>",
                region_confidence=0.95,
                context_before="some words before " * 8,
                context_after="some words after " * 8,
                block_text="a block of text " * 20,
                path="html > body > main > p > a",
            )
            for claim in job.claims
        )
        page = replace(
            job.page, state=PageState.WHOLE, state_evidence="read whole", title="A page", words=900, bytes=105000
        )
        return Reading(page=page, links=links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a crawl took: seconds, CPU in ms a claim (also over the last tenth), memory in MB."""

    first: float
    stall: float
    seconds: float
    cpu_ms: float
    last_ms: float
    peak_mb: float
    done: int


def fill(path: Path, pages: Iterable[tuple[str, int]]) -> None:
    """A claim a page straight into the table; `pages` are hosts and numbers."""
    open_database(path).close()
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO claims (id, source_url, target_url, match, rel, origin, extra, created_at, source_key,"
            " source_host, source_domain, target_domain)"
            " VALUES (?1, ?2, ?3, 'page', 'any', 'native', '{}', '2026-11-01T00:00:00Z', ?2, ?4, ?4, 'target.test')",
            ((f"c{number}", f"https://{host}/p{page:06}", TARGET, host) for number, (host, page) in enumerate(pages)),
        )
    connection.close()


def held_up() -> float:
    """Seconds that this thread was ready to run and had no core."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


async def measure(
    path: Path,
    *,
    stop_after: int,
    delay: float,
    latency: float = 0.0,
    tell: Callable[[DuePage], None] = lambda page: None,
) -> Night:
    """Crawl what is due until `stop_after` pages were visited; `tell` hears of each."""
    policy = load_policy(ROOT / "config")
    begun = time.monotonic()
    first: list[float] = []

    async def download(request: Request) -> Response:
        if not first:
            first.append(time.monotonic() - begun)
        await asyncio.sleep(latency)
        return Response(request.url, body=b"x", headers={"Content-Type": "text/html"})

    stall = 0.0

    async def watch() -> None:
        nonlocal stall
        while True:
            before = time.monotonic() - held_up()
            await asyncio.sleep(0.01)
            stall = max(stall, time.monotonic() - held_up() - before - 0.01)

    database = open_database(path)
    store = SqliteCrawlStore(database, path)
    run = store.open_run(now=NIGHT, everything=False, limit=None, policy=policy.digest, versions="{}")
    session = Session(store=store, queue=RenderQueue(database, path), run=run, policy=policy)
    gate = Gate(delay=delay, sites=policy.sites, give_up_after=5, now=time.monotonic, most=CONCURRENT_REQUESTS)
    settings = Settings(
        {"ROBOTSTXT_OBEY": False, "BACKLINK_TARGETS": False, "BACKLINK_RETRY_WAITS": [], "BACKLINK_FULL_READ_DAYS": 7}
    )
    visitor = build_visitor(
        settings,
        store,
        run,
        download=download,
        gate=gate,
        readers=StubReaders(),  # type: ignore[arg-type]
        now=time.monotonic,
        wall=lambda: NIGHT,
    )
    judging, history = JudgePipeline(), HistoryPipeline(session)
    recording = RecordPipeline(session, refused=lambda error: None)
    watching = asyncio.ensure_future(watch())
    cpu = last_tenth = time.process_time()
    started = time.monotonic()
    writing: set[asyncio.Future[Any]] = set()
    done = 0
    async for visited in Crawl(Window(store, run, gate, now=time.monotonic), visitor).visited():
        task = asyncio.ensure_future(recording.process_item(history.process_item(judging.process_item(visited))))
        writing.add(task)
        task.add_done_callback(writing.discard)
        done += 1
        tell(visited.due)
        if done == stop_after * 9 // 10:
            last_tenth = time.process_time()
        if done >= stop_after:
            break
    recording.close_spider()
    watching.cancel()
    return Night(
        first=first[0],
        stall=stall,
        seconds=time.monotonic() - started,
        cpu_ms=(time.process_time() - cpu) / done * 1000,
        last_ms=(time.process_time() - last_tenth) / (done / 10) * 1000,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        done=done,
    )
