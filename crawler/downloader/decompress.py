"""Content-Encoding undone in bounded memory, never raising: what a hostile or broken body still holds.

A body that ends early gives what it held with `complete=False`; one that claims a coding it does not
have is taken as it stands, as browsers do for the commonest lie (`gzip` over plain HTML); a bomb is
cut at `limit` bytes of output. Trailing bytes after a finished stream are ignored (RFC 1952 lets
gzip members follow each other, so those are read on).
"""

import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import brotli
from backports import zstd
from isal import igzip_lib, isal_zlib

_STEP = 256 * 1024
"""Most bytes of output asked for at once: memory stays within `limit` and one step."""

_SLICE = 4096

_GZIP, _ZLIB, _RAW = 31, 15, -15
"""What a deflate stream is wrapped in, as zlib's `wbits`."""

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

_MAX_CODINGS = 4
"""Stacked codings undone; no honest server stacks more than two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decompressed:
    """`complete` is false where the coded stream broke off or is corrupt; `too_large` where we cut it."""

    body: bytes
    complete: bool = True
    too_large: bool = False


class _NotCodedError(Exception):
    """The body does not begin as the named coding does."""


def decompress(body: bytes, content_encoding: str, limit: int) -> Decompressed:
    """Undo the codings of a Content-Encoding header, the last applied first (RFC 9110, section 8.4).

    >>> decompress(b"plain", "gzip", 100)
    Decompressed(body=b'plain', complete=True, too_large=False)
    """
    complete = True
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    for coding in reversed(codings[-_MAX_CODINGS:]):
        decode = _DECODERS.get(coding)
        if decode is None or not body:
            continue
        try:
            decoded = decode(body, limit)
        except _NotCodedError:
            continue
        if decoded.too_large:
            return decoded
        if not decoded.complete and body.lstrip()[:1] == b"<":
            continue  # markup that a decoder without a magic number took for its own
        complete = complete and decoded.complete
        body = decoded.body
    return Decompressed(body=body[:limit], complete=complete, too_large=len(body) > limit)


def _gunzip(body: bytes, limit: int) -> Decompressed:
    if body[:2] != b"\x1f\x8b":
        raise _NotCodedError
    return _inflate(body, limit, wbits=_GZIP)


def _undeflate(body: bytes, limit: int) -> Decompressed:
    """`deflate` means zlib (RFC 9110, section 8.4.1.2), but some servers send it raw."""
    if _is_zlib(body):
        return _inflate(body, limit, wbits=_ZLIB)
    return _inflate(body, limit, wbits=_RAW)


def _is_zlib(body: bytes) -> bool:
    """Whether a zlib header stands there (RFC 1950, section 2.2)."""
    return len(body) >= 2 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _inflate(body: bytes, limit: int, *, wbits: int) -> Decompressed:
    parts: list[bytes] = []
    size = 0
    while body:
        member, whole = body, len(parts)
        stream = isal_zlib.decompressobj(wbits)
        while not stream.eof:
            try:
                part = stream.decompress(body, _STEP)
            except igzip_lib.IsalError:  # type: ignore[misc]  # its stubs have no base class for it
                return _broken(parts if wbits == _RAW else [*parts[:whole], _salvaged(member, wbits, limit)])
            parts.append(part)
            size += len(part)
            if size > limit:
                return _cut(parts, limit)
            body = stream.unconsumed_tail
            if not stream.eof and not body and len(part) < _STEP:
                return Decompressed(body=b"".join(parts), complete=False)
        body = stream.unused_data
        if wbits != _GZIP or body[:2] != b"\x1f\x8b":
            break
    return Decompressed(body=b"".join(parts))


def _salvaged(body: bytes, wbits: int, limit: int) -> bytes:
    """All that stands before the fault in a stream: the fast decoder drops what it had of the step with the fault,
    and most pages are one step. A wrong checksum at its very end drops nothing; browsers do not look at it."""
    stream = zlib.decompressobj(wbits)
    found = bytearray()
    for place in range(0, len(body), _SLICE):
        fed, before = body[place : place + _SLICE], stream.copy()
        try:
            found += stream.decompress(fed)
        except zlib.error:
            with suppress(zlib.error):
                for byte in range(len(fed)):
                    found += before.decompress(fed[byte : byte + 1])
            break
        if len(found) > limit:
            break
    return bytes(found[:limit])


def _unbrotli(body: bytes, limit: int) -> Decompressed:
    """Fed in slices, because an error takes with it all that its own call had decoded."""
    stream = brotli.Decompressor()
    parts: list[bytes] = []
    size = fed = 0
    part = b""
    while not stream.is_finished():
        data = b""
        if len(part) < _STEP and stream.can_accept_more_data():
            data = body[fed : fed + _SLICE]
            fed += len(data)
            if not data:
                break
        try:
            part = stream.process(data, output_buffer_limit=_STEP)
        except brotli.error:
            return _broken(parts)
        parts.append(part)
        size += len(part)
        if size > limit:
            return _cut(parts, limit)
    return Decompressed(body=b"".join(parts), complete=stream.is_finished())


def _unzstd(body: bytes, limit: int) -> Decompressed:
    """Frames may follow each other (RFC 8878, section 3.1)."""
    parts: list[bytes] = []
    size = 0
    while body[:4] == _ZSTD_MAGIC:
        stream = zstd.ZstdDecompressor()
        while not stream.eof:
            try:
                part = stream.decompress(body, _STEP)
            except zstd.ZstdError:
                return _broken(parts)
            body = b""
            parts.append(part)
            size += len(part)
            if size > limit:
                return _cut(parts, limit)
            if not stream.eof and stream.needs_input:
                return Decompressed(body=b"".join(parts), complete=False)
        body = stream.unused_data
    if not parts:
        raise _NotCodedError
    return Decompressed(body=b"".join(parts))


def _broken(parts: list[bytes]) -> Decompressed:
    """A stream that is corrupt from its first step on was never coded; later it is a broken one."""
    if not any(parts):
        raise _NotCodedError
    return Decompressed(body=b"".join(parts), complete=False)


def _cut(parts: list[bytes], limit: int) -> Decompressed:
    return Decompressed(body=b"".join(parts)[:limit], complete=False, too_large=True)


_DECODERS: dict[str, Callable[[bytes, int], Decompressed]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
