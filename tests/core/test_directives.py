"""Robots directives as Google reads them: for whom, from where, and what they come to."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.directives import directives

WHEN = datetime(2030, 6, 25, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("metas", "headers", "noindex", "nofollow_from"),
    [
        ([], [], False, ()),
        ([("robots", "index, follow")], [], False, ()),
        ([("ROBOTS", " NoIndex ,noFollow")], [], True, ("meta",)),
        ([("robots", "none")], [], True, ("meta",)),
        ([("robots", "noindex nofollow")], [], True, ("meta",)),
        ([("robots", "noindex;nofollow")], [], True, ("meta",)),
        ([("googlebot", "nofollow")], [], False, ("meta:googlebot",)),
        ([("googlebot-news", "noindex")], [], True, ()),
        ([("bingbot", "noindex, nofollow")], [], False, ()),
        ([("robots", "index"), ("googlebot", "noindex")], [], True, ()),
        ([("robots", "noindex"), ("googlebot", "index")], [], True, ()),
        ([("description", "noindex")], [], False, ()),
        ([], ["noindex, nofollow"], True, ("header",)),
        ([], ["googlebot: noindex, nofollow"], True, ("header:googlebot",)),
        ([], ["otherbot: noindex, nofollow", "googlebot: nofollow"], False, ("header:googlebot",)),
        ([], ["unavailable_after: Wed, 25 Jun 2030 15:00:00 GMT, nofollow"], False, ("header",)),
        ([], ["max-snippet: 20, nofollow"], False, ("header",)),
        ([("robots", "nofollow")], ["nofollow"], False, ("meta", "header")),
        ([("robots", "max-image-preview:large, nofollow")], [], False, ("meta",)),
    ],
)
def test_what_they_come_to(
    metas: list[tuple[str, str]], headers: list[str], noindex: bool, nofollow_from: tuple[str, ...]
) -> None:
    told = directives(metas, headers)
    assert told.noindex is noindex
    assert told.nofollow_from == nofollow_from


@pytest.mark.parametrize(
    "date",
    [
        "25 Jun 2030 15:00:00 GMT",
        "Tue, 25 Jun 2030 15:00:00 GMT",
        "Tuesday, 25-Jun-30 15:00:00 GMT",
        "25-Jun-30 15:00:00 GMT",
        "2030-06-25T15:00:00+00:00",
        "2030-06-25T17:00:00+02:00",
        "2030-06-25T15:00:00Z",
        "25 Jun 2030 10:00:00 EST",
    ],
)
def test_dates_of_every_form_with_rules_around_them(date: str) -> None:
    told = directives([], [f"noarchive, unavailable_after: {date}, noindex"])
    assert told.unavailable_after == WHEN
    assert told.noindex


def test_a_date_that_is_none_is_ignored_and_the_rules_after_it_are_not() -> None:
    told = directives([("robots", "unavailable_after: soon, nofollow")], [])
    assert told.unavailable_after is None
    assert told.nofollow_from == ("meta",)


def test_the_earliest_of_several_dates_counts() -> None:
    told = directives([("robots", "unavailable_after: 2031-01-01")], ["unavailable_after: 25 Jun 2030 15:00:00 GMT"])
    assert told.unavailable_after == WHEN


def test_they_are_told_as_they_were_written() -> None:
    told = directives([("robots", "Index,max-snippet:-1"), ("googlebot", "nofollow")], ["otherbot: noindex"])
    assert told.text("meta") == "index, max-snippet: -1, googlebot: nofollow"
    assert told.text("header") == "otherbot: noindex"
    assert directives([], []).text("meta") is None


@given(
    st.lists(st.tuples(st.sampled_from(["robots", "googlebot"]), st.text(max_size=40)), max_size=3),
    st.lists(st.text(max_size=60), max_size=3),
)
def test_nothing_raises(metas: list[tuple[str, str]], headers: list[str]) -> None:
    told = directives(metas, headers)
    told.text("meta"), told.text("header"), told.unavailable_after
