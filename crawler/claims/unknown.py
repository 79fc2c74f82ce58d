"""What to tell of a table that could not be recognised: what was seen, and the option that would make it readable."""

import re
from collections.abc import Sequence

from crawler.claims.excerpt import excerpt_of
from crawler.claims.formats import loose
from crawler.claims.recognise import HEADER_LINES, Sample, is_url
from crawler.claims.rows import Row

_HOST_LIKE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


def header_seen(samples: Sequence[Sample]) -> str:
    """The row that is most likely the header, and the flags that would make the table readable."""
    widest = max(samples, key=lambda sample: max((len(row.cells) for row in sample.rows[:HEADER_LINES]), default=0))
    row = max(widest.rows[:HEADER_LINES], key=lambda row: len(row.cells))
    if widest.rejects and widest.rejects[0].line < row.line:
        return f"Its header may be what cannot be read{first_reject(widest)}"
    if any(is_url(cell) for cell in row.cells):
        return "It has no header row: put source_url,target_url above the rows"
    names = excerpt_of(", ".join(cell.strip() for cell in row.cells), 200)
    seen = f"Header row seen (line {row.line}): {names}"
    below = [each for each in widest.rows if each.line > row.line]
    if not any(is_url(cell) for each in below for cell in each.cells):
        return f"{seen}. {_without_urls(widest.rows)}"
    return f"{seen}. Say what its columns are: {_flags(row, below)}"


def _without_urls(rows: Sequence[Row]) -> str:
    if any(_HOST_LIKE.fullmatch(cell.strip()) for row in rows for cell in row.cells):
        return "Its addresses lack https:// or http:// at their start: write them out"
    return f"None of its first {len(rows)} rows holds a web address: is it the right file?"


def _flags(header: Row, below: Sequence[Row]) -> str:
    """`--map` for the columns that hold URLs, by name: the linking page is mostly the first."""
    names = [
        name.strip()
        for place, name in enumerate(header.cells)
        if name.strip() and 2 * sum(place < len(row.cells) and is_url(row.cells[place]) for row in below) > len(below)
    ]
    leads = [name for name in names if "target" in loose(name)]
    links = [name for name in names if name not in leads]
    target = (leads or links[1:] or [""])[0]
    source = f"--map '{excerpt_of((links or ['COLUMN'])[0], 40)}=source_url'"
    return f"{source} --map '{excerpt_of(target, 40)}=target_url'" if target else f"{source} --target example.com"


def first_reject(sample: Sample) -> str:
    """The first row that could not be read, and why."""
    first = next(iter(sample.rejects), None)
    return f": line {first.line}: {first.detail}" if first else ""
