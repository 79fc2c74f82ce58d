"""Links gathered into blocks that are judged as one.

The items of one menu, the links of one paragraph and the like parts of a row of cards share their
region; judging them together is faster and steadier than link by link.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.core.outline import HEADINGS
from crawler.core.region_page import DEEPEST, INLINE, Page

ITEMS = frozenset({"li", "dt", "dd", "td", "th"})
LISTED = ITEMS | {"p", "tr", "option"}
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
    last: dict[tuple[object, ...], tuple[int, int]] = {}
    found: dict[tuple[object, ...], Block] = {}
    for link in links:
        chars = o.chars(link)
        wrapper = link
        heading = not HEADINGS.isdisjoint(tags[link : ends[link]])
        node = parents[link]
        for _ in range(DEEPEST):
            if node <= 0:
                break
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
            likeness, order = _likeness(page, node)
            signature = (*likeness, heading)
            if order >= 0:
                before, group = last.get(signature, (order, order))
                group = group if order - before <= 1 else order
                last[signature] = order, group
                signature = (*signature, group)
            signatures[node, heading] = signature
        block = found.get(signature)
        if block is None:
            found[signature] = Block(node, wrapper, heading, [link], [node])
        else:
            block.links.append(link)
            if block.nodes[-1] != node:
                block.nodes.append(node)
    return list(found.values())


def _likeness(page: Page, node: int) -> tuple[tuple[object, ...], int]:
    """What a block has in common with the like blocks of its siblings, and its place among them.

    The place is -1 where distance does not matter: items of a list, and siblings that share a class.
    Nameless siblings are alike only side by side, or a page's first `<div>` would go with its last.
    """
    o = page.outline
    density = o.link_density(node)
    grade = (density > 0.5) + (density > 0.9)
    path: list[str] = []
    at = node
    for _ in range(LIKE_DEPTH):
        if at <= page.body or page.weight(at) > 0.45 * page.size:
            break
        tag, name = o.tags[at], o.nodes[at].attributes.get("class") or ""
        path.append(tag)
        path.append(name)
        order, _, alike = page.row(at)
        if alike >= ROW:
            return (o.parents[at], grade, *path), -1 if name or tag in LISTED else order
        at = o.parents[at]
    return (node, grade), -1
