"""The report as Markdown for chat and mail: the changes, the counts, and what needs a look."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.report.buckets import Bucket
from crawler.report.model import Report
from crawler.report.words import BUCKETS, EVENTS, REASONS
from crawler.show.safe import plain

_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]#|~<>$])")
_NOT_IN_URLS = re.compile(r"[\s<>()\[\]|`*_\\\"'@]")
_WORD_JOINER = "\u2060"
_MOST = 15


def markdown_report(report: Report) -> str:
    return "\n".join(_lines(report)).rstrip() + "\n"


def _lines(report: Report) -> Iterator[str]:
    run, total = report.run, sum(report.buckets.values())
    yield f"# Link report, {run['started_at'][:10]}"
    yield ""
    yield f"**{report.lede}**"
    yield ""
    yield f"Run {run['run_id']}: {run['written']} of {run['due']} due claims checked, {run['outcome']}."
    yield ""
    yield f"## {'The first night' if report.first else 'What changed since last night'}"
    yield ""
    if not report.changes:
        yield "Nothing changed."
    for change in report.changes:
        yield f"- **{change.count}** {change.label}"
    yield ""
    yield from _events(report)
    yield f"## Where the {total} claims stand"
    yield ""
    yield "| | claims | share |"
    yield "|---|---:|---:|"
    for bucket, count in report.buckets.items():
        yield f"| {BUCKETS[bucket][0]} | {count} | {count / total:.1%} |"
    yield ""
    if report.price_lost:
        sums = ", ".join(f"**{price:,.0f} {text(currency)}**" for currency, price in report.price_lost.items())
        yield f"Paid for lost links: {sums}."
        yield ""
    for bucket in (Bucket.LOST, Bucket.CONFIRM, Bucket.ALTERED, Bucket.UNVERIFIED):
        if report.buckets.get(bucket):
            yield from _listed(report, bucket)


def _events(report: Report) -> Iterator[str]:
    """The first bad news, claim by claim; a first night is told by its counts alone."""
    sources = {claim["id"]: claim["source"] for claim in report.claims}
    bad = {change.kind.value for change in report.changes if not change.good}
    told = [event for event in report.events if event["kind"] in bad][:_MOST]
    if report.first or not told:
        return
    for event in told:
        source = sources.get(event["claim"], "")
        yield f"- {EVENTS[event['kind']]}: {url(source)}{_move(event)}"
    yield ""


def _move(event: Mapping[str, Any]) -> str:
    moved = " → ".join(text(part) for part in (event["before"], event["after"]) if part)
    return f" ({moved})" if moved else ""


def _listed(report: Report, bucket: Bucket) -> Iterator[str]:
    yield f"### {BUCKETS[bucket][0]} ({report.buckets[bucket]})"
    yield ""
    yield "| why | linking page → target | since | vendor | price |"
    yield "|---|---|---|---|---:|"
    for claim in report.worst(bucket, _MOST):
        why = ", ".join(REASONS[reason][0] for reason in claim["reasons"])
        price = f"{claim['price']:,.0f} {text(claim['currency'] or '')}" if claim["price"] else ""
        since = (claim["since"] or "")[:10]
        vendor = text(claim["vendor"] or "")
        yield f"| {why} | {url(claim['source'])} → {url(claim['target'])} | {since} | {vendor} | {price} |"
    if report.buckets[bucket] > _MOST:
        yield ""
        yield f"… and {report.buckets[bucket] - _MOST} more."
    yield ""


def text(value: object, *, most: int = 120) -> str:
    """Text from outside as text: no markup, no table cell broken, nobody called by an @."""
    return _MEANS_SOMETHING.sub(r"\\\1", plain(value, most=most)).replace("@", "@" + _WORD_JOINER).replace("&", "&amp;")


def url(value: object) -> str:
    """A URL that Markdown takes for nothing else."""
    return _NOT_IN_URLS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), plain(value, most=300))
