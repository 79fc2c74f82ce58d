"""What a crawl needs of a store: small, so that a second back end (PostgreSQL, for many machines) can serve it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crawler.core.records import Check, Claim, ClaimState, Event, Observation, PageFacts, TargetFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class DueHost:
    """One host with pages that wait: `pages` is how many."""

    host: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """One linking page and all its due claims with their states: one request."""

    url: str
    host: str
    claims: tuple[Claim, ...]
    states: Mapping[str, ClaimState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One observation with what was made of it: what a transaction writes."""

    observation: Observation
    checks: Sequence[Check]
    states: Sequence[ClaimState]
    events: Sequence[Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One nightly crawl. `everything`: claims are visited whether due or not."""

    id: int
    started_at: datetime
    everything: bool
    resumed: bool
    due: int
    written: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The last reading of a page that may stand for today's if the page did not change: `read_at` is when it was
    read in full, `page_id` its row."""

    page_id: int
    page: PageFacts
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRecord:
    """What an origin's robots.txt answered: `access` is `rules`, `allowed` or `disallowed`, `cause` in words."""

    access: str
    cause: str
    body: bytes
    fetched_at: datetime
    expires_at: datetime


class CrawlStore(Protocol):
    """All calls but `record` read; `record` is one transaction: all of a batch or nothing."""

    def open_run(self, *, now: datetime, everything: bool, limit: int | None, policy: str, versions: str) -> Run: ...

    def due_hosts(self, run: Run, *, after: tuple[int, str] | None, limit: int) -> list[DueHost]: ...

    def due_pages(self, run: Run, host: str, *, after: str, limit: int) -> list[DuePage]: ...

    def record(self, run: Run, batch: Iterable[Judged]) -> list[int]: ...

    def finish_run(self, run: Run, *, now: datetime) -> None: ...

    def former(self, run: Run, due: DuePage) -> Former | None: ...

    def carried(self, former: Former, claims: Sequence[Claim]) -> Observation | None: ...

    def target(self, run: Run, url: str) -> TargetFacts | None: ...

    def robots(self, origin: str) -> RobotsRecord | None: ...

    def remember_robots(self, origin: str, record: RobotsRecord) -> None: ...

    def host_note(self, host: str, key: str) -> str | None: ...

    def remember_host(self, host: str, key: str, value: str, *, now: datetime) -> None: ...
