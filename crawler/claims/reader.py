"""The one way in for claim files: recognise first, then stream claims, marks, skips and rejects."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

from crawler.claims.assemble import assemble
from crawler.claims.formats import Layout
from crawler.claims.lists import read_list_row, read_mark
from crawler.claims.options import AUTO, read_options
from crawler.claims.planning import NotReadable, PlannedTable, plan_table
from crawler.claims.results import Item, Recognised, Refused
from crawler.claims.rows import Row
from crawler.claims.tables import open_tables
from crawler.core.errors import ClaimFileError
from crawler.core.vocabulary import Match

_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What a damaged file raises while it is read; the last is zipfile's word for a compression that it does not know."""


class ClaimReading:
    """A recognised claim file. Iterating it reads the rows; it can be iterated again (dry run, then import)."""

    def __init__(self, path: Path, tables: list[PlannedTable], refused: list[Refused]) -> None:
        self.path = path
        self.recognised: tuple[Recognised, ...] = tuple(planned.recognised for planned in tables)
        self.refused: tuple[Refused, ...] = tuple(refused)
        """Tables of the file that hold no claims, each with the reason."""
        self._tables = tables

    def __iter__(self) -> Iterator[Item]:
        for planned in self._tables:
            try:
                yield from _items(planned)
            except _BROKEN as error:
                raise ClaimFileError(f"{self.path}: reading stopped: {error}") from error

    def progress(self) -> float:
        """How much of the file has been read, 0 to 1, for a progress line."""
        return sum(planned.table.done() for planned in self._tables) / len(self._tables)


def read_claims(
    path: str | PathLike[str],
    *,
    format: str = AUTO,
    mapping: Mapping[str, str] | None = None,
    target: str | None = None,
    match: Match | None = None,
) -> ClaimReading:
    """Recognise a claim file; nothing but its first rows is read before the result is iterated.

    `mapping` is column -> field, `target` the site or page that the links of a file without targets lead to,
    `match` the match of rows that name none. `ClaimFileError` when the file cannot be read at all,
    `UsageError` when an option cannot be meant; one bad row is neither, it comes as a `Reject`.
    """
    options = read_options(format, mapping, target, match)
    where = Path(path)
    try:
        tables, refused = open_tables(where)
        planned = []
        for table in tables:
            try:
                planned.append(plan_table(table, options))
            except NotReadable as cause:
                refused.append(Refused(table=table.name, cause=str(cause)))
    except _BROKEN as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ClaimFileError(f"{where}: it cannot be read: {reason}") from error
    if not planned:
        raise ClaimFileError(f"{where}: {_why_nothing(refused)}")
    return ClaimReading(where, planned, refused)


def _why_nothing(refused: list[Refused]) -> str:
    if len(refused) == 1:
        return refused[0].cause
    return "none of its tables holds claims. " + "; ".join(f"{each.table}: {each.cause}" for each in refused[:5])


def _items(planned: PlannedTable) -> Iterator[Item]:
    plan = planned.plan
    layout = plan.format.layout
    for row in planned.table.rows(planned.delimiter, planned.is_whole_row):
        if isinstance(row, Row):
            if row.line <= planned.header_line:
                continue
            item = _item(row, planned, layout)
            if item is not None:
                yield item
        elif row.line > planned.header_line:
            yield row if plan.table is None else replace(row, table=plan.table)


def _item(row: Row, planned: PlannedTable, layout: Layout) -> Item | None:
    match layout:
        case Layout.TABLE:
            return assemble(row, planned.plan)
        case Layout.LIST:
            return read_list_row(row, planned.plan)
        case Layout.MARKS:
            return read_mark(row)
