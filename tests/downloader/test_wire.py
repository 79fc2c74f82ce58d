"""What each thing that a server can put on the wire becomes: a response, a flag or a failure."""

import asyncio
import gzip
from itertools import chain, repeat

import pytest
from scrapy.http import Response, TextResponse

from crawler.core.vocabulary import FailureKind
from crawler.downloader.wire import MAX_HEAD
from crawler.failures import Failure, failure_of_flags
from tests.downloader.fetching import answered, downloading, fetched
from tests.wire import CHUNKED, HEAD, OK, Act, Script, WireServer, serving

WHOLE: dict[str, Script] = {
    "content-length": [OK],
    "bare line feeds": [OK.replace(b"\r\n", b"\n")],
    "http/1.0 until close": [b"HTTP/1.0 200 OK\r\n\r\nhello"],
    "http/1.1 until close": [HEAD + b"\r\nhello"],
    "chunked": [CHUNKED + b"5\r\nhello\r\n0\r\n\r\n"],
    "chunked in pieces": [CHUNKED, Act.PAUSE, b"2\r\nhe", Act.PAUSE, b"\r\n3\r\nllo\r\n", Act.PAUSE, b"0\r\n\r\n"],
    "head in pieces": [OK[:9], Act.PAUSE, OK[9:30], Act.PAUSE, OK[30:]],
    "early hints first": [b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" + OK],
    "continue first": [b"HTTP/1.1 100 Continue\r\n\r\n", Act.PAUSE, OK],
    "one long header line": [HEAD + b"X: " + b"a" * 60_000 + b"\r\nContent-Length: 5\r\n\r\nhello"],
    "many headers": [HEAD + b"A: b\r\n" * 900 + b"Content-Length: 5\r\n\r\nhello"],
    "header not ascii": [HEAD + b"X: caf\xe9\r\nContent-Length: 5\r\n\r\nhello"],
    "the same length twice": [HEAD + b"Content-Length: 5\r\nX: y\r\ncontent-length:5 \r\n\r\nhello"],
    "length and chunks": [HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
    "lines that name no field": [HEAD + b"X y: z\r\nnothing\r\n: 1\r\nContent-Length: 5\r\n\r\nhello"],
    "folded line": [HEAD + b"X: y\r\n  z\r\nContent-Length: 5\r\n\r\nhello"],
    "a list of lengths": [HEAD + b"Content-Length: 5, 5\r\n\r\nhello"],
    "a loose status line": [OK.replace(b"HTTP/1.1 200", b"http/1.1  0200")],
    "another version": [OK.replace(b"HTTP/1.1", b"HTTP/2")],
    "more than the content-length": [OK + b" world"],
}


@pytest.mark.parametrize("name", WHOLE)
def test_whole_answers(name: str) -> None:
    response, _ = asyncio.run(answered(WHOLE[name]))
    assert isinstance(response, Response), response
    assert (response.status, response.body, response.flags) == (200, b"hello", [])


BROKEN_OFF: dict[str, Script] = {
    "short of content-length": [HEAD + b"Content-Length: 50\r\n\r\nhello"],
    "short, in its own packet": [HEAD + b"Content-Length: 50\r\n\r\n", Act.PAUSE, b"hello"],
    "a length that is none": [HEAD + b"Content-Length: -5\r\n\r\nhello"],
    "reset in the body": [HEAD + b"Content-Length: 50\r\n\r\nhello", Act.RESET],
    "reset in a body until close": [HEAD + b"\r\nhello", Act.RESET],
    "chunked without an end": [CHUNKED + b"5\r\nhello\r\n"],
    "broken chunk with the head": [CHUNKED + b"5\r\nhello\r\nZZZ\r\n", Act.HOLD],
    "broken chunk on its own": [CHUNKED + b"5\r\nhello\r\n", Act.PAUSE, b"ZZZ\r\n", Act.HOLD],
    "broken chunk with its body": [CHUNKED, Act.PAUSE, b"5\r\nhello\r\nZZZ\r\n", Act.HOLD],
}


@pytest.mark.parametrize("name", BROKEN_OFF)
def test_what_was_read_is_kept(name: str) -> None:
    response, _ = asyncio.run(answered(BROKEN_OFF[name]))
    assert isinstance(response, Response), response
    assert (response.body, response.flags) == (b"hello", ["truncated"])
    failure = failure_of_flags(response.flags)
    assert failure is not None
    assert failure.kind is FailureKind.TRUNCATED


FAILED: dict[str, tuple[Script, FailureKind]] = {
    "never answers": ([Act.HOLD], FailureKind.TIMEOUT),
    "half a head": ([HEAD + b"X: y", Act.HOLD], FailureKind.TIMEOUT),
    "drips its head": (chain([HEAD], chain.from_iterable(repeat((b"X: y\r\n", Act.PAUSE)))), FailureKind.TIMEOUT),
    "closes at once": ([], FailureKind.CONNECT_ERROR),
    "resets at once": ([Act.RESET], FailureKind.CONNECT_ERROR),
    "closes in its head": ([HEAD + b"X: y"], FailureKind.CONNECT_ERROR),
    "garbage": ([b"\x00\x01\x02garbage\r\n\r\n"], FailureKind.PROTOCOL_ERROR),
    "http/0.9": ([b"<html>hello</html>"], FailureKind.PROTOCOL_ERROR),
    "no number for a status": ([b"HTTP/1.1 abc OK\r\n\r\n"], FailureKind.PROTOCOL_ERROR),
    "status 000": ([b"HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n"], FailureKind.PROTOCOL_ERROR),
    "switches protocols": (
        [b"HTTP/1.1 101 Sw\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", Act.HOLD],
        FailureKind.PROTOCOL_ERROR,
    ),
    "two content-lengths": (
        [HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"],
        FailureKind.PROTOCOL_ERROR,
    ),
    "too many headers": ([HEAD + b"A: b\r\n" * 2000 + b"\r\n"], FailureKind.PROTOCOL_ERROR),
    "head too long": (
        [HEAD + b"X: " + b"a" * 60_000 + b"\r\nY: " + b"b" * 60_000 + b"\r\n\r\n"],
        FailureKind.PROTOCOL_ERROR,
    ),
}


@pytest.mark.parametrize("name", FAILED)
def test_no_answer(name: str) -> None:
    script, kind = FAILED[name]
    failure, _ = asyncio.run(answered(script, DOWNLOAD_TIMEOUT=0.4 if kind is FailureKind.TIMEOUT else 5))
    assert isinstance(failure, Failure), failure
    assert failure.kind is kind
    assert "\n" not in failure.detail


@pytest.mark.parametrize(
    "endless",
    [b"X-A: " + b"b" * 40 + b"\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"a" * 1000],
    ids=["small headers", "1xx answers", "one line"],
)
def test_an_endless_head_is_cut(endless: bytes) -> None:
    first = b"" if endless.startswith(b"HTTP") else HEAD + b"X: "
    failure, server = asyncio.run(answered(chain([first], repeat(endless * 50))))
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.detail) == (FailureKind.PROTOCOL_ERROR, f"head of more than {MAX_HEAD} bytes")
    assert server.sent < 32 * 1024 * 1024


@pytest.mark.parametrize(
    "head", [HEAD + b"\r\n", HEAD + b"Content-Length: 900000000\r\n\r\n"], ids=["endless", "announced"]
)
def test_a_body_over_the_limit_is_cut_and_flagged(head: bytes) -> None:
    response, server = asyncio.run(answered(chain([head], repeat(b"a" * 10_000, 10_000))))
    assert isinstance(response, Response)
    assert (len(response.body), response.flags) == (100_000, ["too_large"])
    assert server.sent < 32 * 1024 * 1024
    failure = failure_of_flags(response.flags)
    assert failure is not None
    assert failure.kind is FailureKind.TOO_LARGE


def test_a_body_of_exactly_the_limit_is_whole() -> None:
    response, _ = asyncio.run(answered([HEAD + b"Content-Length: 100000\r\n\r\n" + b"a" * 100_000]))
    assert isinstance(response, Response)
    assert (len(response.body), response.flags) == (100_000, [])


def test_the_limit_of_a_request_goes_before_the_setting() -> None:
    async def scenario() -> Response | Failure:
        async with serving([OK]) as server, downloading() as handler:
            return await fetched(handler, f"http://page.test:{server.port}/", meta={"download_maxsize": 2})

    response = asyncio.run(scenario())
    assert isinstance(response, Response)
    assert (response.body, response.flags) == (b"he", ["too_large"])


DRIP = [HEAD + b"Content-Length: 5000\r\n\r\n", Act.PAUSE, b"he", Act.PAUSE, b"llo", Act.HOLD]


def test_a_body_that_takes_too_long_is_kept_as_far_as_it_came() -> None:
    response, _ = asyncio.run(answered(DRIP, DOWNLOAD_TIMEOUT=1))
    assert isinstance(response, Response)
    assert (response.body, response.flags) == (b"hello", ["timeout"])
    failure = failure_of_flags(response.flags)
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\nContent-Length: 500\r\n\r\n", 304),
        (b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", 302),
        (b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n", 999),
    ],
)
def test_answers_without_a_body_end_with_their_head(head: bytes, status: int) -> None:
    response, server = asyncio.run(answered([head, Act.HOLD]))
    assert isinstance(response, Response)
    assert (response.status, response.body, response.flags) == (status, b"", [])
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "unasked",
    [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 408 Timeout\r\n", b"\r\n", b"</html>"],
    ids=["an answer", "half a head", "line end", "garbage"],
)
@pytest.mark.parametrize("whole", [OK, HEAD + b"Content-Length: 0\r\n\r\n", CHUNKED + b"0\r\n\r\n"])
@pytest.mark.parametrize("pause", [[], [Act.PAUSE]], ids=["at once", "later"])
def test_what_nobody_asked_for_answers_no_later_request(unasked: bytes, whole: bytes, pause: Script) -> None:
    async def scenario() -> tuple[Response | Failure, WireServer]:
        async with serving([whole, *pause, unasked, Act.PAUSE]) as server, downloading() as handler:
            await fetched(handler, f"http://page.test:{server.port}/again")
            await asyncio.sleep(0.1)
            return await fetched(handler, f"http://page.test:{server.port}/again"), server

    response, server = asyncio.run(scenario())
    assert isinstance(response, Response), response
    assert (response.status, response.flags) == (200, [])
    assert len(server.requests) == 2
    assert server.connections == 2 or not pause


def test_head_requests_have_no_body() -> None:
    async def scenario() -> Response | Failure:
        async with serving([HEAD + b"Content-Length: 500\r\n\r\n"]) as server, downloading() as handler:
            return await fetched(handler, f"http://page.test:{server.port}/", method="HEAD")

    response = asyncio.run(scenario())
    assert isinstance(response, Response)
    assert (response.status, response.body, response.flags) == (200, b"", [])


def test_the_body_stays_encoded_and_the_response_plain() -> None:
    body = gzip.compress(b"<html>hello</html>")
    head = HEAD + b"Content-Type: text/html\r\nContent-Encoding: gzip\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n"
    response, server = asyncio.run(answered([head + body]))
    assert isinstance(response, Response)
    assert not isinstance(response, TextResponse)
    assert response.body == body
    assert response.headers.getlist("Set-Cookie") == [b"a=1", b"b=2"]
    assert response.protocol == "HTTP/1.1"
    assert server.connections == 1


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a%2fb%zz/../c?q=%20+%C3%A9&&x#part", "/a%2fb%zz/../c?q=%20+%C3%A9&&x"),
        ("/a?", "/a?"),
        ("?q=1", "/?q=1"),
        ("", "/"),
        ("/a//b;c=1|2?x=[1]", "/a//b;c=1|2?x=[1]"),
    ],
)
def test_the_url_is_sent_as_it_stands(path: str, sent: str) -> None:
    async def scenario() -> list[bytes]:
        async with serving([OK]) as server, downloading() as handler:
            url = f"http://page.test:{server.port}{path}"
            await fetched(handler, url, meta={"verbatim_url": True})
            return server.requests

    assert asyncio.run(scenario())[0].split(b" ")[1].decode() == sent


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///x",
        "http://:80/",
        "http://page.test:99999/",
        "http://page.test:x/",
        "http://page.test:0/",
        "http://[::1]page.test/",
        "http://page.test/a\r\nX: y",
        "http://pa\nge.test/",
        "http://page.test\\@127.0.0.1/",
        "http://page.test/\ud800",
        "ftp://page.test/",
        "http://pa ge.test/",
        "http://127.1/",
    ],
)
def test_urls_that_lead_nowhere(url: str) -> None:
    async def scenario() -> Response | Failure:
        async with downloading() as handler:
            return await fetched(handler, url, meta={"verbatim_url": True})

    failure = asyncio.run(scenario())
    assert isinstance(failure, Failure), failure
    assert (failure.kind, failure.final) == (FailureKind.BAD_URL, True)


def test_case_of_scheme_and_host_does_not_matter() -> None:
    async def scenario() -> Response | Failure:
        async with serving([OK]) as server, downloading() as handler:
            return await fetched(handler, f"HTTP://PAGE.test.:{server.port}/", meta={"verbatim_url": True})

    assert isinstance(asyncio.run(scenario()), Response)


def test_nothing_is_sent_that_the_request_does_not_say() -> None:
    async def scenario() -> tuple[bytes, int]:
        async with serving([OK]) as server, downloading() as handler:
            await fetched(handler, f"http://me:secret@page.test:{server.port}/", headers={"User-Agent": "us"})
            return server.requests[0], server.port

    request, port = asyncio.run(scenario())
    first, *lines = request.decode().split("\r\n")
    told = dict(line.split(": ", 1) for line in lines if line)
    assert first == "GET / HTTP/1.1"
    assert (told.pop("Host"), told.pop("User-Agent")) == (f"page.test:{port}", "us")
    assert told.keys() == {"Accept", "Accept-Language", "Accept-Encoding"}


def test_cookies_are_not_kept() -> None:
    async def scenario() -> list[bytes]:
        reply = HEAD + b"Set-Cookie: a=1; Path=/\r\nContent-Length: 0\r\n\r\n"
        async with serving([reply]) as server, downloading() as handler:
            for _ in range(2):
                await fetched(handler, f"http://page.test:{server.port}/again")
            return server.requests

    assert all(b"Cookie" not in request for request in asyncio.run(scenario()))


def test_a_cookie_that_the_request_has_goes_out() -> None:
    async def scenario() -> bytes:
        async with serving([OK]) as server, downloading() as handler:
            await fetched(handler, f"http://page.test:{server.port}/", headers={"Cookie": "a=1; b=x=2"})
            return server.requests[0]

    assert b"\r\nCookie: a=1; b=x=2\r\n" in asyncio.run(scenario())


def test_a_connection_serves_the_next_request_of_its_host() -> None:
    async def scenario() -> tuple[int, int]:
        async with serving([OK]) as server, downloading() as handler:
            for _ in range(3):
                await fetched(handler, f"http://page.test:{server.port}/again")
            return server.connections, len(server.requests)

    assert asyncio.run(scenario()) == (1, 3)


def test_a_connection_after_a_broken_answer_is_not_used_again() -> None:
    async def scenario() -> tuple[int, list[str]]:
        def script(request: bytes) -> Script:
            return [CHUNKED + b"5\r\nhello\r\nZZZ\r\n"] if b"/again/broken" in request else [OK]

        async with serving(script) as server, downloading() as handler:
            first = await fetched(handler, f"http://page.test:{server.port}/again/broken")
            second = await fetched(handler, f"http://page.test:{server.port}/again")
            assert isinstance(first, Response)
            assert isinstance(second, Response)
            return server.connections, [*first.flags, *second.flags]

    assert asyncio.run(scenario()) == (2, ["truncated"])
