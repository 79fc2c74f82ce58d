"""How each record class lies in its table."""

import sqlite3
from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Generic, TypeVar

from crawler.core.records import Claim, ClaimState, LinkFacts, PageFacts, TargetFacts
from crawler.store.codec import Cell, decoders, encoders

R = TypeVar("R")


class RowShape(Generic[R]):
    """How one record class lies in its table: `sql` to insert it, `values` to fill the statement, `record` to
    read a row back (columns that the record does not have are passed over)."""

    def __init__(self, table: str, record: type[R], *, leading: tuple[str, ...] = ()) -> None:
        self._class = record
        self._decoders = decoders(record)
        self._encoders = tuple(encoders(record).values())
        self.columns = tuple(self._decoders)
        self._values = attrgetter(*self.columns)
        names = (*leading, *self.columns)
        quoted = ", ".join(f'"{name}"' for name in names)
        self.sql = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(names))})"

    def values(self, record: R, *leading: Cell) -> tuple[Cell, ...]:
        cells = [
            value if encode is None or value is None else encode(value)
            for value, encode in zip(self._values(record), self._encoders, strict=True)
        ]
        return (*leading, *cells)

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
