"""What is a page and what is not, and whether its source goes to its end."""

import random
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.charset import decode
from crawler.core.sniff import cut_off, essence, noise, other_format


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("text/html; charset=utf-8", "anything at all"),
        ("TEXT/HTML", "<p>"),
        ("application/xhtml+xml", "<?xml version='1.0'?><html xmlns='x'>"),
        ("text/xml", "<?xml version='1.0'?><!-- x --><html xmlns='x'>"),
        ("text/plain", "\ufeff\n<!DOCTYPE html><p>"),
        ("text/plain", "<!-- first --><p>text"),
        (None, "<a href=x>"),
        ("application/octet-stream", "<TABLE border=1>"),
        ("image/png", "<!doctype HTML><title>x</title>"),
    ],
)
def test_a_page(content_type: str | None, text: str) -> None:
    assert other_format(content_type, text.encode()[:16], text) is None


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("text/plain", "plain words with a <b>tag</b>"),
        (None, "plain words"),
        ("image/png", "<p>"),
        ("application/json", "{}"),
        ("text/html", '[{"a": 1}]'),
        ("text/html", "<?xml version='1.0'?><urlset>"),
        ("text/xml", "<?xml version='1.0'?><rss>"),
        ("text/html", "%PDF-1.7"),
        ("text/css", "a{}"),
        ("text/plain", "<abbr>"),
    ],
)
def test_no_page(content_type: str | None, text: str) -> None:
    assert other_format(content_type, text.encode()[:16], text)


WORDS = "<!doctype html><title>Tools</title><p>Sharp <a href='http://a.test/'>tools</a> for the garden.</p>"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", random.Random(1).randbytes(3_000)),
        ("text/html; charset=utf-8", random.Random(2).randbytes(3_000)),
        ("text/html; charset=gb18030", random.Random(3).randbytes(3_000)),
        ("text/html; charset=utf-8", brotli.compress(WORDS.encode() * 9)),
        ("text/html; charset=utf-8", zlib.compress(WORDS.encode() * 9)),
        ("text/html", WORDS.encode("utf-16-le")),
        ("text/html", b"\xff\xfe\0\0" + WORDS.encode("utf-32-le")),
        ("text/html; charset=utf-32", WORDS.encode("utf-32-be")),
        ("text/html", WORDS.encode("cp037")),
        (None, b"\x00\x01\x02"),
    ],
)
def test_what_nobody_can_read(content_type: str | None, body: bytes) -> None:
    assert noise(decode(body, content_type).text)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html; charset=utf-8", ("<section>" + "Ключи и замки. " * 200 + "</section>").encode("cp1251")),
        ("text/html; charset=utf-8", ("<p>" + "Größe und Maß" * 200).encode("cp1252")),
        ("text/html", "Wörter ohne ein einziges Zeichen von HTML".encode("cp1252")),
        ("text/html", ("<center>" + "a\0b\0" * 9 + "</center>").encode()),
        ("text/html; charset=iso-2022-jp", "ただの言葉です。".encode("iso2022_jp")),
    ],
)
def test_what_is_only_mislabelled_or_odd(content_type: str, body: bytes) -> None:
    assert noise(decode(body, content_type).text) is None


def test_bytes_tell_where_the_text_cannot() -> None:
    assert other_format("text/html", b"\x89PNG\r\n", "\ufffdPNG") == "the bytes are an image"


@pytest.mark.parametrize(("value", "kind"), [(None, ""), ("Text/HTML ; charset=x", "text/html"), (";", "")])
def test_essence(value: str | None, kind: str) -> None:
    assert essence(value) == kind


@given(st.text(alphabet="<>!-? \nxmlhtdocype", max_size=2_000), st.sampled_from([None, "text/html", "text/xml"]))
def test_hostile_prologues_neither_raise_nor_hang(text: str, content_type: str | None) -> None:
    other_format(content_type, text.encode()[:16], text)


def test_many_comments_in_front_cost_no_more_than_their_length() -> None:
    assert other_format("text/plain", b"<!--", "<!--x-->" * 100_000) is None


@pytest.mark.parametrize(
    "source",
    [
        "<html><body><div><p>text</div></body></html>",
        "<HTML><BODY><DIV><DIV><P>text</BODY></HTML>",
        "<div><p>text</div>",
        "<div><p>a fragment",
        "<p>text",
        "<p>a < b",
        "<script>x</script>",
        "",
        "<html><body><div><div><p>text</html>" + "<!-- log -->" * 1_000,
    ],
)
def test_read_to_its_end(source: str) -> None:
    assert cut_off(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "<div><p>text <a href='/x",
        "<div><p>text</",
        "<p>text<script>var a = 1;",
        "<html><body><div><main><p>text",
        "<html><body><div><p>text",
        "<p>text<style>p {",
        "<table><tr><td><table><tr><td>x",
    ],
)
def test_cut(source: str) -> None:
    assert cut_off(source)
