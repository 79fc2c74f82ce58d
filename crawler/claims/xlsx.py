"""The sheets of an XLSX file as rows of text, read with openpyxl's streaming reader.

Formulas stay the text of the formula: nothing is calculated. Line numbers are the sheet's own row numbers.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import openpyxl

from crawler.claims.results import Reject
from crawler.claims.rows import IsWholeRow, Row
from crawler.claims.text import Encoding
from crawler.core.errors import ClaimFileError

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    SyntaxError,  # both XML parsers' errors are of this kind
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
)
"""What openpyxl raises on files that are no sound workbook; it has no error of its own for it."""


MAX_ROWS = 1_048_576
"""Excel's own limit; a file that claims more is broken on purpose."""


def open_workbook(path: Path) -> list["Sheet"]:
    """Every worksheet of the file; chart sheets have no rows and are left out."""
    with _workbook(path) as book:
        return [Sheet(path, sheet.title, sheet.max_row or 0) for sheet in book.worksheets]


@contextmanager
def _workbook(path: Path) -> Iterator[openpyxl.Workbook]:
    """The workbook, opened as a stream: by name, openpyxl would go by the file's ending."""
    with path.open("rb") as stream:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that hold no cell
                book = openpyxl.load_workbook(stream, read_only=True, keep_links=False)
        except _DAMAGED as error:
            raise ClaimFileError(f"{path}: it is a damaged or foreign XLSX file: {error}") from error
        try:
            yield book
        finally:
            book.close()


class Sheet:
    """One worksheet; it has cells, so neither an encoding nor a delimiter."""

    encoding: Encoding | None = None
    delimiters: tuple[str | None, ...] = (None,)

    def __init__(self, path: Path, name: str, size: int) -> None:
        self.name: str | None = name
        self._path = path
        self._size = size
        self._read = 0

    def rows(self, delimiter: str | None, is_whole_row: IsWholeRow) -> Iterator[Row | Reject]:
        with _workbook(self._path) as book:
            sheet = book[self.name]
            sheet.reset_dimensions()  # a file may claim to be far wider than its cells are
            try:
                for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                    if number > MAX_ROWS:
                        raise ValueError("more rows than a sheet can have")
                    self._read = number
                    cells = [_text(value) for value in values]
                    if any(cells):
                        yield Row(number, cells)
            except _DAMAGED as error:
                raise ClaimFileError(f"{self._path}: sheet '{self.name}' is damaged: {error}") from error

    def done(self) -> float:
        return min(1.0, self._read / self._size) if self._size else 1.0


def _text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a point, dates with the year first."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if not (value.hour or value.minute or value.second):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case _:
            return str(value)
