"""Every page state, both ways: pages that are in the state, and real pages that only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.core.page_signals import Size, page_signals
from crawler.core.pagestate import page_state
from crawler.core.vocabulary import PageState
from tests.core.pagestate_cases import CHROME, SOURCE, Case, cases, signals_of, signatures

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    verdict = page_state(case.signals, signatures())
    assert verdict.state == case.expect, verdict.evidence
    assert case.evidence in verdict.evidence
    assert verdict.evidence
    assert "\n" not in verdict.evidence


def test_every_state_has_its_cases_and_every_name_is_its_own() -> None:
    assert {case.expect for case in CASES} == set(PageState)
    assert len({case.name for case in CASES}) == len(CASES)


MARKERS = st.sampled_from(
    [word for rule in signatures().telling[Size.TINY] if not rule.patterns for word in rule.words]
    + sorted(signatures().gone_phrases)
    + sorted(signatures().login_headings)
    + sorted(signatures().parking_hosts)
)


@given(st.lists(MARKERS, min_size=1, max_size=12))
def test_a_long_article_may_say_anything_in_its_text(words: list[str]) -> None:
    said = "".join(f"<p>Then it said: {word.replace('<', '&lt;')}, and no more.</p>" for word in words)
    page = "<title>What error pages say | Shop</title>{{header}}{{article}}" + said + "{{article}}{{footer}}"
    assert page_state(signals_of(page), signatures()).state is PageState.WHOLE


@given(
    st.binary(max_size=300),
    st.sampled_from([*range(199, 212), *range(300, 309), *range(400, 432), *range(500, 512), 999]),
    st.sampled_from([SOURCE, "https://other.example/", "http://[", "", "about:blank", "chrome-error://x/"]),
    st.sampled_from(["text/html", "", "text/plain", "image/png", ";;", "\x00"]),
)
def test_never_raises_and_only_200_is_whole(body: bytes, status: int, final: str, content_type: str) -> None:
    text = body.decode("latin-1")
    signals = page_signals(
        LexborHTMLParser(text),
        status=status,
        headers={"content-type": (content_type,)},
        source_url=SOURCE,
        final_url=final,
        body=body,
        html_text=text,
    )
    verdict = page_state(signals, signatures())
    assert verdict.evidence
    assert verdict.state is not PageState.WHOLE or status == 200


@given(st.lists(st.sampled_from([*CHROME.values(), "<", "<p", "<script>", "<!--", "</div>", "\x00", "<svg><title>x"])))
def test_never_raises_on_broken_markup(parts: list[str]) -> None:
    assert page_state(signals_of("".join(parts)), signatures()).evidence


def test_nothing_was_parsed() -> None:
    signals = page_signals(
        None,
        status=200,
        headers={"content-type": ("application/pdf",)},
        source_url=SOURCE,
        final_url=SOURCE,
        body=b"%PDF-1.7",
        html_text="",
    )
    assert page_state(signals, signatures()).state is PageState.NOT_HTML


@pytest.mark.parametrize("status", [*range(201, 600), 999])
def test_no_status_but_200_makes_a_page_whole(status: int) -> None:
    page = "<title>Anvils</title>{{header}}{{article}}{{footer}}"
    assert page_state(signals_of(page, status=status), signatures()).state is not PageState.WHOLE
