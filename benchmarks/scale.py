"""How the crawl's own work grows with the list: stub downloads and stub reading, everything else the real thing.

    python -m benchmarks.scale [--claims 1000000] [--hosts 100000] [--stop-after 30000] [--delay 0]

Prints seconds from the start to the first request, the longest stall of the loop (time in which it only waited for a
core that other programs held does not count), CPU a claim over all and over the last tenth, peak memory and the size
of the database. With `--against` the same for a smaller list, and the ratio of their CPU a claim:

    python -m benchmarks.scale --against 10000x1000
    python -m benchmarks.scale --claims 100000 --hosts 100000 --against 100000x1000
"""

import argparse
import asyncio
import resource
import sqlite3
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import uvloop
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

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


def fill(path: Path, claims: int, hosts: int) -> None:
    """Claims straight into the table, sorted by host."""
    open_database(path).close()
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO claims (id, source_url, target_url, match, rel, origin, extra, created_at, source_key,"
            " source_host, source_domain, target_domain)"
            " VALUES (?1, ?2, ?3, 'page', 'any', 'native', '{}', '2026-11-01T00:00:00Z', ?2, ?4, ?4, 'target.test')",
            (
                (f"c{number}", f"https://h{number % hosts}.test/p{number}", TARGET, f"h{number % hosts}.test")
                for number in range(claims)
            ),
        )
    connection.close()


def held_up() -> float:
    """Seconds that this thread was ready to run and had no core."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


async def measure(path: Path, *, stop_after: int, delay: float) -> dict[str, float]:
    policy = load_policy(ROOT / "config")
    begun = time.monotonic()
    first: list[float] = []

    async def download(request: Request) -> Response:
        if not first:
            first.append(time.monotonic() - begun)
        await asyncio.sleep(0)
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
    gate = Gate(delay=delay, sites=policy.sites, give_up_after=5, now=time.monotonic)
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
        if done == stop_after * 9 // 10:
            last_tenth = time.process_time()
        if done >= stop_after:
            break
    recording.close_spider()
    watching.cancel()
    return {
        "first": first[0],
        "stall": stall,
        "cpu_ms": (time.process_time() - cpu) / done * 1000,
        "last_ms": (time.process_time() - last_tenth) / (done / 10) * 1000,
        "rate": done / (time.monotonic() - started),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "done": done,
    }


def night(claims: int, hosts: int, *, stop_after: int, delay: float) -> float:
    """One size measured and printed; gives the CPU a claim."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "links.db"
        fill(path, claims, hosts)
        empty = path.stat().st_size
        found = uvloop.run(measure(path, stop_after=min(claims, stop_after), delay=delay))
        grown = path.stat().st_size - empty
    print(
        f"{claims} claims on {hosts} hosts: first request {found['first']:.2f} s, longest stall {found['stall']:.3f} s,"
        f" {found['cpu_ms']:.3f} ms CPU a claim ({found['last_ms']:.3f} in the"
        f" last tenth), {found['rate']:.0f} claims/s, peak {found['peak_mb']:.0f} MB, {empty / claims:.0f} B a claim"
        f" before its first night, {grown / found['done']:.0f} B a claim and night",
        flush=True,
    )
    return found["cpu_ms"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--hosts", type=int, default=100_000)
    parser.add_argument("--stop-after", type=int, default=30_000)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--against", help="CLAIMSxHOSTS")
    options = parser.parse_args()
    sizes = [(options.claims, options.hosts)]
    if options.against:
        claims, hosts = options.against.split("x")
        sizes.insert(0, (int(claims), int(hosts)))
    # Each size in a process of its own, as peak memory is a process's.
    with ProcessPoolExecutor(max_workers=1, max_tasks_per_child=1, mp_context=get_context("spawn")) as pool:
        costs = [
            pool.submit(night, *size, stop_after=options.stop_after, delay=options.delay).result() for size in sizes
        ]
    if options.against:
        print(f"CPU a claim: {costs[1] / costs[0]:.2f}x that of the smaller list")


if __name__ == "__main__":
    main()
