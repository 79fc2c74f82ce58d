"""Settled states: what moves them, what does not, and what each move is called."""

from datetime import timedelta

import pytest

from crawler.core.history import settle
from crawler.core.history_policy import HistoryPolicy
from crawler.core.vocabulary import Reason, Region, Status
from tests.core.nights import CLAIM, PAGE, START, live_through, night, told

LIVE = night()
GONE = night(Reason.LINK_REMOVED)
BLOCKED = night(Reason.FORBIDDEN)
NOFOLLOW = night(Reason.REL_DIFFERS)
BROKEN = night(Reason.TARGET_BROKEN)
NO_FACTS = ("altered", "repaired", "lost", "restored", "never_found", "verified", "unverifiable")


def moves(*nights, policy=None):
    return [[kind for kind in kinds if kind in NO_FACTS] for kinds in told(nights, policy)]


@pytest.mark.parametrize(
    ("nights", "expected"),
    [
        pytest.param([LIVE], [["verified"]], id="first seen"),
        pytest.param([NOFOLLOW], [["altered"]], id="first seen, not as promised"),
        pytest.param([BROKEN], [["altered"]], id="first seen, soft grounds: there is no better state to keep"),
        pytest.param([NOFOLLOW, LIVE], [["altered"], ["repaired", "verified"]], id="put right by the vendor"),
        pytest.param([GONE, GONE, GONE], [[], ["never_found"], []], id="never found"),
        pytest.param([GONE, GONE, LIVE], [[], ["never_found"], ["verified"]], id="published late"),
        pytest.param([GONE, GONE, NOFOLLOW], [[], ["never_found"], ["altered"]], id="published late and wrong"),
        pytest.param([LIVE, GONE, GONE, GONE], [["verified"], [], ["lost"], []], id="lost"),
        pytest.param([NOFOLLOW, GONE, GONE], [["altered"], [], ["lost"]], id="lost, though never live"),
        pytest.param([LIVE, GONE, LIVE, GONE], [["verified"], [], [], []], id="flaps"),
        pytest.param([LIVE, GONE, NOFOLLOW, GONE], [["verified"], [], ["altered"], []], id="flaps, altered"),
        pytest.param([LIVE, GONE, GONE, LIVE], [["verified"], [], ["lost"], ["restored"]], id="restored"),
        pytest.param(
            [LIVE, GONE, GONE, NOFOLLOW, LIVE],
            [["verified"], [], ["lost"], ["restored"], ["repaired"]],
            id="restored, then repaired",
        ),
        pytest.param(
            [LIVE, GONE, BLOCKED, GONE], [["verified"], [], [], ["lost"]], id="a blocked night between two losses"
        ),
        pytest.param([LIVE, GONE, BLOCKED, BLOCKED], [["verified"], [], [], []], id="blocked nights are no losses"),
        pytest.param([LIVE, BROKEN, LIVE, BROKEN], [["verified"], [], [], []], id="a target with moods alters nothing"),
        pytest.param(
            [LIVE, BROKEN, LIVE, NOFOLLOW], [["verified"], [], [], ["altered"]], id="moods make nothing else wait"
        ),
        pytest.param([LIVE, BROKEN, BROKEN], [["verified"], [], ["altered"]], id="a target that stays broken"),
        pytest.param(
            [LIVE, NOFOLLOW, LIVE, NOFOLLOW, LIVE, NOFOLLOW],
            [["verified"], ["altered"], ["repaired"], [], [], []],
            id="two faces in turn are told once",
        ),
        pytest.param(
            [LIVE, NOFOLLOW, LIVE, *[LIVE] * 7, NOFOLLOW],
            [["verified"], ["altered"], ["repaired"], *[[]] * 7, ["altered"]],
            id="altered again after a quiet week",
        ),
    ],
)
def test_moves_of_the_settled_state(nights, expected):
    assert moves(*nights) == expected


ANOTHER = night(Reason.TARGET_DIFFERS)


@pytest.mark.parametrize(
    ("nights", "expected"),
    [
        pytest.param([ANOTHER, LIVE], [["altered"], ["repaired", "verified"]], id="first sight"),
        pytest.param([LIVE, ANOTHER, LIVE], [["verified"], [], []], id="half a page for a night"),
        pytest.param(
            [LIVE, ANOTHER, LIVE, NOFOLLOW], [["verified"], [], [], ["altered"]], id="makes nothing else wait"
        ),
        pytest.param([LIVE, ANOTHER, ANOTHER], [["verified"], [], ["altered"]], id="replaced"),
        pytest.param([LIVE, GONE, ANOTHER, GONE], [["verified"], [], ["altered"], []], id="goes on with a loss"),
        pytest.param([LIVE, ANOTHER, GONE, GONE], [["verified"], [], [], ["lost"]], id="but lost takes two losses"),
        pytest.param([GONE, GONE, ANOTHER, ANOTHER], [[], ["never_found"], [], ["altered"]], id="not the one sought"),
        pytest.param(
            [LIVE, GONE, GONE, ANOTHER, ANOTHER], [["verified"], [], ["lost"], [], ["restored"]], id="in its place"
        ),
        pytest.param(
            [ANOTHER, GONE, GONE, LIVE], [["altered"], [], ["lost"], ["verified"]], id="the link itself comes at last"
        ),
    ],
)
def test_another_link_to_the_domain_is_half_a_loss(nights, expected):
    assert moves(*nights) == expected


def test_losses_close_together_are_one_loss():
    hourly = [LIVE, *[night(Reason.LINK_REMOVED, hours=1)] * 20]
    assert moves(*hourly) == [["verified"], *[[]] * 20]
    assert moves(*hourly, night(Reason.LINK_REMOVED, hours=1))[-1] == ["lost"]


@pytest.mark.parametrize("reason", [Reason.PAGE_GONE, Reason.PARKED, Reason.DOMAIN_GONE])
def test_a_final_signal_settles_no_sooner(reason):
    first = live_through([LIVE])[0].state
    check = night(reason).check(START + timedelta(days=1))
    state, events = settle(first, check, PAGE, claim=CLAIM, policy=HistoryPolicy(), now=check.checked_at)
    assert (state.status, state.pending, events) == (Status.LIVE, Status.LOST, [])


def test_a_policy_of_three_looks_over_two_days():
    policy = HistoryPolicy(confirm_after=3, confirm_hours=60)
    assert moves(LIVE, GONE, GONE, GONE, GONE, policy=policy) == [["verified"], [], [], [], ["lost"]]


@pytest.mark.parametrize(("confidence", "expected"), [(0.5, [[], ["altered"]]), (0.95, [["altered"], []])])
def test_a_region_alters_at_once_only_if_sure(confidence, expected):
    moved = night(Reason.REGION_DIFFERS, link={"region": Region.FOOTER, "region_confidence": confidence})
    assert moves(LIVE, moved, moved)[1:] == expected


def test_hard_grounds_beside_soft_ones_settle_at_once():
    assert moves(LIVE, night(Reason.TARGET_BROKEN, Reason.REL_DIFFERS))[-1] == ["altered"]


def test_unverifiable_is_told_once_until_verified_in_between():
    week = [LIVE, *[BLOCKED] * 6, GONE, *[BLOCKED] * 3]
    happened = moves(*week)
    assert [i for i, kinds in enumerate(happened) if "unverifiable" in kinds] == [3, 10]


def test_unverifiable_counts_nights_not_visits():
    hourly = [night(Reason.TIMEOUT, hours=1)] * 40
    assert sum(len(kinds) for kinds in moves(*hourly)) == 0
    assert moves(*hourly, night(Reason.TIMEOUT, hours=1))[-1] == ["unverifiable"]
    assert moves(BLOCKED, LIVE, *hourly) == [[], ["verified"], *[[]] * 40]


def test_the_state_remembers_what_it_was_and_since_when():
    state = live_through([NOFOLLOW, LIVE, LIVE, GONE, BLOCKED, GONE, GONE])[-1].state
    day = timedelta(days=1)
    assert (state.status, state.reasons, state.since) == (Status.LOST, (Reason.LINK_REMOVED,), START + 5 * day)
    assert (state.first_seen_at, state.first_live_at, state.last_live_at) == (START, START + day, START + 2 * day)
    assert (state.streak, state.pending, state.last_checked_at) == (3, None, START + 6 * day)


def test_a_streak_begins_anew_after_a_flap():
    streaks = [each.state.streak for each in live_through([LIVE, LIVE, LIVE, GONE, BLOCKED, LIVE, LIVE])]
    assert streaks == [1, 2, 3, 1, 1, 1, 2]


def test_the_same_check_again_changes_nothing():
    lived = live_through([LIVE, GONE, GONE])
    for each in lived:
        again = settle(each.state, each.night.check(each.at), PAGE, claim=CLAIM, policy=HistoryPolicy(), now=each.at)
        assert again == (each.state, [])


def test_fractions_of_a_second_are_not_kept():
    check = night().check(START.replace(microsecond=700_000))
    state, _ = settle(None, check, PAGE, claim=CLAIM, policy=HistoryPolicy(), now=START)
    assert state.last_checked_at == state.first_live_at == START
    assert settle(state, check, PAGE, claim=CLAIM, policy=HistoryPolicy(), now=START) == (state, [])
