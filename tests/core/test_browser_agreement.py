"""Our links against a real Chromium's, on pages of our own and of other link checkers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.browser_agreement import Browser, browser, differences, our_links
from crawler.core.charset import decode
from crawler.core.charset_labels import ENCODING_OF, ONE_BYTE
from crawler.core.urls import resolve
from crawler.core.xhtml import for_html
from tests.chromium import chromium
from tests.core.link_cases import Case, cases

DATA = Path(__file__).parents[1] / "data"
FIXTURES = sorted([*(DATA / "lychee").glob("*.html"), *(DATA / "linkinator").glob("*.html")])
ODD = [
    *(
        "http:",
        "https:",
        "//",
        "/",
        "\\",
        ":",
        "?",
        "#",
        "@",
        ".",
        "..",
        "\t",
        "\n",
        " ",
        "%2e",
        "%",
        "a",
        "ü",
        "&copy",
        "&amp;",
    ),
    *(
        "a.example",
        "x/y",
        "^",
        "[",
        "]",
        "'",
        "\u00a0",
        "\u3002",
        "bücher.example",
        "xn--",
        "1.2",
        "0x7f",
        ":80",
        "ﬀ",
    ),
]
MARKUP = [
    *(
        "<a href=/1>",
        "<a href='/2' href=/3>",
        "</a>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
    ),
    *(
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<foreignObject>",
        "<select>",
        "<option>",
        "</select>",
    ),
    *(
        "<button>",
        "</button>",
        "<nobr>",
        "<h1>",
        "</h1>",
        "<br>",
        "</br>",
        "<form>",
        "</form>",
        "<ul>",
        "<li>",
        "</ul>",
        "text",
        " ",
    ),
    *(
        "<a xlink:href=/4>",
        "<area href=/5>",
        "<!-- <a href=/6> -->",
        "<style>",
        "</style>",
        "<title>",
        "</title>",
        "<object>",
    ),
    *(
        "<template>",
        "</template>",
        "<iframe>",
        "</iframe>",
        "<noscript>",
        "</noscript>",
        "<ruby>",
        "<rp>(</rp>",
        "<rt>",
        "<a",
        "<",
    ),
    *(
        "<span hidden>",
        "<span style='display:none'>",
        "</span>",
        "<dl>",
        "<dd>",
        "<base href=/base/>",
        "<html>",
        "<body>",
        "<head>",
    ),
]

KNOWN_TO_DIFFER = {"koi8-u": {"╝", "╬"}, "windows-1255": {"\ufffd"}}
"""Letters (three in all) that Python's codec has otherwise than the standard."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser(chromium()) as opened:
        yield opened


def header_of(case: Case) -> str:
    return str(case.expected.get("headers", {}).get("content-type", "text/html"))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_golden_page(case: Case, page: Browser) -> None:
    if case.name == "charset-broken-utf8":
        pytest.skip("nothing declares its encoding, and Chromium's guess is another than ours")
    header = header_of(case)
    ours = our_links(case.url, for_html(case.body.decode("latin-1"), header).encode("latin-1"), header)
    assert list(differences(ours, page.links(case.url, case.body, header))) == []


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture_of_another_link_checker(path: Path, page: Browser) -> None:
    url, body = "https://fixture.example/dir/page.html", path.read_bytes()
    assert list(differences(our_links(url, body), page.links(url, body))) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MARKUP), max_size=25).map("".join))
def test_any_markup(page: Browser, html: str) -> None:
    url, body, header = "https://odd.example/", b"<!doctype html>" + html.encode(), "text/html; charset=utf-8"
    ours, theirs = our_links(url, body, header), page.links(url, body, header)
    assert [(link.href, link.url) for link in ours] == [(link.href, link.url) for link in theirs]


# Three things are left out: Chromium escapes "|" in a path, the standard does not (a comparison of pages takes both
# for one); Chromium lets a space into a host, where the standard has no address at all; and it escapes an apostrophe
# in a user's name, which no comparison looks at.
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(ODD), max_size=6).map("".join), min_size=20, max_size=40))
def test_any_address(page: Browser, hrefs: list[str]) -> None:
    script = "hrefs => hrefs.map(href => { try { return new URL(href, 'https://b.example/d/p?q').href } catch { return null } })"
    theirs: list[Any] = page.evaluate(script, hrefs)
    wrong = {
        href: (resolve(href, "https://b.example/d/p?q"), seen)
        for href, seen in zip(hrefs, theirs, strict=True)
        if resolve(href, "https://b.example/d/p?q") != seen and not re.match(r"https?://[^/]*%2[07]", seen or "")
    }
    assert wrong == {}


def test_every_byte_of_every_one_byte_encoding(page: Browser) -> None:
    """By the label, so that what a label means is compared as well."""
    script = "label => new TextDecoder(label).decode(new Uint8Array([...Array(256).keys()]))"
    every = bytes(range(256))
    for label, name in ENCODING_OF.items():
        if name in ONE_BYTE:
            text = decode(every, f"text/html; charset={label}").text
            wrong = {ours for ours, seen in zip(text, page.evaluate(script, label), strict=True) if ours != seen}
            assert wrong == KNOWN_TO_DIFFER.get(name, set()), label


def test_every_label_names_what_it_names_in_chromium(page: Browser) -> None:
    script = "label => new TextDecoder(label).encoding"
    assert {label: page.evaluate(script, label) for label in ENCODING_OF} == dict(ENCODING_OF)
