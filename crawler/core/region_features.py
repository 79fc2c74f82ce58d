"""What the region model sees: numbers about each block of links.

A block is described by itself, by the containers around it at several scales, by its place on the
page and against the page's bulk and prose, by landmarks, and by the words in and around it.
"""

from collections.abc import Sequence
from math import log1p

from crawler.core.region_blocks import ITEMS, Block
from crawler.core.region_names import BRANCHED, SIDES
from crawler.core.region_page import Page
from crawler.core.region_wording import anchor_features, heading_features
from crawler.core.region_words import CLASS_GROUPS, PAGE_GROUPS

SMALL, MEDIUM = 0.12, 0.45
"""Shares of the page up to which an ancestor is the block's small and medium container."""


_ONE_OF_7, _ONE_OF_6, _ONE_OF_5 = (
    [[float(kind == one) for kind in range(kinds)] for one in range(kinds)] for kinds in (7, 6, 5)
)


def features(page: Page, blocks: Sequence[Block], wanted: Sequence[bool]) -> list[list[float]]:
    """One row of numbers for each wanted one of the page's blocks; `region_names.NAMES` says what they are."""
    whole = _page_features(page)
    boxes: dict[int, list[float]] = {}
    o = page.outline
    starts = [o.opened[block.links[0]] for block in blocks]
    own = [o.chars_before[run] - o.link_chars_before[run] for run in starts]
    last = o.chars_before[-1] - o.link_chars_before[-1]
    rows = []
    for at, block in enumerate(blocks):
        if not wanted[at]:
            continue
        since = own[at] - own[at - 1] if at else own[at]
        to = (own[at + 1] if at + 1 < len(own) else last) - own[at]
        rows.append(_block_features(page, block, boxes, log1p(max(0, since)), log1p(max(0, to))) + whole)
    return rows


def _page_features(page: Page) -> list[float]:
    o = page.outline
    prose = page.prose or 1
    inner, rest_inner = o.prose(page.inner_core), o.prose(page.rest_inner)
    return [
        log1p(page.chars),
        log1p(page.prose),
        log1p(len(o.links)),
        o.link_chars_before[-1] / page.chars,
        page.prose / page.chars,
        page.h1_count,
        "main" in o.tags,
        min(o.tags.count("article"), 5),
        log1p(o.tags.count("p")),
        page.weight(page.core) / page.size,
        page.weight(page.bulk) / page.size,
        inner / prose,
        log1p(page.story_chars),
        page.story_chars / prose,
        page.story_chars / page.chars,
        page.story_parts,
        page.prose_places,
        log1p(inner),
        log1p(rest_inner),
        page.rest_size / page.size,
        rest_inner / (page.rest(page.rest_inner) or 1),
        page.sort.og_type,
        *page.sort.url,
        *(page.sort.body_words >> bit & 1 for bit in range(len(PAGE_GROUPS))),
        *(page.sort.url_words >> bit & 1 for bit in range(len(PAGE_GROUPS))),
    ]


def _block_features(page: Page, block: Block, boxes: dict[int, list[float]], since: float, to: float) -> list[float]:
    o = page.outline
    node, link = block.node, block.links[0]
    size, prose = page.size, page.prose or 1
    mark, inner = page.marks[node], page.marks[block.wrapper]
    chain = page.above(node)
    small = medium = items = node
    repeats = 1
    near = -1
    for up in chain:
        if near < 0 and o.link_count(up) >= 3:
            near = up
        weight = page.weight(up)
        if weight > MEDIUM * size:
            break
        medium = up
        if weight <= SMALL * size:
            small = up
        alike = page.row(up)[2]
        if alike > repeats:
            repeats, items = alike, up
    if near < 0:
        near = next((up for up in chain if o.link_count(up) >= 3), node)
    chars = sum(map(o.chars, block.nodes))
    link_chars = sum(map(o.link_chars, block.nodes))
    count = sum(map(o.link_count, block.nodes)) or 1
    tag = o.tags[node]
    row = [
        log1p(chars),
        log1p(chars - link_chars),
        link_chars / (chars or 1),
        log1p(count),
        log1p(link_chars / count),
        log1p(sum(map(o.prose, block.nodes))),
        log1p(len(block.nodes)),
        log1p(chars / len(block.nodes)),
        tag == "p",
        tag in ITEMS,
        tag in ("ul", "ol", "dl"),
        tag in ("table", "tbody", "tr", "td"),
        block.heading,
        len(block.links) / count,
        len(chain),
        sum(map(page.weight, block.nodes)) / size,
        sum(map(page.rest, block.nodes)) / page.rest_size,
        node in page.flagged,
    ]
    for box in (near, small, medium):
        if box not in boxes:
            boxes[box] = _container(page, box)
        row += boxes[box]
    parent = max(o.parents[items], 0)
    item_chars, item_link_chars = o.chars(items), o.link_chars(items)
    row += (
        repeats,
        log1p(page.weight(items)),
        item_link_chars / (item_chars or 1),
        log1p(item_chars - item_link_chars),
        log1p(o.link_count(items)),
        page.weight(parent) / size,
        page.rest(parent) / page.rest_size,
        page.rest(medium) / page.rest_size,
    )
    run = o.opened[link]
    before, prose_before, links_before = o.chars_before[run], o.prose_before[run], o.links_before[link]
    row += (
        before / page.chars,
        log1p(before),
        log1p(page.chars - before),
        links_before / (len(o.links) or 1),
        log1p(links_before),
        log1p(len(o.links) - links_before),
        prose_before / prose,
        log1p(prose_before),
        log1p(page.prose - prose_before),
        link / len(o.tags),
        since,
        to,
    )
    for name, core in zip(
        SIDES,
        (page.story, page.core, page.inner_core, page.bulk, page.rest_core, page.rest_inner),
        strict=True,
    ):
        row += _side(page, chain, core, before, name in BRANCHED)
    row += heading_features(page, link, before, (near, small))
    row += anchor_features(page, block)
    own, close, everything = *_near_words(page, block), inner.words
    row += [
        (own >> bit & 1) + (close >> bit & 1) + 1 if everything >> bit & 1 else 0 for bit in range(len(CLASS_GROUPS))
    ]
    row += _ONE_OF_7[inner.inner]
    row += _ONE_OF_6[mark.outer]
    row += _ONE_OF_5[mark.landmark]
    row += (mark.in_main, min(mark.articles, 2), mark.local)
    gap = page.copyright - run if page.copyright >= 0 else 0
    row += (max(-50, min(50, gap)), any(o.opened[box] <= page.copyright < o.closed[box] for box in (near, small)))
    return row


def _near_words(page: Page, block: Block) -> tuple[int, int]:
    """Class word groups of the block's node and wrapper, and with two ancestors of each."""
    words, parents = page.words, page.outline.parents
    own = close = 0
    for index in (block.wrapper, block.node):
        here = words.get(index, 0)
        own |= here
        up = parents[index]
        close |= here | words.get(up, 0) | (words.get(parents[up], 0) if up >= 0 else 0)
    return own, close


def _container(page: Page, box: int) -> list[float]:
    o = page.outline
    chars, link_chars, count = o.chars(box), o.link_chars(box), o.link_count(box)
    order, among, _ = page.row(box)
    return [
        log1p(chars),
        log1p(chars - link_chars),
        link_chars / (chars or 1),
        log1p(count),
        o.prose(box) / (chars or 1),
        o.chars_before[o.opened[box]] / page.chars,
        1 - o.chars_before[o.closed[box]] / page.chars,
        order,
        among - order,
        log1p(link_chars / (count or 1)),
    ]


def _side(page: Page, chain: Sequence[int], core: int, before: int, branched: bool) -> list[float]:
    """Before, in or after the core, how far up the tree they meet, how much text lies between."""
    o = page.outline
    node = chain[0]
    end = o.ends[core]
    if core <= node < end:
        row: list[float] = [0, chain.index(core) if core in chain else len(chain), 0]
        return [*row, 0, 0, 0, 0, 0, 0, -1] if branched else row
    steps = 0
    for up in chain:
        if up <= core < o.ends[up]:
            break
        steps += 1
    after = node > core
    gap = before - o.chars_before[o.closed[core]] if after else o.chars_before[o.opened[core]] - before
    row = [1 if after else -1, steps, log1p(max(0, gap))]
    if branched and not 0 < steps < len(chain):
        row += [0, 0, 0, 0, 0, 0, -1]
    elif branched:
        branch, top, other = chain[steps - 1], chain[steps], core
        while o.parents[other] != top:
            other = o.parents[other]
        weight = page.weight(branch)
        row += (
            weight / page.size,
            o.link_density(branch),
            o.prose(branch) / (page.prose or 1),
            page.row(branch)[0] - page.row(other)[0],
            weight / (page.weight(other) or 1),
            page.weight(top) / page.size,
            o.tags[branch] == o.tags[other],
        )
    return row
