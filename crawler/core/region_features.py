"""What the region model sees: numbers about each block of links.

A block is described by itself, by the containers around it at several scales, by its place on the
page and against the page's centres, by landmarks, and by the words in and around it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from contextlib import suppress
from math import log1p

from crawler.core.region_around import Around, Surroundings
from crawler.core.region_blocks import ITEMS, Block
from crawler.core.region_marks import Mark
from crawler.core.region_names import BRANCHED, NO_BRANCH
from crawler.core.region_page import Page
from crawler.core.region_wording import Wording

_ONE_OF_7, _ONE_OF_6, _ONE_OF_5 = (
    [[float(kind == one) for kind in range(kinds)] for one in range(kinds)] for kinds in (7, 6, 5)
)


class Features:
    """Rows of numbers for the blocks of one page; `region_names.NAMES` says what they are."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._around = Surroundings(page)
        self._wording = Wording(page)
        self._images, self._paragraphs = _all(page.outline.tags, "img"), _all(page.outline.tags, "p")
        self._largest = next((facts.weight for facts in page.lists.values()), 1)
        self._whole = [*map(float, self._of_page())]
        self._boxes: dict[int, list[float]] = {}
        self._branches: dict[tuple[int, int], list[float]] = {}
        self._rows_of: dict[int, list[float]] = {}

    def row(self, block: Block) -> list[float]:
        """The features of a block, worked out once."""
        row = self._rows_of.get(block.links[0])
        if row is None:
            row = self._rows_of[block.links[0]] = self._of_block(block)
        return row

    def _of_block(self, block: Block) -> list[float]:
        """All as floats: trees compare those twice as fast."""
        page, node = self._page, block.node
        around, mark = self._around.of(node), page.mark(node)
        run = page.outline.opened[block.links[0]]
        before = page.outline.chars_before[run]
        row = [*map(float, self._against_page(block, around, run, before))]
        row += self._wording.of(block, before, around.near, around.small)
        row += _ONE_OF_7[page.mark(block.wrapper).inner]
        row += _ONE_OF_6[mark.outer]
        row += _ONE_OF_5[mark.landmark]
        row += map(float, self._landmarks(mark, run, around.small))
        row += self._whole
        return row

    def _against_page(self, block: Block, around: Around, run: int, before: int) -> list[float]:
        """The block's own shape, what it stands in, and where, against the page's centres."""
        page, link, node = self._page, block.links[0], block.node
        row = self._itself(block, around)
        for box in (around.near, around.medium):
            row += self._container(box)
        row.append(around.repeats)
        row += self._position(link, run, before)
        for centre, name in enumerate(BRANCHED):
            row += self._side(centre, node, before, around, branched=name)
        row += self._gap(link, run)
        row += self._headline(run, before, node, around)
        merits = page.prose.merits
        row += (
            around.merit / page.prose.most,
            max(merits.get(node, 0.0), merits.get(page.outline.parents[node], 0.0)) / page.prose.most,
        )
        its_list = around.list
        row += (
            its_list.rank,
            its_list.weight / self._largest,
            log1p(its_list.own_text),
        )
        return row

    def _landmarks(self, mark: Mark, run: int, small: int) -> list[float]:
        page, o = self._page, self._page.outline
        gap = page.copyright - run if page.copyright >= 0 else 0
        return [
            mark.in_main,
            min(mark.articles, 2),
            max(-50, min(50, gap)),
            o.opened[small] <= page.copyright < o.closed[small],
        ]

    def _itself(self, block: Block, around: Around) -> list[float]:
        page, nodes = self._page, block.nodes
        o, tag = page.outline, page.outline.tags[block.node]
        chars, link_chars = sum(map(o.chars, nodes)), sum(map(o.link_chars, nodes))
        count = sum(map(o.link_count, nodes)) or 1
        return [
            log1p(chars),
            log1p(chars - link_chars),
            link_chars / (chars or 1),
            log1p(count),
            log1p(link_chars / count),
            log1p(sum(map(o.prose, nodes))),
            log1p(len(nodes)),
            log1p(chars / len(nodes)),
            tag == "p",
            tag in ITEMS,
            tag in ("ul", "ol", "dl"),
            block.heading,
            len(block.links) / count,
            around.depth,
            sum(map(page.rest, nodes)) / page.rest_size,
            page.mark(block.node).apart,
        ]

    def _container(self, box: int) -> list[float]:
        found = self._boxes.get(box)
        if found is not None:
            return found
        page = self._page
        o, end = page.outline, page.outline.ends[box]
        images, paragraphs, headings = self._images, self._paragraphs, o.headings
        chars, link_chars, count = o.chars(box), o.link_chars(box), o.link_count(box)
        order, among = page.place(box)
        found = self._boxes[box] = [
            log1p(chars),
            log1p(chars - link_chars),
            link_chars / (chars or 1),
            log1p(count),
            o.prose(box) / (chars or 1),
            o.chars_before[o.opened[box]] / page.chars,
            1 - o.chars_before[o.closed[box]] / page.chars,
            among - order,
            log1p(link_chars / (count or 1)),
            (bisect_left(images, end) - bisect_left(images, box)) / (count or 1),
            (bisect_left(paragraphs, end) - bisect_left(paragraphs, box)) / (count or 1),
            (bisect_left(headings, end) - bisect_left(headings, box)) / (count or 1),
        ]
        return found

    def _position(self, link: int, run: int, before: int) -> list[float]:
        page = self._page
        o, prose, prose_before = page.outline, page.prose_chars, page.outline.prose_before[run]
        at = bisect_left(o.links, link)
        last = o.opened[o.links[at - 1]] if at else 0
        own = before - o.link_chars_before[run]
        return [
            before / page.chars,
            log1p(before),
            log1p(page.chars - before),
            o.links_before[link] / (len(o.links) or 1),
            log1p(o.links_before[link]),
            prose_before / (prose or 1),
            log1p(prose_before),
            log1p(prose - prose_before),
            link / len(o.tags),
            log1p(max(0, own - o.chars_before[last] + o.link_chars_before[last])),
        ]

    def _side(self, centre: int, node: int, before: int, around: Around, *, branched: bool) -> list[float]:
        """Before, in or after the centre, and how much text lies between."""
        o, core, branch = self._page.outline, self._around.centres[centre], around.branches[centre]
        if core <= node < o.ends[core]:
            row: list[float] = [0, 0]
        elif node > core:
            row = [1, log1p(max(0, before - o.chars_before[o.closed[core]]))]
        else:
            row = [-1, log1p(max(0, o.chars_before[o.opened[core]] - before))]
        if branched:
            row += self._branch(centre, branch) if row[0] and branch >= 0 else NO_BRANCH
        return row

    def _gap(self, link: int, run: int) -> list[float]:
        """Links between the block and the best prose, and their share of the text there: does one read on?"""
        page = self._page
        o, best = page.outline, page.prose.best
        if best <= link < o.ends[best]:
            return [-1, -1]
        if link < best:
            links, first, last = o.links_before[best] - o.links_before[link] - 1, run, o.opened[best]
        else:
            links, first, last = o.links_before[link] - o.links_before[o.ends[best]], o.closed[best], run
        chars = o.chars_before[last] - o.chars_before[first]
        link_chars = o.link_chars_before[last] - o.link_chars_before[first]
        return [log1p(max(0, links)), link_chars / (chars or 1)]

    def _branch(self, centre: int, branch: int) -> list[float]:
        """The part of the page that the block is in against the part that the centre is in."""
        found = self._branches.get((centre, branch))
        if found is None:
            page = self._page
            o, top = page.outline, page.outline.parents[branch]
            other = self._around.ways[centre][top]
            weight = page.weight(branch)
            found = self._branches[centre, branch] = [
                weight / page.size,
                o.link_density(branch),
                o.prose(branch) / (page.prose_chars or 1),
                weight / (page.weight(other) or 1),
                page.weight(top) / page.size,
                o.tags[branch] == o.tags[other],
            ]
        return found

    def _headline(self, run: int, before: int, node: int, around: Around) -> list[float]:
        """Before or after the line that repeats the page's title, how far, and the part that holds both."""
        page = self._page
        line = page.headline.run
        if line < 0:
            return [-2, 0, 0]
        gap = before - page.outline.chars_before[line]
        branch = around.branches[-1]
        scope = page.outline.parents[branch] if branch >= 0 else node
        return [
            (run > line) - (run < line),
            log1p(gap) if gap >= 0 else -log1p(-gap),
            page.weight(scope) / page.size,
        ]

    def _of_page(self) -> list[float]:
        page = self._page
        o, prose, best = page.outline, page.prose, page.prose.best
        return [
            min(o.tags.count("article"), 5),
            len(self._images) / (len(o.links) or 1),
            log1p(prose.story_chars),
            prose.story_chars / page.chars,
            prose.story_parts,
            prose.long_runs,
            page.weight(best) / page.size if o.tags else 0,
            o.link_density(best) if o.tags else 0,
            log1p(o.prose(page.rest_inner)),
            page.headline.coverage,
            page.headline.level,
            o.chars_before[page.headline.run] / page.chars if page.headline.run >= 0 else -1,
            log1p(self._largest) - log1p(prose.story_chars),
            page.sort.og_type,
            page.front,
            *page.sort.own,
        ]


def _all(tags: Sequence[str], tag: str) -> list[int]:
    """Where a tag stands; most pages have few of one, so `index` leaps from each to the next."""
    found: list[int] = []
    at = -1
    with suppress(ValueError):
        while True:
            at = tags.index(tag, at + 1)
            found.append(at)
    return found
