"""Records to rows and back: the one place that knows how each type is written in SQLite.

Times become UTC ISO-8601 text to the second, dates their ISO form, yes/no 1/0, lists and maps JSON.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from crawler.core.records import Claim, ClaimState, LinkFacts, PageFacts, TargetFacts
from crawler.store.decode import decoders

R = TypeVar("R")
type_of_cell = str | int | float | bytes | None


def timestamp(moment: datetime) -> str:
    """UTC, to the second, with a Z: sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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


class RowShape(Generic[R]):
    """How one record class lies in its table: `sql` to insert it, `values` to fill the statement, `record` to
    read a row back (columns that the record does not have are passed over)."""

    def __init__(self, table: str, record: type[R], *, leading: tuple[str, ...] = ()) -> None:
        self._class = record
        self._decoders = decoders(record)
        self.columns = tuple(self._decoders)
        names = (*leading, *self.columns)
        quoted = ", ".join(f'"{name}"' for name in names)
        self.sql = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(names))})"

    def values(self, record: R, *leading: type_of_cell) -> tuple[type_of_cell, ...]:
        return (*leading, *[cell(getattr(record, name)) for name in self.columns])

    def record(self, row: Mapping[str, Any] | sqlite3.Row) -> R:
        return self._class(
            **{name: None if (value := row[name]) is None else decode(value) for name, decode in self._decoders.items()}
        )


CLAIM = RowShape(
    "claims",
    Claim,
    leading=("created_at", "source_key", "source_host", "source_domain", "target_domain"),
)
PAGE = RowShape("pages", PageFacts, leading=("run_id",))
LINK = RowShape("links", LinkFacts, leading=("page_id",))
TARGET = RowShape("targets", TargetFacts, leading=("run_id",))
STATE = RowShape("claim_states", ClaimState, leading=("last_check_id",))
