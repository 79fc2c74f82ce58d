"""Content codings undone: whole, stacked, cut, corrupt, lied about, and far too large."""

import bz2
import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd

from crawler.downloader.decompress import Decompressed, decompress

LIMIT = 10_000_000
PAGE = b"<html>" + random.Random(1).randbytes(200_000).hex().encode() + b"</html>"


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


def brotlied(data: bytes) -> bytes:
    return brotli.compress(data, quality=4)


CODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", brotlied),
    "zstd": ("zstd", zstd.compress),
}


@pytest.mark.parametrize("name", CODERS)
@pytest.mark.parametrize("data", [PAGE, b"x", b""], ids=["page", "byte", "nothing"])
def test_whole(name: str, data: bytes) -> None:
    coding, encode = CODERS[name]
    assert decompress(encode(data), coding, LIMIT) == Decompressed(body=data)


@pytest.mark.parametrize("name", CODERS)
def test_cut_gives_what_there_was(name: str) -> None:
    coding, encode = CODERS[name]
    coded = encode(PAGE)
    result = decompress(coded[: len(coded) * 3 // 4], coding, LIMIT)
    assert not result.complete
    assert len(PAGE) // 2 < len(result.body) < len(PAGE)
    assert PAGE.startswith(result.body)


@pytest.mark.parametrize("name", CODERS)
@pytest.mark.parametrize("text", [b"<!doctype html><p>plain</p>", b"\n\n <html>" + PAGE], ids=["short", "long"])
def test_plain_markup_under_a_coding_it_does_not_have(name: str, text: bytes) -> None:
    assert decompress(text, CODERS[name][0], LIMIT) == Decompressed(body=text)


@pytest.mark.parametrize("name", CODERS)
def test_bombs_are_cut_in_bounded_memory(name: str) -> None:
    coding, encode = CODERS[name]
    bomb = encode(bytes(60_000_000))
    tracemalloc.start()
    result = decompress(bomb, coding, 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(result.body), result.complete, result.too_large) == (1_000_000, False, True)
    assert peak < 8_000_000


def test_a_bomb_in_a_bomb() -> None:
    bomb = gzip.compress(gzip.compress(bytes(60_000_000)))
    assert decompress(bomb, "gzip, gzip", 1_000_000).too_large


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_corrupt_in_the_middle(coding: str) -> None:
    coded = bytearray(CODERS[coding][1](PAGE))
    coded[len(coded) // 2 : len(coded) // 2 + 64] = bytes(64)
    result = decompress(bytes(coded), coding, LIMIT)
    assert not result.complete
    assert result.body


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("text", [PAGE, b"<p>short</p>"], ids=["page", "short"])
def test_a_wrong_checksum_takes_nothing_away_but_the_trust(coding: str, text: bytes) -> None:
    coded = CODERS[coding][1](text)[:-4] + b"\x01" * 4
    assert decompress(coded, coding, LIMIT) == Decompressed(body=text, complete=False)
    if coding == "gzip":
        assert decompress(gzip.compress(b"first") + coded, coding, LIMIT).body == b"first" + text


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_stands_before_a_fault_is_kept_to_the_last_byte(coding: str) -> None:
    words = b" ".join(b"word%d" % number for number in range(3_000))
    coded = bytearray(CODERS[coding][1](words))
    coded[len(coded) // 2 :] = b"\xff" * 200
    result = decompress(bytes(coded), coding, LIMIT)
    assert not result.complete
    assert words.startswith(result.body[:7_000])
    assert len(result.body) > 7_000


@pytest.mark.parametrize("name", ["gzip", "deflate", "raw deflate", "zstd"])
def test_bytes_after_the_end_are_ignored(name: str) -> None:
    coding, encode = CODERS[name]
    assert decompress(encode(PAGE) + b"trailing garbage", coding, LIMIT) == Decompressed(body=PAGE)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_members_follow_each_other(name: str) -> None:
    coding, encode = CODERS[name]
    assert decompress(encode(PAGE) + encode(b"more"), coding, LIMIT).body == PAGE + b"more"


def test_codings_are_undone_last_first() -> None:
    assert decompress(brotlied(gzip.compress(PAGE)), " gzip ,BR", LIMIT) == Decompressed(body=PAGE)


@pytest.mark.parametrize("coding", ["", "identity", "bzip2", "utf-8", ",,"])
def test_what_nobody_knows_is_left_as_it_is(coding: str) -> None:
    body = bz2.compress(PAGE)
    assert decompress(body, coding, LIMIT) == Decompressed(body=body)


def test_a_plain_body_has_the_limit_too() -> None:
    assert decompress(b"abc", "identity", 2) == Decompressed(body=b"ab", too_large=True)
