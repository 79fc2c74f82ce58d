"""Did a page become another page? Figures for the reader, no score.

An expired domain that comes back as a link farm still answers 200, so only its contents can tell: another
title, another text, another language, many more links out. Each figure alone is everyday life (a redesign,
a home page that shows the news of the day); a policy says how many of them together are an event.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from zlib import crc32

from crawler.core.history_policy import DriftPolicy
from crawler.core.records import ClaimState, PageFacts

CONTENTS = "contents"
"""Under this name a claim's state keeps the portrait of its page."""
_BINS = 64
_BEYOND = 1 << 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """What is kept of a page to know it again."""

    title: str | None = None
    language: str | None = None
    text: str | None = None
    links_external: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far two readings of a page are apart; `None` where one of them did not show the fact."""

    title_similarity: float | None
    text_similarity: float | None
    language_changed: bool | None
    external_before: int | None
    external_after: int | None


def portrait(page: PageFacts) -> Portrait:
    """The facts of a page that drift is told by."""
    language = (page.language or "").replace("_", "-").partition("-")[0].strip().lower()
    return Portrait(
        title=" ".join((page.title or "").split())[:200] or None,
        language=language or None,
        text=page.text_fingerprint or None,
        links_external=page.links_external,
    )


def drift(before: Portrait, after: Portrait) -> Drift:
    """The figures between two readings of one page."""
    return Drift(
        title_similarity=_both(before.title, after.title, similarity),
        text_similarity=_both(before.text, after.text, fingerprint_similarity),
        language_changed=None
        if before.language is None or after.language is None
        else before.language != after.language,
        external_before=before.links_external,
        external_after=after.links_external,
    )


def signs(figures: Drift, policy: DriftPolicy) -> tuple[str, ...]:
    """Which of the figures speak for another page."""
    found = []
    if figures.title_similarity is not None and figures.title_similarity < policy.title_below:
        found.append("title")
    if figures.text_similarity is not None and figures.text_similarity < policy.text_below:
        found.append("text")
    if figures.language_changed:
        found.append("language")
    was, now = figures.external_before, figures.external_after
    if was is not None and now is not None and now >= max(was * policy.external_factor, was + policy.external_more):
        found.append("links_external")
    return tuple(found)


def is_stranger(page: PageFacts, states: Iterable[ClaimState]) -> bool:
    """Whether a page has neither the title nor the text of the one that these claims' links were seen on."""
    policy, shown = DriftPolicy(), portrait(page)
    known = [portrait_from_text(state.facts[CONTENTS]) for state in states if CONTENTS in state.facts]
    return bool(known) and all({"title", "text"} <= set(signs(drift(one, shown), policy)) for one in known)


def portrait_text(kept: Portrait) -> str:
    """The portrait as stable JSON, for the claim's state."""
    return _json({**_shown(kept), "text": kept.text})


def portrait_from_text(text: str) -> Portrait:
    return Portrait(**json.loads(text))


def completed(known: str, shown: Portrait) -> str:
    """A kept portrait (as text) with what it lacked and this reading shows: no blind spot stays for good."""
    if "null" not in known:
        return known
    kept = portrait_from_text(known)
    lacking = {each.name: getattr(shown, each.name) for each in fields(kept) if getattr(kept, each.name) is None}
    return portrait_text(replace(kept, **lacking))


def drift_texts(before: Portrait, after: Portrait, policy: DriftPolicy) -> tuple[str, str]:
    """Before and after of a `page_drifted` event: what the page was and is, with the figures, as JSON."""
    figures = drift(before, after)
    told = {
        **_shown(after),
        "title_similarity": figures.title_similarity,
        "text_similarity": figures.text_similarity,
        "signs": signs(figures, policy),
    }
    return _json(_shown(before)), _json(told)


def _shown(kept: Portrait) -> dict[str, object]:
    return {"title": kept.title, "language": kept.language, "links_external": kept.links_external}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _both(before: str | None, after: str | None, measure: Callable[[str, str], float]) -> float | None:
    return None if before is None or after is None else measure(before, after)


def similarity(one: str, other: str) -> float:
    """How alike two short texts are, 0 to 1: the share of runs of three characters that they have in common
    (Dice over multisets), letters' case aside; works without word breaks, as in Chinese or Thai."""
    if one == other:
        return 1.0
    left, right = _runs(one.lower()), _runs(other.lower())
    return round(2 * (left & right).total() / (left.total() + right.total()), 3)


def _runs(text: str) -> Counter[str]:
    padded = f" {text} "
    return Counter([padded[i : i + 3] for i in range(max(1, len(padded) - 2))])


def fingerprint(words: Sequence[str]) -> str:
    """64 hex digits by which a text is known again, empty for no words.

    MinHash in one permutation with 4 bits kept a bin (Li, Owen and Zhang 2012; Li and König 2010) over runs of
    three words. CRC-32 is the hash because it is the same in every process and runs in C: this is called for
    every page of the night.
    """
    encoded = " ".join(words).encode("utf-8", "surrogatepass").split()
    if not encoded:
        return ""
    runs = map(crc32, encoded[2:], map(crc32, encoded[1:], map(crc32, encoded)))
    least: dict[int, int] = {}
    for each in list(runs) or [crc32(b" ".join(encoded))]:
        bin_ = each % _BINS
        if each < least.get(bin_, _BEYOND):
            least[bin_] = each
    return "".join([f"{digit:x}" for digit in _filled(least)])


def _filled(least: dict[int, int]) -> list[int]:
    """Every bin's digit, of its least hash; an empty bin borrows from the next full one, so that short texts
    compare as well."""
    digits = [0] * _BINS
    last = least[min(least)]
    for bin_ in reversed(range(_BINS)):
        last = least.get(bin_, last)
        digits[bin_] = last // _BINS % 16
    return digits


def fingerprint_similarity(one: str, other: str) -> float:
    """The estimated share of runs of three words that two texts have in common (Jaccard), 0 to 1, about ±0.06."""
    same = sum(a == b for a, b in zip(one, other, strict=False)) / _BINS
    return round(max(0.0, (same - 1 / 16) * 16 / 15), 3)
