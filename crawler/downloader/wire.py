"""aiohttp's client bounded and made forgiving where a hostile or broken server needs it.

The parser bounds single header lines but not the head as a whole (1 MB of small ones, for ever with
1xx answers), and a reading error discards what had been read. Both are mended in the connection's
protocol object, the one place that sees every byte. `TCPConnector._factory` is private to aiohttp:
tests/downloader hold it to what we need.
"""

import asyncio
import errno
import socket
from functools import partial
from typing import Any, cast

from aiohttp import ClientPayloadError, ClientResponse, HttpVersion11, StreamReader, TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import AddrInfoType, Connection
from aiohttp.http_exceptions import BadHttpMessage

from crawler.core.addresses import AddressPolicy
from crawler.downloader.head import HEAD_END, mended

MAX_HEAD = 64 * 1024
"""Bytes of all header lines together, 1xx answers included; browsers allow 256 KiB, servers send 1."""

MAX_HEADERS = 1000

_MAX_OPEN = 256
"""Open connections from which on none is kept idle: over TLS each holds some 300 kB of buffers."""

_PREFIX = b"HTTP/"


class RefusedSocketError(OSError):
    """The address policy refused an address at the moment of connecting to it."""


class BoundedProtocol(ResponseHandler):
    """One connection: a head within `MAX_HEAD`, and a body whose parts survive a later error."""

    def __init__(self, loop: Any, open_now: "set[BoundedProtocol]") -> None:
        super().__init__(loop)
        self._open_now = open_now
        self._head = b""
        self._head_size = 0
        self._in_head = True
        self._body: StreamReader | None = None
        self.reset = False
        """Whether the connection broke (rather than ended) while a body was being read."""

    @property
    def should_close(self) -> bool:
        """Asked by the connector when it might keep the connection for a next request."""
        return super().should_close or len(self._open_now) > _MAX_OPEN

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._open_now.add(self)
        super().connection_made(transport)

    def set_response_params(self, **params: Any) -> None:
        self._head = b""
        self._head_size = 0
        self._in_head = True
        self._body = None
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Give each head to the parser whole, mended and apart from its body: a body that is broken in
        the same packet then cannot hide the head."""
        if data and self._answered():
            self._leave()
            return
        while self._in_head and data:
            searched = max(0, len(self._head) - 3)
            data = self._head + data
            end = HEAD_END.search(data, searched)
            partial = end is None and data.startswith(_PREFIX[: len(data)])
            at = end.end() if end else len(data)
            if self._head_size + at > MAX_HEAD:
                self._refuse()
                return
            head, data = data[:at], data[at:]
            if partial:
                self._head = head
            else:
                self._head = b""
                self._head_size += at
                super().data_received(mended(head))
        if data:
            super().data_received(data)

    def _answered(self) -> bool:
        return self._body is not None and self._body.is_eof()

    def _leave(self) -> None:
        """What comes after an answer was not asked for (some servers say 408 to an idle connection before they close
        it), and would be taken for the answer to the next request."""
        self.force_close()
        if self.transport is not None:
            self.transport.close()

    def _refuse(self) -> None:
        self.set_exception(BadHttpMessage(f"head of more than {MAX_HEAD} bytes"))
        if self.transport is not None:
            self.transport.abort()

    def feed_data(self, data: tuple[Any, StreamReader], size: int = 0) -> None:
        """Called by the parser's owner with each whole head; 1xx answers are not the last one."""
        message, body = data
        if not 100 <= message.code < 200 or message.code == 101:
            self._in_head = False
            self._body = body
        super().feed_data(data, size)

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        """An error in the middle of a body ends the body too; aiohttp would wait for its deadline."""
        super().set_exception(exc, *cause)
        if self._body is not None and not self._body.is_eof() and self._body.exception() is None:
            self._body.set_exception(ClientPayloadError(str(exc)))

    def connection_lost(self, exc: BaseException | None) -> None:
        if isinstance(exc, ConnectionError) and self._body is not None and not self._body.is_eof():
            self.reset = True
        self._open_now.discard(self)
        super().connection_lost(exc)


class GuardedConnector(TCPConnector):
    """Connects to addresses that the policy permits, judged at the socket: after any lookup, literal or not."""

    def __init__(self, policy: AddressPolicy, **options: Any) -> None:
        super().__init__(socket_factory=partial(_guarded_socket, policy), **options)
        self._factory = partial(BoundedProtocol, self._loop, set())  # type: ignore[assignment]  # typed as aiohttp's own protocol


def _guarded_socket(policy: AddressPolicy, addr_info: AddrInfoType) -> socket.socket:
    """aiohttp calls this with the very address that it connects the returned socket to."""
    family, kind, protocol, _, address = addr_info
    refusal = policy.refusal(str(address[0]))
    if refusal is not None:
        raise RefusedSocketError(errno.EACCES, refusal)
    return socket.socket(family=family, type=kind, proto=protocol)


class WireResponse(ClientResponse):
    """Keeps what aiohttp forgets once the connection has gone back to the pool."""

    wire: BoundedProtocol

    @property
    def protocol(self) -> str:
        """The HTTP version as Scrapy spells it."""
        version = self.version or HttpVersion11
        return f"HTTP/{version.major}.{version.minor}"

    async def start(self, connection: Connection) -> ClientResponse:
        self.wire = cast(BoundedProtocol, connection.protocol)
        return await super().start(connection)
