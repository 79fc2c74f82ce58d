"""What the headings before a block of links say, what its links say and where they lead, and its class words."""

import re
from bisect import bisect_left
from functools import lru_cache
from math import log1p

from crawler.core.outline import Outline
from crawler.core.region_blocks import Block
from crawler.core.region_centres import DEEPEST
from crawler.core.region_page import Page
from crawler.core.region_words import (
    ANCHOR_GROUPS,
    CLASS_BIT,
    HEADING_GROUPS,
    HREF_GROUPS,
    TELLING,
    anchor_mask,
    bits_of,
    heading_mask,
    href_mask,
)

_NUMBER = re.compile(r"\d+")
SAMPLE = 3
"""Links of a block whose anchor and href are read; a menu of 200 is told by the first few."""
LABEL = 40
"""An anchor shorter than this is read as a label."""
HEAD = 60
"""So much of a heading is read; a container's first line longer than this is no heading."""


class Wording:
    """The words around the blocks of one page, each heading and container read once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._headings: dict[int, int] = {}
        self._leads: dict[int, int] = {}

    def of(self, block: Block, before: int, near: int, small: int) -> list[float]:
        """`before` are the characters before the block's first link, `near` and `small` containers of it."""
        page = self._page
        o, link = page.outline, block.links[0]
        heading = o.heading_before(link + 1)
        said = 0
        row: list[float] = [0, 0, 0, 0]
        if heading is not None:
            steps, scope = 0, heading
            while not scope <= link < o.ends[scope] and scope > page.body and steps < DEEPEST:
                steps += 1
                scope = o.parents[scope]
            said = self._said(heading)
            gap = before - o.chars_before[o.closed[heading]]
            row = [int(o.tags[heading][1]), log1p(max(0, gap)), steps, page.weight(scope) / page.size]
        if page.h1 >= 0:
            row += (link > page.h1, log1p(abs(before - o.chars_before[o.opened[page.h1]])))
        else:
            row += (-1, 0)
        lead = self._lead(near) | self._lead(small)
        row = [*map(float, row), *_headed(said, lead)]
        row += self._anchors(block)
        everything = page.mark(block.wrapper).words  # reads the class words of all that holds the block
        row += _classed(*self._near_words(block), everything)
        return row

    def _said(self, heading: int) -> int:
        said = self._headings.get(heading)
        if said is None:
            said = self._headings[heading] = heading_mask(self._page.outline.text(heading)[:HEAD])
        return said

    def _lead(self, box: int) -> int:
        """What the first line of a container says, if it is short."""
        lead = self._leads.get(box)
        if lead is None:
            o = self._page.outline
            first = o.opened[box]
            short = first < len(o.runs) and len(o.runs[first]) < HEAD
            lead = self._leads[box] = heading_mask(o.runs[first]) if short else 0
        return lead

    def _near_words(self, block: Block) -> tuple[int, int]:
        """Class word groups of the block's node and wrapper, and with two ancestors of each."""
        words, parents = self._page.words, self._page.outline.parents
        own = close = 0
        for index in (block.wrapper, block.node):
            here = words.get(index, 0)
            own |= here
            up = parents[index]
            close |= here | words.get(up, 0) | (words.get(parents[up], 0) if up >= 0 else 0)
        return own, close

    def _anchors(self, block: Block) -> list[float]:
        """What the first links of the block say and where they lead."""
        page = self._page
        o, sort = page.outline, page.sort
        sample = block.links[:SAMPLE]
        said = outside = 0
        hrefs = ""
        for link in sample:
            text = "".join(o.runs[o.opened[link] : o.closed[link]])
            if text and len(text) < LABEL:
                said |= anchor_mask(text)
            href = _href(o, link)
            hrefs += "\n" + href
            outside += "//" in href and sort.host not in href
        many = len(sample)
        return [
            *bits_of(said, _ANCHOR_GROUPS),
            *bits_of(href_mask(hrefs), _HREF_GROUPS),
            hrefs.count("-") / many,
            hrefs.count("/") / many,
            len(_NUMBER.findall(hrefs)) / many,
            hrefs.count("\n#") / many,
            hrefs.count("\nhttp") / many,
            outside / many,
            hrefs.count(sort.section) / many if sort.section else 0.0,
        ]


_ANCHOR_GROUPS, _HREF_GROUPS = len(ANCHOR_GROUPS), len(HREF_GROUPS)
_CLASS_BITS = tuple(CLASS_BIT[group] for group in TELLING)


@lru_cache(maxsize=4_096)
def _headed(said: int, lead: int) -> tuple[float, ...]:
    """For each heading group 2 if the heading before is of it, and 1 if a container's first line is."""
    return tuple([float(2 * (said >> bit & 1) + (lead >> bit & 1)) for bit in range(len(HEADING_GROUPS))])


@lru_cache(maxsize=4_096)
def _classed(own: int, close: int, everything: int) -> tuple[float, ...]:
    """For each class word group how near the block it is met: 3 on itself, 2 close by, 1 anywhere around, 0 nowhere."""
    return tuple(
        [float((own >> bit & 1) + (close >> bit & 1) + 1 if everything >> bit & 1 else 0) for bit in _CLASS_BITS]
    )


def _href(o: Outline, link: int) -> str:
    """As it is written; the walk has read the attributes of most."""
    at = bisect_left(o.links, link)
    read = at < len(o.links) and o.links[at] == link
    return (o.link_attributes[at] if read else o.nodes[link].attributes).get("href") or ""
