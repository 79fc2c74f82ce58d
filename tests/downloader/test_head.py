"""Heads put right where they mean one thing, and left alone otherwise."""

import pytest

from crawler.downloader.head import mended

FIRST = b"HTTP/1.1 200 OK"
NEVER = b"Content-Length: 999999999999999999"
"""A length that no body has."""


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
        ([b"Content-Length: 5, 5 , 5"], [b"Content-Length: 5"]),
        ([b"Content-Length: 5, 6"], [b"Content-Length: 5, 6"]),
        ([b"Content-Length: 5, 5", b"Content-Length: 5"], [b"Content-Length: 5"]),
        ([b"Content-Length: 5,5", b"Transfer-Encoding: chunked"], [b"Transfer-Encoding: chunked"]),
        ([b"Content-Length: -1", b"A: b"], [NEVER, b"A: b"]),
        ([b"Content-Length: 5,"], [NEVER]),
        ([b"Content-Length: 9999999999999999999"], [NEVER]),
        ([b"Content-Length: abc", b"Content-Length: +5", b"Content-Length: 5 5"], [NEVER]),
        ([b"Content-Length: 0x5", b"Transfer-Encoding: chunked"], [b"Transfer-Encoding: chunked"]),
        ([b"Content-Length:", b"Content-Length: 5"], [NEVER, b"Content-Length: 5"]),
        ([b"A: b", b" c", b"\td", b"E: f"], [b"A: b", b" c", b"\td", b"E: f"]),
    ],
)
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"], ids=["crlf", "lf"])
def test_mended(before: list[bytes], after: list[bytes], line_end: bytes) -> None:
    head = line_end.join([FIRST, *before, b"", b""])
    assert mended(head) == line_end.join([FIRST, *after, b"", b""])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"HTTP/1.0 404 Not Found", b"HTTP/1.0 404 Not Found"),
        (b"HTTP/2 200", b"HTTP/1.1 200"),
        (b"HTTP/1.10 200 OK", b"HTTP/1.1 200 OK"),
        (b"http/1.1 200 ok", b"HTTP/1.1 200 ok"),
        (b"HTTP/1.1  \t200 OK", b"HTTP/1.1 200 OK"),
        (b"HTTP/1.1 0200 OK", b"HTTP/1.1 200 OK"),
        (b"HTTP/1.1 2000 OK", b"HTTP/1.1 2000 OK"),
        (b"HTTP/1.1 20 OK", b"HTTP/1.1 20 OK"),
        (b"HTTP/1.1 -1 OK", b"HTTP/1.1 -1 OK"),
        (b"ICY 200 OK", b"ICY 200 OK"),
    ],
)
def test_status_lines_that_mean_one_thing(before: bytes, after: bytes) -> None:
    assert mended(before + b"\r\nA: b\r\n\r\n") == after + b"\r\nA: b\r\n\r\n"


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
