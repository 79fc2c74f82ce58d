"""The facts of a page's head, and the addresses that it resolves."""

import pytest

from crawler.core.document import Document, parse

URL = "https://blog.example/dir/post"


def page(html: str, charset: str = "utf-8") -> Document:
    return parse(html, URL, charset)


@pytest.mark.parametrize(
    ("head", "headers", "canonical"),
    [
        ("", [], None),
        ("<link rel=canonical href=other>", [], "https://blog.example/dir/other"),
        ("<link rel='Alternate CANONICAL' href=/x>", [], "https://blog.example/x"),
        ("<base href=https://b.example/><link rel=canonical href=x>", [], "https://b.example/x"),
        ("<link rel=canonical href=/a><link rel=canonical href=/b>", [], None),
        ("<link rel=canonical href=/a><link rel=canonical href=https://blog.example/a>", [], "https://blog.example/a"),
        ("<body><link rel=canonical href=/a>", [], None),
        ("<noscript><img></noscript><link rel=canonical href=/a></head><body>", [], "https://blog.example/a"),
        ("<noscript><link rel=canonical href=/no></noscript></head>", [], None),
        ("", ['<https://c.example/>; rel="canonical"'], "https://c.example/"),
        ("", ["</x.css>; rel=preload; as=style, < /y >; Rel='canonical'"], "https://blog.example/y"),
        ("", ['<a>; title="x, <b>; rel=canonical"; rel=next'], None),
        ("<link rel=canonical href=/a>", ["</b>; rel=canonical"], None),
        ("", ["<" + " " * 4000, "<a>;" * 1000, '<a>;"' * 1000], None),
        ("<link rel=canonical href='http://['>", [], None),
    ],
)
def test_canonical(head: str, headers: list[str], canonical: str | None) -> None:
    assert page(f"<!doctype html><html><head>{head}").canonical(headers) == canonical


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=' DE-at '>", "de-at"),
        ("<html><meta http-equiv=Content-Language content=pl>", "pl"),
        ("<html lang=''><meta http-equiv=content-language content=pl>", "pl"),
        ("<html>", None),
    ],
)
def test_language(html: str, language: str | None) -> None:
    assert page(html).language == language


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title> Anvils\n &amp; more </title><title>no</title>", "Anvils & more"),
        ("<body><svg><title>no</title></svg><title>late</title>", "late"),
        ("<title></title>", None),
        ("", None),
    ],
)
def test_title(html: str, title: str | None) -> None:
    assert page(html).title == title


@pytest.mark.parametrize(
    ("charset", "href", "expected"),
    [
        ("utf-8", "?q=ü", "https://blog.example/dir/post?q=%C3%BC"),
        ("windows-1252", "/ü?q=ü#ü", "https://blog.example/%C3%BC?q=%FC#%C3%BC"),
        ("windows-1252", "?q=字", "https://blog.example/dir/post?q=%26%2323383%3B"),
        ("shift_jis", "?q=字", "https://blog.example/dir/post?q=%8E%9A"),
        ("windows-1252", "#a?q=ü", "https://blog.example/dir/post#a?q=%C3%BC"),
        ("utf-16le", "?q=ü", "https://blog.example/dir/post?q=%C3%BC"),
    ],
)
def test_a_query_is_escaped_in_the_pages_own_encoding(charset: str, href: str, expected: str) -> None:
    assert page("", charset).resolve(href) == expected
