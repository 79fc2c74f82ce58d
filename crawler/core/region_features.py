"""What the region model sees: numbers about each block of links.

Links that stand together (the items of one menu, the links of one paragraph) share a block and are
judged once. A block is described by itself, by the containers around it at several scales, by its
place on the page and against the page's prose, by landmarks, and by the words around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from crawler.core.outline import HEADINGS, Outline
from crawler.core.region_words import (
    ANCHOR_GROUPS,
    CLASS_BIT,
    CLASS_GROUPS,
    HEADING_GROUPS,
    HREF_NAMES,
    anchor_mask,
    class_mask,
    heading_mask,
    href_mask,
)

INLINE = frozenset(
    "a abbr b bdi bdo big cite code del em font i ins kbd label mark nobr q s small span strike strong sub sup time tt u var".split()
)
ITEMS = frozenset({"li", "dt", "dd", "td", "th"})
SAMPLE = 8
"""Links of a block whose anchor and href are read; a menu of 200 is told by the first few."""

HEADER, NAV, SIDEBAR, FOOTER, COMMENTS, MAIN = 1, 2, 3, 4, 5, 6
_KIND_BITS = (
    (1 << CLASS_BIT["footer"], FOOTER),
    (1 << CLASS_BIT["comments"], COMMENTS),
    (1 << CLASS_BIT["sidebar"], SIDEBAR),
    (1 << CLASS_BIT["nav"], NAV),
    (1 << CLASS_BIT["header"], HEADER),
    (1 << CLASS_BIT["main"], MAIN),
    (1 << CLASS_BIT["post"], MAIN),
)
_CONTENT_BITS = sum(1 << CLASS_BIT[name] for name in ("main", "post", "prose", "forum", "card", "table"))
_ROLES = {
    "banner": HEADER,
    "navigation": NAV,
    "complementary": SIDEBAR,
    "contentinfo": FOOTER,
    "main": MAIN,
    "article": MAIN,
    "menu": NAV,
    "menubar": NAV,
}
_TAGS = {"header": HEADER, "nav": NAV, "aside": SIDEBAR, "footer": FOOTER, "main": MAIN, "article": MAIN}


def landmark_of(tag: str, role: str | None) -> tuple[int, str]:
    """The landmark that an element is by its role or else its tag, and how to write it; 0 for none."""
    if role in _ROLES:
        return _ROLES[role], f'role="{role}"'
    return _TAGS.get(tag, 0), f"<{tag}>"


@dataclass(slots=True)
class Place:
    """What holds for everything inside an element: landmarks and class words met on the way down."""

    depth: int
    own: int
    all: int
    near: int
    inner: int
    outer: int
    landmark: int
    local: int
    in_main: int
    in_article: int


@dataclass(slots=True)
class Block:
    first: int
    node: int
    wrapper: int
    heading: bool
    links: list[int]
    nodes: list[int]


class Page:
    """The sums and landmarks of one page that every block is measured against."""

    def __init__(self, outline: Outline) -> None:
        self.outline = o = outline
        tags = o.tags
        self.body = tags.index("body") if "body" in tags else 0
        self.total = o.chars_before[-1] or 1
        self.size = self.total + 10 * len(o.links)
        self.prose = o.prose_before[-1]
        self.places: dict[int, Place] = {-1: Place(-1, 0, 0, 0, 0, 0, 0, 0, 0, 0)}
        self.rows: dict[int, tuple[dict[int, int], int]] = {}
        self.core = self._descend(o.prose, 0.5)
        self.inner_core = self._descend(o.prose, 0.8)
        self.bulk = self._descend(self.weight, 0.5)
        first = [h for h in o.headings if tags[h] == "h1"]
        self.h1 = first[0] if first else -1
        self.h1_count = len(first)
        self.main_tag = "main" in tags
        self.articles = tags.count("article")
        self.paragraphs = tags.count("p")
        marks = [i for i, run in enumerate(o.runs) if "©" in run or "opyright" in run or "COPYRIGHT" in run]
        self.copyright = marks[-1] if marks else -1

    def weight(self, index: int) -> int:
        o = self.outline
        return o.chars(index) + 10 * (o.links_before[o.ends[index]] - o.links_before[index])

    def children(self, index: int) -> list[int]:
        o = self.outline
        out, child, end = [], index + 1, o.ends[index]
        while child < end:
            out.append(child)
            child = o.ends[child]
        return out

    def _descend(self, measure, share: float) -> int:
        index = self.body
        need = measure(index) * share
        if not need:
            return index
        while True:
            best = max(self.children(index), key=measure, default=-1)
            if best < 0 or measure(best) < need:
                return index
            index = best

    def row(self, index: int) -> tuple[int, int, int, int]:
        """Position among the siblings that carry text or links, how many there are, and how many share its tag."""
        o = self.outline
        parent = o.parents[index]
        if parent < 0:
            return 0, 1, 1, 0
        if parent not in self.rows:
            order: dict[int, int] = {}
            alike: dict[str, int] = {}
            for child in self.children(parent):
                if o.closed[child] > o.opened[child] or o.links_before[o.ends[child]] > o.links_before[child]:
                    order[child] = len(order)
                    tag = o.tags[child]
                    if o.links_before[o.ends[child]] > o.links_before[child]:
                        alike[tag] = alike.get(tag, 0) + 1
            self.rows[parent] = order, alike
        order, alike = self.rows[parent]
        return order.get(index, 0), len(order), alike.get(o.tags[index], 0), parent

    def signature(self, block: int) -> tuple:
        """What a block has in common with the like blocks of its siblings: a row of cards is judged as one."""
        o = self.outline
        density = o.link_density(block)
        bucket = (density > 0.5) + (density > 0.9)
        path: list[str] = []
        x = block
        for _ in range(5):
            if x <= self.body or self.weight(x) > 0.45 * self.size:
                break
            path.append(o.tags[x])
            path.append(o.nodes[x].attributes.get("class") or "")
            parent = o.parents[x]
            if self.row(x)[2] >= 3:
                return parent, bucket, *path
            x = parent
        return block, bucket

    def place(self, index: int) -> Place:
        found = self.places.get(index)
        if found is not None:
            return found
        o = self.outline
        up = self.place(o.parents[index])
        attributes = o.nodes[index].attributes
        own = 0
        role = None
        if attributes:
            value = attributes.get("class")
            if value:
                own = class_mask(value)
            value = attributes.get("id")
            if value:
                own |= class_mask(value)
            role = attributes.get("role")
        if index <= self.body:
            own = 0
        elif own and self.weight(index) > 0.6 * self.size:
            own &= _CONTENT_BITS
        kind = 0
        if own:
            for bit, code in _KIND_BITS:
                if own & bit:
                    kind = code
                    break
        mark = _ROLES.get(role or "", 0) or _TAGS.get(o.tags[index], 0)
        landmark, in_main, in_article, local = up.landmark, up.in_main, up.in_article, up.local
        if mark == MAIN:
            if o.tags[index] == "article" or role == "article":
                in_article += 1
            else:
                in_main = 1
        elif mark:
            if mark in (HEADER, FOOTER) and (in_main or in_article or o.tags[o.parents[index]] == "section"):
                local = mark
            elif not landmark:
                landmark = mark
            elif landmark == HEADER and mark == NAV:
                landmark = NAV
        found = Place(
            up.depth + 1,
            own,
            up.all | own,
            own | up.own | (self.places[o.parents[o.parents[index]]].own if up.depth > 0 else 0),
            kind or up.inner,
            up.outer or (kind if kind != MAIN else 0),
            landmark,
            local,
            in_main,
            in_article,
        )
        self.places[index] = found
        return found


def blocks_of(page: Page, links: Sequence[int]) -> list[Block]:
    """Gather links into blocks, in document order of their first link."""
    o = page.outline
    parents, tags = o.parents, o.tags
    found: dict[tuple[int, bool], tuple] = {}
    merged: dict[tuple, Block] = {}
    for link in links:
        chars = o.chars(link)
        wrapper = link
        heading = False
        block = parents[link]
        while block > 0:
            tag = tags[block]
            if o.link_count(block) == 1 and o.chars(block) == chars:
                heading = heading or tag in HEADINGS
            elif tag not in INLINE and not (tag in ITEMS and o.link_chars(block) == o.chars(block)):
                break
            wrapper = block
            block = parents[block]
        block = max(block, 0)
        if not heading:
            heading = tags[block] in HEADINGS or any(t in HEADINGS for t in tags[link + 1 : o.ends[link]])
        key = block, heading
        sig = found.get(key)
        if sig is None:
            sig = page.signature(block) + (heading,)
            found[key] = sig
        got = merged.get(sig)
        if got is None:
            merged[sig] = Block(link, block, wrapper, heading, [link], [block])
        else:
            got.links.append(link)
            if got.nodes[-1] != block:
                got.nodes.append(block)
    return list(merged.values())


NAMES: list[str] = []


def features(page: Page, blocks: Sequence[Block]) -> list[list[float]]:
    """One row of numbers for each block; `NAMES` says what they are."""
    o = page.outline
    total, size, prose = page.total, page.size, page.prose or 1
    rows = []
    last_run = len(o.runs)
    nlinks = len(o.links) or 1
    names = NAMES if not NAMES else []
    pagewide = [
        log1p(total),
        log1p(page.prose),
        log1p(nlinks),
        o.link_chars_before[-1] / total,
        page.prose / total,
        page.h1_count,
        page.main_tag,
        min(page.articles, 5),
        log1p(page.paragraphs),
        page.weight(page.core) / size,
        page.weight(page.bulk) / size,
        o.prose(page.inner_core) / prose,
    ]
    pagenames = [
        "page chars",
        "page prose",
        "page links",
        "page density",
        "page prose share",
        "page h1s",
        "page has main",
        "page articles",
        "page paragraphs",
        "core size",
        "bulk size",
        "inner core share",
    ]
    previous_end = 0
    for block in blocks:
        node = block.node
        place = page.place(node)
        inner = page.place(block.wrapper)
        chars = link_chars = count = block_prose = 0
        for x in block.nodes:
            chars += o.chars(x)
            link_chars += o.link_chars(x)
            count += o.link_count(x)
            block_prose += o.prose(x)
        run = o.opened[block.first]
        chain = [node]
        up = o.parents[node]
        while up >= page.body and up >= 0:
            chain.append(up)
            up = o.parents[up]
        small = medium = near = node
        repeat, items = 1, node
        for x in chain:
            w = page.weight(x)
            if w <= 0.45 * size:
                medium = x
                if w <= 0.12 * size:
                    small = x
                r = page.row(x)[2]
                if r > repeat:
                    repeat, items = r, x
            else:
                break
        for x in chain:
            if o.link_count(x) >= 3:
                near = x
                break
        tag = o.tags[node]
        v = [
            log1p(chars),
            log1p(chars - link_chars),
            link_chars / (chars or 1),
            log1p(count),
            log1p(link_chars / (count or 1)),
            log1p(block_prose),
            log1p(len(block.nodes)),
            log1p(chars / len(block.nodes)),
            tag == "p",
            tag in ITEMS,
            tag in ("ul", "ol", "dl"),
            tag in ("table", "tr", "tbody", "td"),
            block.heading,
            len(block.links) / (count or 1),
            place.depth,
        ]
        if names is not None and not NAMES:
            n = [
                "chars",
                "own text",
                "density",
                "links",
                "chars a link",
                "prose",
                "nodes",
                "chars a node",
                "in paragraph",
                "in item",
                "in list",
                "in table",
                "in heading",
                "share of block",
                "depth",
            ]
        for label, x in (("list", near), ("small", small), ("medium", medium)):
            xc, xl = o.chars(x), o.link_chars(x)
            order, among, alike, _ = page.row(x)
            v += [
                log1p(xc),
                log1p(xc - xl),
                xl / (xc or 1),
                log1p(o.link_count(x)),
                o.prose(x) / (xc or 1),
                o.chars_before[o.opened[x]] / total,
                1 - o.chars_before[o.closed[x]] / total,
                order,
                among - order,
                log1p(xl / (o.link_count(x) or 1)),
            ]
            if not NAMES:
                n += [
                    label + " " + q
                    for q in (
                        "chars",
                        "own text",
                        "density",
                        "links",
                        "prose share",
                        "start",
                        "end",
                        "order",
                        "order from end",
                        "chars a link",
                    )
                ]
        v += [
            repeat,
            log1p(page.weight(items)),
            o.link_density(items),
            log1p(o.chars(items) - o.link_chars(items)),
            log1p(o.link_count(items)),
        ]
        before = o.chars_before[run]
        pb, pa = o.prose_before[run], page.prose - o.prose_before[run]
        v += [
            before / total,
            log1p(before),
            log1p(total - before),
            o.links_before[block.first] / nlinks,
            log1p(o.links_before[block.first]),
            log1p(nlinks - o.links_before[block.first]),
            pb / prose,
            log1p(pb),
            log1p(pa),
            block.first / len(o.tags),
        ]
        if not NAMES:
            n += ["repeats", "item size", "item density", "item own text", "item links"]
            n += [
                "position",
                "chars before",
                "chars after",
                "link position",
                "links before",
                "links after",
                "prose position",
                "prose before",
                "prose after",
                "element position",
            ]
        for label, core in (("core", page.core), ("inner core", page.inner_core), ("bulk", page.bulk)):
            side = 0 if o.contains(core, node) else (-1 if node < core else 1)
            up_steps = 0
            if side:
                for x in chain:
                    if o.contains(x, core):
                        break
                    up_steps += 1
                gap = (
                    (o.chars_before[o.opened[core]] - o.chars_before[run])
                    if side < 0
                    else (o.chars_before[run] - o.chars_before[o.closed[core]])
                )
            else:
                for x in chain:
                    if x == core:
                        break
                    up_steps += 1
                gap = 0
            v += [side, up_steps, log1p(max(gap, 0))]
            if not NAMES:
                n += [label + " " + q for q in ("side", "steps", "gap")]
        h = o.heading_before(block.first + 1)
        hm = 0
        if h is not None:
            # the innermost element around the heading that also holds the block
            x = h
            steps = 0
            while not o.contains(x, block.first) and x > 0:
                x = o.parents[x]
                steps += 1
            hm = heading_mask(o.text(h)[:60])
            v += [int(o.tags[h][1]), log1p(max(0, before - o.chars_before[o.closed[h]])), steps, page.weight(x) / size]
        else:
            v += [0, 0, 0, 0]
        v += [
            (block.first > page.h1) - (page.h1 < 0) * 2,
            log1p(abs(before - o.chars_before[o.opened[page.h1]])) if page.h1 >= 0 else 0,
        ]
        if not NAMES:
            n += ["heading level", "heading gap", "heading steps", "heading scope", "after h1", "h1 distance"]
        lead = 0
        for x in (near, small):
            r = o.opened[x]
            if r < last_run and len(o.runs[r]) < 60:
                lead |= heading_mask(o.runs[r])
        for bit in range(len(HEADING_GROUPS)):
            v.append((hm >> bit & 1) * 2 + (lead >> bit & 1))
        if not NAMES:
            n += ["heading word " + q for q in HEADING_GROUPS]
        am = [0] * len(ANCHOR_GROUPS)
        hrefs = [0] * len(HREF_NAMES)
        hyphens = slashes = digits = images = external = fragment = long_anchor = 0
        sample = block.links[:SAMPLE]
        for link in sample:
            text = o.text(link)
            if len(text) < 40:
                m = anchor_mask(text)
                for bit in range(len(am)):
                    am[bit] += m >> bit & 1
            href = o.nodes[link].attributes.get("href") or ""
            m = href_mask(href)
            for bit in range(len(hrefs)):
                hrefs[bit] += m >> bit & 1
            tail = href.rstrip("/").rsplit("/", 1)[-1]
            hyphens += tail.count("-")
            slashes += href.count("/")
            digits += any(c.isdigit() for c in tail)
            fragment += href[:1] == "#"
            external += href[:4] == "http"
            images += "img" in o.tags[link : o.ends[link]]
        k = len(sample)
        v += (
            [q / k for q in am]
            + [q / k for q in hrefs]
            + [hyphens / k, slashes / k, digits / k, fragment / k, external / k, images / k]
        )
        if not NAMES:
            n += (
                ["anchor word " + q for q in ANCHOR_GROUPS]
                + ["href " + q for q in HREF_NAMES]
                + ["href hyphens", "href slashes", "href digits", "href fragment", "href absolute", "images"]
            )
        mask_own, mask_near, mask_all = inner.own | place.own, inner.near | place.near, inner.all
        for bit in range(len(CLASS_GROUPS)):
            v.append((mask_own >> bit & 1) + (mask_near >> bit & 1) + (mask_all >> bit & 1))
        if not NAMES:
            n += ["class word " + q for q in CLASS_GROUPS]
        v += [inner.inner == c for c in range(7)] + [place.outer == c for c in range(6)]
        if not NAMES:
            n += [f"innermost kind {c}" for c in range(7)] + [f"outermost kind {c}" for c in range(6)]
        v += [place.landmark == c for c in range(5)] + [place.in_main, min(place.in_article, 2), place.local]
        if not NAMES:
            n += [f"landmark {c}" for c in range(5)] + ["in main", "in article", "local"]
        cr = page.copyright
        v += [0 if cr < 0 else max(-50, min(50, cr - run)), any(o.opened[x] <= cr < o.closed[x] for x in (near, small))]
        if not NAMES:
            n += ["copyright distance", "with copyright"]
        v += pagewide
        # own text between the links before and this block
        v += [log1p(max(0, (before - o.link_chars_before[run]) - previous_end))]
        previous_end = before - o.link_chars_before[run]
        if not NAMES:
            n += pagenames + ["text since last block"]
            NAMES.extend(n)
        rows.append([float(q) for q in v])
    for i, row in enumerate(rows):
        row.append(rows[i + 1][-1] if i + 1 < len(rows) else 10.0)
    if NAMES and NAMES[-1] != "text to next block":
        NAMES.append("text to next block")
    return rows
