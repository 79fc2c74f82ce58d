"""Servers on loopback that say exactly the bytes a test gives them: HTTP as it should never be, and DNS."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Iterable
from enum import Enum, auto
from typing import cast


class Act(Enum):
    """What a server may do between bytes."""

    PAUSE = auto()
    """Let the bytes so far go out as a packet of their own."""
    HOLD = auto()
    """Say nothing more until the client has gone."""
    RESET = auto()
    """End the connection with a TCP reset."""


Script = Iterable[bytes | Act]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


class WireServer:
    """Keeps what reaches it: the addresses it was `reached` at, the `requests` as they came, bytes `sent`."""

    def __init__(self, script: Script | Callable[[bytes], Script]) -> None:
        self._script = script
        self.port = 0
        self.reached: list[str] = []
        self.requests: list[bytes] = []
        self.sent = 0

    @property
    def connections(self) -> int:
        return len(self.reached)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached.append(writer.get_extra_info("sockname")[0].removeprefix("::ffff:"))
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(request)
                for step in self._script(request) if callable(self._script) else self._script:
                    await self._take(step, reader, writer)
                if not self._keeps_alive(request):
                    break
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    @staticmethod
    def _keeps_alive(request: bytes) -> bool:
        return request.startswith((b"GET /again", b"HEAD "))

    async def _take(self, step: bytes | Act, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match step:
            case Act.PAUSE:
                await asyncio.sleep(0.03)
            case Act.HOLD:
                await reader.read()
            case Act.RESET:
                await asyncio.sleep(0.03)
                raw = writer.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
                raise ConnectionResetError
            case bytes():
                writer.write(step)
                self.sent += len(step)
                await writer.drain()


@contextlib.asynccontextmanager
async def serving(
    script: Script | Callable[[bytes], Script], *, tls: ssl.SSLContext | None = None, everywhere: bool = False
) -> AsyncIterator[WireServer]:
    """A `WireServer` that follows the script for each request; `everywhere` only inside a namespace."""
    wire = WireServer(script)
    if everywhere:
        listener = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1000)
    else:
        listener = socket.create_server(("127.0.0.1", 0), backlog=1000)
    server = await asyncio.start_server(wire.serve, sock=listener, ssl=tls)
    wire.port = listener.getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        tasks = [
            task for task in asyncio.all_tasks() if getattr(task.get_coro(), "__qualname__", "") == "WireServer.serve"
        ]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


Answer = tuple[int, list[str]] | None
"""A DNS answer: response code (0 no error, 2 server failure, 3 no such name, 5 refused) and addresses;
`None` is silence."""


class DnsServer(asyncio.DatagramProtocol):
    """Answers A and AAAA questions as a test says; `asked` keeps them."""

    def __init__(self, answer: Callable[[str, str], Answer]) -> None:
        self._answer = answer
        self.asked: list[tuple[str, str]] = []
        self.address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.address = "{}:{}".format(*transport.get_extra_info("sockname"))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += 1 + data[at]
        kind = {1: "A", 28: "AAAA"}[struct.unpack(">H", data[at + 1 : at + 3])[0]]
        name = ".".join(labels)
        self.asked.append((name, kind))
        answer = self._answer(name, kind)
        if answer is not None:
            self._transport.sendto(_packed(data[:2], data[12 : at + 5], *answer), addr)


def _packed(number: bytes, question: bytes, code: int, addresses: list[str]) -> bytes:
    records = b""
    for address in addresses:
        raw = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
        records += b"\xc0\x0c" + struct.pack(">HHIH", 28 if ":" in address else 1, 1, 0, len(raw)) + raw
    return number + struct.pack(">HHHHH", 0x8180 | code, 1, len(addresses), 0, 0) + question + records


@contextlib.asynccontextmanager
async def naming(answer: Callable[[str, str], Answer]) -> AsyncIterator[DnsServer]:
    """A `DnsServer` on loopback; its `address` fits BACKLINK_DNS_SERVERS."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(lambda: DnsServer(answer), local_addr=("127.0.0.1", 0))
    try:
        yield server
    finally:
        transport.close()
