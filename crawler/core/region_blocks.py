"""Links gathered into blocks that are judged as one.

The items of one menu, the links of one paragraph and the like parts of a row of cards share their
region; judging them together is faster and steadier than link by link.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from crawler.core.outline import HEADINGS, Outline
from crawler.core.region_centres import DEEPEST, INLINE, ROW
from crawler.core.region_page import Page

ITEMS = frozenset({"li", "dt", "dd", "td", "th"})
LISTED = ITEMS | {"p", "tr", "option"}
LIKE_DEPTH = 5
"""How far up from a link's block a row of like siblings is looked for."""
LIKE_SIZE = 0.45
"""Share of the page beyond which an element is no part of a row."""

SEVERAL = 8
"""So many links are looked for one by one; for more, the whole page is gathered once."""

MOST_RIVALS = 1_000
"""More blocks than any page known to us has; describing each takes a twentieth of a millisecond."""


class Spot(NamedTuple):
    """Where a link stands: `node` is the first element around it, `wrapper` the largest one that holds nothing but it,
    `heading` whether that is one."""

    node: int
    wrapper: int
    heading: bool


@dataclass(slots=True)
class Block:
    """`spots` are of all `links`, `nodes` their elements, each once; the first link stands for all."""

    links: list[int]
    spots: list[Spot]
    nodes: list[int]

    @property
    def node(self) -> int:
        return self.spots[0].node

    @property
    def wrapper(self) -> int:
        return self.spots[0].wrapper

    @property
    def heading(self) -> bool:
        return self.spots[0].heading


class Blocks:
    """The blocks of one page; only what may be in an asked link's block is looked at for it."""

    def __init__(self, page: Page, links: Sequence[int]) -> None:
        """`links` are in document order."""
        self._page = page
        self._links = links

    @cached_property
    def all(self) -> list[Block]:
        return blocks_of(self._page, self._links)

    @cached_property
    def rivals(self) -> list[Block]:
        """Blocks that may outdo another, those that stand where the best prose does before the others."""
        page, contains = self._page, self._page.outline.contains
        found = [block for block in self.all if may_outdo(page, block)]
        return sorted(found, key=lambda block: not contains(page.prose.best, block.node))[:MOST_RIVALS]

    def of(self, asked: Sequence[int]) -> list[Block]:
        """The blocks that hold the asked links, each once, in document order."""
        wanted = set(asked)
        if len(wanted) > SEVERAL:
            return [block for block in self.all if not wanted.isdisjoint(block.links)]
        found: dict[int, Block] = {}
        for link in sorted(wanted):
            if not any(link in block.links for block in found.values()):
                block = self._around(link)
                found[block.links[0]] = block
        return [found[first] for first in sorted(found)]

    def _around(self, link: int) -> Block:
        """The link's block: all that is alike stands within what its likeness begins with."""
        within = _likeness(self._page, _spot(self._page.outline, link).node)[0][0]
        first, last = (bisect_left(self._links, end) for end in (within, self._page.outline.ends[within]))
        return next(block for block in blocks_of(self._page, self._links[first:last]) if link in block.links)


def may_outdo(page: Page, block: Block) -> bool:
    """Whether a block looks enough like content to outdo another: prose, headings and what stands by the page's title,
    where nothing sets them apart."""
    o, node, title = page.outline, block.node, page.headline.element
    by_title = title >= 0 and o.contains(max(0, o.parents[node]), title)
    like = by_title or block.heading or o.contains(page.prose.best, node) or any(map(o.prose, block.nodes))
    return like and not page.mark(node).apart


def blocks_of(page: Page, links: Sequence[int]) -> list[Block]:
    """Gather links into blocks, in document order of their first link."""
    o = page.outline
    signatures: dict[tuple[int, bool], tuple[object, ...]] = {}
    last: dict[tuple[object, ...], tuple[int, int]] = {}
    found: dict[tuple[object, ...], Block] = {}
    for link in links:
        spot = _spot(o, link)
        node, heading = spot.node, spot.heading
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
            found[signature] = Block([link], [spot], [node])
        else:
            block.links.append(link)
            block.spots.append(spot)
            if block.nodes[-1] != node:
                block.nodes.append(node)
    return list(found.values())


def _spot(o: Outline, link: int) -> Spot:
    parents, tags, ends = o.parents, o.tags, o.ends
    opened, closed, chars, links_before = o.opened, o.closed, o.chars_before, o.links_before
    own = chars[closed[link]] - chars[opened[link]]
    wrapper = link
    heading = ends[link] > link + 1 and not HEADINGS.isdisjoint(tags[link : ends[link]])
    node = parents[link]
    for _ in range(DEEPEST):
        if node <= 0:
            break
        tag = tags[node]
        held = chars[closed[node]] - chars[opened[node]]
        if held == own and links_before[ends[node]] - links_before[node] == 1:
            heading = heading or tag in HEADINGS
        elif tag not in INLINE and not (tag in ITEMS and o.link_chars(node) == held):
            break
        wrapper = node
        node = parents[node]
    node = max(node, 0)
    return Spot(node, wrapper, heading or tags[node] in HEADINGS)


def _likeness(page: Page, node: int) -> tuple[tuple[int, int, *tuple[str, ...]], int]:
    """What a block has in common with the like blocks of its siblings, and its place among them.

    It begins with the element that they all stand in, which is their own if there are none.
    The place is -1 where distance does not matter: items of a list, and siblings that share a class.
    Nameless siblings are alike only side by side, or a page's first `<div>` would go with its last.
    """
    o = page.outline
    tags, parents = o.tags, o.parents
    density = o.link_density(node)
    grade = (density > 0.5) + (density > 0.9)
    path: list[str] = []
    at = node
    for _ in range(LIKE_DEPTH):
        if at <= page.body or page.weight(at) > LIKE_SIZE * page.size:
            break
        tag, name = tags[at], page.name(at)
        path += (tag, name)
        if len(page.row(at)) >= ROW:
            order = -1 if name or tag in LISTED else page.place(at)[0]
            return (parents[at], grade, *path), order
        at = parents[at]
    return (node, grade), -1
