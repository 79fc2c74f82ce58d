"""What is a page and what is not, and whether its source goes to its end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.sniff import cut_off, essence, other_format


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
