"""Records to rows and back: the one place that knows how each type is written in SQLite.

Times become UTC ISO-8601 text to the second, dates their ISO form, yes/no 1/0, lists and maps JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from crawler.core.records import Claim, ClaimState, LinkFacts, PageFacts, TargetFacts
from crawler.core.vocabulary import Match, Reason, Region, RelTerm, Status

type_of_cell = str | int | float | bytes | None


def timestamp(moment: datetime) -> str:
    """UTC, to the second, with a Z: sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def cell(value: Any) -> type_of_cell:
    """One value as SQLite stores it."""
    if value is None or type(value) in (str, int, float):
        return value  # type: ignore[no-any-return]  # the check above is the type
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)
    return json.dumps([_plain(item) for item in value], ensure_ascii=False)


def _plain(item: Any) -> Any:
    if is_dataclass(item) and not isinstance(item, type):
        return {f.name: getattr(item, f.name) for f in fields(item)}
    return str(item)


class RowShape:
    """How one record class lies in its table: `sql` to insert it, `values` to fill the statement."""

    def __init__(self, table: str, record: type, *, leading: tuple[str, ...] = (), without: tuple[str, ...] = ()):
        self.columns = tuple(f.name for f in fields(record) if f.name not in without)
        names = (*leading, *self.columns)
        marks = ", ".join("?" * len(names))
        quoted = ", ".join(f'"{name}"' for name in names)
        self.sql = f"INSERT INTO {table} ({quoted}) VALUES ({marks})"

    def values(self, record: object, *leading: type_of_cell) -> tuple[type_of_cell, ...]:
        return (*leading, *[cell(getattr(record, name)) for name in self.columns])


CLAIM = RowShape(
    "claims",
    Claim,
    leading=("created_at", "source_key", "source_host", "source_domain", "target_domain"),
)
PAGE = RowShape("pages", PageFacts, leading=("run_id",))
LINK = RowShape("links", LinkFacts, leading=("page_id",))
TARGET = RowShape("targets", TargetFacts, leading=("run_id",))
STATE = RowShape("claim_states", ClaimState, leading=("last_check_id",))


def claim_from(row: Mapping[str, Any]) -> Claim:
    return Claim(
        id=row["id"],
        source_url=row["source_url"],
        target_url=row["target_url"],
        match=Match(row["match"]),
        anchor=row["anchor"],
        rel=RelTerm(row["rel"]),
        region=Region(row["region"]) if row["region"] else None,
        kind=row["kind"],
        vendor=row["vendor"],
        price=row["price"],
        currency=row["currency"],
        starts_on=date.fromisoformat(row["starts_on"]) if row["starts_on"] else None,
        ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
        note=row["note"],
        origin=row["origin"],
        extra=json.loads(row["extra"]) if row["extra"] != "{}" else {},
    )


def state_from(row: Mapping[str, Any]) -> ClaimState:
    return ClaimState(
        claim_id=row["claim_id"],
        status=Status(row["status"]) if row["status"] else None,
        reasons=tuple(Reason(r) for r in json.loads(row["reasons"])),
        since=moment(row["since"]),
        streak=row["streak"],
        pending=Status(row["pending"]) if row["pending"] else None,
        pending_since=moment(row["pending_since"]),
        unverified_streak=row["unverified_streak"],
        unverified_since=moment(row["unverified_since"]),
        first_seen_at=moment(row["first_seen_at"]),
        first_live_at=moment(row["first_live_at"]),
        last_live_at=moment(row["last_live_at"]),
        changed_at=moment(row["changed_at"]),
        last_checked_at=moment(row["last_checked_at"]),
        next_due_at=moment(row["next_due_at"]),
        told=tuple(json.loads(row["told"])),
        facts=json.loads(row["facts"]),
    )
