"""The frozen records that travel through the house: claim -> observation -> check -> state and events.

Times are aware UTC datetimes in memory and ISO-8601 text in the database; dates are `datetime.date`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from crawler.core.vocabulary import (
    AnchorKind,
    Crawlable,
    EventKind,
    FailureKind,
    FetchedBy,
    HiddenReason,
    Match,
    PageState,
    Place,
    Reason,
    Region,
    RelTerm,
    SeenIn,
    Status,
    Via,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What we were promised: `source_url` links to `target_url`, on these terms."""

    id: str
    source_url: str
    target_url: str
    match: Match = Match.PAGE
    anchor: str | None = None
    rel: RelTerm = RelTerm.ANY
    region: Region | None = None
    kind: str | None = None
    vendor: str | None = None
    price: float | None = None
    currency: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    note: str | None = None
    origin: str = "native"
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What one visit saw of a page; lengths in bytes or words, times in milliseconds.

    `None` means "not seen", never "no": a page that failed before its head was read has no `noindex` fact.
    """

    source_url: str
    final_url: str | None = None
    redirects: tuple["Hop", ...] = ()
    http_status: int | None = None
    failure: FailureKind | None = None
    failure_detail: str | None = None
    state: PageState | None = None
    state_evidence: str | None = None
    fetched_by: FetchedBy = FetchedBy.HTTP
    fetched_at: datetime | None = None
    elapsed_ms: int | None = None
    attempts: int = 1
    content_type: str | None = None
    charset: str | None = None
    bytes: int | None = None
    body_sha256: str | None = None
    title: str | None = None
    language: str | None = None
    canonical: str | None = None
    canonical_self: bool | None = None
    robots_meta: str | None = None
    x_robots_tag: str | None = None
    noindex: bool | None = None
    nofollow: bool | None = None
    unavailable_after: datetime | None = None
    robots_txt: str | None = None
    robots_txt_googlebot: str | None = None
    links_internal: int | None = None
    links_external: int | None = None
    links_nofollow: int | None = None
    words: int | None = None
    text_fingerprint: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: datetime | None = None
    tls_error: str | None = None
    carried_from: int | None = None
    raw_differs: Mapping[str, str] = field(default_factory=dict)
    """What the raw page said where scripts changed it: `robots_meta`, `canonical`, `title`."""
    screenshot: str | None = None
    warc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect on the way: its URL and how it sent us on (an HTTP status, or `refresh`)."""

    url: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """One link found for a claim. `match` is the tightest level at which it meets the claim's target;
    it serves the claim only when that is at least as tight as the claim asks (`serves`)."""

    claim_id: str
    ordinal: int
    href: str
    url: str
    via: Via = Via.DIRECT
    hops: tuple[Hop, ...] = ()
    match: Match
    serves: bool = True
    place: Place = Place.BODY
    element: str = "a"
    anchor: str = ""
    anchor_kind: AnchorKind = AnchorKind.TEXT
    alt: str | None = None
    title: str | None = None
    aria_label: str | None = None
    rel: str | None = None
    rel_tokens: tuple[str, ...] = ()
    nofollow: bool = False
    sponsored: bool = False
    ugc: bool = False
    effective_nofollow: bool = False
    nofollow_from: tuple[str, ...] = ()
    context_before: str = ""
    context_after: str = ""
    block_text: str = ""
    heading: str | None = None
    region: Region = Region.UNKNOWN
    region_evidence: str = ""
    region_confidence: float = 0.0
    path: str = ""
    position: float | None = None
    link_density: float | None = None
    crawlable: Crawlable = Crawlable.YES
    visible: bool | None = None
    hidden_reason: HiddenReason | None = None
    seen_in: SeenIn = SeenIn.RAW
    raw_differs: Mapping[str, str] = field(default_factory=dict)
    visibility: str | None = None
    screenshot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """What one visit of a claim's target saw. `final_url` is where it ended; `failure` where it did not."""

    url: str
    final_url: str | None = None
    http_status: int | None = None
    redirects: tuple[Hop, ...] = ()
    failure: FailureKind | None = None
    failure_detail: str | None = None
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A cloaked address that was followed: where it ended and by which hops."""

    final_url: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """All that one visit of one page brought for its claims: facts only, no judgement."""

    claims: tuple[Claim, ...]
    page: PageFacts
    links: tuple[LinkFacts, ...] = ()
    mentions: frozenset[str] = frozenset()
    targets: Mapping[str, TargetFacts] = field(default_factory=dict)
    """Facts of the claims' targets, by the claim's `target_url`; absent where none was visited."""
    needs_browser: str | None = None
    """Why only a browser could tell (evidence in words), `None` where the raw page is enough."""
    followed: Mapping[str, Followed] = field(default_factory=dict)
    """Where cloaked addresses of the page ended, for whoever reads it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One claim judged in one run. `link` is the ordinal key into the observation's links."""

    claim_id: str
    status: Status
    reasons: tuple[Reason, ...] = ()
    link: LinkFacts | None = None
    checked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimState:
    """The settled, debounced status of a claim: what alerts and payments look at.

    `streak` counts checks in a row that agree with `pending` (or with `status` when nothing is pending);
    unverified checks are counted apart and neither break nor lengthen it. `docs/history.md` has the rules.
    """

    claim_id: str
    status: Status | None = None
    reasons: tuple[Reason, ...] = ()
    since: datetime | None = None
    streak: int = 0
    pending: Status | None = None
    pending_since: datetime | None = None
    unverified_streak: int = 0
    unverified_since: datetime | None = None
    first_status: Status | None = None
    """The judgement of the first check, whatever came after it: how right whoever named the link was."""
    first_seen_at: datetime | None = None
    """The first time the link itself was found, as promised or not; without it nothing is `restored`."""
    first_live_at: datetime | None = None
    last_live_at: datetime | None = None
    changed_at: datetime | None = None
    """When an event last told a change of this claim: decides how soon it is visited again."""
    last_checked_at: datetime | None = None
    next_due_at: datetime | None = None
    told: tuple[str, ...] = ()
    """Keys of once-only events already raised for this claim (`term_ends_soon:2027-01-31:7`, …)."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """The last told value of each watched fact (rel, anchor, target, region, …), what `changed` compares to,
    and under `name:…` what waits to be confirmed; crawler/core/changes.py reads and writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A state or a fact changed: what alerts, feeds and reports tell."""

    claim_id: str
    kind: EventKind
    before: str | None = None
    after: str | None = None
    at: datetime
