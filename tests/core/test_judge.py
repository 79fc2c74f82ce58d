"""The judge's ladder: every reason, and what may never be called a loss."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.judge import judge
from crawler.core.records import Check, Claim, LinkFacts, Observation, PageFacts, TargetFacts
from crawler.core.vocabulary import (
    Crawlable,
    FailureKind,
    HiddenReason,
    Match,
    PageState,
    Place,
    Reason,
    Region,
    RelTerm,
    Status,
    Via,
)
from tests.core.link_cases import NOON, SOURCE, TARGET

CLAIM = Claim(id="c", source_url=SOURCE, target_url=TARGET)
WHOLE = PageFacts(source_url=SOURCE, final_url=SOURCE, http_status=200, state=PageState.WHOLE)
LINK = LinkFacts(
    claim_id="c",
    ordinal=3,
    href=TARGET,
    url=TARGET,
    match=Match.EXACT,
    anchor="anvils",
    region=Region.MAIN,
    region_confidence=0.5,
)
OTHER = replace(LINK, url="https://target.example/", match=Match.HOST, serves=False)


def judged(*links: LinkFacts, claim: Claim = CLAIM, page: PageFacts = WHOLE, **seen: Any) -> Check:
    return judge(claim, Observation(claims=(claim,), page=page, links=links, **seen), now=NOON)


def outcome(check: Check) -> list[str]:
    return [str(check.status), *map(str, check.reasons)]


def test_a_link_that_keeps_its_terms_is_live() -> None:
    check = judged(LINK)
    assert outcome(check) == ["live"]
    assert check.link == LINK


UNKEPT: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("anchor_differs", {"anchor": "hammers"}, {}, {}),
    ("rel_differs", {"rel": RelTerm.FOLLOW}, {"effective_nofollow": True}, {}),
    ("rel_differs", {"rel": RelTerm.NOFOLLOW}, {}, {}),
    ("rel_differs", {"rel": RelTerm.SPONSORED}, {"nofollow": True, "effective_nofollow": True}, {}),
    ("rel_differs", {"rel": RelTerm.UGC}, {"sponsored": True, "effective_nofollow": True}, {}),
    ("region_differs", {"region": Region.MAIN}, {"region": Region.FOOTER}, {}),
    ("hidden", {}, {"visible": False, "hidden_reason": HiddenReason.DISPLAY_NONE}, {}),
    ("not_crawlable", {}, {"crawlable": Crawlable.NOT_AN_ANCHOR}, {}),
    ("not_crawlable", {}, {"place": Place.SRCDOC}, {}),
    ("page_noindex", {}, {}, {"noindex": True}),
    ("page_noindex", {}, {}, {"http_status": 404, "state": PageState.PAGE_GONE}),
    ("page_nofollow", {"rel": RelTerm.FOLLOW}, {}, {"nofollow": True}),
    ("page_not_canonical", {}, {}, {"canonical_self": False}),
    ("page_blocked_for_search", {}, {}, {"robots_txt_googlebot": "disallowed"}),
]


@pytest.mark.parametrize(("reason", "claim", "link", "page"), UNKEPT)
def test_a_found_link_that_differs_is_altered(
    reason: str, claim: dict[str, Any], link: dict[str, Any], page: dict[str, Any]
) -> None:
    check = judged(replace(LINK, **link), claim=replace(CLAIM, **claim), page=replace(WHOLE, **page))
    assert outcome(check) == ["altered", reason]


@pytest.mark.parametrize(
    ("claim", "link"),
    [
        ({"rel": RelTerm.NOFOLLOW}, {"sponsored": True, "effective_nofollow": True}),
        ({"rel": RelTerm.SPONSORED}, {"sponsored": True, "effective_nofollow": True}),
        ({"rel": RelTerm.ANY}, {"nofollow": True, "effective_nofollow": True}),
        ({"region": Region.MAIN}, {"region": Region.UNKNOWN}),
        ({"region": Region.MAIN}, {"region": Region.FOOTER, "region_confidence": 0.49}),
        ({"anchor": " ANVILS "}, {}),
        ({"anchor": "don't “buy” anvils"}, {"anchor": 'Don’t "buy" an\u00advils'}),
        ({"anchor": "London anvil"}, {"anchor": "", "alt": "London anvil"}),
        ({"anchor": "istanbul örsleri"}, {"anchor": "İSTANBUL ÖRSLERİ"}),
        ({"anchor": "KIRMIZI ÖRS"}, {"anchor": "kırmızı örs"}),
        ({"anchor": "anvils \u2764\ufe0f"}, {"anchor": "anvils \u2764"}),
        ({}, {"visible": None}),
    ],
)
def test_what_keeps_its_terms(claim: dict[str, Any], link: dict[str, Any]) -> None:
    assert outcome(judged(replace(LINK, **link), claim=replace(CLAIM, **claim))) == ["live"]


@pytest.mark.parametrize(
    ("status", "failure", "broken"),
    [
        *((404, None, True), (410, None, True), (503, None, True), (None, FailureKind.DOMAIN_GONE, True)),
        *((200, None, False), (403, None, False), (429, None, False), (None, FailureKind.TIMEOUT, False)),
    ],
)
def test_a_target_is_broken_when_it_was_seen_to_be(
    status: int | None, failure: FailureKind | None, broken: bool
) -> None:
    target = TargetFacts(url=TARGET, http_status=status, failure=failure)
    assert outcome(judged(LINK, targets={TARGET: target})) == (["altered", "target_broken"] if broken else ["live"])


def test_reasons_are_told_most_telling_first() -> None:
    claim = replace(CLAIM, anchor="hammers", rel=RelTerm.FOLLOW, region=Region.FOOTER)
    page = replace(WHOLE, noindex=True, nofollow=True, canonical_self=False)
    link = replace(LINK, visible=False, effective_nofollow=True)
    told = ["rel_differs", "hidden", "page_noindex", "page_nofollow", "page_not_canonical", "anchor_differs"]
    assert outcome(judged(link, claim=claim, page=page)) == ["altered", *told, "region_differs"]


STATES = {
    PageState.CHALLENGE: "unverified challenge",
    PageState.FORBIDDEN: "unverified forbidden",
    PageState.RATE_LIMITED: "unverified rate_limited",
    PageState.LOGIN_REQUIRED: "unverified login_required",
    PageState.SERVER_ERROR: "unverified server_error",
    PageState.NOT_HTML: "unverified not_html",
    PageState.TOO_LARGE: "unverified too_large",
    PageState.TRUNCATED: "unverified truncated",
    PageState.EMPTY: "unverified empty",
    PageState.MAYBE_SOFT_404: "unverified empty",
    PageState.NEEDS_BROWSER: "unverified render_failed",
    PageState.PAGE_GONE: "lost page_gone",
    PageState.SOFT_404: "lost soft_404",
    PageState.PARKED: "lost parked",
    PageState.REDIRECTED: "lost page_redirected",
    PageState.WHOLE: "lost link_removed",
}
FAILURES = {
    FailureKind.ROBOTS_DISALLOWED: "unverified robots_disallowed",
    FailureKind.TIMEOUT: "unverified timeout",
    FailureKind.CANCELLED: "unverified timeout",
    FailureKind.DNS_ERROR: "unverified dns_error",
    FailureKind.DOMAIN_GONE: "lost domain_gone",
    FailureKind.CONNECT_ERROR: "unverified connect_error",
    FailureKind.PROTOCOL_ERROR: "unverified connect_error",
    FailureKind.TLS_ERROR: "unverified tls_error",
    FailureKind.REDIRECT_LOOP: "unverified redirect_loop",
    FailureKind.TOO_LARGE: "unverified too_large",
    FailureKind.TRUNCATED: "unverified truncated",
    FailureKind.ADDRESS_REFUSED: "unverified address_refused",
    FailureKind.BAD_URL: "unverified bad_url",
    FailureKind.RENDER_FAILED: "unverified render_failed",
    FailureKind.INTERNAL_ERROR: "unverified internal_error",
}


@pytest.mark.parametrize("state", PageState)
def test_every_state_of_a_page_without_the_link(state: PageState) -> None:
    assert " ".join(outcome(judged(page=replace(WHOLE, state=state)))) == STATES[state]


@pytest.mark.parametrize("failure", FailureKind)
def test_every_failure(failure: FailureKind) -> None:
    page = PageFacts(source_url=SOURCE, failure=failure)
    assert " ".join(outcome(judged(page=page))) == FAILURES[failure]


def test_a_visit_of_which_nothing_is_known_tells_nothing() -> None:
    assert judged(page=PageFacts(source_url=SOURCE)).status is Status.UNVERIFIED


def test_another_link_in_its_place() -> None:
    check = judged(OTHER)
    assert outcome(check) == ["altered", "target_differs"]
    assert check.link == OTHER


def test_the_other_link_is_the_one_with_the_promised_words_or_else_the_nearest() -> None:
    far = replace(OTHER, ordinal=1, match=Match.DOMAIN, anchor="blog")
    near = replace(OTHER, ordinal=9, match=Match.PREFIX, anchor="shop")
    said = replace(OTHER, ordinal=7, match=Match.DOMAIN, anchor="Anvils")
    assert judged(far, near, said).link == near
    assert judged(far, near, said, claim=replace(CLAIM, anchor="anvils")).link == said


@pytest.mark.parametrize("place", [Place.COMMENT, Place.TEMPLATE, Place.SCRIPT])
def test_what_no_reader_sees_stands_in_for_nothing(place: Place) -> None:
    assert outcome(judged(replace(OTHER, place=place))) == ["lost", "link_removed"]


def test_only_a_browser_could_tell() -> None:
    hint = {"needs_browser": "target.example stands in a script"}
    assert outcome(judged(**hint)) == ["unverified", "render_failed"]
    assert outcome(judged(OTHER, **hint)) == ["unverified", "render_failed"]
    assert outcome(judged(LINK, **hint)) == ["live"]


def test_a_mention() -> None:
    assert outcome(judged(mentions=frozenset({"c"}))) == ["lost", "mention_only"]
    assert outcome(judged(mentions=frozenset({"d"}))) == ["lost", "link_removed"]


def test_a_target_that_is_no_address_was_not_looked_for() -> None:
    claim = replace(CLAIM, target_url="https://")
    assert outcome(judged(claim=claim)) == ["unverified", "bad_url"]


def test_the_best_link_keeps_most_terms_then_stands_in_the_text_then_leads_straight_then_is_tightest() -> None:
    claim = replace(CLAIM, anchor="anvils", rel=RelTerm.FOLLOW)
    nofollow = replace(LINK, ordinal=0, effective_nofollow=True)
    other_words = replace(LINK, ordinal=1, anchor="hammers")
    footer = replace(LINK, ordinal=2, region=Region.FOOTER)
    wrapped = replace(LINK, ordinal=3, via=Via.WRAPPED)
    looser = replace(LINK, ordinal=3, match=Match.PAGE)
    first, last = replace(LINK, ordinal=4), replace(LINK, ordinal=5)
    shadow = replace(LINK, ordinal=-1)
    everything = [shadow, last, first, looser, wrapped, footer, other_words, nofollow]
    best_first = [first, last, shadow, looser, wrapped, footer, other_words, nofollow]
    for expected in best_first:
        assert judged(*everything, claim=claim).link == expected
        everything.remove(expected)


FACTS = st.builds(
    replace,
    st.just(WHOLE),
    state=st.sampled_from([None, *PageState]),
    failure=st.sampled_from([None, *FailureKind]),
    http_status=st.sampled_from([None, 200, 404, 410, 403, 500]),
    noindex=st.sampled_from([None, True, False]),
)


@given(FACTS, st.booleans(), st.booleans())
def test_a_found_link_is_never_lost_nor_unverified(page: PageFacts, hidden: bool, hint: bool) -> None:
    link = replace(LINK, visible=False if hidden else None)
    check = judged(OTHER, link, page=page, needs_browser="a script" if hint else None)
    assert check.status in (Status.LIVE, Status.ALTERED)
    assert check.link == link


LOSSES = {PageState.PAGE_GONE, PageState.SOFT_404, PageState.PARKED, PageState.REDIRECTED, PageState.WHOLE}


@given(FACTS, st.booleans())
def test_a_loss_needs_a_page_that_was_read_or_is_gone(page: PageFacts, hint: bool) -> None:
    check = judged(page=page, needs_browser="a script" if hint else None)
    if check.status is Status.LOST:
        assert page.failure in (None, FailureKind.DOMAIN_GONE)
        assert page.failure is FailureKind.DOMAIN_GONE or page.state in LOSSES
        assert check.reasons != (Reason.LINK_REMOVED,) or (page.state is PageState.WHOLE and not hint)
