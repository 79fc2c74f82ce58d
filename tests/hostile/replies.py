"""What a hostile or confused server may say: whole answers, and scripts of bytes for what HTTP should never be."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import brotli
from backports import zstd

from tests.fakeweb import page
from tests.wire import Act

TARGET = "http://target.test/landing"
LINK = f'<a href="{TARGET}">the guide to anvils</a>'
GOOD = page(f"Do read {LINK} before you buy.", title="On anvils")
BARE = page("Nothing is linked here any more.", title="On anvils")
_MEBI = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in good HTTP: it is served from memory too."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else self.body.encode()

    def told(self) -> dict[str, str]:
        return {"Content-Type": "text/html; charset=utf-8", **self.headers}

    def raw(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} Whatever", f"Content-Length: {len(self.content())}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.told().items() if value]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.content()


@dataclass(frozen=True, slots=True)
class Wire:
    """Bytes and pauses as they stand; `steps` is called for each request."""

    steps: Callable[[], Iterable[bytes | Act]]


Answer = Reply | Wire


def redirect(to: str, status: int = 302) -> Reply:
    return Reply("", status, {"Location": to})


def typed(content_type: str, body: str | bytes = GOOD) -> Reply:
    return Reply(body, headers={"Content-Type": content_type})


def wire(*steps: bytes | Act) -> Wire:
    return Wire(lambda: steps)


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *lines)).encode() + b"\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def drip(first: bytes, piece: bytes) -> Wire:
    """`first` at once and then a little again and again, for as long as somebody listens."""

    def steps() -> Iterator[bytes | Act]:
        yield first
        while True:
            yield piece
            yield Act.PAUSE

    return Wire(steps)


def flood(first: bytes, piece: bytes) -> Wire:
    """`first` and then as much as the line takes."""

    def steps() -> Iterator[bytes | Act]:
        yield first
        while True:
            yield piece

    return Wire(steps)


def coded(coding: str, data: bytes) -> Wire:
    """A body in a Content-Encoding, of the right length."""
    return wire(head(f"Content-Encoding: {coding}", f"Content-Length: {len(data)}") + data)


def bombs() -> dict[str, Wire]:
    """Some kilobytes that unpack to 200 MB."""
    part, times = b"<p>boom</p>" * (_MEBI // 11), 200
    deflating = zlib.compressobj(9)
    deflated = b"".join(deflating.compress(part) for _ in range(times)) + deflating.flush()
    gzipping = zlib.compressobj(9, wbits=31)
    gzipped = b"".join(gzipping.compress(part) for _ in range(times)) + gzipping.flush()
    brotling = brotli.Compressor(quality=1)
    brotled = b"".join(brotling.process(part) for _ in range(times)) + brotling.finish()
    zstding = zstd.ZstdCompressor()
    zstded = b"".join(zstding.compress(part) for _ in range(times)) + zstding.flush()
    return {
        "bomb-deflate": coded("deflate", deflated),
        "bomb-gzip": coded("gzip", gzipped),
        "bomb-br": coded("br", brotled),
        "bomb-zstd": coded("zstd", zstded),
        "bomb-gzip-in-gzip": coded("gzip, gzip", gzip.compress(gzipped)),
    }
