"""What a report says, apart from how it looks: the counts, the changes and the money of one run."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.core.vocabulary import EventKind
from crawler.report.buckets import Bucket
from crawler.report.payload import told_claims
from crawler.report.words import EVENTS, GOOD_NEWS, spoken
from crawler.store.report import Night, ReportFacts

_HURT = {EventKind.LOST: "lost", EventKind.NEVER_FOUND: "never found", EventKind.ALTERED: "altered"}
_ORDER = {kind.value: place for place, kind in enumerate(EVENTS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How often a kind of change was told in the run."""

    kind: EventKind
    label: str
    count: int
    good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`events` and `changes` have the worst first; `first` is the first run of all, which changes nothing."""

    run: Mapping[str, Any]
    first: bool
    claims: Sequence[Mapping[str, Any]]
    buckets: Mapping[Bucket, int]
    events: Sequence[Mapping[str, Any]]
    changes: Sequence[Change]
    nights: Sequence[Night]
    vendors: Sequence[Mapping[str, Any]]

    def worst(self, bucket: Bucket, most: int) -> list[Mapping[str, Any]]:
        """The claims of a bucket, the dearest and the latest first."""
        found = [claim for claim in self.claims if claim["bucket"] == bucket]
        return sorted(found, key=lambda claim: (claim["price"] or 0, claim["since"] or ""), reverse=True)[:most]

    @property
    def lede(self) -> str:
        """The night in a sentence or two."""
        there = f"{self.buckets.get(Bucket.LIVE, 0):,} of {len(self.claims):,} links are live."
        if self.first:
            return there
        told = {change.kind: change.count for change in self.changes}
        hurt = [f"{told[kind]:,} {word}" for kind, word in _HURT.items() if kind in told]
        return (
            f"{there} Since last night: {', '.join(hurt)}." if hurt else f"{there} None was lost or altered last night."
        )

    @property
    def price_lost(self) -> Mapping[str, float]:
        """What was paid for lost links, by currency."""
        lost: Counter[str] = Counter()
        for claim in self.claims:
            if claim["bucket"] == Bucket.LOST and claim["price"]:
                lost[claim["currency"] or ""] += claim["price"]
        return dict(sorted(lost.items()))


def make_report(facts: ReportFacts) -> Report:
    claims = told_claims(facts.claims)
    counted = Counter(claim["bucket"] for claim in claims)
    events = [
        {**event, "before": spoken(event["before"]), "after": spoken(event["after"])}
        for event in sorted(facts.events, key=lambda event: _ORDER[event["kind"]])
    ]
    kinds = Counter(event["kind"] for event in events)
    return Report(
        run=facts.run,
        first=len(facts.nights) <= 1,
        claims=claims,
        buckets={bucket: counted[bucket] for bucket in Bucket if counted[bucket]},
        events=events,
        changes=[
            Change(kind=kind, label=label, count=kinds[kind], good=kind in GOOD_NEWS)
            for kind, label in EVENTS.items()
            if kinds[kind]
        ],
        nights=facts.nights,
        vendors=facts.vendors,
    )
