"""Claims that are seen as a test says, written through the real store: what the tests of views look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.core.history import settle
from crawler.core.history_policy import HistoryPolicy
from crawler.core.records import Check, Claim, Observation
from crawler.core.vocabulary import Reason, Status, status_of
from crawler.store.crawl import SqliteCrawlStore
from crawler.store.interface import DuePage, Judged, Run
from crawler.store.ledger import Entry, Ledger
from crawler.store.sqlite import open_database
from tests.core.nights import LINK, PAGE

START = datetime(2027, 1, 6, 2, tzinfo=UTC)
"""A Wednesday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a night shows of a claim; `link` and `page` are the facts that differ from the usual ones."""

    reasons: tuple[Reason, ...] = ()
    link: dict[str, Any] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)


def seen(*reasons: Reason, page: dict[str, Any] | None = None, **link: Any) -> Seen:
    return Seen(reasons=reasons, link=link, page=page or {})


def claim(name: str, source: str, target: str = "https://shop.example/blankets", **terms: Any) -> Claim:
    return Claim(id=name, source_url=source, target_url=target, **terms)


def world(path: Path, claims: Iterable[Claim | Entry], *nights: Mapping[str, Seen]) -> Database:
    """A database after these nights; a claim that a night does not name is live in it."""
    database = open_database(path / "links.db")
    entries = [each if isinstance(each, Entry) else Entry(claim=each) for each in claims]
    Ledger(database, path).merge(entries, now=START - timedelta(days=1))
    store = SqliteCrawlStore(database, path)
    for number, night in enumerate(nights):
        now = START + timedelta(days=number)
        run = store.open_run(now=now, everything=True, limit=None, policy="digest", versions="{}")
        store.record(run, list(_visits(store, run, night)))
        store.finish_run(run, now=now + timedelta(hours=1))
    return database


def _visits(store: SqliteCrawlStore, run: Run, night: Mapping[str, Seen]) -> Iterable[Judged]:
    for host in store.due_hosts(run, after=None, limit=1000):
        for due in store.due_pages(run, host.host, after="", limit=1000):
            yield _visit(due, run, night)


def _visit(due: DuePage, run: Run, night: Mapping[str, Seen]) -> Judged:
    links, checks, states, events = [], [], [], []
    page = replace(PAGE, source_url=due.url, final_url=due.url, fetched_at=run.started_at)
    for place, each in enumerate(due.claims):
        told = night.get(each.id, Seen())
        page = replace(page, **told.page)
        status = status_of(told.reasons[0]) if told.reasons else Status.LIVE
        link = None
        if status in (Status.LIVE, Status.ALTERED):
            link = replace(LINK, claim_id=each.id, ordinal=place, url=each.target_url, href=each.target_url)
            link = replace(link, **told.link)
            links.append(link)
        check = Check(claim_id=each.id, status=status, reasons=told.reasons, link=link, checked_at=run.started_at)
        state, news = settle(
            due.states.get(each.id), check, page, claim=each, policy=HistoryPolicy(), now=run.started_at
        )
        checks.append(check)
        states.append(state)
        events += news
    observation = Observation(claims=due.claims, page=page, links=tuple(links))
    return Judged(observation=observation, checks=checks, states=states, events=events)


def rows(database: Database, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in database.conn.execute(sql)]
