"""Meta refresh by the steps of the HTML standard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.core.refresh import meta_refresh, parse_refresh


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("0;url=/a", (0, "/a")),
        ("0; URL = /a", (0, "/a")),
        ("5;/a", (5, "/a")),
        ("5 /a", (5, "/a")),
        ("5,url=/a", (5, "/a")),
        ("  3 ; url='/a b' ignored", (3, "/a b")),
        ('3;url="/a', (3, "/a")),
        ("3;'/a'b", (3, "/a")),
        ("1.9;url=/a", (1, "/a")),
        (".5;url=/a", (0, "/a")),
        ("0;u=/a", (0, "u=/a")),
        ("0;url /a", (0, "url /a")),
        ("0;url", (0, "url")),
        ("0;url=", (0, "")),
        ("7", (7, "")),
        ("7;", (7, "")),
        ("99999999999999999999;/a", (1_000_000_000, "/a")),
        ("", None),
        ("url=/a", None),
        ("-1;url=/a", None),
        ("5x;url=/a", None),
        ("; /a", None),
    ],
)
def test_content(content: str, found: tuple[int, str] | None) -> None:
    assert parse_refresh(content) == found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<META HTTP-EQUIV=Refresh CONTENT='0;url=/a'>", (0, "/a")),
        ("<body><p>x<meta http-equiv='REFRESH' content='2;/a'>", (2, "/a")),
        ("<meta http-equiv=refresh content=soon><meta http-equiv=refresh content='1;/b'>", (1, "/b")),
        ("<meta http-equiv=refresh content='1;/a'><meta http-equiv=refresh content='1;/b'>", (1, "/a")),
        ("<meta http-equiv=refresh content=300>", (300, "")),
        ("<noscript><meta http-equiv=refresh content='0;/nojs'></noscript>", None),
        ("<body><noscript><p><meta http-equiv=refresh content='0;/nojs'></noscript>", None),
        ("<meta http-equiv=refresh>", None),
        ("<meta name=refresh content='0;/a'>", None),
        ("<template><meta http-equiv=refresh content='0;/a'></template>", None),
        ("", None),
    ],
)
def test_page(html: str, found: tuple[int, str] | None) -> None:
    assert meta_refresh(LexborHTMLParser(html)) == found


@given(st.text())
def test_never_raises(content: str) -> None:
    found = parse_refresh(content)
    assert found is None or (found[0] >= 0 and found[1] in content)
