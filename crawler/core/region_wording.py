"""What the headings before a block of links say, and what its links say and where they lead."""

import re
from collections.abc import Sequence
from math import log1p

from crawler.core.region_blocks import Block
from crawler.core.region_page import Page
from crawler.core.region_words import (
    ANCHOR_GROUPS,
    HEADING_GROUPS,
    HREF_GROUPS,
    anchor_mask,
    heading_mask,
    href_mask,
)

_DIGIT = re.compile(r"\d")
SAMPLE = 4
"""Links of a block whose anchor and href are read; a menu of 200 is told by the first few."""


def heading_features(page: Page, link: int, before: int, boxes: Sequence[int]) -> list[float]:
    """The heading before the link, what it says, and what the containers begin with."""
    o = page.outline
    heading = o.heading_before(link + 1)
    said = 0
    row: list[float] = [0, 0, 0, 0]
    if heading is not None:
        steps = 0
        for scope in page.above(heading):
            if scope <= link < o.ends[scope]:
                break
            steps += 1
        said = heading_mask(o.text(heading)[:60])
        gap = before - o.chars_before[o.closed[heading]]
        row = [int(o.tags[heading][1]), log1p(max(0, gap)), steps, page.weight(scope) / page.size]
    if page.h1 >= 0:
        row += (link > page.h1, log1p(abs(before - o.chars_before[o.opened[page.h1]])))
    else:
        row += (-1, 0)
    lead = 0
    for box in boxes:
        first = o.opened[box]
        if first < len(o.runs) and len(o.runs[first]) < 60:
            lead |= heading_mask(o.runs[first])
    return row + [2 * (said >> bit & 1) + (lead >> bit & 1) for bit in range(len(HEADING_GROUPS))]


def anchor_features(page: Page, block: Block) -> list[float]:
    """What the first links of the block say and where they lead."""
    o = page.outline
    words = [0] * len(ANCHOR_GROUPS)
    hrefs = [0] * len(HREF_GROUPS)
    hyphens = slashes = digits = fragments = absolute = outside = images = 0
    sample = block.links[:SAMPLE]
    for link in sample:
        text = o.text(link)
        if text and len(text) < 40:
            mask = anchor_mask(text)
            if mask:
                for bit in range(len(words)):
                    words[bit] += mask >> bit & 1
        href = o.nodes[link].attributes.get("href") or ""
        mask = href_mask(href)
        if mask:
            for bit in range(len(hrefs)):
                hrefs[bit] += mask >> bit & 1
        tail = href.rstrip("/").rsplit("/", 1)[-1]
        hyphens += tail.count("-")
        slashes += href.count("/")
        digits += _DIGIT.search(tail) is not None
        fragments += href[:1] == "#"
        absolute += href[:4] == "http"
        if page.sort.host and "//" in href:
            outside += page.sort.host not in href.split("//", 1)[1].split("/", 1)[0]
        images += "img" in o.tags[link : o.ends[link]]
    counts = (*words, *hrefs, hyphens, slashes, digits, fragments, absolute, outside, images)
    return [number / len(sample) for number in counts]
