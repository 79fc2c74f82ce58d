"""A web in memory and whole nights on it, in this process: every part is the real one but the wire and the clock."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.core.reading import Reading
from crawler.core.records import Claim
from crawler.core.sites import Sites
from crawler.crawl.build import build_visitor
from crawler.crawl.crawl import Crawl
from crawler.crawl.gate import Gate
from crawler.crawl.window import Window
from crawler.policy import Policy, load_policy
from crawler.readers.job import Job, Unchanged
from crawler.readers.work import load_regions, read_job
from crawler.session import Session
from crawler.store.crawl import SqliteCrawlStore
from crawler.store.ledger import Entry, Ledger
from crawler.store.sqlite import open_database
from crawler.store.waiting import RenderQueue
from pipelines.history import HistoryPipeline
from pipelines.judge import JudgePipeline
from pipelines.record import RecordPipeline

ROOT = Path(__file__).parents[1]
POLICY = load_policy(ROOT / "config")
REGIONS = load_regions()
PROSE = "<p>" + "A paragraph of ordinary text that a person would read with some interest. " * 30 + "</p>"
Answer = Response | Exception | str | Callable[[Request], Response | Exception | str]


def page(body: str, *, title: str = "A page", head: str = "") -> str:
    """An ordinary article with `body` in its main part."""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><header><nav><a href=/>Home</a>"
        f" <a href=/about>About</a></nav></header><main><h1>{title}</h1>{PROSE}<p>{body}</p></main>"
        "<footer><p>© 2026 <a href=/imprint>Imprint</a></p></footer></body></html>"
    )


def html(text: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    told = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
    return Response("http://placeholder.test/", status=status, body=text.encode(), headers=told)


def redirect(to: str, status: int = 301) -> Response:
    return html("", status=status, headers={"Location": to})


@dataclass(slots=True)
class FakeWeb:
    """Addresses and what they answer; a bare text is an HTML page, anything not there answers 404."""

    pages: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    async def download(self, request: Request) -> Response:
        self.requests.append(request.url)
        await asyncio.sleep(0)
        answer = self.pages.get(request.url, html("<h1>Not found</h1>", status=404))
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, str):
            answer = html(answer)
        return answer.replace(url=request.url)

    def count(self, url: str) -> int:
        return self.requests.count(url)


class InlineReaders:
    """Reads in this process: what the pool does, without processes."""

    def __init__(self, policy: Policy, largest_body: int = 10_000_000) -> None:
        self._policy, self._largest = policy, largest_body

    async def read(self, job: Job) -> Reading | Unchanged:
        return read_job(job, self._policy.reading, REGIONS, largest_body=self._largest)


def keep(path: Path, *claims: Claim) -> None:
    """Put claims into a database."""
    Ledger(open_database(path), path).merge(
        [Entry(claim=claim) for claim in claims], now=datetime(2026, 1, 1, tzinfo=UTC)
    )


async def night(
    path: Path,
    web: FakeWeb,
    *,
    at: datetime,
    policy: Policy = POLICY,
    everything: bool = False,
    limit: int | None = None,
    settings: Mapping[str, object] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    stop_after: int | None = None,
) -> int:
    """One run over what is due at `at`; returns the run's id. `stop_after` pages it is cut off without a word."""
    values = {
        "ROBOTSTXT_OBEY": True,
        "BACKLINK_RETRY_WAITS": [],
        "BACKLINK_TARGETS": True,
        "BACKLINK_CONTACT": "x",
        "BACKLINK_FULL_READ_DAYS": 7,
    }
    chosen = Settings({**values, **(settings or {})})
    database = open_database(path)
    store = SqliteCrawlStore(database, path)
    run = store.open_run(now=at, everything=everything, limit=limit, policy=policy.digest, versions="{}")
    session = Session(store=store, queue=RenderQueue(database, path), run=run, policy=policy)
    gate = Gate(delay=0, sites=Sites(by_name={}), give_up_after=5, now=monotonic, sleep=sleep)
    readers = InlineReaders(policy)
    visitor = build_visitor(
        chosen,
        store,
        run,
        download=web.download,
        gate=gate,
        readers=readers,  # type: ignore[arg-type]
        now=monotonic,
        wall=lambda: at,
    )
    judging, history = JudgePipeline(), HistoryPipeline(session)

    def refused(error: Exception) -> None:
        raise error

    recording = RecordPipeline(session, refused=refused)
    crawl = Crawl(Window(store, run, gate, now=monotonic), visitor)
    writing = []
    async for visited in crawl.visited():
        writing.append(
            asyncio.ensure_future(recording.process_item(history.process_item(judging.process_item(visited))))
        )
        if stop_after is not None and len(writing) >= stop_after:
            for each in writing:
                each.cancel()
            return run.id
    recording.close_spider()
    await asyncio.gather(*writing)
    return run.id


def crawl(path: Path, web: FakeWeb, **options: object) -> int:
    """`night` for tests without a loop of their own."""
    options.setdefault("at", datetime(2026, 11, 23, 2, tzinfo=UTC))
    return asyncio.run(night(path, web, **options))  # type: ignore[arg-type]
