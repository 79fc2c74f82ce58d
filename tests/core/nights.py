"""Nights for the tests of history: what one visit saw, and a claim taken through many of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.core.history import settle
from crawler.core.history_policy import HistoryPolicy
from crawler.core.records import Check, Claim, ClaimState, Event, LinkFacts, PageFacts
from crawler.core.vocabulary import Match, Reason, Region, Status, status_of

START = datetime(2027, 1, 1, 3, tzinfo=UTC)
CLAIM = Claim(id="c1", source_url="https://blog.example/wool", target_url="https://shop.example/blankets")
PAGE = PageFacts(
    source_url=CLAIM.source_url,
    final_url=CLAIM.source_url,
    http_status=200,
    noindex=False,
    title="Ten ways to wash a wool blanket",
    language="en",
    links_external=12,
)
LINK = LinkFacts(
    claim_id=CLAIM.id,
    ordinal=0,
    href="https://shop.example/blankets",
    url="https://shop.example/blankets",
    match=Match.EXACT,
    anchor="wool blankets",
    context_before="Before you put them into the machine, look at how the makers of",
    context_after="tell you to do it: cold, by hand, with next to no soap.",
    region=Region.MAIN,
    region_confidence=0.95,
    visible=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One visit: its verdict by its reasons (none: live), and the facts that differ from the usual ones."""

    reasons: tuple[Reason, ...] = ()
    link: dict[str, Any] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)
    hours: float = 24
    """How long after the night before."""

    @property
    def status(self) -> Status:
        return status_of(self.reasons[0]) if self.reasons else Status.LIVE

    def check(self, at: datetime) -> Check:
        seen = self.status in (Status.LIVE, Status.ALTERED)
        link = replace(LINK, **self.link) if seen else None
        return Check(claim_id=CLAIM.id, status=self.status, reasons=self.reasons, link=link, checked_at=at)


def night(*reasons: Reason, link: dict[str, Any] | None = None, hours: float = 24, **page: Any) -> Night:
    return Night(reasons=reasons, link=link or {}, page=page, hours=hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A claim after one night."""

    night: Night
    at: datetime
    state: ClaimState
    events: list[Event]


def live_through(nights: Iterable[Night], policy: HistoryPolicy | None = None, claim: Claim = CLAIM) -> list[Settled]:
    """Settles night upon night from a claim never visited; the first is at `START`."""
    policy = policy or HistoryPolicy()
    state, at, lived = None, None, []
    for each in nights:
        at = START if at is None else at + timedelta(hours=each.hours)
        state, events = settle(state, each.check(at), replace(PAGE, **each.page), claim=claim, policy=policy, now=at)
        lived.append(Settled(night=each, at=at, state=state, events=events))
    return lived


def told(nights: Iterable[Night], policy: HistoryPolicy | None = None, claim: Claim = CLAIM) -> list[list[str]]:
    """The kinds of event, night by night."""
    return [[str(event.kind) for event in each.events] for each in live_through(nights, policy, claim)]
