"""What is gathered from a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.core.page_signals import Size, page_signals
from tests.core.pagestate_cases import SOURCE, signals_of


def test_headings() -> None:
    page = (
        "<title> A\n title </title><meta name=Description content=' What it is '><h1>One <b>two</b></h1><h1>Three</h1>"
    )
    assert signals_of(page).headings == ("A title", "One two", "Three", "What it is")


def test_a_title_in_the_body_but_not_that_of_an_image() -> None:
    assert signals_of("<body><svg><title>Logo</title></svg><p>x<title>Late</title>").title == "Late"


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>hidden()</script>",
        "<style>.hidden{}</style>",
        "<noscript><p>hidden</p><style>hidden</style></noscript>",
        "<template><p>hidden</p></template>",
        "<select><option>hidden<option>more hidden</select>",
        "<textarea>hidden</textarea>",
        "<svg><style>hidden</style></svg>",
        "<noscript><select><option>hidden</select></noscript>",
        "<script></script><style>hidden</style>",
    ],
)
def test_visible_text(hidden: str) -> None:
    signals = signals_of(f"<div>before {hidden} between {hidden}{hidden} after <b>hid</b>den")
    assert signals.text.split() == ["before", "between", "after", "hid", "den"]
    assert signals.chars == len("beforebetweenafterhidden")


def test_prose_is_what_stands_outside_links() -> None:
    signals = signals_of("<p>words <a href=x>in a link</a> and <a>none</a> words" * 30)
    assert signals.prose == 30 * len("wordsandwords")


@pytest.mark.parametrize(
    ("html", "size"),
    [
        ("<p>few words", Size.TINY),
        ("{{header}}{{header}}{{header}}<p>few words", Size.THIN),
        ("{{header}}<p>few words, but more of them than the tiniest page has" + " and more" * 40, Size.BARE),
        ("{{article}}", Size.SHORT),
        ("{{article}}{{article}}", Size.LONG),
    ],
)
def test_size(html: str, size: Size) -> None:
    assert signals_of(html).size is size


def test_dense_scripts_weigh_more() -> None:
    assert signals_of("<p>" + "abc" * 300).size is Size.BARE
    assert signals_of("<p>" + "鍛冶屋" * 300).size is Size.SHORT


@pytest.mark.parametrize(
    ("html", "field"),
    [
        ("<input type=PASSWORD>", "password_field"),
        ("<script src=a.js></script><script type=module></script>", "scripts"),
        ("<frameset><frame src=x></frameset>", "frameset"),
        ("<iframe src=x></iframe>", "frames"),
        ("<div id=root> </div>", "empty_mount"),
        ("<p><noscript>Turn it on</noscript>", "noscript"),
        ("<img src=x>", "media"),
    ],
)
def test_what_short_pages_are_asked(html: str, field: str) -> None:
    assert getattr(signals_of(html), field)
    assert not getattr(
        signals_of("<p>password</p><div id=root>x</div><script type='application/json'>{}</script>"), field
    )


def test_redirected() -> None:
    assert not signals_of("x").redirected
    assert not signals_of("x", url=SOURCE, headers={}).redirected
    assert signals_of("x", final="https://shop.example/").redirected


@given(
    st.lists(
        st.sampled_from(
            [
                "<script>",
                "</script>",
                "<svg>",
                "</svg>",
                "<noscript>",
                "</noscript>",
                "<p>",
                "word ",
                "<select>",
                "<a href=x>",
            ]
        )
    )
)
def test_any_nesting_of_hidden_parts(parts: list[str]) -> None:
    html = "".join(parts)
    signals = page_signals(
        LexborHTMLParser(html),
        status=200,
        headers={},
        source_url=SOURCE,
        final_url=SOURCE,
        body=html.encode(),
        html_text=html,
    )
    assert set(signals.text.split()) <= {"word"}
    assert 0 <= signals.prose <= signals.chars <= 4 * html.count("word")
