"""The probe of a surely missing neighbour, which settles a doubt."""

import pytest

from crawler.core.pagestate import page_state
from crawler.core.soft404 import looks_bare, probe_verdict, says_little
from crawler.core.vocabulary import PageState
from tests.core.pagestate_cases import signals_of, signatures

MISSING = (
    "<title>Page not found | Shop</title>{{header}}<h1>Page not found</h1>"
    "<p>There is nothing at /{path}.</p>{{article}}{{article}}{{footer}}"
)
REAL = "<title>404 Not Found - HTTP | Reference</title>{{header}}<h1>404 Not Found</h1>{{article}}{{article}}{{footer}}"


def missing(path: str) -> str:
    return MISSING.replace("{path}", path)


def test_the_same_page_at_an_impossible_address() -> None:
    page, probe = signals_of(missing("guides/anvils")), signals_of(missing("guides/q8zx"))
    assert page_state(page, signatures()).state is PageState.MAYBE_SOFT_404
    assert probe_verdict(page, probe) is True


@pytest.mark.parametrize("status", [404, 410])
def test_a_server_that_knows_its_pages(status: int) -> None:
    assert probe_verdict(signals_of(REAL), signals_of(missing("x"), status=status)) is False


def test_another_page_at_an_impossible_address() -> None:
    assert probe_verdict(signals_of(REAL), signals_of(missing("x"))) is False


def test_the_same_title_over_another_text() -> None:
    other = MISSING.replace("{{article}}", "<p>Try the search, or write to us.</p>")
    assert probe_verdict(signals_of(missing("a")), signals_of(other)) is False


def test_both_were_sent_to_the_same_address() -> None:
    page, probe = (signals_of(f"<p>{word}", final="https://shop.example/sorry") for word in ("one", "two"))
    assert probe_verdict(page, probe) is True


@pytest.mark.parametrize(
    "probe",
    [
        signals_of("<title>Just a moment...</title>", status=403),
        signals_of("", status=200),
        signals_of("oops", status=500),
        signals_of("%PDF-1.4"),
        signals_of(MISSING, truncated=True),
        signals_of("<img src=x>"),
    ],
    ids=["refused", "empty", "broken", "document", "cut", "image"],
)
def test_a_probe_that_tells_nothing(probe: object) -> None:
    assert probe_verdict(signals_of(missing("a")), probe) is None  # type: ignore[arg-type]


def test_a_probe_that_was_sent_to_the_very_page_tells_nothing() -> None:
    """Many hosts send what they do not know to their home, which may be the claimed page."""
    home = signals_of("<title>Shop</title><p>Anvils.</p>", url="https://shop.example/")
    probe = signals_of("<title>Shop</title><p>Anvils.</p>", final="https://shop.example/")
    assert probe_verdict(home, probe) is None


DRESSED = "<title>Shop</title>{{header}}{{header}}<p>Steady on.</p>{{footer}}"


@pytest.mark.parametrize(
    ("html", "row", "expected"),
    [
        ("<p>Steady on.</p>", {"url": "https://shop.example/"}, True),
        (DRESSED, {}, True),
        (DRESSED, {"url": "https://shop.example/"}, False),
        (DRESSED, {"rendered": True}, False),
        ("<p>Steady on.</p>", {"rendered": True}, True),
        ("{{header}}{{paragraph}}{{paragraph}}{{paragraph}}{{paragraph}}{{footer}}", {}, True),
        ("{{header}}{{article}}{{article}}{{footer}}", {}, False),
    ],
    ids=["bare", "dressed", "a dressed home", "dressed, in a browser", "bare, in a browser", "short", "long"],
)
def test_what_is_held_against_a_neighbour(html: str, row: dict[str, object], expected: bool) -> None:
    assert looks_bare(PageState.WHOLE, signals_of(html, **row)) is expected
    assert not looks_bare(PageState.CHALLENGE, signals_of(html, **row))


def test_what_says_little() -> None:
    assert says_little(signals_of(DRESSED))
    assert not says_little(signals_of("{{header}}{{header}}{{paragraph}}{{paragraph}}{{footer}}"))
