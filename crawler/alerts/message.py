"""What a person reads: one plain text, grouped by what happened and where, harmless in any chat or mail.

Words and addresses come from strangers' pages. Every sign that a chat reads as markup is replaced, so that a page
can neither format, link, mention nor break out of a line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.core.vocabulary import EventKind
from crawler.show.safe import plain
from crawler.store.outbox import AlertEvent

_MOST_GROUPS = 25
"""Lines for each kind of event: the rest is counted and stands in the report."""
_WORST_FIRST = (
    EventKind.LOST,
    EventKind.NEVER_FOUND,
    EventKind.PAGE_DRIFTED,
    EventKind.ALTERED,
    EventKind.RESTORED,
    EventKind.REPAIRED,
)
_IN_TEXT = str.maketrans("<>[]*`|@~", "‹›()∗ʼǀ＠∼")
_IN_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in '<>[]*`|@"\\ '}
_EDGE_OF_WORD = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""An underscore that a chat may read as the beginning or end of emphasis; within a word it is a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    title: str
    body: str


def compose(events: Sequence[AlertEvent], *, delivery_id: str) -> Message:
    """The message of one delivery; its id stands at the end, for whoever gets it twice."""
    counts = Counter(event.kind for event in events)
    kinds = sorted(counts, key=lambda kind: (_rank(kind), kind.value))
    listed = ", ".join(f"{counts[kind]} {_words(kind)}" for kind in kinds[:4])
    more = sum(counts[kind] for kind in kinds[4:])
    title = f"Linkwitness: {listed}" + (f" and {more} more" if more else "")
    parts = [_section(kind, [event for event in events if event.kind is kind]) for kind in kinds]
    return Message(title=title, body="\n\n".join([*parts, f"Delivery {delivery_id}"]))


def _section(kind: EventKind, events: Sequence[AlertEvent]) -> str:
    """All events of one kind: those that one page tells of all its claims alike are one line."""
    groups: dict[tuple[str, str | None, str | None], list[AlertEvent]] = {}
    for event in events:
        groups.setdefault((event.source_url, event.before, event.after), []).append(event)
    lines = [f"{_words(kind).upper()} ({len(events)})"]
    for (source, before, after), alike in list(groups.items())[:_MOST_GROUPS]:
        lines.append(f"- {address(source)}")
        lines.append(f"  {_targets(alike)}: {_change(before, after)}{_deal(alike)}")
    if len(groups) > _MOST_GROUPS:
        lines.append(f"- and {len(groups) - _MOST_GROUPS} more pages")
    return "\n".join(lines)


def _targets(events: Sequence[AlertEvent]) -> str:
    first = address(events[0].target_url)
    return first if len(events) == 1 else f"{len(events)} links, the first to {first}"


def _change(before: str | None, after: str | None) -> str:
    return " → ".join(_value(text) for text in (before, after) if text is not None)


def _value(text: str) -> str:
    return address(text) if text.startswith(("http://", "https://")) else words(text)


def _deal(events: Iterable[AlertEvent]) -> str:
    """For whom the claims stand in the books, where that is told."""
    told = {
        words(" ".join(part for part in (event.claim_kind, event.vendor) if part))
        for event in events
        if event.claim_kind or event.vendor
    }
    return f" ({', '.join(sorted(told)[:3])})" if told else ""


def words(text: str) -> str:
    """Page text as plain words on one line."""
    return _EDGE_OF_WORD.sub("＿", plain(text, most=200).translate(_IN_TEXT))


def address(url: str) -> str:
    """A page's address, with the signs that chats read as markup percent-encoded: it leads to the same page."""
    return _EDGE_OF_WORD.sub("%5F", plain(url, most=300).translate(_IN_ADDRESS))


def _words(kind: EventKind) -> str:
    return kind.value.replace("_", " ")


def _rank(kind: EventKind) -> int:
    return _WORST_FIRST.index(kind) if kind in _WORST_FIRST else len(_WORST_FIRST)
