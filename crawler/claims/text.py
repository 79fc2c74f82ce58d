"""Bytes of unknown origin -> numbered lines of text, in bounded memory.

Excel, Windows tools and Ahrefs write UTF-16, Windows-1252 and byte order marks; a claim file may be any of them.
A byte that is not in the file's encoding spoils its own row, never the file: it becomes a lone surrogate here,
which no real text holds, and the row reader rejects the line.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, TextIO

from crawler.claims.results import RejectCause

MAX_LINE = 262_144
"""Characters: a longer line is no row of links."""

_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_UNREADABLE = "\udcff"
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b")
_NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_ON_BAD_BYTES = "linkwitness.mark"


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _UNREADABLE, error.end


codecs.register_error(_ON_BAD_BYTES, _mark)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec and, where it was guessed, what to tell about it."""

    codec: str
    note: str | None = None


class Line(NamedTuple):
    """A physical line; `flaw` says why it cannot be part of any row."""

    number: int
    text: str
    flaw: RejectCause | None


def is_binary(sample: bytes) -> bool:
    """Whether these first bytes are no text at all: more than a few stray control bytes."""
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return controls > 8 + len(sample) // 50


def detect_encoding(stream: BinaryIO) -> Encoding | None:
    """The encoding of a whole stream, read once through in blocks; `None` when it is not text."""
    sample = stream.read(_SAMPLE)
    for bom, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if sample.startswith(bom):
            return Encoding(codec)
    if (codec_16 := _utf16_without_bom(sample)) is not None:
        return Encoding(codec_16, "no byte order mark: read as UTF-16 by its zero bytes")
    if is_binary(sample):
        return None
    return _utf8_or_windows(stream, sample)


def _utf16_without_bom(sample: bytes) -> str | None:
    """UTF-16 text of mostly Latin letters (URLs are) has a zero in every other byte, and only there."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _utf8_or_windows(stream: BinaryIO, sample: bytes) -> Encoding:
    """UTF-8 unless more of its non-ASCII text is broken than whole; then Windows-1252, which Excel writes, or the
    Shift-JIS of a Japanese one where there are bytes that Windows-1252 does not know."""
    block = sample
    decoder = codecs.getincrementaldecoder("utf-8")(_ON_BAD_BYTES)
    whole = broken = 0
    while block:
        if not (block.isascii() and decoder.getstate()[0] == b""):
            text = decoder.decode(block)
            bad = text.count(_UNREADABLE)
            broken += bad
            whole += sum(1 for character in text if character > "\x7f") - bad
        block = stream.read(_BLOCK)
    broken += decoder.decode(b"", final=True).count(_UNREADABLE)
    if not broken:
        return Encoding("utf-8")
    if whole > broken:
        return Encoding("utf-8", "some rows hold bytes that are not UTF-8; they are rejected")
    if _NOT_WINDOWS.search(sample) and _decodes(sample, "cp932"):
        return Encoding("cp932", "not UTF-8: read as Shift-JIS; save as UTF-8 if letters look wrong")
    return Encoding("cp1252", "not UTF-8: read as Windows-1252; save as UTF-8 if letters look wrong")


def _decodes(sample: bytes, codec: str) -> bool:
    """Whether these first bytes are text in an encoding; the last character may be cut."""
    try:
        codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def open_text(stream: BinaryIO, codec: str) -> io.TextIOWrapper:
    """Text with LF, CRLF and CR all as line ends; closing it closes the stream."""
    return io.TextIOWrapper(stream, encoding=codec, errors=_ON_BAD_BYTES, newline=None)


def read_lines(text: TextIO) -> Iterator[Line]:
    """Physical lines, each at most `MAX_LINE` long; a longer one is told and skipped."""
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith("\n"):
            yield Line(number, line[:200], RejectCause.ROW_TOO_LONG)
            while line and not line.endswith("\n"):
                line = text.readline(MAX_LINE)
            continue
        yield Line(number, line, _flaw(line))


def _flaw(line: str) -> RejectCause | None:
    if "\0" in line:
        return RejectCause.NUL_BYTE
    if not line.isascii() and _SURROGATE.search(line):
        return RejectCause.NOT_IN_ENCODING
    return None
