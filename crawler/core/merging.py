"""Two readings of one page made one observation: what the bytes said, and what the browser showed.

The rendered reading is what a reader and Google's renderer see, so it leads; what the raw one said otherwise is
kept beside it. A link that scripts took away stays as a fact that nobody sees. A browser that met a test for
people or an error brings that as the page's state, so that a missing link is unverified and never lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crawler.core.reading import Reading
from crawler.core.records import LinkFacts, Observation, PageFacts
from crawler.core.rendering import missing_claims
from crawler.core.visibility import Sight
from crawler.core.vocabulary import FailureKind, FetchedBy, HiddenReason, PageState, Place, Region, SeenIn

_PAGE_FACTS = ("robots_meta", "canonical", "title")
_LINK_FACTS = ("href", "rel", "anchor", "alt")
_COLUMN_CONFIDENCE = 0.7
_SOME_WORDS, _FEWER = 40, 4


def merged(raw: Observation, shown: Reading, sights: Sequence[Sight], *, trouble: str | None = None) -> Observation:
    """The observation of a page that was read twice; `sights` belong to the rendered links, in order. `trouble`
    is what the browser could not load: where scripts were to add the link, it may be the very part that did."""
    drawn = [_seen(link, sight) for link, sight in zip(shown.links, sights, strict=True)]
    whole = shown.page.state is PageState.WHOLE
    withheld = _withheld(raw.page, shown.page)
    links = _links(raw.links, drawn, removed=whole and withheld is None)
    page = _page(raw.page, shown.page)
    scripted = raw.needs_browser or (raw.page.state is PageState.NEEDS_BROWSER and raw.page.state_evidence) or withheld
    trouble = trouble or withheld
    needs = raw.needs_browser if not whole else scripted if trouble else None
    seen = replace(raw, page=page, links=tuple(links), mentions=shown.mentions, needs_browser=needs or None)
    if whole and needs and missing_claims(seen):
        seen = replace(seen, page=replace(page, failure_detail=f"not whole in the browser: {trouble}"))
    return seen


def _withheld(raw: PageFacts, shown: PageFacts) -> str | None:
    """Where scripts took most of a page's words away, what they left in their place is a wall or a notice, whatever it
    says; in words."""
    before, after = raw.words or 0, shown.words or 0
    if before < _SOME_WORDS or after * _FEWER >= before:
        return None
    return f"scripts left {after} of its {before} words"


def bare_in_browser(seen: Observation, raw: Observation) -> Observation:
    """The observation of a page that shows hardly more in a browser than a notice would, and that nothing tells
    from one: what is missing there is not lost."""
    page = replace(seen.page, failure_detail="little on it even in the browser, and nothing tells that it is the page")
    return replace(seen, page=page, needs_browser=raw.needs_browser or raw.page.state_evidence)


def unrendered(raw: Observation, cause: str) -> Observation:
    """The observation of a page that the browser was to open and could not: what is missing stays unverified."""
    page = replace(raw.page, fetched_by=FetchedBy.BROWSER, failure=FailureKind.RENDER_FAILED, failure_detail=cause)
    return replace(raw, page=page)


def _page(raw: PageFacts, shown: PageFacts) -> PageFacts:
    """A `noindex` or `nofollow` counts where either reading has it: Google may not render a page that says
    noindex (developers.google.com, "JavaScript SEO basics")."""
    differs = {
        name: str(getattr(raw, name) or "")
        for name in _PAGE_FACTS
        if (getattr(raw, name) or "") != (getattr(shown, name) or "")
    }
    return replace(
        shown,
        bytes=raw.bytes,
        body_sha256=raw.body_sha256,
        charset=raw.charset,
        noindex=_either(raw.noindex, shown.noindex),
        nofollow=_either(raw.nofollow, shown.nofollow),
        raw_differs=differs,
    )


def _either(one: bool | None, other: bool | None) -> bool | None:
    return None if one is None and other is None else bool(one or other)


def _seen(link: LinkFacts, sight: Sight) -> LinkFacts:
    """A rendered link with what was measured; where it is drawn in a side column it is not in the main text."""
    if link.place is Place.NOSCRIPT:
        return replace(link, seen_in=SeenIn.RENDERED)
    region, evidence, confidence = link.region, link.region_evidence, link.region_confidence
    if sight.column is not None and sight.visible and region in (Region.MAIN, Region.UNKNOWN):
        region, confidence = Region.SIDEBAR, _COLUMN_CONFIDENCE
        evidence = f"drawn in a narrow column on the {sight.column}, beside the page's text; by markup: {evidence}"
    known = sight.visible is not None
    return replace(
        link,
        seen_in=SeenIn.RENDERED,
        visible=sight.visible if known else link.visible,
        hidden_reason=sight.reason if known else link.hidden_reason,
        visibility=sight.evidence,
        region=region,
        region_evidence=evidence,
        region_confidence=confidence,
    )


def _links(raw: Iterable[LinkFacts], drawn: list[LinkFacts], *, removed: bool) -> list[LinkFacts]:
    """Pair each raw link with its rendered self: by address first, then in order, since scripts rewrite both
    addresses and texts; `removed` says whether a raw link without one was taken away for sure."""
    waiting: defaultdict[str, list[LinkFacts]] = defaultdict(list)
    for link in raw:
        waiting[link.claim_id].append(link)
    pairs: list[LinkFacts | None] = [None] * len(drawn)
    for same in (_same_address, _same_kind):
        for place, link in enumerate(drawn):
            if pairs[place] is None:
                pairs[place] = next((one for one in waiting[link.claim_id] if same(one, link)), None)
                if (pair := pairs[place]) is not None:
                    waiting[link.claim_id].remove(pair)
    links = [_both(pair, link) if pair else link for pair, link in zip(pairs, drawn, strict=True)]
    links += [_taken_away(link) if removed else link for left in waiting.values() for link in left]
    return links


def _same_address(one: LinkFacts, other: LinkFacts) -> bool:
    return one.url == other.url and one.place is other.place


def _same_kind(one: LinkFacts, other: LinkFacts) -> bool:
    return one.place is other.place and one.serves is other.serves and one.anchor == other.anchor


def _both(raw: LinkFacts, drawn: LinkFacts) -> LinkFacts:
    differs = {
        name: str(getattr(raw, name) or "")
        for name in _LINK_FACTS
        if (getattr(raw, name) or "") != (getattr(drawn, name) or "")
    }
    return replace(drawn, seen_in=SeenIn.BOTH, raw_differs=differs)


def _taken_away(link: LinkFacts) -> LinkFacts:
    if link.place is not Place.BODY:
        return link
    return replace(link, visible=False, hidden_reason=HiddenReason.REMOVED_BY_SCRIPT)
