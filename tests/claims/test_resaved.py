"""Every sample again as people's tools save it: other encodings, delimiters and line ends, upper-case headers, columns
without a name, XLSX, ZIP. The claims and what was believed of them stay the same."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from crawler.claims import Imported, Reject, Skip, VendorBelief, read_claims
from crawler.core.errors import ClaimFileError
from crawler.core.records import Claim
from tests.claims.reading import EXAMPLES

Rows = list[list[str]]


def rows_of(path: Path) -> Rows:
    data = path.read_bytes()
    codec = "utf-16" if data[:2] == b"\xff\xfe" else "cp1252" if b"\xfc" in data else "utf-8-sig"
    text = data.decode(codec)
    return list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ","))


def delimited(rows: Rows, delimiter: str, *, ends: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=quoting).writerows(rows)
    return out.getvalue()


def as_xlsx(rows: Rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def as_zip(rows: Rows) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/Links.csv", delimited(rows, ","))
    return out.getvalue()


def in_capitals(rows: Rows) -> Rows:
    header = max((place for place, row in enumerate(rows) if "http" not in "".join(row)), key=lambda at: len(rows[at]))
    return [[cell.upper() for cell in row] if place == header else row for place, row in enumerate(rows)]


WAYS: dict[str, Callable[[Rows], bytes]] = {
    "utf-8": lambda rows: delimited(rows, ",").encode(),
    "utf-8 with a mark, all quoted": lambda rows: delimited(rows, ",", quoting=csv.QUOTE_ALL).encode("utf-8-sig"),
    "utf-16 with tabs": lambda rows: delimited(rows, "\t").encode("utf-16"),
    "semicolons": lambda rows: delimited(rows, ";").encode(),
    "sep= and semicolons": lambda rows: ("sep=;\r\n" + delimited(rows, ";")).encode(),
    "bars": lambda rows: delimited(rows, "|").encode(),
    "carriage returns": lambda rows: delimited(rows, ",", ends="\r").encode(),
    "capitals": lambda rows: delimited(in_capitals(rows), ",").encode(),
    "columns without a name": lambda rows: delimited([[*row, "", ""] for row in rows], ",").encode(),
    "blank rows": lambda rows: delimited([row for each in rows for row in (each, [""] * len(each))], ",").encode(),
    "xlsx": as_xlsx,
    "zip": as_zip,
}
TABLES = sorted(path.name for path in EXAMPLES.glob("*.csv"))


def meaning(path: Path) -> object:
    """What a file says, but for line numbers and table names, which are those of the file at hand."""
    try:
        items = list(read_claims(path, target="shop.example"))
    except ClaimFileError as error:
        return str(error).partition(": ")[2].partition(" (line")[0]
    return (
        [(told(item.claim, "extra"), told(item.belief, "metrics")) for item in items if isinstance(item, Imported)],
        [item.cause for item in items if isinstance(item, Skip)],
        [item.cause for item in items if isinstance(item, Reject)],
    )


def told(record: Claim | VendorBelief | None, kept: str) -> object:
    """A record with the headers of the columns that it only keeps in small letters."""
    if record is None:
        return None
    said = {header.casefold(): cell for header, cell in getattr(record, kept).items()}
    return replace(record, **{kept: said})


@pytest.mark.parametrize("name", TABLES)
def test_saved_again_it_says_the_same(name: str, tmp_path: Path) -> None:
    sample = rows_of(EXAMPLES / name)
    said = meaning(EXAMPLES / name)
    for way, save in WAYS.items():
        path = tmp_path / "again.csv"
        path.write_bytes(save(sample))
        assert meaning(path) == said, way


def test_dates_and_flags_that_excel_wrote_in_german(tmp_path: Path) -> None:
    plain = tmp_path / "plain.csv"
    german = tmp_path / "german.csv"
    header = "Page ascore;Source title;Source url;Target url;Anchor;Nofollow;First seen;Last seen;Lost link\r\n"
    place = "12;Größe;https://a.example/x;https://shop.example/;Schuhe;"
    plain.write_text(header + place + "false;2026-01-16;2026-10-03;true\r\n", "utf-8")
    german.write_bytes((header + place + "FALSCH;16.01.2026;03.10.2026;WAHR\r\n").encode("cp1252"))
    (first,), (second,) = (list(read_claims(path)) for path in (plain, german))
    assert isinstance(first, Imported)
    assert isinstance(second, Imported)
    assert first.belief is not None
    assert (second.claim, second.belief) == (first.claim, first.belief)
