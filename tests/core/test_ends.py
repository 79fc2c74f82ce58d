"""Notices of what ends soon."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crawler.core.ends import tell_ends
from crawler.core.history_policy import HistoryPolicy
from crawler.core.vocabulary import Reason
from tests.core.nights import CLAIM, PAGE, START, live_through, night

LIVE = night()


def notices(nights, ends_on):
    """Days left as told, by the day of January."""
    lived = live_through(nights, claim=replace(CLAIM, ends_on=ends_on))
    return {
        each.at.day: json.loads(e.after)["days_left"]
        for each in lived
        for e in each.events
        if e.kind == "term_ends_soon"
    }


def test_the_end_of_a_term_is_told_three_times():
    assert notices([LIVE] * 31, date(2027, 1, 20)) == {6: 14, 13: 7, 18: 2}


def test_a_night_missed_makes_the_notice_late_and_not_double():
    assert notices([LIVE, night(hours=10 * 24), LIVE, LIVE, LIVE], date(2027, 1, 20)) == {11: 9, 13: 7}
    assert notices([LIVE, night(hours=18 * 24), LIVE], date(2027, 1, 20)) == {19: 1}


def test_the_last_day_is_still_told_and_no_day_after():
    assert notices([LIVE], date(2027, 1, 1)) == {1: 0}
    assert notices([LIVE], date(2026, 12, 31)) == {}


@pytest.mark.parametrize("reason", [Reason.CHALLENGE, Reason.LINK_REMOVED])
def test_it_is_told_whatever_the_visit_saw(reason):
    assert notices([night(reason)] * 10, date(2027, 1, 20)) == {6: 14}


def test_a_term_renewed_is_told_anew():
    first = live_through([LIVE], claim=replace(CLAIM, ends_on=date(2027, 1, 5)))[-1].state
    assert first.told == ("term_ends_soon:2027-01-05:14", "term_ends_soon:2027-01-05:7")
    renewed = replace(CLAIM, ends_on=date(2027, 1, 14))
    check = LIVE.check(START + timedelta(days=1))
    state, events = tell_ends(first, check, PAGE, claim=renewed, policy=HistoryPolicy())
    assert [json.loads(e.after) for e in events] == [{"days_left": 12, "ends_on": "2027-01-14"}]
    assert state.told == ("term_ends_soon:2027-01-14:14",)


def unavailable(*nights):
    lived = enumerate(live_through(nights))
    return [(i, e.before, e.after) for i, each in lived for e in each.events if e.kind == "unavailable_after_soon"]


def until(days):
    return night(unavailable_after=START + timedelta(days=days))


def test_unavailable_after_is_told_once_when_it_is_near():
    assert unavailable(*[until(16)] * 25) == [(2, None, "2027-01-17T03:00:00+00:00")]


def test_a_date_brought_forward_is_told_again():
    assert unavailable(until(10), until(5), until(5)) == [
        (0, None, "2027-01-11T03:00:00+00:00"),
        (1, "2027-01-11T03:00:00+00:00", "2027-01-06T03:00:00+00:00"),
    ]


def test_a_date_that_moves_on_every_night_is_told_again_only_when_the_told_one_has_passed():
    rolling = [until(day + 10) for day in range(25)]
    assert [i for i, _, _ in unavailable(*rolling)] == [0, 11, 22]


def test_a_date_long_past_is_told_once():
    assert [i for i, _, _ in unavailable(*[until(-400)] * 5)] == [0]
