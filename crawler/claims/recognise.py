"""What kind of claim file is this? By the words of its header, else by the shape of its rows.

A header is looked for in the first lines, since Moz and others put their own lines before it; the delimiter is
the one under which the header makes sense.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from crawler.claims.dates import looks_like_date
from crawler.claims.formats import Field, Format, Layout, loose, spelled
from crawler.claims.results import Reject
from crawler.claims.rows import Row
from crawler.claims.tables import Table
from crawler.claims.vendors import (
    DISAVOW,
    FORMATS,
    GSC_LATEST_LINKS,
    GSC_LINKED_PAGES,
    GSC_LINKING_SITES,
    MAPPED,
    URL_LIST,
)

HEADER_LINES = 15
_SAMPLE = 60
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}", re.IGNORECASE)
_COUNT = re.compile(r"\d[\d.,\s]*")


class Found(NamedTuple):
    """A format, and where its header stands; line 0 for a table without one."""

    format: Format
    delimiter: str | None
    header_line: int
    header: list[str]
    by_position: tuple[Field, ...] = ()
    """What the columns are where the header's words do not say it."""


class Sample(NamedTuple):
    """The first rows of a table under one delimiter."""

    delimiter: str | None
    rows: list[Row]
    rejects: list[Reject]


def samples_of(table: Table) -> list[Sample]:
    """The first rows, cut in each way that the table allows."""
    samples = []
    for delimiter in table.delimiters:
        first = list(islice(table.rows(delimiter, lambda _: False), _SAMPLE))
        rows = [item for item in first if isinstance(item, Row)]
        samples.append(Sample(delimiter, rows, [item for item in first if isinstance(item, Reject)]))
    return samples


def by_header(samples: Sequence[Sample], formats: Sequence[Format]) -> Found | None:
    """The format and header row that share the most words, as they are spelled first and then loosely."""
    best: tuple[tuple[int, int, int], Found] | None = None
    for sample in samples:
        for row in sample.rows:
            if row.line > HEADER_LINES:
                break
            for fmt in formats:
                if (score := _score(row.cells, fmt)) is None:
                    continue
                ranked = (*score, -row.line)
                if best is None or ranked > best[0]:
                    best = ranked, Found(fmt, sample.delimiter, row.line, row.cells)
    return _single_column_kept_whole(best[1]) if best else None


def _single_column_kept_whole(found: Found) -> Found:
    """A lone column has no delimiter: a comma in it belongs to its URL."""
    if found.delimiter is not None and len(found.header) == 1:
        return found._replace(delimiter="\t")
    return found


def _score(cells: Sequence[str], fmt: Format) -> tuple[int, int] | None:
    """How many headers of a format are there (spelled alike, loosely alike); `None` when it cannot be it."""
    names = {loose(cell) for cell in cells} - {""}
    if fmt.layout is not Layout.TABLE or not names.issuperset(map(loose, fmt.needs)):
        return None
    if (fmt.any_of and names.isdisjoint(map(loose, fmt.any_of))) or not names.isdisjoint(map(loose, fmt.without)):
        return None
    words = {*fmt.columns, *fmt.needs, *fmt.any_of, *fmt.type_flags}
    exact = {spelled(cell) for cell in cells}
    return len(exact & {spelled(word) for word in words}), len(names & {loose(word) for word in words})


def by_mapping(samples: Sequence[Sample], mapping: Mapping[str, str]) -> Found | None:
    """The first row that has every column that --map names."""
    wanted = {loose(column) for column in mapping}
    for sample in samples:
        for row in sample.rows:
            if row.line <= HEADER_LINES and wanted <= {loose(cell) for cell in row.cells}:
                known = by_header([sample._replace(rows=[row])], FORMATS)
                found = Found(known.format if known else MAPPED, sample.delimiter, row.line, row.cells)
                return _single_column_kept_whole(found)
    return None


def by_shape(samples: Sequence[Sample]) -> Found | None:
    """Formats without a header, and Search Console's tables in languages whose headers we do not know."""
    samples = [
        sample._replace(rows=[_without_blank_end(row) for row in sample.rows if not _is_excels(row)])
        for sample in samples
    ]
    for sample in samples:
        if (found := _search_console(sample)) is not None:
            return found
    whole_lines = next((sample for sample in samples if sample.delimiter in ("\t", None)), None)
    return _list(whole_lines) if whole_lines else None


def _is_excels(row: Row) -> bool:
    """`sep=;`: the line that tells Excel the delimiter."""
    return row.line == 1 and row.cells[0].strip().lower().startswith("sep=")


def _without_blank_end(row: Row) -> Row:
    """A row without the empty cells that spreadsheets leave at its end."""
    last = max((place for place, cell in enumerate(row.cells) if cell.strip()), default=0)
    return Row(row.line, row.cells[: last + 1])


def _search_console(sample: Sample) -> Found | None:
    """Two columns of URLs and dates are links; hosts or URLs with counts beside them are a table of counts."""
    if len(sample.rows) < 2 or is_url(sample.rows[0].cells[0]):
        return None
    header = sample.rows[0]
    width = len(header.cells)
    rows = [[cell.strip() for cell in row.cells] for row in sample.rows[1:] if len(row.cells) == width]
    if width not in (2, 3) or not _most([True] * len(rows), len(sample.rows) - 1):
        return None
    urls = _most((is_url(row[0]) for row in rows), len(rows))
    found = Found(GSC_LATEST_LINKS, sample.delimiter, header.line, header.cells, (Field.SOURCE_URL, Field.LAST_SEEN))
    if width == 2 and urls and _most((looks_like_date(row[1]) for row in rows), len(rows)):
        return found
    if _most((all(map(_COUNT.fullmatch, row[1:])) for row in rows), len(rows)):
        if urls:
            return found._replace(format=GSC_LINKED_PAGES)
        if _most((_HOST.fullmatch(row[0]) is not None for row in rows), len(rows)):
            return found._replace(format=GSC_LINKING_SITES)
    return None


def _most(answers: Iterable[bool], number: int) -> bool:
    """Four of five: a bad row does not hide what the file is."""
    return 5 * sum(answers) >= 4 * number > 0


def _list(sample: Sample) -> Found | None:
    """Mostly URLs, one a line. Where each line has a comma it is more likely a table that lacks its header."""
    rows = [row for row in sample.rows if not row.cells[0].lstrip().startswith("#")]
    lines = [row.cells[0].strip() for row in rows if len(row.cells) == 1]
    if not lines or 2 * len(lines) < len(rows):
        return None
    if any(line.lower().startswith("domain:") for line in lines):
        return Found(DISAVOW, sample.delimiter, 0, [], (Field.SOURCE_URL,))
    headed = not is_url(lines[0])
    urls = lines[1:] if headed else lines
    if 2 * sum(map(is_one_url, urls)) < max(1, len(urls)) or (headed and re.search("[,;]", lines[0])):
        return None
    if len(lines) > 1 and any(all(mark in line for line in lines) for mark in ",;"):
        return None
    return Found(URL_LIST, sample.delimiter, rows[0].line if headed else 0, [], (Field.SOURCE_URL,))


def is_url(cell: str) -> bool:
    return _URL.fullmatch(cell.strip().removeprefix("'")) is not None


def is_one_url(line: str) -> bool:
    """A line that is a URL, not two with a comma between them."""
    return is_url(line) and re.search(r"[,;|]\s*https?://", line, re.IGNORECASE) is None
