"""The probe of a surely missing neighbour, which settles a doubt."""

import pytest

from crawler.core.pagestate import page_state
from crawler.core.soft404 import probe_verdict
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
