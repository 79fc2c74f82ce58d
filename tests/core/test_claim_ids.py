"""Ids of claims whose file gives none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.claim_ids import ID_LENGTH, address_key, claim_id
from crawler.core.urls import fetch_url
from crawler.core.vocabulary import Match


def test_the_id_is_stable_over_releases() -> None:
    made = claim_id(source_key="https://a.example/", target_key="https://t.example/", match=Match.PAGE, anchor=None)
    assert made == "k6wsy5hvsqfam"


@given(
    st.lists(st.tuples(st.text(), st.text(), st.sampled_from(Match), st.text()), min_size=2, max_size=2, unique=True)
)
def test_different_claims_have_different_ids(two: list[tuple[str, str, Match, str]]) -> None:
    ids = {
        claim_id(source_key=source, target_key=target, match=match, anchor=anchor)
        for source, target, match, anchor in two
        if "\n" not in source + target
    }
    assert len(ids) == len([each for each in two if "\n" not in each[0] + each[1]])
    assert all(len(each) == ID_LENGTH and each.isalnum() and each == each.lower() for each in ids)


@pytest.mark.parametrize(
    "url", ["https://A.example:443/x/../y?b=1#top", "http://bücher.example", "https://a.example/ü?q=ü"]
)
def test_the_key_is_the_url_that_is_fetched(url: str) -> None:
    assert address_key(url) == fetch_url(url)


def test_what_is_no_url_has_no_key() -> None:
    with pytest.raises(ValueError, match="Invalid"):
        address_key("https://")
