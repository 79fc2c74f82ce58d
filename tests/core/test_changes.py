"""Facts that changed: each change told once, with what was and what is."""

import pytest

from crawler.core.vocabulary import HiddenReason, Reason, Region, Via
from tests.core.nights import LINK, PAGE, live_through, night

GONE = night(Reason.LINK_REMOVED)


def happened(*nights):
    """What was told after the first night, moves of the state aside: (night, kind, before, after)."""
    moves = {"verified", "altered", "repaired", "lost", "restored"}
    lived = enumerate(live_through([night(), *nights]))
    return [(i, str(e.kind), e.before, e.after) for i, each in lived for e in each.events if e.kind not in moves]


def link(**facts):
    return night(link=facts)


OTHER = "https://shop.example/sale"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(link(nofollow=True, sponsored=True), ("rel_changed", "follow", "nofollow sponsored"), id="rel"),
        pytest.param(
            link(effective_nofollow=True, nofollow_from=("meta", "header")),
            ("rel_changed", "follow", "follow (page: nofollow by meta, header)"),
            id="the page's nofollow",
        ),
        pytest.param(
            link(anchor="cheap \n blankets"), ("anchor_changed", "wool blankets", "cheap blankets"), id="anchor"
        ),
        pytest.param(
            link(anchor="", alt="A blanket"), ("anchor_changed", "wool blankets", "image: A blanket"), id="image"
        ),
        pytest.param(link(url=OTHER), ("target_changed", LINK.url, OTHER), id="target"),
        pytest.param(
            link(region=Region.FOOTER, region_confidence=0.9), ("region_changed", "main", "footer"), id="region"
        ),
        pytest.param(
            night(final_url=PAGE.final_url + "/"), ("page_moved", PAGE.final_url, PAGE.final_url + "/"), id="page"
        ),
        pytest.param(
            night(http_status=404), ("page_noindexed", "indexable", "noindex"), id="a 404 that holds the link"
        ),
        pytest.param(night(noindex=True), ("page_noindexed", "indexable", "noindex"), id="noindex"),
    ],
)
def test_a_firm_change_is_told_at_once_and_never_again(change, expected):
    assert happened(change, change, change) == [(1, *expected)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            link(region=Region.FOOTER, region_confidence=0.5), ("region_changed", "main", "footer"), id="unsure region"
        ),
        pytest.param(
            link(visible=False, hidden_reason=HiddenReason.OFF_SCREEN),
            ("hidden_changed", "visible", "hidden: off_screen"),
            id="hidden",
        ),
        pytest.param(
            link(url=OTHER, via=Via.WRAPPED), ("target_changed", LINK.url, f"{OTHER} (wrapped)"), id="wrapped"
        ),
    ],
)
def test_a_noisy_change_is_told_once_it_holds(change, expected):
    assert happened(change, night(), change, night()) == []
    assert happened(change, change, change, change) == [(2, *expected)]


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(link(rel="noopener noreferrer", rel_tokens=("noopener", "noreferrer")), id="rel of no weight"),
        pytest.param(link(anchor=" wool  blankets "), id="white space"),
        pytest.param(link(url=LINK.url + "#top"), id="fragment"),
        pytest.param(link(region=Region.UNKNOWN, region_confidence=0.9), id="region not told"),
        pytest.param(link(region_confidence=0.1), id="same region, less sure"),
        pytest.param(link(visible=None), id="visibility not seen"),
        pytest.param(link(context_after="tell you to do it: cold, by hand, and with no soap."), id="a word or two"),
        pytest.param(night(noindex=None, final_url=None), id="not seen"),
    ],
)
def test_what_is_no_change(same):
    assert happened(same, same, same) == []


def test_a_region_must_hold_if_it_was_unsure_before():
    unsure = live_through([link(region_confidence=0.3), *[link(region=Region.FOOTER)] * 3])
    assert [[str(e.kind) for e in each.events] for each in unsure] == [["verified"], [], ["region_changed"], []]


def test_small_edits_of_the_context_add_up_from_what_was_told():
    texts = [
        LINK.context_after,
        "tell you to do it: cold, by hand, with care and patience.",
        "tell you to do it: never in winter, only with care and patience.",
        "offer three sizes for the garden: all in stock, only with care and patience.",
        "offer three sizes for the garden: all in stock, shipped within two days.",
    ]
    before = "Look at how the makers of"
    nights = [link(context_before=before[: 25 - 6 * i], context_after=text) for i, text in enumerate(texts)]
    kinds = [kind for _, kind, _, _ in happened(*nights, nights[-1])]
    assert kinds == ["context_changed"]


def test_a_value_that_rotates_every_night_is_told_once_and_then_left_alone():
    rotating = [night(final_url=f"{PAGE.final_url}?session={i}") for i in range(30)]
    assert happened(*rotating) == [(1, "page_moved", PAGE.final_url, f"{PAGE.final_url}?session=0")]


def test_a_noisy_value_that_rotates_is_never_told():
    texts = ["sheep graze quietly", "buy lottery tickets", "zinc roof gutters", "1984 volvo parts", "jazz on mondays"]
    rotating = [link(context_before=texts[i % 5] * 4, context_after=texts[(i + 2) % 5] * 4) for i in range(20)]
    assert happened(*rotating) == []


def test_two_faces_in_turn_are_told_once():
    assert len(happened(*[link(anchor="blankets"), night()] * 10)) == 1


def test_a_change_that_holds_after_a_stir_is_told_back():
    other = link(anchor="blankets")
    assert happened(other, night(), night()) == [
        (1, "anchor_changed", "wool blankets", "blankets"),
        (3, "anchor_changed", "blankets", "wool blankets"),
    ]


def test_a_link_that_nobody_saw_shown_can_still_come_to_be_hidden():
    raw, hidden = link(visible=None), link(visible=False, hidden_reason=HiddenReason.DISPLAY_NONE)
    lived = live_through([raw, hidden, hidden, raw, raw, raw])
    told = [(each.before, each.after) for one in lived for each in one.events if each.kind == "hidden_changed"]
    assert told == [
        ("not seen hidden", "hidden: display_none"),
        ("hidden: display_none", "not seen hidden"),
    ]


def test_nights_that_saw_nothing_neither_break_nor_count():
    hidden = link(visible=False)
    blocked = night(Reason.CHALLENGE, final_url="https://challenge.example/", noindex=True)
    assert happened(hidden, blocked, hidden) == [(3, "hidden_changed", "visible", "hidden: unknown")]


def test_an_error_page_says_nothing_about_the_page():
    for reason in (Reason.PAGE_GONE, Reason.SOFT_404, Reason.PAGE_REDIRECTED, Reason.PARKED):
        assert happened(night(reason, final_url="https://blog.example/404", noindex=True)) == []


def test_a_page_read_whole_without_the_link_still_tells_of_itself():
    assert happened(night(Reason.LINK_REMOVED, noindex=True)) == [(1, "page_noindexed", "indexable", "noindex")]


def test_what_changed_while_the_link_was_lost_is_told_on_its_return():
    assert happened(GONE, GONE, link(anchor="blankets")) == [(3, "anchor_changed", "wool blankets", "blankets")]


def test_another_link_in_its_place_tells_its_target_alone_and_once_it_holds():
    other = night(Reason.TARGET_DIFFERS, link={"url": OTHER, "anchor": "Home", "nofollow": True})
    assert happened(other, night(), other, other, other) == [(4, "target_changed", LINK.url, OTHER)]


def altered(*reasons):
    return night(*reasons, Reason.ANCHOR_DIFFERS)


def reasons_told(*nights):
    lived = live_through([altered(), *nights])[1:]
    return [[(e.before, e.after) for e in each.events if e.kind == "altered"] for each in lived]


def test_a_new_reason_without_a_kind_of_its_own_is_told_as_altered():
    case = altered(Reason.PAGE_NOT_CANONICAL)
    assert reasons_told(case, case) == [
        [("altered: anchor_differs", "altered: page_not_canonical, anchor_differs")],
        [],
    ]


def test_a_target_with_moods_must_hold_there_too():
    broken = altered(Reason.TARGET_BROKEN)
    assert reasons_told(broken, altered(), broken, altered()) == [[], [], [], []]
    assert [len(each) for each in reasons_told(broken, broken, broken)] == [0, 1, 0]


def test_reasons_with_a_kind_of_their_own_are_left_to_it():
    assert reasons_told(night(Reason.REL_DIFFERS, Reason.ANCHOR_DIFFERS)) == [[]]
