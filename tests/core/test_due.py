"""When a claim is visited next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.core.due import is_active, next_due
from crawler.core.history_policy import HistoryPolicy
from crawler.core.vocabulary import Reason
from tests.core.nights import CLAIM, START, live_through, night

LIVE = night()
GONE = night(Reason.LINK_REMOVED)
BLOCKED = night(Reason.CHALLENGE)
SLOW = HistoryPolicy(every_hours=7 * 24 - 4)


def waits(*nights, policy=None, claim=CLAIM):
    """Hours until the next visit, night by night."""
    lived = live_through(nights, policy, claim)
    return [(each.state.next_due_at - each.at) / timedelta(hours=1) for each in lived]


def test_a_new_claim_is_due_now():
    assert next_due(None, claim=CLAIM, policy=HistoryPolicy(), now=START) == START


def test_a_claim_is_not_due_before_its_term():
    later = replace(CLAIM, starts_on=date(2027, 3, 1))
    assert next_due(None, claim=later, policy=HistoryPolicy(), now=START) == datetime(2027, 3, 1, tzinfo=UTC)
    assert next_due(None, claim=later, policy=HistoryPolicy(), now=datetime(2027, 3, 2, tzinfo=UTC)).day == 2
    visited_by_hand = live_through([LIVE], claim=later)[0].state
    assert visited_by_hand.next_due_at == datetime(2027, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(("day", "active"), [(9, False), (10, True), (15, True), (20, True), (21, False)])
def test_both_ends_of_a_term_belong_to_it(day, active):
    claim = replace(CLAIM, starts_on=date(2027, 1, 10), ends_on=date(2027, 1, 20))
    assert is_active(claim, date(2027, 1, day)) is active
    assert is_active(CLAIM, date(2027, 1, day))


def test_a_nightly_run_finds_every_claim_due_whenever_in_the_night_it_was_visited():
    for state in [each.state for each in live_through([LIVE, LIVE, GONE, GONE, LIVE])]:
        tonight = state.last_checked_at - timedelta(hours=7)
        due = next_due(state, claim=CLAIM, policy=HistoryPolicy(), now=tonight)
        assert tonight + timedelta(hours=12) < due < tonight + timedelta(hours=23)


def test_a_claim_is_visited_more_often_for_a_week_after_a_change():
    week = [night(hours=20)] * 8
    changed = night(link={"anchor": "blankets"}, hours=20)
    assert waits(LIVE, *week, *[night()] * 2, changed, policy=SLOW)[-4:] == [20, 164, 164, 20]


@pytest.mark.parametrize("waiting", [GONE, night(Reason.TARGET_BROKEN), night(link={"visible": False})])
def test_what_waits_to_be_confirmed_is_looked_at_soon(waiting):
    quiet = [LIVE, night(hours=300)]
    assert waits(*quiet, waiting, policy=SLOW)[1:] == [164, 20]


def test_a_claim_that_could_not_be_seen_is_left_alone_for_longer_and_longer():
    assert waits(LIVE, *[BLOCKED] * 7, LIVE) == [20, 20, 20, 44, 68, 164, 164, 164, 20]


def test_a_retry_after_is_kept():
    ask = START + timedelta(days=4)
    assert waits(night(Reason.RATE_LIMITED, retry_after=ask)) == [96]
    assert waits(night(Reason.RATE_LIMITED, retry_after=START + timedelta(hours=1))) == [20]


def test_no_retry_after_switches_a_claim_off():
    assert waits(night(Reason.RATE_LIMITED, retry_after=START + timedelta(days=4000))) == [164]


def test_long_stable_claims_are_visited_less_often_if_the_operator_wants():
    policy = HistoryPolicy(stable_after_days=30, stable_hours=68)
    assert waits(LIVE, night(hours=29 * 24), night(hours=24), policy=policy) == [20, 20, 68]
    assert waits(LIVE, night(hours=1000)) == [20, 20]


def test_no_interval_sleeps_through_a_notice_of_the_term():
    claim = replace(CLAIM, ends_on=date(2027, 1, 20))
    lived = live_through([*[BLOCKED] * 5, night(Reason.CHALLENGE, hours=6 * 24)], claim=claim)
    assert lived[4].state.next_due_at == datetime(2027, 1, 6, tzinfo=UTC)
    assert lived[5].state.next_due_at == datetime(2027, 1, 13, tzinfo=UTC)
