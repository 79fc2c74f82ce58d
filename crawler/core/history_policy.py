"""The rules of history that an operator reviews: `[history]` and `[history.drift]` of config/policy.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from crawler.core.errors import PolicyError


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftPolicy:
    """When the differences between two readings of a page are clear enough to be an event."""

    title_below: float = field(default=0.35, metadata={"most": 1})
    """Title similarity (0 to 1) under which another title is a sign."""
    text_below: float = field(default=0.15, metadata={"most": 1})
    """Text similarity (0 to 1) under which another text is a sign."""
    external_factor: float = field(default=3.0, metadata={"least": 1})
    external_more: int = 30
    """Outbound links are a sign when there are this many times as many and this many more."""
    signs: int = field(default=2, metadata={"least": 1, "most": 4})
    """How many of the four signs (title, text, language, outbound links) make an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPolicy:
    """How many looks settle what, and how long until the next one.

    The hours of a daily rhythm are 20, not 24: a nightly run must never find a claim a few minutes short of due.
    """

    confirm_after: int = field(default=2, metadata={"least": 1})
    confirm_hours: float = 20.0
    """A loss, or a noisy change, settles after this many looks in a row, the first and the last this far apart."""
    unverifiable_after: int = field(default=3, metadata={"least": 1})
    """Nights in a row without an answer that raise one `unverifiable` event."""
    every_hours: float = field(default=20.0, metadata={"least": 1})
    recheck_hours: float = field(default=20.0, metadata={"least": 1})
    """The interval while something waits to be confirmed, and for `watch_days` after a change."""
    watch_days: float = 7.0
    backoff_hours: tuple[int, ...] = field(default=(20, 20, 44, 68, 164), metadata={"least": 1})
    """The interval after the first, second, … unverified visit in a row; the last one holds from there on."""
    retry_after_most_hours: float = 164.0
    """A site's Retry-After is kept up to here, so that no header can switch a claim off."""
    stable_after_days: float = 90.0
    stable_hours: float = field(default=20.0, metadata={"least": 1})
    """The interval for claims without a change for `stable_after_days`."""
    term_notice_days: tuple[int, ...] = (14, 7, 2)
    unavailable_notice_days: float = 14.0
    region_confidence: float = field(default=0.8, metadata={"most": 1})
    """Two regions that are both at least this sure differ at once; others must hold like a loss."""
    context_similarity: float = field(default=0.4, metadata={"most": 1})
    """Similarity (0 to 1) under which the text around a link has changed."""
    drift: DriftPolicy = DriftPolicy()

    @property
    def confirm_span(self) -> timedelta:
        return timedelta(hours=self.confirm_hours)

    @property
    def watch_span(self) -> timedelta:
        return timedelta(days=self.watch_days)


def history_policy_from_toml(table: Mapping[str, Any]) -> HistoryPolicy:
    """The policy that the `[history]` table says; what it leaves out keeps its default."""
    table = dict(table)
    drift = table.pop("drift", {})
    if not isinstance(drift, Mapping):
        raise PolicyError("history.drift: expected a table")
    return HistoryPolicy(
        **_values(HistoryPolicy, table, "history"), drift=DriftPolicy(**_values(DriftPolicy, drift, "history.drift"))
    )


def _values(record: type[Any], table: Mapping[str, Any], path: str) -> dict[str, Any]:
    known = {each.name: each for each in fields(record) if each.name != "drift"}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise PolicyError(f"{path}.{key}: no such key; known are {', '.join(known)}")
        default, bounds = known[key].default, known[key].metadata
        if not isinstance(default, tuple):
            values[key] = _number(value, type(default), bounds, f"{path}.{key}")
        elif isinstance(value, list) and value:
            values[key] = tuple(_number(each, int, bounds, f"{path}.{key}") for each in value)
        else:
            raise PolicyError(f"{path}.{key}: expected a list of whole numbers, got {value!r}")
    return values


def _number(value: object, kind: type[Any], bounds: Mapping[str, Any], path: str) -> int | float:
    least, most = bounds.get("least", 0), bounds.get("most", 100_000)
    whole = kind is int
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise PolicyError(f"{path}: expected a {'whole ' if whole else ''}number, got {value!r}")
    if not least <= value <= most:
        raise PolicyError(f"{path}: expected {least} to {most}, got {value!r}")
    return value
