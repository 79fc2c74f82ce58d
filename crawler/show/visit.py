"""All facts of one visit, for a person and for a tool."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from crawler.core.records import Check, Observation
from crawler.core.vocabulary import Status
from crawler.show.safe import escaped, plain
from crawler.show.summary import COLOURS


def visit_as_json(check: Check, seen: Observation) -> str:
    """One JSON object: `status`, `reasons`, `page`, `links`, `targets`."""
    told = {
        "status": check.status,
        "reasons": check.reasons,
        "mentioned": bool(seen.mentions),
        "needs_browser": seen.needs_browser,
        "page": asdict(seen.page),
        "links": [asdict(link) | {"is_best": link is check.link} for link in seen.links],
        "targets": [asdict(target) for target in seen.targets.values()],
    }
    return escaped(json.dumps(told, ensure_ascii=False, indent=2, default=_written))


def _written(value: object) -> object:
    return (
        value.isoformat() if isinstance(value, datetime) else list(value) if isinstance(value, Iterable) else str(value)
    )


def show_visit(check: Check, seen: Observation, console: Console) -> None:
    """Verdict first, then the page, its links and the target; what was not seen is left out."""
    verdict = Text(check.status.value, style=COLOURS[Status(check.status)])
    if check.reasons:
        verdict.append(f" ({', '.join(check.reasons)})")
    console.print(verdict)
    if seen.needs_browser:
        _line(console, "needs a browser", seen.needs_browser)
    console.print("\npage")
    for name, value in _told(seen.page):
        _line(console, name, value)
    for link in seen.links:
        best = " (judged by this one)" if link is check.link else ""
        serves = "" if link.serves else ", not the claimed one"
        console.print(f"\nlink {link.ordinal}{serves}{best}", highlight=False)
        for name, value in _told(link, without=("claim_id", "ordinal", "serves")):
            _line(console, name, value)
    for target in seen.targets.values():
        console.print("\ntarget")
        for name, value in _told(target):
            _line(console, name, value)


def _told(record: Any, *, without: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    for each in fields(record):
        value = getattr(record, each.name)
        if each.name not in without and value not in (None, "", (), {}):
            yield each.name, value


def _line(console: Console, name: str, value: object) -> None:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    elif isinstance(value, tuple):
        value = ", ".join(str(getattr(item, "url", item)) for item in value)
    console.print(Text(f"  {name:20} {plain(value, most=400)}"), soft_wrap=True)
