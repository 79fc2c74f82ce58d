"""Bytes to text: what declares an encoding, which one a label names, and that nothing is swallowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.charset import decode, encoding_of
from crawler.core.charset_labels import CODECS, ENCODING_OF

META = b"<!doctype html><meta charset=windows-1251><p>"


@pytest.mark.parametrize(
    ("body", "header", "charset", "declared_by"),
    [
        (b"\xef\xbb\xbf" + META, "text/html; charset=koi8-r", "utf-8", "bom"),
        (b"\xff\xfex\x00", None, "utf-16le", "bom"),
        (b"\xfe\xff\x00x", None, "utf-16be", "bom"),
        (META, "text/html; charset=koi8-r", "koi8-r", "header"),
        (META, 'text/html;charset="UTF-8"', "utf-8", "header"),
        (META, "text/html; charset=iso_8859-2:1987; x=y", "iso-8859-2", "header"),
        (META, "text/html; charset=no-such-thing", "windows-1251", "meta"),
        (META, "text/html", "windows-1251", "meta"),
        (META, None, "windows-1251", "meta"),
        (b"<meta charset=x-user-defined>", None, "windows-1252", "meta"),
        (b"<meta charset=utf-16be>", None, "utf-8", "meta"),
        (b"<meta charset=nonsense><meta charset=gb2312>", None, "gbk", "meta"),
        (b'<meta name=description content="charset=koi8-r">', None, "utf-8", "guess"),
        (b"<!-- <meta charset=koi8-r> -->x", None, "utf-8", "guess"),
        (b"<head><title>" + b"x" * 3000 + b"</title><meta charset=koi8-r></head>", None, "koi8-r", "meta"),
        (b"<head></head><body>" + b"x" * 3000 + b"<meta charset=koi8-r>", None, "utf-8", "guess"),
        (b'<?xml version="1.0" encoding="ISO-8859-2"?><html>', None, "iso-8859-2", "xml"),
        (b"plain", None, "utf-8", "guess"),
        (b"", None, "utf-8", "guess"),
    ],
)
def test_what_declares_the_encoding(body: bytes, header: str | None, charset: str, declared_by: str) -> None:
    decoded = decode(body, header)
    assert (decoded.charset, decoded.declared_by) == (charset, declared_by)


TEXTS = {
    "windows-1251": "Привет, мир, это длинный текст о ссылках и наковальнях",
    "koi8-r": "Привет, мир, это длинный текст о ссылках и наковальнях",
    "shift_jis": "日本語のテキストです。リンクがここにあります。",
    "euc-jp": "日本語のテキストです。リンクがここにあります。",
    "gb18030": "中文网页的文本内容在这里，还有一个链接",
    "big5": "中文網頁的文本內容在這裡，還有一個鏈接",
    "euc-kr": "한국어 텍스트가 여기에 있습니다",
    "windows-1252": "größe über straße, naïve café où déjà",
    "utf-8": "größe über straße, Привет",
}


@pytest.mark.parametrize("charset", TEXTS)
def test_undeclared_text_is_guessed(charset: str) -> None:
    text = "<html><body><p>" + TEXTS[charset] * 4
    assert decode(text.encode(CODECS[charset]), "text/html").text == text


def test_a_few_broken_characters_leave_utf8_what_it_is() -> None:
    body = "ä€字".encode() * 20 + b"\xff tail"
    assert decode(body, None).text == "ä€字" * 20 + "\ufffd tail"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        (" Latin1\n", "windows-1252"),
        ("ascii", "windows-1252"),
        ("iso-8859-9", "windows-1254"),
        ("iso-8859-11", "windows-874"),
        ("x-sjis", "shift_jis"),
        ("ks_c_5601-1987", "euc-kr"),
        ("iso-8859-8-i", "iso-8859-8-i"),
        ("utf-7", None),
        ("utf-32", None),
        ("hz-gb-2312", None),
        ("", None),
        (None, None),
    ],
)
def test_labels_mean_what_the_web_means(label: str | None, name: str | None) -> None:
    assert encoding_of(label) == name


@pytest.mark.parametrize("name", [name for name in CODECS if not name.startswith("utf-16")])
@given(broken=st.binary(max_size=6))
def test_bytes_that_fit_nothing_swallow_no_markup(name: str, broken: bytes) -> None:
    """ISO-2022-JP may be switched to two-byte letters, which are meant to hide what follows."""
    if name == "iso-2022-jp" and b"\x1b" in broken:
        return
    text = decode(b"<p>" + broken + b'<a href="/x">link</a>', f"text/html; charset={name}").text
    assert text.startswith("<p>")
    assert text.endswith('<a href="/x">link</a>')


def test_every_label_has_a_codec() -> None:
    assert set(ENCODING_OF.values()) == set(CODECS)
    for label in ENCODING_OF:
        assert decode(b"x" * 4, f"text/html; charset={label}").declared_by == "header"


@given(
    st.binary(max_size=200),
    st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=\x00", ";;charset=="]),
)
def test_nothing_raises(body: bytes, header: str | None) -> None:
    assert decode(body, header).charset in CODECS
