"""The example's web: many hosts on one loopback port, with a name server of its own. Standard library alone.

Every folder in `pages/` is a host, every file in it a page. What a file cannot say (a status, a header, a
server that never answers) stands in `web.toml`. Nothing here is reachable from outside the machine.
"""

import asyncio
import contextlib
import socket
import struct
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

HERE = Path(__file__).parent
PAGES = HERE / "pages"
_LOOPBACK = "127.0.0.1"
_TYPES = {".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf"}
_NO_SUCH_NAME, _SERVER_FAILED = 3, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says at one address; the keys of an `[[answer]]` in web.toml."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    file: str | None = None
    charset: str = "utf-8"
    fill: int = 0
    """Bytes of filling that are put where the page has `<!-- filling -->`."""
    cut: bool = False
    """The body stops half-way, though its length was announced."""
    silent: bool = False
    """Nothing is answered until the visitor has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """`hosts` maps every host to where it is served, `name_server` knows all other names not to exist."""

    hosts: Mapping[str, str]
    name_server: str


@asynccontextmanager
async def serving() -> AsyncIterator[Web]:
    """Serve the web for as long as the block runs, on ports that are free now."""
    plan = tomllib.loads((HERE / "web.toml").read_text(encoding="utf-8"))
    answers = {entry["url"]: _answer(entry) for entry in plan["answer"]}
    loop = asyncio.get_running_loop()
    with socket.socket() as shut:
        shut.bind((_LOOPBACK, 0))  # bound and never listening: whoever connects is refused
        server = await asyncio.start_server(lambda r, w: _serve(r, w, answers), _LOOPBACK, 0)
        names, _ = await loop.create_datagram_endpoint(
            lambda: _NameServer(frozenset(plan["name_server_fails"])), local_addr=(_LOOPBACK, 0)
        )
        served = _place(server.sockets[0])
        hosts = dict.fromkeys([*(folder.name for folder in PAGES.iterdir()), *map(_host_of, answers)], served)
        hosts |= dict.fromkeys(plan["nobody_listens"], _place(shut)) | plan["leads_to"]
        try:
            yield Web(hosts=hosts, name_server=_place(names.get_extra_info("socket")))
        finally:
            names.close()
            server.close()


def _answer(entry: dict[str, Any]) -> Answer:
    return Answer(**{name: value for name, value in entry.items() if name != "url"})


def _host_of(url: str) -> str:
    return url.partition("/")[0]


def _place(bound: Any) -> str:
    address, port = bound.getsockname()
    return f"{address}:{port}"


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: Mapping[str, Answer]) -> None:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        request = await reader.readuntil(b"\n")
        if request.startswith(b"GET "):
            head = (request + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
            path = head[0].split()[1]
            host = next(line.partition(":")[2].strip() for line in head if line.lower().startswith("host:"))
            answer = answers.get(f"{host}{path}") or Answer()
            if answer.silent:
                await reader.read()
            else:
                writer.write(_bytes(answer, host, path))
        else:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
    writer.close()


def _bytes(answer: Answer, host: str, path: str) -> bytes:
    file = PAGES / host / (answer.file or _file_of(path))
    status, body = answer.status, b""
    if file.is_file():
        text = file.read_text(encoding="utf-8")
        body = text.replace("<!-- filling -->", "All quiet on the plot. " * (answer.fill // 23)).encode(answer.charset)
    elif status == HTTPStatus.OK and not answer.headers:
        status, body = HTTPStatus.NOT_FOUND, b"<!doctype html><title>404 Not Found</title><h1>Not Found</h1>\n"
    headers = {"Content-Type": _TYPES.get(file.suffix, _TYPES[".html"]), **answer.headers}
    headers |= {"Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {headers[name]}" for name in headers)]
    return "\r\n".join([*lines, "", ""]).encode() + (body[: len(body) // 2] if answer.cut else body)


def _file_of(path: str) -> str:
    path = path.partition("?")[0].lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


class _NameServer(asyncio.DatagramProtocol):
    """Says of every name that it does not exist, and of some that it cannot tell (RFC 1035, section 4.1.1)."""

    def __init__(self, failing: frozenset[str]) -> None:
        self._failing = failing

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode("ascii"))
            at += 1 + data[at]
        code = _SERVER_FAILED if ".".join(labels).lower() in self._failing else _NO_SUCH_NAME
        head = data[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, 0, 0, 0)
        self._transport.sendto(head + data[12 : at + 5], addr)
