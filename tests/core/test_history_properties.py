"""What holds for every history, tried on random ones."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core.drift import fingerprint
from crawler.core.history import settle
from crawler.core.history_policy import HistoryPolicy
from crawler.core.vocabulary import (
    ALTERED_REASONS,
    LOST_REASONS,
    UNVERIFIED_REASONS,
    EventKind,
    HiddenReason,
    Reason,
    Region,
    Status,
    Via,
)
from crawler.store.rows import STATE
from tests.core.nights import CLAIM, PAGE, Night, live_through

MOVES = {"verified", "never_found", "lost", "restored", "altered", "repaired"}
FACTS = {kind for kind in EventKind if kind.endswith("_changed")} | {EventKind.PAGE_MOVED}
NOTICES = {EventKind.UNVERIFIABLE, EventKind.TERM_ENDS_SOON, EventKind.UNAVAILABLE_AFTER_SOON}

policies = st.builds(
    HistoryPolicy,
    confirm_after=st.integers(1, 4),
    confirm_hours=st.sampled_from([0, 5, 20, 48]),
    unverifiable_after=st.integers(1, 5),
    watch_days=st.sampled_from([0, 2, 7]),
)
links = st.fixed_dictionaries(
    {},
    optional={
        "nofollow": st.booleans(),
        "anchor": st.sampled_from(["wool blankets", "blankets", ""]),
        "url": st.sampled_from(["https://shop.example/blankets", "https://shop.example/sale"]),
        "via": st.sampled_from(Via),
        "region": st.sampled_from(Region),
        "region_confidence": st.floats(0, 1),
        "visible": st.sampled_from([True, False, None]),
        "hidden_reason": st.sampled_from([None, *list(HiddenReason)[:2]]),
        "context_before": st.sampled_from(["Wash it cold.", "Play roulette here!", "1984 Volvo parts", ""]),
    },
)
pages = st.fixed_dictionaries(
    {},
    optional={
        "noindex": st.sampled_from([True, False, None]),
        "final_url": st.sampled_from([CLAIM.source_url, "https://blog.example/new", None]),
        "title": st.sampled_from(["Ten ways to wash wool", "Situs Judi Online", None]),
        "language": st.sampled_from(["en", "en-GB", "id", None]),
        "text_fingerprint": st.sampled_from([fingerprint(["wool"] * 9), fingerprint(["judi", "slot"] * 9), None]),
        "links_external": st.sampled_from([3, 200, None]),
    },
)
reasons = st.one_of(
    st.just(()),
    st.lists(st.sampled_from(ALTERED_REASONS), min_size=1, max_size=3, unique=True).map(tuple),
    st.sampled_from(LOST_REASONS).map(lambda reason: (reason,)),
    st.sampled_from(UNVERIFIED_REASONS).map(lambda reason: (reason,)),
)
nights = st.builds(
    Night, reasons=reasons, link=links, page=pages, hours=st.sampled_from([1, 6, 20, 23.5, 24, 24, 48, 200])
)
histories = st.lists(nights, min_size=1, max_size=30)


def losses_in_a_row(lived):
    """The times of the losses that nothing seen has broken, up to now."""
    times = []
    for each in lived:
        if each.night.status is Status.LOST:
            times.append(each.at)
        elif each.night.status is not Status.UNVERIFIED:
            times = []
    return times


@settings(max_examples=400)
@given(histories, policies)
def test_what_was_lost_often_and_long_enough_becomes_lost_and_nothing_else(history, policy):
    lived = live_through(history, policy)
    for i, each in enumerate(lived):
        times = losses_in_a_row(lived[: i + 1])
        confirmed = len(times) >= policy.confirm_after and times[-1] - times[0] >= timedelta(hours=policy.confirm_hours)
        if confirmed:
            assert each.state.status is Status.LOST
        elif i == 0 or lived[i - 1].state.status is not Status.LOST:
            assert each.state.status is not Status.LOST


@given(histories, policies)
def test_a_link_seen_is_never_lost(history, policy):
    for each in live_through(history, policy):
        if each.night.status is Status.ALTERED and Reason.TARGET_DIFFERS not in each.night.reasons:
            assert each.state.status in (Status.LIVE, Status.ALTERED)
            assert each.state.pending is not Status.LOST


@given(histories, policies)
def test_live_settles_at_once(history, policy):
    for each in live_through(history, policy):
        if each.night.status is Status.LIVE:
            assert (each.state.status, each.state.pending) == (Status.LIVE, None)


@given(histories, policies)
def test_unverified_moves_nothing(history, policy):
    lived = live_through(history, policy)
    for before, after in pairwise(lived):
        if after.night.status is Status.UNVERIFIED:
            moved = replace(
                after.state,
                unverified_streak=before.state.unverified_streak,
                unverified_since=before.state.unverified_since,
                last_checked_at=before.state.last_checked_at,
                next_due_at=before.state.next_due_at,
                told=before.state.told,
            )
            assert moved == before.state
            assert {e.kind for e in after.events} <= NOTICES


@given(histories, policies)
def test_unverifiable_once_for_every_long_enough_row_of_unverified(history, policy):
    row, told = [], False
    for each in live_through(history, policy):
        if each.night.status is Status.UNVERIFIED:
            row.append(each.at)
        else:
            row, told = [], False
        hours = policy.confirm_hours * (policy.unverifiable_after - 1)
        long = len(row) >= policy.unverifiable_after and row[-1] - row[0] >= timedelta(hours=hours)
        assert [e.kind for e in each.events].count(EventKind.UNVERIFIABLE) == int(long and not told)
        told = told or long


GRAMMAR = re.compile(
    r"""
    (?: never_found,)?
    (?: (?: verified, | altered,+ ) # found at last
        (?: lost,(?:restored,|verified,|altered,) | altered, | repaired, | verified, )*
        (?: lost, )?
    )?
    """,
    re.VERBOSE,
)


@settings(max_examples=300)
@given(histories, policies)
def test_moves_follow_one_another_sensibly(history, policy):
    """Lost only what was there, restored only what was lost, verified and never_found once in a life."""
    kinds = [str(e.kind) for each in live_through(history, policy) for e in each.events if e.kind in MOVES]
    assert GRAMMAR.fullmatch("".join(f"{kind}," for kind in kinds)), kinds
    assert kinds.count("verified") <= 1


@given(histories, policies)
def test_the_settled_state_never_moves_in_silence(history, policy):
    lived = live_through(history, policy)
    for before, after in zip([None, *lived], lived, strict=False):
        was = before.state.status if before else None
        moves = [e for e in after.events if e.kind in MOVES]
        if after.state.status is not was:
            assert moves
            assert {(e.before or "None").split(":")[0] for e in moves} == {str(was)}
            assert {e.after.split(":")[0] for e in moves} == {str(after.state.status)}
            assert after.state.since == after.at
        elif moves:
            assert {e.kind for e in moves} == {EventKind.ALTERED}
            assert moves[0].before != moves[0].after


@settings(max_examples=300)
@given(histories, policies)
def test_every_change_begins_where_the_last_one_of_its_kind_ended(history, policy):
    last = {}
    for each in live_through(history, policy):
        assert len({e.kind for e in each.events}) == len(each.events)
        for event in each.events:
            if event.kind in FACTS:
                assert event.before != event.after
                assert event.before == last.get(event.kind, event.before)
                last[event.kind] = event.after


@given(histories, policies)
def test_noindexed_and_indexable_take_turns(history, policy):
    pair = (EventKind.PAGE_NOINDEXED, EventKind.PAGE_INDEXABLE)
    kinds = [e.kind for each in live_through(history, policy) for e in each.events if e.kind in pair]
    assert all(one is not other for one, other in pairwise(kinds))


@given(histories, policies)
def test_identical_nights_fall_silent(history, policy):
    """After as many nights as a confirmation takes, the same night again has nothing to tell."""
    same = replace(history[-1], hours=24)
    lived = live_through([*history, *[same] * 25], policy)
    assert [each.events for each in lived[-15:]] == [[]] * 15


@given(histories, policies)
def test_the_next_visit_is_ahead_and_not_out_of_sight(history, policy):
    for each in live_through(history, policy):
        assert timedelta(hours=20) <= each.state.next_due_at - each.at <= timedelta(hours=164)


@given(histories, policies)
def test_a_state_survives_the_database_between_nights(history, policy):
    claim = replace(CLAIM, ends_on=date(2027, 1, 20))
    state = None
    for each in live_through(history, policy, claim):
        check, page = each.night.check(each.at), replace(PAGE, **each.night.page)
        state, events = settle(state, check, page, claim=claim, policy=policy, now=each.at)
        assert (state, events) == (each.state, each.events)
        assert settle(state, check, page, claim=claim, policy=policy, now=each.at) == (state, [])
        state = STATE.record(dict(zip(STATE.columns, STATE.values(state), strict=True)))


@given(histories)
def test_every_term_notice_is_told_at_most_once(history):
    claim = replace(CLAIM, ends_on=date(2027, 1, 20))
    told = defaultdict(int)
    for each in live_through(history, claim=claim):
        for event in each.events:
            if event.kind is EventKind.TERM_ENDS_SOON:
                told[event.after] += 1
                assert each.at.date() <= claim.ends_on
    assert len(told) <= 3
    assert set(told.values()) <= {1}
