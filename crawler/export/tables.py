"""Rows out as CSV, JSONL or Parquet: row by row into a binary stream, in bounded memory."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

from crawler.core.errors import UsageError
from crawler.store.stream import Rows

_BATCH = 5_000
_BLANK = r"(?:[^\S\t\r\n]|[\u200b-\u200f\u2060\ufeff\"'])*+"
_SIGN = r"[=+\-@|%＝＋－＠﹦﹢﹣−]"
_FORMULA = re.compile(rf"{_BLANK}(?:{_SIGN}|[\t\r\n])")
_AFTER_SEPARATOR = re.compile(rf"([;\t\r\n]{_BLANK})(?={_SIGN})")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
"""What no cell needs and a terminal obeys; tab and line breaks stay."""

Writer = Callable[[Rows, IO[bytes]], int]


def write_csv(rows: Rows, out: IO[bytes], *, raw: bool = False) -> int:
    """CSV in UTF-8 with a BOM, every cell quoted; what a spreadsheet would take for a formula is led by an
    apostrophe (OWASP, "CSV Injection"). `raw` writes the cells as they are, without the BOM. Returns the rows."""
    text = io.TextIOWrapper(out, encoding="utf-8" if raw else "utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL if raw else csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(rows.columns)
    count = 0
    for cells in rows.cells:
        texts = map(_told, cells)
        writer.writerow(texts if raw else map(dead, texts))
        count += 1
    text.flush()
    text.detach()
    return count


def dead(cell: Any) -> Any:
    """A cell that no spreadsheet runs: a formula sign at its front, plain or full-width, is led by an apostrophe; so
    is one behind a semicolon, tab or line break, for there a spreadsheet of another locale would begin a new cell.

    >>> dead("=1+1"), dead("-2.5"), dead("wool;=1+1")
    ("'=1+1", '-2.5', "wool;'=1+1")
    """
    if not isinstance(cell, str):
        return cell
    cell = cell.translate(_CONTROLS)
    if _NUMBER.fullmatch(cell):
        return cell
    cell = _AFTER_SEPARATOR.sub(r"\1'", cell)
    return "'" + cell if _FORMULA.match(cell) else cell


def _told(cell: Any) -> Any:
    """Bytes (a robots.txt as it was sent) as the text that they are; Parquet alone has a type for them."""
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell


def write_jsonl(rows: Rows, out: IO[bytes]) -> int:
    """One JSON object a line; JSON columns are nested, not text in text. Returns the rows."""
    nested = [rows.relation.columns[name].kind == "json" for name in rows.columns]
    count = 0
    for cells in rows.cells:
        values = [
            json.loads(cell) if json_ and cell else _told(cell) for cell, json_ in zip(cells, nested, strict=True)
        ]
        record = dict(zip(rows.columns, values, strict=True))
        out.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        count += 1
    return count


def write_parquet(rows: Rows, out: IO[bytes]) -> int:
    """Parquet with typed columns and their meanings as field metadata. Returns the rows."""
    try:
        import pyarrow as arrow  # noqa: PLC0415 - 0.3 s to load, and only this format needs it
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise UsageError("--format parquet needs pyarrow: pip install pyarrow") from None
    types = {"integer": arrow.int64(), "number": arrow.float64(), "flag": arrow.bool_(), "blob": arrow.binary()}
    kinds = [rows.relation.columns[name] for name in rows.columns]
    fields = [
        arrow.field(
            column.name, types.get(column.kind, arrow.string()), metadata={"about": column.about, "unit": column.unit}
        )
        for column in kinds
    ]
    flags = [column.kind == "flag" for column in kinds]
    schema = arrow.schema(fields)
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batches(rows.cells):
            columns = [
                [bool(cell) if cell is not None else None for cell in column] if flag else column
                for column, flag in zip(zip(*batch, strict=True), flags, strict=True)
            ]
            arrays = [arrow.array(column, field.type) for column, field in zip(columns, fields, strict=True)]
            writer.write_batch(arrow.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


def _batches(cells: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    while batch := list(islice(cells, _BATCH)):
        yield batch
