"""Everything that is recorded of one link, read off the page around it."""

import re
from collections.abc import Callable, Mapping, Sequence

from selectolax.lexbor import LexborNode

from crawler.core.directives import Directives
from crawler.core.document import Document
from crawler.core.link_hidden import hidden_by
from crawler.core.link_path import css_path
from crawler.core.link_text import anchor_of, block_of, block_text, context_of
from crawler.core.links import Found
from crawler.core.outline import Outline
from crawler.core.records import LinkFacts
from crawler.core.regions import RegionVerdict
from crawler.core.vocabulary import AnchorKind, Crawlable, HiddenReason, Place, Region

RegionOf = Callable[[Outline, Sequence[int]], list[RegionVerdict]]
_REL_BREAK = re.compile(r"[\s,]+")
_NOT_FOLLOWED = ("nofollow", "sponsored", "ugc")
_LONGEST = 2000
_NOWHERE = RegionVerdict(region=Region.UNKNOWN, confidence=0.0, evidence="")


def rel_tokens(rel: str | None) -> tuple[str, ...]:
    """The words of a rel, lower case, parted by white space or commas as Google reads them."""
    return tuple(dict.fromkeys(word for word in _REL_BREAK.split((rel or "").lower()) if word))


def describe(
    document: Document, found: Sequence[Found], directives: Directives, region_of: RegionOf
) -> tuple[LinkFacts, ...]:
    """Facts of each found link; those in the page's own tree get their place in it too."""
    if not found:
        return ()
    page = document.outline
    places = {page.nodes[index].mem_id: index for index in page.links}
    if any(one.place is Place.SCRIPT for one in found):
        places = {node.mem_id: index for index, node in enumerate(page.nodes)}
    indexes = [places.get(one.node.mem_id) if one.place in (Place.BODY, Place.SCRIPT) else None for one in found]
    standing = sorted({index for index in indexes if index is not None})
    regions = dict(zip(standing, region_of(page, standing), strict=True))
    return tuple(
        _facts(page, one, index, directives, regions.get(index, _NOWHERE) if index is not None else _NOWHERE)
        for one, index in zip(found, indexes, strict=True)
    )


def _facts(page: Outline, found: Found, index: int | None, directives: Directives, region: RegionVerdict) -> LinkFacts:
    attributes = found.node.attributes
    tokens = rel_tokens(attributes.get("rel"))
    own = ("link",) if any(token in _NOT_FOLLOWED for token in tokens) else ()
    nofollow_from = own + directives.nofollow_from
    anchor = anchor_of(found.node)
    chain = _chain(found.node)
    hidden = hidden_by(chain)
    if hidden is None and anchor.kind is AnchorKind.EMPTY:
        hidden = HiddenReason.EMPTY_ANCHOR
    in_noscript = any(tag == "noscript" for tag, _ in chain)
    block = block_of(page, index) if index is not None else None
    before, after = context_of(page, index) if index is not None else ("", "")
    heading = page.heading_before(index) if index is not None else None
    return LinkFacts(
        claim_id=found.wanted.claim.id,
        ordinal=found.ordinal,
        href=found.href[:_LONGEST],
        url=found.url[:_LONGEST],
        via=found.via,
        hops=found.hops,
        match=found.match,
        serves=found.serves,
        place=Place.NOSCRIPT if in_noscript and found.place is Place.BODY else found.place,
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
        block_text=block_text(page, block) if block is not None else "",
        heading=page.text(heading)[:300] or None if heading is not None else None,
        region=region.region,
        region_evidence=region.evidence,
        region_confidence=round(region.confidence, 3),
        path=css_path(found.node),
        position=round(page.position(index), 4) if index is not None else None,
        link_density=round(page.link_density(block), 4) if block is not None else None,
        crawlable=Crawlable.YES if found.node.tag in ("a", "area") else Crawlable.NOT_AN_ANCHOR,
        visible=False if hidden is not None else None,
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
