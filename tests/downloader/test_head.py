"""Heads put right where they mean one thing, and left alone otherwise."""

import pytest

from crawler.downloader.head import mended

FIRST = b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([b"A: b", b"Content-Length: 5"], [b"A: b", b"Content-Length: 5"]),
        ([b"Content-Length: 5", b"A: b", b"CONTENT-LENGTH:5 "], [b"A: b", b"CONTENT-LENGTH:5 "]),
        ([b"Content-Length: 5", b"Content-Length: 5", b"Content-Length: 5"], [b"Content-Length: 5"]),
        ([b"Content-Length: 5", b"Content-Length: 6"], [b"Content-Length: 5", b"Content-Length: 6"]),
        ([b"Transfer-Encoding: chunked", b"Content-Length: 6"], [b"Transfer-Encoding: chunked"]),
        ([b"Content-Length: 6", b"Transfer-Encoding: gzip, chunked"], [b"Transfer-Encoding: gzip, chunked"]),
        ([b"X-Content-Length: 6", b"Content-Length: 5"], [b"X-Content-Length: 6", b"Content-Length: 5"]),
        ([b"A b: c", b"A : c", b": c", b"c", b"\xff: c", b"D: e"], [b"D: e"]),
        ([b"A: b", b" c", b"\td", b"E: f"], [b"A: b", b" c", b"\td", b"E: f"]),
    ],
)
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"], ids=["crlf", "lf"])
def test_mended(before: list[bytes], after: list[bytes], line_end: bytes) -> None:
    head = line_end.join([FIRST, *before, b"", b""])
    assert mended(head) == line_end.join([FIRST, *after, b"", b""])


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length" * 4000,
        b"content-length:1\r\n" * 3600,
        b"content-length:1" + b" " * 60_000 + b"x\r\ncontent-length:1",
        b"transfer-encoding:" + b"chunked " * 7000 + b"x\r\ncontent-length:1",
        b"content-length:\n" * 4000,
        b"a" * 60_000,
        b"a b:\n" * 10_000,
    ],
)
def test_no_head_is_a_trap(lines: bytes) -> None:
    """Linear work: a quadratic pattern would take minutes here, and the suite with it."""
    assert mended(FIRST + b"\r\n" + lines + b"\r\n\r\n").startswith(FIRST)
