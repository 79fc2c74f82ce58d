"""A file -> the tables in it: a CSV, the CSVs of a ZIP, the sheets of an XLSX. Nothing is ever unpacked to disk."""

import codecs
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, TextIO

from crawler.claims.results import Refused, Reject
from crawler.claims.rows import IsWholeRow, Row, read_rows
from crawler.claims.text import Encoding, detect_encoding, open_text, read_lines
from crawler.core.errors import ClaimFileError

MAX_ENTRIES = 64
MAX_UNPACKED = 2 << 30
MAX_HELD = 128 << 20
"""What an XLSX has beside its sheets (above all the texts of its cells) must be held in memory to read them."""
_DAMAGED = (zipfile.BadZipFile, NotImplementedError)
"""The second is zipfile's word for a compression that it does not know."""
_DELIMITERS = (",", "\t", ";", "|")
_TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_WEB_PAGE = "it is a web page, not a table: a login or error page saved as the export?"
_SIGNATURES = (
    (b"\x1f\x8b", "it is gzip-compressed: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "it is an old Excel file (.xls): save it as .xlsx or CSV"),
    (b"%pdf", "it is a PDF, not a table"),
    (b"sqlite format 3", "it is an SQLite database, not a claim file"),
    *((start, _WEB_PAGE) for start in (b"<!doctype", b"<html", b"<head", b"<meta", b"<body", b"<title", b"<!--")),
    (b"<?xml", "it is XML, not a table: export it as CSV"),
    (b"{", "it is JSON, not a table: export it as CSV"),
    (b"[{", "it is JSON, not a table: export it as CSV"),
)


class Table(Protocol):
    """Rows that can be read again and again, in one or more ways of cutting lines into cells."""

    name: str | None
    encoding: Encoding | None
    delimiters: tuple[str | None, ...]

    def rows(self, delimiter: str | None, is_whole_row: IsWholeRow) -> Iterator[Row | Reject]: ...

    def done(self) -> float:
        """How much of it has been read, 0 to 1."""


class CsvTable:
    """Delimited text behind anything that can be opened twice."""

    delimiters: tuple[str | None, ...] = _DELIMITERS

    def __init__(self, name: str | None, encoding: Encoding, opener: Callable[[], BinaryIO], size: int) -> None:
        self.name = name
        self.encoding: Encoding | None = encoding
        self._codec = encoding.codec
        self._open = opener
        self._size = size
        self._text: TextIO | None = None

    def rows(self, delimiter: str | None, is_whole_row: IsWholeRow) -> Iterator[Row | Reject]:
        with open_text(self._open(), self._codec) as text:
            self._text = text
            yield from read_rows(read_lines(text), delimiter or ",", is_whole_row)

    def done(self) -> float:
        if self._text is None or self._text.closed:
            return float(self._text is not None)
        return min(1.0, self._text.buffer.tell() / self._size) if self._size else 1.0


def open_tables(path: Path) -> tuple[list[Table], list[Refused]]:
    """The tables of a file and the parts that hold none; `ClaimFileError` when it cannot be read at all."""
    size = _size_of_regular_file(path)
    with path.open("rb") as stream:
        head = stream.read(1024)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for signature, cause in _SIGNATURES:
        if start.startswith(signature):
            raise ClaimFileError(f"{path}: {cause}")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _open_archive(path)
    return [_csv(str(path), None, lambda: path.open("rb"), size)], []


def _size_of_regular_file(path: Path) -> int:
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise ClaimFileError(f"{path}: it is a directory: name the files in it")
        if not stat.S_ISREG(found.st_mode):
            raise ClaimFileError(f"{path}: it is not a regular file: save the claims to a file first")
        if found.st_size == 0:
            raise ClaimFileError(f"{path}: it is empty")
    except OSError as error:
        raise ClaimFileError(f"{path}: it cannot be read: {error.strerror}") from error
    return found.st_size


def _csv(label: str, name: str | None, opener: Callable[[], BinaryIO], size: int) -> CsvTable:
    with opener() as stream:
        encoding = detect_encoding(stream)
    if encoding is None:
        raise ClaimFileError(f"{label}: it is a binary file, not text: a claim file is CSV, TSV, XLSX or a ZIP of them")
    return CsvTable(name, encoding, opener, size)


def _open_archive(path: Path) -> tuple[list[Table], list[Refused]]:
    """Reads an archive's own list first: its sizes bound what unpacking can cost, since zipfile stops at them."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (*_DAMAGED, ValueError) as error:
        raise ClaimFileError(f"{path}: it is a damaged ZIP or XLSX file: {error}") from error
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ClaimFileError(f"{path}: it unpacks to more than {MAX_UNPACKED >> 20} MiB: split it")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ClaimFileError(f"{path}: it is locked with a password: unpack it first")
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        if sum(entry.file_size for entry in entries if "/worksheets/" not in entry.filename) > MAX_HELD:
            raise ClaimFileError(f"{path}: it holds too much text for an XLSX file: save it as CSV")
        from crawler.claims.xlsx import open_workbook  # noqa: PLC0415 - a tenth of a second that only XLSX needs

        return list(open_workbook(path)), []
    if len(entries) > MAX_ENTRIES:
        raise ClaimFileError(f"{path}: it holds {len(entries)} files, more than {MAX_ENTRIES}: unpack it first")
    if not (wanted := [entry for entry in entries if not _is_litter(entry.filename)]):
        raise ClaimFileError(f"{path}: it is a ZIP that holds no file")
    return _open_zip(path, wanted)


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _open_zip(path: Path, entries: list[zipfile.ZipInfo]) -> tuple[list[Table], list[Refused]]:
    tables: list[Table] = []
    refused: list[Refused] = []
    for entry in entries:
        name = entry.filename
        if not name.lower().endswith(_TEXT_ENDINGS):
            refused.append(Refused(table=name, cause="not a CSV, TSV or text file: unpack it first"))
            continue
        try:
            tables.append(_csv(f"{path}: {name}", name, _member(path, name), entry.file_size))
        except ClaimFileError as error:
            refused.append(Refused(table=name, cause=str(error).rpartition(f"{name}: ")[2]))
        except _DAMAGED as error:
            refused.append(Refused(table=name, cause=f"damaged: {error}"))
    return tables, refused


def _member(path: Path, name: str) -> Callable[[], BinaryIO]:
    def open_member() -> BinaryIO:
        with zipfile.ZipFile(path) as archive:  # the member keeps the file open after its archive is closed
            return archive.open(name)  # type: ignore[return-value]  # a BinaryIO in all but its declared type

    return open_member
