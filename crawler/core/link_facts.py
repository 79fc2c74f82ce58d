"""Everything that is recorded of one link, read off the page around it."""

from collections.abc import Callable, Mapping, Sequence

from selectolax.lexbor import LexborNode

from crawler.core.directives import Directives
from crawler.core.document import Document
from crawler.core.found import Found
from crawler.core.link_hidden import hidden_by
from crawler.core.link_path import Paths
from crawler.core.link_text import anchor_of, block_of, block_text, context_of, heading_of, heading_text
from crawler.core.outline import Outline
from crawler.core.records import LinkFacts
from crawler.core.regions import RegionVerdict
from crawler.core.rel import NOT_FOLLOWED, rel_tokens
from crawler.core.script_links import crawlable_class
from crawler.core.vocabulary import HiddenReason, Place, Region

RegionOf = Callable[[Outline, Sequence[int], str], list[RegionVerdict]]
"""Regions of elements (indexes in the outline) of the page at an address."""
_NOWHERE = RegionVerdict(region=Region.UNKNOWN, confidence=0.0, evidence="")


def describe(
    document: Document, found: Sequence[Found], directives: Directives, region_of: RegionOf
) -> tuple[LinkFacts, ...]:
    """Facts of each found link; those in the page's own tree get their place in it too."""
    if not found:
        return ()
    page = document.outline
    standing = sorted({one.index for one in found if one.index is not None})
    regions = dict(zip(standing, region_of(page, standing, document.url), strict=True)) if standing else {}
    paths = Paths()
    return tuple(
        _facts(page, one, directives, regions[one.index] if one.index is not None else _NOWHERE, paths) for one in found
    )


def _facts(page: Outline, found: Found, directives: Directives, region: RegionVerdict, paths: Paths) -> LinkFacts:
    index = found.index
    attributes = found.node.attributes
    tokens = rel_tokens(attributes.get("rel"))
    own = ("link",) if any(token in NOT_FOLLOWED for token in tokens) else ()
    nofollow_from = own + directives.nofollow_from
    anchor = anchor_of(found.node)
    hidden = hidden_by(_chain(found.node))
    if hidden is None and anchor.bare and found.place is not Place.SCRIPT:
        hidden = HiddenReason.EMPTY_ANCHOR
    block = block_of(page, index) if index is not None else None
    before, after = context_of(page, index) if index is not None else ("", "")
    heading = heading_of(page, index) if index is not None else None
    return LinkFacts(
        claim_id=found.wanted.claim.id,
        ordinal=found.ordinal,
        href=found.href,
        url=found.url,
        via=found.via,
        hops=found.hops,
        match=found.match,
        serves=found.serves,
        place=found.place,
        element=found.node.tag or "",
        anchor=anchor.text,
        anchor_kind=anchor.kind,
        alt=anchor.alt,
        title=_short(attributes, "title"),
        aria_label=_short(attributes, "aria-label"),
        rel=_short(attributes, "rel"),
        rel_tokens=tokens,
        nofollow="nofollow" in tokens,
        sponsored="sponsored" in tokens,
        ugc="ugc" in tokens,
        effective_nofollow=bool(nofollow_from),
        nofollow_from=nofollow_from,
        context_before=before,
        context_after=after,
        block_text=block_text(page, block, index) if index is not None and block is not None else "",
        heading=heading_text(page, heading)[:300] or None if heading is not None else None,
        region=region.region,
        region_evidence=region.evidence,
        region_confidence=round(region.confidence, 3),
        path=paths.of(found.node),
        position=round(page.position(index), 4) if index is not None else None,
        link_density=round(page.link_density(block), 4) if block is not None else None,
        crawlable=crawlable_class(found.node.tag, attributes, by_script=found.place is Place.SCRIPT),
        visible=None if hidden in (None, HiddenReason.COLLAPSED) else False,
        hidden_reason=hidden,
    )


def _chain(node: LexborNode) -> list[tuple[str, Mapping[str, str | None]]]:
    """Tag and attributes of the element and all that holds it, innermost first."""
    chain: list[tuple[str, Mapping[str, str | None]]] = []
    current: LexborNode | None = node
    while current is not None and current.is_element_node:
        chain.append((current.tag or "", current.attributes))
        current = current.parent
    return chain


def _short(attributes: Mapping[str, str | None], name: str) -> str | None:
    value = attributes.get(name)
    return value.strip()[:500] if value is not None else None
