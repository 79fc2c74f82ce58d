"""The vetting proxy on the wire: what it forwards, what it refuses, and that one connection is one exchange."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from crawler.browser.proxy import VettingProxy
from crawler.core.addresses import AddressPolicy
from crawler.downloader.resolver import GuardedResolver
from tests.wire import OK, WireServer, serving


@asynccontextmanager
async def proxied(port: int, *, allowed: list[str]) -> AsyncIterator[Callable[[bytes], Awaitable[bytes]]]:
    """Says bytes to a proxy that knows `a.test`, and gives back all that comes until the connection ends."""
    resolver = GuardedResolver(AddressPolicy.parse(allowed), hosts={"a.test": f"127.0.0.1:{port}"})
    proxy = VettingProxy(resolver)
    await proxy.start()

    async def say(data: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.address.rpartition(":")[2]))
        writer.write(data)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return answer

    try:
        yield say
    finally:
        await proxy.close()
        await resolver.close()


def exchange(
    data: bytes, *, allowed: tuple[str, ...] = ("127.0.0.0/8",), script: tuple[bytes, ...] = (OK,)
) -> tuple[bytes, WireServer]:
    async def main() -> tuple[bytes, WireServer]:
        async with serving(script) as server, proxied(server.port, allowed=list(allowed)) as say:
            return await say(data), server

    return asyncio.run(main())


def test_a_plain_request_goes_on_in_origin_form_and_closes() -> None:
    answer, server = exchange(
        b"GET http://a.test/path?q HTTP/1.1\r\nHost: a.test\r\nProxy-Connection: keep-alive\r\nX-A: b\r\n\r\n"
    )
    assert server.requests == [b"GET /path?q HTTP/1.1\r\nHost: a.test\r\nX-A: b\r\nConnection: close\r\n\r\n"]
    assert answer == b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"


@pytest.mark.parametrize("target", [b"http://a.test", b"http://a.test?x=1"])
def test_an_address_without_a_path_gets_one(target: bytes) -> None:
    _, server = exchange(b"GET " + target + b" HTTP/1.1\r\n\r\n")
    assert server.requests[0].split(b" ")[1] in (b"/", b"/?x=1")


def test_interim_answers_are_left_out() -> None:
    answer, _ = exchange(b"GET http://a.test/ HTTP/1.1\r\n\r\n", script=(b"HTTP/1.1 103 Early Hints\r\n\r\n", OK))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_second_request_does_not_follow_the_first_to_its_host() -> None:
    """It is body to the server of the first; nobody answers it as a request of ours."""
    answer, _ = exchange(b"GET http://a.test/ HTTP/1.1\r\n\r\nGET http://127.0.0.9/ HTTP/1.1\r\n\r\n")
    assert answer.count(b"HTTP/1.1") == 1


def test_a_tunnel_leads_through() -> None:
    answer, server = exchange(b"CONNECT a.test:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
    assert answer == b"HTTP/1.1 200 Connection established\r\n\r\n" + OK
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"GET http://a.test/",
        b"GET http://127.0.0.1/",
        b"GET http://[::1]/",
        b"CONNECT a.test:443",
        b"CONNECT 127.0.0.1:22",
        b"CONNECT [::ffff:7f00:1]:443",
    ],
)
def test_a_refused_address_is_not_connected_to_and_the_cause_is_told(line: bytes) -> None:
    answer, server = exchange(line + b" HTTP/1.1\r\n\r\n", allowed=())
    assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\nlinkwitness-refused: ")
    assert b"loopback" in answer
    assert server.connections == 0


@pytest.mark.parametrize("line", [b"GET /path", b"GET ftp://a.test/", b"CONNECT a.test:99999"])
def test_what_is_no_request_of_a_browser_is_refused(line: bytes) -> None:
    answer, server = exchange(line + b" HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert server.connections == 0
