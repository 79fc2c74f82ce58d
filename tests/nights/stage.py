"""A web that changes by script, night after night, and the events that were told of it."""

import asyncio
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scrapy import Request
from scrapy.http import Response

from crawler.core.records import Claim
from tests.fakeweb import Answer, FakeWeb, html, keep, night

FIRST = datetime(2027, 1, 1, 3, tzinfo=UTC)
_SIMILARITY = re.compile(r'"text_similarity": 0\.0\d*')
"""Below a tenth it is the noise of a fingerprint."""
Told = tuple[int, str, str | None, str | None]
"""Night, kind, before, after; `{source}` and `{target}` stand for the claim's own addresses."""


def at(number: int) -> datetime:
    """When night `number` (1 is the first) begins."""
    return FIRST + timedelta(days=number - 1)


def day(number: int) -> date:
    return at(number).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`pages` pages that all behave alike, each with `claims` claims. `show` gives what a page answers in a night;
    `events` are all that each of its claims must tell."""

    name: str
    pages: int
    show: "Show"
    events: Sequence[Told]
    claims: int = 1
    terms: Mapping[str, object] = field(default_factory=dict)
    shared_host: bool = False
    target: Callable[[int], Answer] = lambda night: "<p>The landing page.</p>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    group: Group
    number: int

    @property
    def host(self) -> str:
        return f"{self.group.name}.test" if self.group.shared_host else f"{self.group.name}-{self.number}.test"

    @property
    def url(self) -> str:
        return f"https://{self.host}/articles/{self.number}"

    @property
    def targets(self) -> list[str]:
        return [f"https://shop-{number}.test/{self.group.name}/{number}" for number in range(self.group.claims)]

    def claims(self) -> Iterable[Claim]:
        for number, target in enumerate(self.targets):
            yield Claim(
                id=f"{self.group.name}-{self.number}-{number}",
                source_url=self.url,
                target_url=target,
                **self.group.terms,  # type: ignore[arg-type]
            )

    def links(self, attributes: str = "") -> str:
        """What the article says of its targets."""
        return "".join(
            f'<p>For the part numbered {number} we asked the makers and got <a href="{target}"{attributes}>item'
            f" {number}</a> on loan, which did what it was bought for all through the winter.</p>"
            for number, target in enumerate(self.targets)
        )


Show = Callable[[Page, int], Answer]


class Stage(FakeWeb):
    """The web of all groups; `weather` is what every request of a night fails with."""

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__()
        self.groups = groups
        self.scenes = [Page(group=group, number=number) for group in groups for number in range(group.pages)]
        self.weather: Exception | None = None

    def claims(self) -> list[Claim]:
        return [claim for page in self.scenes for claim in page.claims()]

    def turn_to(self, number: int) -> None:
        """Set the stage for one night."""
        self.pages.clear()
        for page in self.scenes:
            self.pages[page.url] = page.group.show(page, number)
            for target in page.targets:
                self.pages[target] = page.group.target(number)

    async def download(self, request: Request) -> Response:
        if self.weather is not None:
            raise self.weather
        if request.url not in self.pages:
            self.pages[request.url] = self.unknown(request.url)
        return await super().download(request)

    def unknown(self, url: str) -> Answer:
        """What a host answers for an address that is not there."""
        return html("<h1>Not found</h1>", status=404)


def play(path: Path, stage: Stage, nights: Iterable[int], weather: Mapping[int, Exception]) -> None:
    """Keep the claims and live through the nights."""
    if not path.exists():
        keep(path, *stage.claims())

    async def all_nights() -> None:
        for number in nights:
            stage.turn_to(number)
            stage.weather = weather.get(number)
            await night(path, stage, at=at(number))

    asyncio.run(all_nights())


def told(path: Path) -> dict[str, list[Told]]:
    """The events of each claim, in order."""
    found: dict[str, list[Told]] = defaultdict(list)
    with sqlite3.connect(path) as connection:
        sql = (
            "SELECT e.claim_id, r.started_at, e.kind, e.before, e.after FROM events e"
            " JOIN runs r ON r.id = e.run_id ORDER BY e.id"
        )
        for claim_id, started, kind, before, after in connection.execute(sql):
            number = (datetime.fromisoformat(started) - FIRST).days + 1
            found[claim_id].append((number, kind, before, after and _SIMILARITY.sub('"text_similarity": 0.0', after)))
    return dict(found)


def expected(stage: Stage) -> dict[str, list[Told]]:
    """What the script says that each claim must tell."""
    told_by: dict[str, list[Told]] = {}
    for page in stage.scenes:
        for claim in page.claims():
            names = {
                "source": claim.source_url,
                "target": claim.target_url,
                "host": page.host,
                "number": str(page.number),
            }
            told_by[claim.id] = [
                (number, kind, _filled(before, names), _filled(after, names))
                for number, kind, before, after in page.group.events
            ]
    return {claim_id: events for claim_id, events in told_by.items() if events}


def _filled(text: str | None, names: Mapping[str, str]) -> str | None:
    for name, value in names.items():
        text = text and text.replace(f"{{{name}}}", value)
    return text


def with_etag(body: str, tag: str) -> Callable[[Request], Response]:
    """An answer that knows conditional requests."""

    def answer(request: Request) -> Response:
        if request.headers.get("If-None-Match") == tag.encode():
            return html("", status=304, headers={"ETag": tag})
        return html(body, headers={"ETag": tag})

    return answer


def rows(path: Path, sql: str, *values: object) -> list[object]:
    """What a query finds; of one column the bare values."""
    with sqlite3.connect(path) as connection:
        return [row[0] if len(row) == 1 else row for row in connection.execute(sql, values)]
