"""A page that became another page."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.drift import (
    CONTENTS,
    Portrait,
    drift,
    fingerprint,
    fingerprint_similarity,
    is_stranger,
    portrait,
    portrait_text,
    signs,
    similarity,
)
from crawler.core.history_policy import DriftPolicy
from crawler.core.records import ClaimState, PageFacts
from crawler.core.vocabulary import Reason
from tests.core.nights import live_through, night

VOCABULARY = [f"word{i}" for i in range(4000)]


def text(seed, length=800):
    return random.Random(seed).choices(VOCABULARY, k=length)


def shared(one, other):
    """The true share of runs of three words."""
    left, right = ({*zip(words, words[1:], words[2:], strict=False)} for words in (one, other))
    return len(left & right) / len(left | right)


@pytest.mark.parametrize("changed", [0, 20, 80, 200, 400, 800])
def test_a_fingerprint_estimates_the_share_of_runs_in_common(changed):
    apart = []
    for seed in range(20):
        words, edited = text(seed), text(seed)
        for i in random.Random(seed).sample(range(800), changed):
            edited[i] = f"new{seed}-{i}"
        estimate = fingerprint_similarity(fingerprint(words), fingerprint(edited))
        apart.append(estimate - shared(words, edited))
    assert abs(sum(apart) / len(apart)) < 0.05
    assert max(map(abs, apart)) < 0.25


def test_a_paragraph_moved_leaves_a_text_the_same():
    words = text(1)
    assert fingerprint_similarity(fingerprint(words), fingerprint(words[300:] + words[:300])) > 0.9


def test_a_fingerprint_is_the_same_in_every_process():
    assert fingerprint("a wool blanket is washed cold and by hand".split()) == (
        "44446666669666ccccccccccccccccccccc00005555555555555554444444444"
    )


@given(st.lists(st.text()))
def test_a_fingerprint_is_64_digits_for_any_words(words):
    made = fingerprint(words)
    assert made == "" or (len(made) == 64 and set(made) <= set("0123456789abcdef"))
    assert bool(made) == bool(" ".join(words).encode("utf-8", "surrogatepass").split())


@given(st.text(), st.text())
def test_similarity_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, one) == 1


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ten ways to wash a wool blanket", "10 ways to wash a wool blanket | The Blog", True),
        ("Ten ways to wash a wool blanket", "Slot Gacor Hari Ini – Situs Judi Online", False),
        ("羊毛毯的十种洗法", "羊毛毯的十种正确洗法", True),
        ("羊毛毯的十种洗法", "在线赌场最佳奖金", False),
    ],
)
def test_titles_alike_and_not(one, other, alike):
    assert (similarity(one, other) >= DriftPolicy().title_below) is alike


BEFORE = Portrait(title="Ten ways to wash a wool blanket", language="en", text=fingerprint(text(1)), links_external=12)
AFTER = Portrait(title="Situs Judi Online", language="id", text=fingerprint(text(2)), links_external=160)


def test_every_sign_is_read():
    assert signs(drift(BEFORE, AFTER), DriftPolicy()) == ("title", "text", "language", "links_external")
    assert signs(drift(BEFORE, BEFORE), DriftPolicy()) == ()


@pytest.mark.parametrize(("before", "after", "jumps"), [(0, 29, False), (0, 30, True), (20, 59, False), (20, 60, True)])
def test_a_jump_of_outbound_links(before, after, jumps):
    figures = drift(replace(BEFORE, links_external=before), replace(BEFORE, links_external=after))
    assert signs(figures, DriftPolicy()) == (("links_external",) if jumps else ())


def test_what_one_reading_did_not_show_is_no_sign():
    assert signs(drift(BEFORE, Portrait()), DriftPolicy()) == ()
    assert signs(drift(Portrait(), AFTER), DriftPolicy()) == ()


def drifted(*nights):
    lived = enumerate(live_through(nights))
    return [(i, e.before, e.after) for i, each in lived for e in each.events if e.kind == "page_drifted"]


FARM = {
    "title": "Situs Judi Online",
    "language": "id-ID",
    "text_fingerprint": fingerprint(text(2)),
    "links_external": 160,
}
WOOL = night(text_fingerprint=fingerprint(text(1)))


def test_an_expired_domain_is_told_once_with_figures():
    farm = night(Reason.LINK_REMOVED, **FARM)
    ((when, before, after),) = drifted(WOOL, WOOL, farm, farm, farm)
    assert when == 3
    assert json.loads(before) == {
        "title": "Ten ways to wash a wool blanket",
        "language": "en",
        "links_external": 12,
    }
    assert json.loads(after) == {
        "title": "Situs Judi Online",
        "language": "id",
        "links_external": 160,
        "title_similarity": 0.0,
        "text_similarity": 0.0,
        "signs": ["title", "text", "language", "links_external"],
    }


def test_one_sign_alone_is_everyday_life():
    for key, value in FARM.items():
        assert drifted(WOOL, *[night(**{"text_fingerprint": WOOL.page["text_fingerprint"], key: value})] * 3) == []


def test_another_page_for_a_night_is_not_told():
    assert drifted(WOOL, night(**FARM), WOOL, night(**FARM), WOOL) == []


def test_a_first_reading_with_gaps_is_filled_by_a_later_one():
    bare = night(title=None, language=None, links_external=None)
    assert len(drifted(bare, WOOL, night(**FARM), night(**FARM))) == 1


def test_a_stranger_has_neither_title_nor_text() -> None:
    page = PageFacts(source_url="https://a.test/", title="Anvils", text_fingerprint=fingerprint(text(1)))
    known = ClaimState(claim_id="c", facts={CONTENTS: portrait_text(portrait(page))})
    other = replace(page, title="Portti", text_fingerprint=fingerprint(text(2)))
    assert is_stranger(other, [known])
    assert not is_stranger(replace(other, title="Anvils"), [known])
    assert not is_stranger(replace(other, text_fingerprint=page.text_fingerprint), [known])
    assert not is_stranger(other, [known, ClaimState(claim_id="d", facts={CONTENTS: portrait_text(portrait(other))})])
    assert not is_stranger(other, [ClaimState(claim_id="c")])
