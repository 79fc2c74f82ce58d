"""The golden pages of tests/pages/links: a page of our own and what has to be read off it.

`expect.toml` holds the visit (`url`, `headers`, `status`), the claim, and under `[check]`, `[page]` and each
`[[link]]` the facts that matter for the case; every link found for the claim must be listed.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from crawler.core.judge import judge
from crawler.core.outline import Outline
from crawler.core.reading import Answer, Reading, ReadingPolicy, read_answer
from crawler.core.records import Check, Claim, Observation, PageFacts
from crawler.core.regions import RegionVerdict
from crawler.core.vocabulary import Match, Region, RelTerm
from crawler.policy import load_policy

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/pages/links"
SOURCE = "https://blog.example/post"
TARGET = "https://target.example/page"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    body: bytes
    url: str
    expected: dict[str, Any]

    @property
    def claim(self) -> Claim:
        told = dict(self.expected["claim"])
        return Claim(
            id="claim",
            source_url=self.url,
            target_url=told["target"],
            match=Match(told.get("match", Match.PAGE)),
            anchor=told.get("anchor"),
            rel=RelTerm(told.get("rel", RelTerm.ANY)),
        )

    def reading(self) -> Reading:
        return read_page(
            self.body,
            self.claim,
            url=self.url,
            status=self.expected.get("status", 200),
            headers=self.expected.get("headers", {}),
        )


def cases() -> list[Case]:
    return [load_case(folder) for folder in sorted(CASES.iterdir())]


def load_case(folder: Path) -> Case:
    expected = tomllib.loads((folder / "expect.toml").read_text("utf-8"))
    url = expected.get("url", SOURCE)
    return Case(name=folder.name, body=(folder / "page.html").read_bytes(), url=url, expected=expected)


@cache
def reading_policy() -> ReadingPolicy:
    return load_policy(ROOT / "config").reading


def read_page(
    html: str | bytes,
    *claims: Claim,
    url: str = SOURCE,
    status: int = 200,
    headers: dict[str, Any] | None = None,
    **more: Any,
) -> Reading:
    """Read a page as a visit would; every header may be one text or a list of them."""
    told = {"content-type": "text/html; charset=utf-8" if isinstance(html, str) else "text/html"} | (headers or {})
    answer = Answer(
        page=PageFacts(source_url=url, final_url=url, http_status=status),
        status=status,
        headers={name: (value,) if isinstance(value, str) else tuple(value) for name, value in told.items()},
        body=html.encode() if isinstance(html, str) else html,
        claims=claims or (claim(),),
        **more,
    )
    return read_answer(answer, reading_policy(), nowhere)


def claim(target: str = TARGET, **more: Any) -> Claim:
    return Claim(id=more.pop("id", "claim"), source_url=SOURCE, target_url=target, **more)


def check_of(reading: Reading, of: Claim) -> Check:
    seen = Observation(
        claims=(of,),
        page=reading.page,
        links=reading.links,
        mentions=reading.mentions,
        needs_browser=reading.needs_browser,
    )
    return judge(of, seen, now=NOON)


def nowhere(page: Outline, links: Sequence[int], url: str) -> list[RegionVerdict]:
    """A stand-in for the region classifier, which has tests of its own."""
    return [RegionVerdict(region=Region.UNKNOWN, confidence=0.0, evidence="") for _ in links]
