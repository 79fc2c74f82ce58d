"""What a report says, apart from how it looks: the counts, the changes and the money of one run."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.core.vocabulary import EventKind
from crawler.report.buckets import Bucket
from crawler.report.payload import told_claims
from crawler.report.words import EVENTS, GOOD_NEWS, spoken
from crawler.store.report import Night, ReportFacts

_HURT = {EventKind.LOST: "lost", EventKind.NEVER_FOUND: "never found", EventKind.ALTERED: "altered"}
_FIRST = {
    Bucket.ALTERED: "are not as agreed",
    Bucket.CONFIRM: "wait for a second look",
    Bucket.UNVERIFIED: "could not be checked",
}
_NOT_LIVE = (Bucket.LOST, Bucket.CONFIRM, Bucket.ALTERED, Bucket.UNVERIFIED)
_ORDER = {kind.value: place for place, kind in enumerate(EVENTS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How often a kind of change was told in the run."""

    kind: EventKind
    label: str
    count: int
    good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What was paid for the claims of a place, and how many of them have a price."""

    bucket: Bucket
    currency: str
    sum: float
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """A vendor who was paid for links that are not as promised."""

    vendor: str
    currency: str
    lost: float
    altered: float


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
    site: str | None

    def worst(self, bucket: Bucket, most: int) -> list[Mapping[str, Any]]:
        """The claims of a bucket, the dearest and the latest first."""
        found = [claim for claim in self.claims if claim["bucket"] == bucket]
        return sorted(found, key=lambda claim: (claim["price"] or 0, claim["since"] or ""), reverse=True)[:most]

    @property
    def lede(self) -> str:
        """The night in a sentence or two."""
        there = f"{self.buckets.get(Bucket.LIVE, 0):,} of {len(self.claims):,} links are live."
        if self.first:
            rest = [f"{self.buckets[bucket]:,} {words}" for bucket, words in _FIRST.items() if bucket in self.buckets]
            return f"{there} {', '.join(rest).capitalize()}." if rest else there
        told = {change.kind: change.count for change in self.changes}
        hurt = [f"{told[kind]:,} {word}{self._paid_for(kind)}" for kind, word in _HURT.items() if kind in told]
        return (
            f"{there} Since last night: {', '.join(hurt)}." if hurt else f"{there} None was lost or altered last night."
        )

    def _paid_for(self, kind: EventKind) -> str:
        """In brackets, what was paid for the claims to which this happened in the run."""
        ids = {event["claim"] for event in self.events if event["kind"] == kind}
        paid = _by_currency(claim for claim in self.claims if claim["id"] in ids)
        return f" ({', '.join(f'{price:,.0f} {currency}'.strip() for currency, price in paid.items())})" if paid else ""

    @property
    def at_risk(self) -> list[Money]:
        """What was paid for all that is not live, place by place and currency by currency."""
        found = []
        for bucket in _NOT_LIVE:
            claims = [claim for claim in self.claims if claim["bucket"] == bucket and claim["price"]]
            for currency, price in _by_currency(claims).items():
                count = sum((claim["currency"] or "") == currency for claim in claims)
                found.append(Money(bucket=bucket, currency=currency, sum=price, claims=count))
        return found

    @property
    def debtors(self) -> list[Debtor]:
        """Who was paid for links that are lost or altered, the most lost first."""
        owed: dict[tuple[str, str], Counter[str]] = {}
        for claim in self.claims:
            if claim["vendor"] and claim["price"] and claim["bucket"] in (Bucket.LOST, Bucket.ALTERED):
                sums = owed.setdefault((claim["vendor"], claim["currency"] or ""), Counter())
                sums[claim["bucket"]] += claim["price"]
        found = [
            Debtor(vendor=vendor, currency=currency, lost=sums[Bucket.LOST], altered=sums[Bucket.ALTERED])
            for (vendor, currency), sums in owed.items()
        ]
        return sorted(found, key=lambda debtor: (-debtor.lost, -debtor.altered, debtor.vendor))

    @property
    def price_lost(self) -> Mapping[str, float]:
        """What was paid for lost links, by currency."""
        return _by_currency(claim for claim in self.claims if claim["bucket"] == Bucket.LOST)


def _by_currency(claims: Iterable[Mapping[str, Any]]) -> Mapping[str, float]:
    paid: Counter[str] = Counter()
    for claim in claims:
        if claim["price"]:
            paid[claim["currency"] or ""] += claim["price"]
    return dict(sorted(paid.items()))


def make_report(facts: ReportFacts) -> Report:
    claims = told_claims(facts.claims)
    counted = Counter(claim["bucket"] for claim in claims)
    price = {claim["id"]: claim["price"] or 0 for claim in claims}
    events = [
        {**event, "before": spoken(event["before"]), "after": spoken(event["after"])}
        for event in sorted(facts.events, key=lambda event: (_ORDER[event["kind"]], -price.get(event["claim"], 0)))
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
        site=facts.site,
    )
