"""Signs that a browser would show more, and what is no such sign."""

import pytest

from crawler.core.app_shell import browser_hint
from tests.core.pagestate_cases import signals_of

TARGET = "target.example"
PAGE = "<title>Anvils</title>{{header}}{{article}}{part}{{footer}}"


def hint(part: str, **row: object) -> str | None:
    return browser_hint(signals_of(PAGE.replace("{part}", part), **row), [TARGET])


@pytest.mark.parametrize(
    ("part", "holder"),
    [
        ("<script>render('https://target.example/x')</script>", "a script"),
        ("<script type=module>import x from 'y'; add('//target.example')</script>", "a script"),
        ('<script type="application/json">{"url":"https:\\/\\/target.example\\/x"}</script>', "a script"),
        ('<script id=__NEXT_DATA__ type=\'application/json\'>{"u":"target.example"}</script>', "a script"),
        ("<template><a href='https://target.example/'>x</a></template>", "a <template>"),
        ("<textarea class=lazy><a href='https://target.example/'>x</a></textarea>", "a <textarea>"),
        ("<div data-href='https://target.example/x'>x</div>", "the attribute data-href"),
        ('<div data-props=\'{"href":"https://target.example/x"}\'></div>', "the attribute data-props"),
        ("<span onclick=\"location='https://target.example/'\">x</span>", "the attribute onclick"),
        ("<router-link to=https://target.example/>x</router-link>", "the attribute to"),
        ("<a :href='\"https://target.example/\"'>x</a>", "the attribute :href"),
        ("<div data-html='&lt;a href=&quot;https://target.example/&quot;&gt;x'></div>", "the attribute data-html"),
    ],
)
def test_what_a_script_may_turn_into_a_link(part: str, holder: str) -> None:
    assert hint(part) == f"{TARGET} stands in {holder}"


@pytest.mark.parametrize(
    "part",
    [
        "<p>They trade as target.example in the old town.</p>",
        "<!-- target.example -->",
        "<a href='https://target.example/other'>x</a>",
        "<link rel=dns-prefetch href=//target.example>",
        "<img src=https://target.example/a.png>",
        '<script type=\'application/ld+json\'>{"sameAs":"https://target.example"}</script>',
        "<script>menu()</script><p>target.example</p>",
        "<p data-x='1'>target.example</p>",
        "<p title='target.example'>x</p>",
    ],
)
def test_what_a_browser_shows_as_it_is(part: str) -> None:
    assert hint(part) is None


def test_a_second_place_counts_where_the_first_does_not() -> None:
    assert hint("<p>target.example</p><script>add('target.example')</script>") is not None


def test_a_shell_needs_no_name() -> None:
    shell = "<title>Shop</title><div id=root></div><script src=a.js></script>"
    assert browser_hint(signals_of(shell), []) == "0 characters of text beside 1 scripts"


@pytest.mark.parametrize("row", [{"rendered": True}, {"status": 404}, {"headers": {"content-type": "image/png"}}])
def test_nothing_to_ask_a_browser_for(row: dict[str, object]) -> None:
    signals = signals_of("not html <script>add('target.example')</script>", **row)
    assert browser_hint(signals, [TARGET]) is None


def test_hostile_repetition_ends() -> None:
    part = "<p " + "a=target.example " * 20_000 + ">"
    assert hint(part) is None
