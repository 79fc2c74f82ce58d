"""Reading config/signatures.toml: strict, and every mistake names its key path."""

import tomllib
from typing import Any

import pytest

from crawler.core.errors import PolicyError
from crawler.core.page_signals import Size
from crawler.core.pagestate import page_state
from crawler.core.signatures import Places, Where, folded, segments, signatures_from_toml
from crawler.core.vocabulary import PageState
from tests.core.pagestate_cases import ROOT, signals_of, signatures

MAPPING = tomllib.loads((ROOT / "config/signatures.toml").read_text("utf-8"))
RULE = {"name": "x", "state": "challenge", "where": "text", "has": ["y"]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": "blocked"}, "signature[0].state: 'blocked'"),
        ({"where": "body"}, "signature[0].where: 'body'"),
        ({"page": "small"}, "signature[0].page: 'small'"),
        ({"has": []}, "signature[0].has: expected a list of words"),
        ({"has": "y"}, "signature[0].has: expected a list of words"),
        ({"regex": ["z"]}, "signature[0]: expected exactly one of has, is, regex"),
        ({"strength": 1}, "signature[0].strength: unknown key"),
        ({"header": "server"}, "signature[0].header:"),
        ({"where": "header"}, "signature[0].header:"),
    ],
)
def test_a_mistake_in_a_signature_names_its_place(change: dict[str, Any], told: str) -> None:
    with pytest.raises(PolicyError) as caught:
        signatures_from_toml(MAPPING | {"signature": [RULE | change]})
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        (MAPPING | {"signature": [{**RULE, "is": ["y"]} | {"has": ["y"]}]}, "signature[0]: expected exactly one"),
        (MAPPING | {"signature": [{k: v for k, v in RULE.items() if k != "has"} | {"is": ["y"]}]}, "signature[0].is"),
        (MAPPING | {"signature": [{k: v for k, v in RULE.items() if k != "has"} | {"regex": ["("]}]}, "no pattern"),
        (MAPPING | {"signature": ["x"]}, "signature: expected [[signature]] tables"),
        (MAPPING | {"signature": {}}, "signature: expected [[signature]] tables"),
        (MAPPING | {"signatures": []}, "signatures: unknown key"),
        ({k: v for k, v in MAPPING.items() if k != "soft_404"}, "soft_404.phrases: expected a list"),
        (MAPPING | {"login": {"headings": ["x"], "addresses": ["["]}}, "login.addresses"),
    ],
)
def test_a_mistake_elsewhere_names_its_place(mapping: dict[str, Any], told: str) -> None:
    with pytest.raises(PolicyError) as caught:
        signatures_from_toml(mapping)
    assert told in str(caught.value)


def test_no_signature_stands_for_a_whole_page_or_one_of_the_wire() -> None:
    states = {rule.state for rule in signatures().telling[Size.TINY]}
    assert states == {
        PageState.CHALLENGE,
        PageState.FORBIDDEN,
        PageState.RATE_LIMITED,
        PageState.LOGIN_REQUIRED,
        PageState.SERVER_ERROR,
        PageState.NEEDS_BROWSER,
        PageState.PARKED,
        PageState.SOFT_404,
    }


def test_smaller_pages_are_told_by_more_signatures() -> None:
    counts = [len(signatures().telling[size]) for size in Size]
    assert counts == sorted(counts)
    assert {rule.where for rule in signatures().telling[Size.LONG]} <= {Where.HEADER, Where.URL, Where.TAIL}


def test_all_words_where_every_asks_so() -> None:
    rule = {"name": "F5", "state": "forbidden", "where": "text", "has": ["one thing", "another"], "every": True}
    own = signatures_from_toml(MAPPING | {"signature": [rule]})
    both, half = (signals_of(f"<p>{text}</p>") for text in ("one thing and another", "one thing alone"))
    assert page_state(both, own).evidence == "F5: text has 'one thing + another'"
    assert page_state(half, own).state is PageState.WHOLE


def test_words_are_compared_without_case_curly_quotes_and_white_space() -> None:
    assert folded("We\u2019ll  BE\n back") == "we'll be back"
    assert segments("Error 404: Page NOT found! | Example — Shop") == ["error 404 page not found", "example", "shop"]
    assert segments("Stop-gap") == ["stop gap"]


def test_parts_are_made_ready_once() -> None:
    places = Places(signals_of("<title>A | B</title><p>text"))
    assert places.get(Where.HEADING, whole=True) == ("a", "b")
    assert places.get(Where.HEADING, whole=True) is places.get(Where.HEADING, whole=True)
