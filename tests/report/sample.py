"""A database of invented claims, filled through the real store over several nights: what reports and exports are
tested and measured on. The same arguments give the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from sqlite_utils import Database

from crawler.core.history import settle
from crawler.core.history_policy import HistoryPolicy
from crawler.core.records import Check, Claim, LinkFacts, Observation, PageFacts, TargetFacts
from crawler.core.vocabulary import (
    AnchorKind,
    FailureKind,
    HiddenReason,
    Match,
    PageState,
    Reason,
    Region,
    RelTerm,
    Status,
    status_of,
)
from crawler.store.crawl import SqliteCrawlStore
from crawler.store.interface import DuePage, Judged, Run
from crawler.store.ledger import Entry, Ledger
from crawler.store.sqlite import open_database

START = datetime(2027, 1, 4, 2, 30, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://evil.example","click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "＝1+1",
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=1">',
    "</script><b>out</b>",
    "\x1b[31mred\x1b]0;owned\x07",
    "-2+3",
    "a\r\nb",
    "\u202egnp.exe",
    "wool, \"soft\"; 'grey'",
    "Ünïcödé 羊毛 🧶",
)
_SITES = (
    "wool journal|the slow house|nordic living|craft daily|home notes|green thread|studio north|kettle and oak|"
    "farm letter|city guide|the linen room|maker weekly|warm rooms|fibre forum|mountain post|coast diary"
).split("|")
_TOPICS = "wool-blankets natural-rugs linen-sheets winter-bedding alpaca-throws felt-slippers knitting-kits".split()
_TITLES = (
    "How to wash a wool blanket without ruining it|Ten rooms that feel warm in January|A short history of felt|"
    "What we bought for the cabin|Linen or cotton? An honest comparison|Gift guide for people who are always cold"
).split("|")
_ANCHORS = (
    "wool blankets|Fjordwool|here|https://fjordwool.example/|read more|their winter range|Fjordwool’s shop".split("|")
)
_VENDORS = (("Northlink", 120.0), ("Outreach & Co", 85.0), ("PressRoom", 240.0), (None, None))
_REGIONS = (Region.MAIN,) * 12 + (Region.SIDEBAR, Region.FOOTER, Region.FOOTER, Region.COMMENTS, Region.UNKNOWN)
_HTTP = {
    Reason.PAGE_GONE: (404, PageState.PAGE_GONE),
    Reason.FORBIDDEN: (403, PageState.FORBIDDEN),
    Reason.CHALLENGE: (403, PageState.CHALLENGE),
    Reason.RATE_LIMITED: (429, PageState.RATE_LIMITED),
    Reason.SERVER_ERROR: (503, PageState.SERVER_ERROR),
    Reason.SOFT_404: (200, PageState.SOFT_404),
    Reason.PARKED: (200, PageState.PARKED),
}
_FAILURES = {Reason.TIMEOUT: FailureKind.TIMEOUT, Reason.DNS_ERROR: FailureKind.DNS_ERROR}
_LOST = (Reason.LINK_REMOVED,) * 4 + (Reason.PAGE_GONE, Reason.PAGE_GONE, Reason.SOFT_404, Reason.MENTION_ONLY)
_ALTERED = (Reason.REL_DIFFERS, Reason.REL_DIFFERS, Reason.ANCHOR_DIFFERS, Reason.PAGE_NOINDEX, Reason.HIDDEN)
_UNSEEN = (Reason.CHALLENGE, Reason.FORBIDDEN, Reason.TIMEOUT, Reason.RATE_LIMITED, Reason.SERVER_ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What happens to a claim: from night `turn` (counted from 0) on its checks have `reason`, until `back`."""

    turn: int = 1 << 30
    back: int = 1 << 30
    reason: Reason | None = None

    def on(self, night: int) -> Reason | None:
        return self.reason if self.turn <= night < self.back else None


def fill(path: Path, *, claims: int = 240, nights: int = 6, seed: int = 7, hostile: bool = True) -> Database:
    """A database with this many claims, checked on this many nights in a row, one of them by another origin too;
    without `hostile` the pages wrote nothing that would be hard to show."""
    database = open_database(path)
    random = Random(seed)
    invented = [invent(random, number) for number in range(claims)]
    if not hostile:
        invented = [
            replace(claim, vendor="Northlink" if claim.vendor in HOSTILE else claim.vendor) for claim in invented
        ]
    fates = {claim.id: _fate(random, nights) for claim in invented}
    ledger = Ledger(database, path)
    beliefs = (
        {"first_seen": "2026-11-01", "last_seen": "2027-01-01"},
        {"lost_at": "2026-12-20", "lost_reason": "notfound"},
    )
    entries = [
        Entry(claim=claim, belief=beliefs[number % 9 == 0] if claim.origin != "native" else None)
        for number, claim in enumerate(invented)
    ]
    ledger.merge(entries, now=START - timedelta(hours=4))
    store = SqliteCrawlStore(database, path)
    for night in range(nights):
        run_night(store, night, fates, hostile)
    return database


def run_night(store: SqliteCrawlStore, night: int, fates: dict[str, Fate], hostile: bool = True) -> Run:
    now = START + timedelta(days=night)
    run = store.open_run(now=now, everything=True, limit=None, policy="0123456789abcdef", versions="{}")
    judged = visits(store, run, night, fates, hostile)
    while batch := list(islice(judged, 500)):
        store.record(run, batch)
    store.finish_run(run, now=now + timedelta(minutes=42))
    return run


def visits(
    store: SqliteCrawlStore, run: Run, night: int, fates: dict[str, Fate], hostile: bool = True
) -> Iterator[Judged]:
    """Every due page of the run, seen as its claims' fates have it."""
    at = run.started_at + timedelta(minutes=5)
    for host in store.due_hosts(run, after=None, limit=1 << 30):
        for due in store.due_pages(run, host.host, after="", limit=1 << 30):
            yield see(due, night, fates, at, hostile)


def see(due: DuePage, night: int, fates: dict[str, Fate], at: datetime, hostile: bool = True) -> Judged:
    reasons = [fates.get(claim.id, Fate()).on(night) for claim in due.claims]
    page = _page(due.url, reasons[0], at, hostile)
    links = tuple(
        _link(claim, reason, ordinal, hostile)
        for ordinal, (claim, reason) in enumerate(zip(due.claims, reasons, strict=True))
        if reason is None or status_of(reason) is Status.ALTERED
    )
    by_claim = {link.claim_id: link for link in links}
    checks, states, events = [], [], []
    for claim, reason in zip(due.claims, reasons, strict=True):
        check = Check(
            claim_id=claim.id,
            status=status_of(reason) if reason else Status.LIVE,
            reasons=(reason,) if reason else (),
            link=by_claim.get(claim.id),
            checked_at=at,
        )
        state, told = settle(due.states.get(claim.id), check, page, claim=claim, policy=HistoryPolicy(), now=at)
        checks.append(check)
        states.append(state)
        events += told
    targets = {
        claim.target_url: TargetFacts(url=claim.target_url, final_url=claim.target_url, http_status=200, fetched_at=at)
        for claim in due.claims
    }
    seen = Observation(claims=due.claims, page=page, links=links, targets=targets)
    return Judged(observation=seen, checks=checks, states=states, events=events)


def invent(random: Random, number: int) -> Claim:
    site = _SITES[number % len(_SITES)].replace(" ", "-")
    tail = "" if number < len(_SITES) * 4 else f"-{number // (len(_SITES) * 6)}"
    vendor, price = _VENDORS[random.randrange(len(_VENDORS))]
    topic = random.choice(_TOPICS)
    hostile = number % 12 == 5
    return Claim(
        id=f"c{number:06d}",
        source_url=f"https://{site}{tail}.example/{2020 + number % 7}/{topic}-{number}",
        target_url="https://fjordwool.example/" + ("" if number % 4 == 0 or _in_template(number) else topic),
        match=Match.PAGE,
        anchor="wool blankets" if number % 5 == 0 else None,
        rel=RelTerm.FOLLOW if vendor else RelTerm.ANY,
        kind="purchased" if vendor else ("guest", "editorial", "partner")[number % 3],
        vendor=HOSTILE[number // 12 % len(HOSTILE)] if hostile and vendor else vendor,
        price=price,
        currency="EUR" if price else None,
        starts_on=date(2026, 6, 1),
        ends_on=date(2027, 1, 14) if number % 40 == 0 else None,
        origin=("native", "ahrefs", "native", "semrush")[number % 4],
    )


def _in_template(number: int) -> bool:
    """One site in sixteen links from the footer of all its pages."""
    return number % len(_SITES) == 3


def _fate(random: Random, nights: int) -> Fate:
    throw, late = random.random(), max(nights - 2, 0)
    if throw < 0.78:
        return Fate()
    if throw < 0.84:
        return Fate(turn=random.choice((0, late, random.randrange(nights))), reason=random.choice(_LOST))
    if throw < 0.86:
        return Fate(turn=0, back=nights - 1, reason=Reason.LINK_REMOVED)
    if throw < 0.92:
        return Fate(turn=random.choice((0, nights - 1, late)), reason=random.choice(_ALTERED))
    return Fate(turn=random.randrange(nights), reason=random.choice(_UNSEEN))


def _page(url: str, reason: Reason | None, at: datetime, hostile: bool) -> PageFacts:
    seed = sum(map(ord, url))
    hostile = hostile and seed % 11 == 0
    page = PageFacts(
        source_url=url,
        final_url=url,
        http_status=200,
        state=PageState.WHOLE,
        fetched_at=at,
        elapsed_ms=120 + seed % 900,
        content_type="text/html; charset=utf-8",
        charset="utf-8",
        bytes=20_000 + seed * 7,
        title=HOSTILE[seed % len(HOSTILE)] if hostile else _TITLES[seed % len(_TITLES)],
        language="en",
        canonical=url,
        canonical_self=True,
        noindex=reason is Reason.PAGE_NOINDEX,
        nofollow=False,
        links_internal=40,
        links_external=seed % 30,
        links_nofollow=2,
        words=300 + seed % 1500,
    )
    if reason in _FAILURES:
        return PageFacts(source_url=url, failure=_FAILURES[reason], failure_detail="no answer in 30 s", fetched_at=at)
    if reason in _HTTP:
        status, state = _HTTP[reason]
        return replace(page, http_status=status, state=state, state_evidence=f"HTTP {status}")
    return page


def _link(claim: Claim, reason: Reason | None, ordinal: int, hostile: bool) -> LinkFacts:
    seed = sum(map(ord, claim.id))
    number = int(claim.id[1:])
    hostile = hostile and number % 12 == 5
    nofollow = reason is Reason.REL_DIFFERS or seed % 6 == 0
    image = number % 17 == 0
    template = _in_template(number)
    anchor = (
        "Fjordwool"
        if template
        else HOSTILE[number // 12 % len(HOSTILE)]
        if hostile
        else _ANCHORS[number % len(_ANCHORS)]
    )
    return LinkFacts(
        claim_id=claim.id,
        ordinal=ordinal,
        href=claim.target_url,
        url=claim.target_url,
        match=Match.EXACT,
        anchor="" if image else anchor,
        anchor_kind=AnchorKind.IMAGE if image else AnchorKind.TEXT,
        alt="Fjordwool logo" if image else None,
        rel="nofollow" if nofollow else None,
        rel_tokens=("nofollow",) if nofollow else (),
        nofollow=nofollow,
        sponsored=number % 13 == 0,
        effective_nofollow=nofollow,
        nofollow_from=("link",) if nofollow else (),
        context_before="Before you put them into the machine, look at how the makers of",
        context_after="tell you to do it: cold, by hand, with next to no soap.",
        block_text=f"Before you put them into the machine, look at how the makers of {anchor} tell you to do it.",
        heading="Care",
        region=Region.FOOTER if template else _REGIONS[number % len(_REGIONS)],
        region_evidence="article > p",
        region_confidence=0.94,
        path=f"html > body > main > article > p:nth-of-type({number % 9 + 1}) > a",
        position=(number % 100) / 100,
        link_density=0.08,
        visible=reason is not Reason.HIDDEN,
        hidden_reason=HiddenReason.DISPLAY_NONE if reason is Reason.HIDDEN else None,
    )
