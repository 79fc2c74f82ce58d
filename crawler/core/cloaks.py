"""Links that do not say where they lead and may be the ones that a page's missing claims ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.core.document import Document
from crawler.core.link_text import LONGEST_ANCHOR, anchor_of
from crawler.core.outline import Outline
from crawler.core.urls import host_of, site_of
from crawler.core.wanted import Wanted
from crawler.core.wording import plain, said_by
from crawler.core.wrapped import WrapPolicy, habit_of, is_cloaked, is_no_wrapper, may_wrap

_MOST_BY_WORDS = 3
"""Links of any form that are followed because they say the promised words: who sells a link again keeps them."""
_PICTURES = frozenset({"area", "img", "svg", "input"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloak:
    """An address to follow. `telling` where it names the target, or has a cloak's form and the promised words: if it
    cannot be followed nothing can be said of the claim."""

    url: str
    telling: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloaks:
    """`follow` are the likeliest, likeliest first; `left` those beyond what is followed of one page that may as well
    be the missing link, one for each habit."""

    follow: tuple[Cloak, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What speaks for an address: its form, that it carries the target's own, and what its links say."""

    formed: bool
    carries: bool
    named: bool
    promised: bool = False

    @property
    def order(self) -> tuple[bool, bool, bool]:
        return not self.promised, not self.named, not self.formed

    @property
    def telling(self) -> bool:
        return self.named or (self.formed and self.promised)


def cloaks_of(document: Document, missing: Sequence[Wanted], wraps: WrapPolicy, *, longest: int) -> Cloaks:
    """Addresses that may lead to a missing target: those with a cloak's form, those that carry the target's address
    in no known manner, and a few that say the promised words."""
    if not missing:
        return Cloaks()
    seen = _candidates(document, missing, wraps, _promised_by(document, missing), longest)
    ordered = sorted(seen, key=lambda url: seen[url].order)
    by_words = [url for url in ordered if not seen[url].formed and not seen[url].carries]
    spare = set(by_words[_MOST_BY_WORDS:])
    ordered = [url for url in ordered if url not in spare]
    follow = [Cloak(url=url, telling=seen[url].telling) for url in ordered[: wraps.follow_per_page]]
    any_words = any(not one.claim.anchor for one in missing)
    left = [url for url in ordered[wraps.follow_per_page :] if seen[url].telling or (any_words and seen[url].formed)]
    return Cloaks(follow=tuple(follow), left=tuple({habit_of(url): url for url in left}.values()))


def _promised_by(document: Document, missing: Sequence[Wanted]) -> frozenset[int]:
    """The links that say a missing claim's promised words, by their places in the outline. Their letters and pictures
    are looked at first: to read a link as the judge does costs a walk."""
    promised = {plain(one.claim.anchor) for one in missing if one.claim.anchor} - {""}
    letters = {words.replace(" ", "") for words in promised}
    page = document.outline
    return frozenset(
        place
        for place in (link.element for link in document.links if promised)
        if page.chars(place) <= LONGEST_ANCHOR
        and (_letters(page, place) in letters or not _PICTURES.isdisjoint(page.tags[place : page.ends[place]]))
        and not promised.isdisjoint(_said(page, place))
    )


def _letters(page: Outline, place: int) -> str:
    return plain("".join(page.runs[page.opened[place] : page.closed[place]])).replace(" ", "")


def _said(page: Outline, place: int) -> frozenset[str]:
    link = anchor_of(page.nodes[place])
    return said_by(link.text, link.alt)


def _candidates(
    document: Document, missing: Sequence[Wanted], wraps: WrapPolicy, promising: frozenset[int], longest: int
) -> dict[str, _Seen]:
    labels = {one.keys.domain.partition(".")[0] for one in missing}
    names = {name for one in missing for name in one.names}
    domains = {one.keys.domain for one in missing}
    seen: dict[str, _Seen] = {}
    for link in document.links:
        url = document.resolve(link.href) if len(link.href) <= longest else None
        if url is None or not url.startswith("http"):
            continue
        formed = is_cloaked(url, wraps)
        carries = may_wrap(url) and any(name in url.lower() for name in names) and not is_no_wrapper(url, wraps)
        promised = link.element in promising
        if formed or ((carries or promised) and site_of(host_of(url)) not in domains):
            named = carries or (formed and any(label in url for label in labels))
            told = seen.setdefault(url, _Seen(formed=formed, carries=carries, named=named))
            told.promised = told.promised or promised
    return seen
