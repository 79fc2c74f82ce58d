"""Links gathered into blocks that are judged as one.

The items of one menu, the links of one paragraph and the like parts of a row of cards share their
region; judging them together is faster and steadier than link by link.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.core.outline import HEADINGS
from crawler.core.region_page import INLINE, Page

ITEMS = frozenset({"li", "dt", "dd", "td", "th"})
LIKE_DEPTH = 5
"""How far up from a link's block a row of like siblings is looked for."""
ROW = 3
"""So many siblings with links and the same tag are a row."""


@dataclass(slots=True)
class Block:
    """`node` is the first element around the links, `wrapper` the largest one that holds nothing but the first link."""

    node: int
    wrapper: int
    heading: bool
    links: list[int]
    nodes: list[int]


def blocks_of(page: Page, links: Sequence[int]) -> list[Block]:
    """Gather links into blocks, in document order of their first link."""
    o = page.outline
    parents, tags, ends = o.parents, o.tags, o.ends
    signatures: dict[tuple[int, bool], tuple[object, ...]] = {}
    found: dict[tuple[object, ...], Block] = {}
    for link in links:
        chars = o.chars(link)
        wrapper = link
        heading = not HEADINGS.isdisjoint(tags[link : ends[link]])
        node = parents[link]
        while node > 0:
            tag = tags[node]
            if o.link_count(node) == 1 and o.chars(node) == chars:
                heading = heading or tag in HEADINGS
            elif tag not in INLINE and not (tag in ITEMS and o.link_chars(node) == o.chars(node)):
                break
            wrapper = node
            node = parents[node]
        node = max(node, 0)
        heading = heading or tags[node] in HEADINGS
        signature = signatures.get((node, heading))
        if signature is None:
            signature = signatures[node, heading] = (*_likeness(page, node), heading)
        block = found.get(signature)
        if block is None:
            found[signature] = Block(node, wrapper, heading, [link], [node])
        else:
            block.links.append(link)
            if block.nodes[-1] != node:
                block.nodes.append(node)
    return list(found.values())


def _likeness(page: Page, node: int) -> tuple[object, ...]:
    """What a block has in common with the like blocks of its siblings."""
    o = page.outline
    density = o.link_density(node)
    grade = (density > 0.5) + (density > 0.9)
    path: list[str] = []
    at = node
    for _ in range(LIKE_DEPTH):
        if at <= page.body or page.weight(at) > 0.45 * page.size:
            break
        path.append(o.tags[at])
        path.append(o.nodes[at].attributes.get("class") or "")
        if page.row(at)[2] >= ROW:
            return o.parents[at], grade, *path
        at = o.parents[at]
    return node, grade
