"""The report as one HTML file that asks nobody for anything: style, scripts and data are inside, named by their
hashes in a Content-Security-Policy, so that nothing else runs, whatever a page's text says."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crawler.report.buckets import Bucket
from crawler.report.model import Report
from crawler.report.payload import clean, columns, pack
from crawler.report.words import BUCKETS, EVENTS, REASONS

_HERE = Path(__file__).parent
_SCRIPTS = ("vendor/d3.min.js", "vendor/plot.min.js", "app.js")
_PLOT_STYLE = """:where(.plot) {
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}
:where(.plot text),
:where(.plot tspan) {
  white-space: pre;
}"""
"""The one style that Plot writes into its pictures (class name `plot`); allowed by its hash like our own."""
_LISTED_WITHOUT_SCRIPT = 200


def html_report(report: Report, images: Mapping[str, str]) -> str:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else clean(value),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = clean
    environment.filters["day"] = lambda text: (text or "")[:10]
    environment.filters["moment"] = lambda text: (text or "")[:16].replace("T", " ")
    environment.filters["money"] = lambda value: f"{value:,.0f}"
    style = (_HERE / "style.css").read_text()
    scripts = [(_HERE / name).read_text() for name in _SCRIPTS]
    return environment.get_template("template.html").render(
        policy=_policy([style, _PLOT_STYLE], scripts),
        style=Markup(style),  # noqa: S704 - our own file
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own files
        data=Markup(pack(_data(report, images))),  # noqa: S704 - base64
        report=report,
        total=sum(report.buckets.values()),
        bucket_words=BUCKETS,
        reason_words={reason.value: words for reason, words in REASONS.items()},
        event_words={kind.value: words for kind, words in EVENTS.items()},
        listed={
            bucket: report.worst(bucket, _LISTED_WITHOUT_SCRIPT)
            for bucket in (Bucket.LOST, Bucket.CONFIRM, Bucket.ALTERED, Bucket.UNVERIFIED)
            if report.buckets.get(bucket)
        },
    )


def _policy(styles: list[str], scripts: list[str]) -> str:
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; img-src data:;"
        " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hashes(texts: list[str]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts)


def _data(report: Report, images: Mapping[str, str]) -> dict[str, Any]:
    names = list(report.claims[0]) if report.claims else []
    return {
        "run": dict(report.run),
        "claims": columns(report.claims, names),
        "count": len(report.claims),
        "events": columns(report.events, ("claim", "kind", "before", "after", "at")),
        "nights": [[night.started_at, *(night.counts.get(name, 0) for name in _NIGHT)] for night in report.nights],
        "images": images,
        "words": {
            "buckets": {bucket.value: words for bucket, words in BUCKETS.items()},
            "reasons": {reason.value: words for reason, words in REASONS.items()},
            "events": {kind.value: words for kind, words in EVENTS.items()},
        },
    }


_NIGHT = ("live", "altered", "unverified", "lost")
