"""Numbered lines -> rows of cells. A row that breaks the rules of CSV is rejected alone, whatever its quotes do.

Python's csv module reads an unclosed quote to the end of the file and has one field limit for the whole process.
So lines are fed to it one record at a time, with a bound; when a record fails, only its first line is rejected
and reading starts again at the line after it.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from crawler.claims.excerpt import excerpt_of
from crawler.claims.results import Reject, RejectCause
from crawler.claims.text import MAX_LINE, Line

MAX_FIELD = 65_536
MAX_RECORD_LINES = 250
_DETAILS = {
    RejectCause.NUL_BYTE: "the row holds a NUL byte",
    RejectCause.NOT_IN_ENCODING: "the row holds bytes that are not in the file's encoding",
    RejectCause.ROW_TOO_LONG: f"the row is longer than {MAX_LINE:,} characters",
    RejectCause.FIELD_TOO_LONG: f"a field is longer than {MAX_FIELD:,} characters",
    RejectCause.BROKEN_QUOTES: 'a double quote is not closed, or not doubled inside its field ("" for ")',
}

IsWholeRow = Callable[[list[str]], bool]


class Row(NamedTuple):
    """The cells of one record and the physical line on which it starts."""

    line: int
    cells: list[str]


class _Spoilt(Exception):
    def __init__(self, cause: RejectCause) -> None:
        self.cause = cause


class _Feed:
    """Hands lines to the csv reader, remembers those of the record at hand, and takes them back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._back: deque[Line] = deque()
        self.size = 0
        self.taken: list[Line] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self.size += len(line.text)
        if line.flaw is not None:
            raise _Spoilt(line.flaw if len(self.taken) == 1 else RejectCause.BROKEN_QUOTES)
        if len(self.taken) > MAX_RECORD_LINES or self.size > MAX_LINE:
            raise _Spoilt(RejectCause.BROKEN_QUOTES)
        return line.text

    def start(self) -> None:
        self.taken = []
        self.size = 0

    def read_again_after_first(self) -> None:
        self._back.extendleft(reversed(self.taken[1:]))


def read_rows(lines: Iterator[Line], delimiter: str, is_whole_row: IsWholeRow) -> Iterator[Row | Reject]:
    """Every record of the file in order, or the reject of its first line. Blank lines are no rows."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        feed.start()
        try:
            cells = next(reader)
            if len(feed.taken) > 1 and _swallows(feed.taken, cells, delimiter, is_whole_row):
                raise _Spoilt(RejectCause.BROKEN_QUOTES)
        except StopIteration:
            return
        except csv.Error as error:
            too_long = "field limit" in str(error)
            yield _reject(feed, RejectCause.FIELD_TOO_LONG if too_long else RejectCause.BROKEN_QUOTES)
        except _Spoilt as spoilt:
            yield _reject(feed, spoilt.cause)
        else:
            if feed.size > MAX_FIELD and any(len(cell) > MAX_FIELD for cell in cells):
                yield _reject(feed, RejectCause.FIELD_TOO_LONG)
            elif any(cells):
                yield Row(feed.taken[0].number, cells)


def _reject(feed: _Feed, cause: RejectCause) -> Reject:
    first = feed.taken[0]
    feed.read_again_after_first()
    return Reject(line=first.number, cause=cause, detail=_DETAILS[cause], excerpt=excerpt_of(first.text))


def _swallows(lines: list[Line], cells: list[str], delimiter: str, is_whole_row: IsWholeRow) -> bool:
    """Whether a field with line breaks holds a line that is a whole row: then its quotes are a mistake.

    When the field is the row's first, the last line ends it and holds all other cells, as a whole row would.
    """
    inner = lines[1:-1] if "\n" in cells[0] else lines[1:]
    return any(
        is_whole_row(alone)
        for line in inner
        for alone in csv.reader([line.text], delimiter=delimiter, skipinitialspace=True)
    )
