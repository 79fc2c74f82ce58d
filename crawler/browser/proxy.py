"""A forward proxy on loopback through which the browser reaches the world: every address passes our policy.

Request interception inside Chromium lets redirects, popups, WebSockets and service workers through
(microsoft/playwright#3994); a proxy sees every connection. It speaks CONNECT and plain HTTP, looks names up
itself and connects to the address that it judged, so that a second answer of the name system changes nothing.
One request a connection for plain HTTP: what follows on it could be meant for another host.
"""

import asyncio
import contextlib
import socket

from crawler.downloader.errors import FetchError
from crawler.downloader.resolver import GuardedResolver
from crawler.failures import one_line

_MOST_HEAD = 64 * 1024
_MOST_BYTES = 64 * 1024 * 1024
"""What one connection may bring: a page's parts come over several, an endless one ends here."""
_CONNECT_SECONDS = 10.0
_CHUNK = 64 * 1024
_HOP_BY_HOP = frozenset({b"proxy-connection", b"proxy-authorization", b"connection", b"keep-alive"})


REFUSED = "linkwitness-refused"
"""The header in which the proxy says why it connected to nobody."""


class _Refused(Exception):
    """What the browser is told: the status, and in words why."""

    def __init__(self, status: str, cause: str) -> None:
        super().__init__(status)
        self.answer = f"HTTP/1.1 {status}\r\n{REFUSED}: {cause}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class VettingProxy:
    """`start` before the browser, `close` after it."""

    def __init__(self, resolver: GuardedResolver) -> None:
        self._resolver = resolver
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_MOST_HEAD)

    @property
    def address(self) -> str:
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._one(reader, writer)
        except _Refused as refusal:
            with contextlib.suppress(OSError):
                writer.write(refusal.answer.encode("latin-1", "replace"))
                await writer.drain()
        except asyncio.CancelledError:
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, fields = head.partition(b"\r\n")
        method, _, rest = line.partition(b" ")
        target = rest.rpartition(b" ")[0]
        if method == b"CONNECT":
            host, port = _authority(target, default=443)
            upstream, onward = await self._connect(host, port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _relay((reader, onward), (upstream, writer))
            return
        scheme, _, place = target.partition(b"://")
        if scheme.lower() != b"http":
            raise _Refused("400 Bad Request", "not a web address")
        end = next((at for at, mark in enumerate(place) if mark in b"/?#"), len(place))
        host, port = _authority(place[:end], default=80)
        upstream, onward = await self._connect(host, port)
        path = place[end:] if place[end : end + 1] == b"/" else b"/" + place[end:]
        onward.write(b" ".join((method, path, b"HTTP/1.1")) + b"\r\n" + _closing(fields))
        body = asyncio.ensure_future(_pump(reader, onward))
        try:
            status, told = await _last_head(upstream)
            writer.write(status + b"\r\n" + _closing(told))
            await _pump(upstream, writer)
        finally:
            body.cancel()
            onward.close()

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the first of the host's permitted addresses that answers."""
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                found = await self._resolver.resolve(host, port)
                for place in found:
                    with contextlib.suppress(OSError):
                        return await asyncio.open_connection(
                            place["host"],
                            place["port"],
                            flags=socket.AI_NUMERICHOST,
                            family=place["family"],
                        )
        except FetchError as error:
            raise _Refused("403 Forbidden", one_line(error)) from error
        except TimeoutError as error:
            raise _Refused("504 Gateway Timeout", "no connection within the time allowed") from error
        raise _Refused("502 Bad Gateway", "no connection")


def _authority(text: bytes, *, default: int) -> tuple[str, int]:
    """Host and port of `host:port`, `[address]:port` or a bare host."""
    name = text.rpartition(b"@")[2].decode("ascii", "replace")
    host, _, port = name.rpartition(":")
    if not host or not port.isdigit():
        host, port = name.removesuffix(":"), str(default)
    if not 0 < int(port) < 65536:
        raise _Refused("400 Bad Request", "no such port")
    return host.strip("[]"), int(port)


async def _last_head(upstream: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Status line and fields of the answer itself; 1xx answers before it are left out."""
    while True:
        head = await upstream.readuntil(b"\r\n\r\n")
        status, _, fields = head.partition(b"\r\n")
        if not status.split(b" ", 1)[-1].startswith(b"1"):
            return status, fields


def _closing(fields: bytes) -> bytes:
    """Header fields without those of this hop, and the word that the connection ends with this exchange."""
    kept = [line for line in fields.split(b"\r\n") if line and line.partition(b":")[0].lower() not in _HOP_BY_HOP]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""])


async def _relay(*ways: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
    """Both ways until one of them ends."""
    pumps = [asyncio.ensure_future(_pump(reader, writer)) for reader, writer in ways]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        for _, writer in ways:
            writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    left = _MOST_BYTES
    with contextlib.suppress(OSError):
        while left > 0 and (data := await reader.read(_CHUNK)):
            writer.write(data)
            await writer.drain()
            left -= len(data)
