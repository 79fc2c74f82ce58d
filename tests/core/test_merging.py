"""The raw and the rendered reading of a page made one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.core.judge import judge
from crawler.core.merging import bare_in_browser, merged, unrendered
from crawler.core.reading import Reading
from crawler.core.records import Claim, LinkFacts, Observation, PageFacts
from crawler.core.visibility import Sight
from crawler.core.vocabulary import (
    FailureKind,
    FetchedBy,
    HiddenReason,
    Match,
    PageState,
    Place,
    Reason,
    Region,
    SeenIn,
    Status,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CLAIM = Claim(id="c", source_url="https://a.test/", target_url="https://t.test/x")
RAW_PAGE = PageFacts(
    source_url="https://a.test/", state=PageState.WHOLE, bytes=100, body_sha256="raw", charset="cp1252"
)
SHOWN_PAGE = replace(RAW_PAGE, fetched_by=FetchedBy.BROWSER, bytes=900, body_sha256="shown", charset="utf-8")
LINK = LinkFacts(
    claim_id="c", ordinal=0, href="/x", url="https://t.test/x", match=Match.EXACT, anchor="x", region=Region.MAIN
)
SEEN = Sight(visible=True, evidence="{}")


def both(
    raw: tuple[LinkFacts, ...], shown: tuple[LinkFacts, ...], sight: Sight = SEEN, page: PageFacts = SHOWN_PAGE
) -> Observation:
    observation = Observation(claims=(CLAIM,), page=RAW_PAGE, links=raw, needs_browser="a script")
    return merged(observation, Reading(page=page, links=shown), [sight] * len(shown))


def test_each_link_says_where_it_was_seen() -> None:
    other = replace(LINK, ordinal=1, url="https://t.test/y", href="/y", anchor="y")
    links = both((LINK,), (LINK, other)).links
    assert [(link.url, link.seen_in) for link in links] == [
        ("https://t.test/x", SeenIn.BOTH),
        ("https://t.test/y", SeenIn.RENDERED),
    ]


def test_the_same_link_twice_is_paired_in_order() -> None:
    twice = (replace(LINK, rel="nofollow"), replace(LINK, ordinal=1, rel=None))
    links = both(twice, twice).links
    assert [(link.rel, link.seen_in, link.raw_differs) for link in links] == [
        ("nofollow", SeenIn.BOTH, {}),
        (None, SeenIn.BOTH, {}),
    ]


def test_what_scripts_changed_is_kept_as_the_bytes_had_it() -> None:
    changed = replace(LINK, rel="nofollow", anchor="y")
    assert both((LINK,), (changed,)).links[0].raw_differs == {"rel": "", "anchor": "x"}


def test_an_address_that_scripts_rewrote_is_the_same_link() -> None:
    rewritten = replace(LINK, href="/x?via=a", url="https://t.test/x?via=a")
    (link,) = both((LINK,), (rewritten,)).links
    assert (link.seen_in, link.raw_differs) == (SeenIn.BOTH, {"href": "/x"})


def test_a_link_that_is_gone_from_a_whole_page_is_seen_by_nobody() -> None:
    (link,) = both((LINK,), ()).links
    assert (link.seen_in, link.visible, link.hidden_reason) == (SeenIn.RAW, False, HiddenReason.REMOVED_BY_SCRIPT)


def test_a_link_is_not_taken_away_by_a_block_page() -> None:
    blocked = replace(SHOWN_PAGE, state=PageState.CHALLENGE)
    observation = both((LINK,), (), page=blocked)
    assert observation.links == (LINK,)
    assert observation.page.state is PageState.CHALLENGE


def test_a_link_in_noscript_was_never_to_be_seen() -> None:
    hidden = replace(LINK, place=Place.NOSCRIPT, visible=False, hidden_reason=HiddenReason.NOSCRIPT)
    assert both((hidden,), ()).links == (hidden,)


def test_the_bytes_stay_the_raw_ones() -> None:
    page = both((), ()).page
    assert (page.bytes, page.body_sha256, page.charset, page.fetched_by) == (100, "raw", "cp1252", FetchedBy.BROWSER)


def test_noindex_of_either_reading_counts() -> None:
    said = replace(RAW_PAGE, noindex=True, robots_meta="noindex")
    observation = Observation(claims=(CLAIM,), page=said)
    page = merged(observation, Reading(page=replace(SHOWN_PAGE, noindex=False)), []).page
    assert (page.noindex, page.raw_differs) == (True, {"robots_meta": "noindex"})


def test_a_column_overrules_the_markup_but_only_for_main() -> None:
    aside = Sight(visible=True, column="right")
    (link,) = both((), (LINK,), aside).links
    assert (link.region, link.region_confidence) == (Region.SIDEBAR, 0.7)
    (link,) = both((), (replace(LINK, region=Region.FOOTER),), aside).links
    assert link.region is Region.FOOTER


def test_what_was_not_measured_keeps_what_the_markup_said() -> None:
    hidden = replace(LINK, visible=False, hidden_reason=HiddenReason.DISPLAY_NONE)
    (link,) = both((), (hidden,), Sight(visible=None)).links
    assert (link.visible, link.hidden_reason) == (False, HiddenReason.DISPLAY_NONE)


def test_a_page_that_could_not_be_rendered_says_why() -> None:
    page = unrendered(Observation(claims=(CLAIM,), page=RAW_PAGE), "the browser died").page
    assert (page.failure, page.failure_detail) == (FailureKind.RENDER_FAILED, "the browser died")
    assert page.fetched_by is FetchedBy.BROWSER


def test_a_link_that_scripts_were_to_add_is_not_lost_where_a_part_did_not_load() -> None:
    for needs, reason in (("a script", Reason.RENDER_FAILED), (None, Reason.LINK_REMOVED)):
        raw = Observation(claims=(CLAIM,), page=RAW_PAGE, needs_browser=needs)
        seen = merged(raw, Reading(page=SHOWN_PAGE), [], trouble="/post.json answered 503")
        assert judge(CLAIM, seen, now=NOW).reasons == (reason,)


def test_a_link_that_was_found_does_not_mind_what_else_failed() -> None:
    raw = Observation(claims=(CLAIM,), page=RAW_PAGE, needs_browser="a script")
    seen = merged(raw, Reading(page=SHOWN_PAGE, links=(LINK,)), [SEEN], trouble="/post.json answered 503")
    assert judge(CLAIM, seen, now=NOW).status is Status.LIVE
    assert seen.page.failure_detail is None


@pytest.mark.parametrize("hint", ["a script", None], ids=["hinted", "second look"])
def test_scripts_that_take_most_words_away_show_a_wall(hint: str | None) -> None:
    raw = Observation(claims=(CLAIM,), page=replace(RAW_PAGE, words=700), needs_browser=hint)
    wall = merged(raw, Reading(page=replace(SHOWN_PAGE, words=12)), [])
    assert judge(CLAIM, wall, now=NOW).reasons == (Reason.RENDER_FAILED,)
    assert wall.page.failure_detail == "not whole in the browser: scripts left 12 of its 700 words"
    page = merged(raw, Reading(page=replace(SHOWN_PAGE, words=300)), [])
    assert judge(CLAIM, page, now=NOW).reasons == (Reason.LINK_REMOVED,)


def test_a_link_that_such_a_wall_took_away_is_there() -> None:
    raw = Observation(claims=(CLAIM,), page=replace(RAW_PAGE, words=700), links=(LINK,))
    wall = merged(raw, Reading(page=replace(SHOWN_PAGE, words=12)), [])
    assert judge(CLAIM, wall, now=NOW).status is Status.LIVE
    assert [link.hidden_reason for link in wall.links] == [None]


def test_hardly_anything_in_a_browser_is_no_loss() -> None:
    raw = Observation(claims=(CLAIM,), page=replace(RAW_PAGE, state=PageState.NEEDS_BROWSER, state_evidence="a shell"))
    shown = bare_in_browser(merged(raw, Reading(page=SHOWN_PAGE), []), raw)
    assert judge(CLAIM, shown, now=NOW).reasons == (Reason.RENDER_FAILED,)
    assert "little on it" in (shown.page.failure_detail or "")
