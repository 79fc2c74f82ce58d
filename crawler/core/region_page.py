"""One page as the region features see it: landmarks, class words, and where its bulk and its prose stand."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from crawler.core.outline import Outline
from crawler.core.region_sort import page_sort
from crawler.core.region_words import CLASS_BIT, class_mask

INLINE = frozenset(
    "a abbr b bdi bdo big cite code del em font i ins kbd label mark nobr q s small span strike strong sub sup "
    "time tt u var".split()
)

HEADER, NAV, SIDEBAR, FOOTER, COMMENTS, MAIN = 1, 2, 3, 4, 5, 6
_KIND_BITS = (
    (1 << CLASS_BIT["footer"], FOOTER),
    (1 << CLASS_BIT["comments"], COMMENTS),
    (1 << CLASS_BIT["sidebar"], SIDEBAR),
    (1 << CLASS_BIT["nav"], NAV),
    (1 << CLASS_BIT["header"], HEADER),
    (1 << CLASS_BIT["main"] | 1 << CLASS_BIT["post"], MAIN),
)
_CONTENT_BITS = sum(1 << CLASS_BIT[name] for name in ("main", "post", "prose", "forum", "card", "table"))
_ROLES = {
    "banner": HEADER,
    "navigation": NAV,
    "menu": NAV,
    "menubar": NAV,
    "complementary": SIDEBAR,
    "contentinfo": FOOTER,
    "main": MAIN,
    "article": MAIN,
}
_TAGS = {"header": HEADER, "nav": NAV, "aside": SIDEBAR, "footer": FOOTER, "main": MAIN, "article": MAIN}
_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "li"})

LINK_WEIGHT = 10
"""A link counts as so many characters of bulk, that image links count at all."""

OVERSIZE = 0.6
"""Words such as `sidebar` on an element with more of the page than this name its layout, not its place."""

DEEPEST = 200
"""Ancestors looked at; on hostile nesting a walk to the root for every block would never end."""

REPEATED = 2
"""A class on more elements than this is a card's own header or footer, not the page's."""


def landmark_of(tag: str, role: str | None) -> tuple[int, str]:
    """The landmark that an element is by its role or else its tag, and how to write it; 0 for none."""
    if role in _ROLES:
        return _ROLES[role], f'role="{role}"'
    return _TAGS.get(tag, 0), f"<{tag}>"


class Mark(NamedTuple):
    """What the elements down to this one say about everything in it.

    `words` are the class word groups met on the way, as bits; `inner` and `outer` the innermost and
    outermost region that they name; `landmark` the outermost page landmark, `local` one that belongs
    to an article or section. Elements that add nothing share their parent's.
    """

    words: int
    inner: int
    outer: int
    landmark: int
    local: int
    in_main: bool
    articles: int


_NOTHING = Mark(0, 0, 0, 0, 0, False, 0)


class Page:
    """The sums and landmarks of one page that every block of links is measured against."""

    def __init__(self, outline: Outline, url: str = "", asked: Collection[int] = ()) -> None:
        """`asked` are elements that need a verdict and are perhaps no links."""
        o = self.outline = outline
        tags = o.tags
        self.body = tags.index("body") if "body" in tags else 0
        self.chars = o.chars_before[-1] or 1
        self.size = self.chars + LINK_WEIGHT * len(o.links)
        self.prose = o.prose_before[-1]
        self.marks: dict[int, Mark] = {-1: _NOTHING}
        self.words: dict[int, int] = {}
        """Class word groups of the elements themselves, where there are any."""
        self.kinds: dict[int, int] = {}
        """The region that an element's own class words name, where they name one."""
        self._rows: dict[int, tuple[dict[int, int], dict[str, int]]] = {}
        if tags:
            self._mark(self._linkless(asked))
        self._boilerplate()
        self.inner_core = self._descend(self.body, o.prose, 0.8)
        self.core = self._descend(self.inner_core, o.prose, 0.5)
        self.bulk = self._descend(self.body, self.weight, 0.5)
        self.rest_inner = self._descend(self.body, self.rest, 0.75)
        self.rest_core = self._descend(self.rest_inner, self.rest, 0.5)
        self._story()
        firsts = [heading for heading in o.headings if tags[heading] == "h1"]
        self.h1 = firsts[0] if firsts else -1
        self.h1_count = len(firsts)
        self.copyright = max(
            (at for at, run in enumerate(o.runs) if "©" in run or "opyright" in run or "COPYRIGHT" in run), default=-1
        )
        self.sort = page_sort(outline, self.body, url)

    def weight(self, index: int) -> int:
        """How much of the page an element is: its characters, and its links as some characters each."""
        o = self.outline
        end = o.ends[index]
        return (
            o.chars_before[o.closed[index]]
            - o.chars_before[o.opened[index]]
            + LINK_WEIGHT * (o.links_before[end] - o.links_before[index])
        )

    def rest(self, index: int) -> int:
        """The element's weight outside what landmarks and class words call boilerplate."""
        if index in self.flagged:
            return 0
        before = self._flagged_before
        return self.weight(index) - before[self.outline.ends[index]] + before[index]

    def above(self, index: int) -> list[int]:
        """The element and its ancestors up to the body, at most `DEEPEST` of them."""
        parents = self.outline.parents
        found = [index]
        while index > self.body and len(found) < DEEPEST:
            index = parents[index]
            found.append(index)
        return found

    def children(self, index: int) -> list[int]:
        ends = self.outline.ends
        found = []
        child, end = index + 1, ends[index]
        while child < end:
            found.append(child)
            child = ends[child]
        return found

    def row(self, index: int) -> tuple[int, int, int]:
        """Place among the siblings with text or links, how many there are, how many with links share its tag."""
        o = self.outline
        parent = o.parents[index]
        if parent < 0:
            return 0, 1, 1
        if parent not in self._rows:
            order: dict[int, int] = {}
            alike: dict[str, int] = {}
            links_before, ends = o.links_before, o.ends
            for child in self.children(parent):
                linked = links_before[ends[child]] > links_before[child]
                if linked or o.closed[child] > o.opened[child]:
                    order[child] = len(order)
                if linked:
                    alike[o.tags[child]] = alike.get(o.tags[child], 0) + 1
            self._rows[parent] = order, alike
        order, alike = self._rows[parent]
        return order.get(index, 0), len(order), alike.get(o.tags[index], 0)

    def _descend(self, index: int, measure: Callable[[int], int], share: float) -> int:
        """From the element down to the last one that still holds this share of the page's measure."""
        need = measure(self.body) * share if self.outline.tags else 0
        while need:
            best = max(self.children(index), key=measure, default=-1)
            if best < 0 or measure(best) < need:
                break
            index = best
        return index

    def _linkless(self, asked: Collection[int]) -> set[int]:
        """Those elements, and what holds them, that no link of the page is in."""
        o = self.outline
        found: set[int] = set()
        for element in asked:
            index = element
            while index >= 0 and index not in found and not o.link_count(index):
                found.add(index)
                index = o.parents[index]
        return found

    def _mark(self, linkless: set[int]) -> None:
        """Read class, id and role of every element that holds a link or what was asked for, once."""
        o = self.outline
        links_before, ends = o.links_before, o.ends
        found = []
        counts: dict[str, int] = {}
        for index in range(len(o.tags)):
            if links_before[ends[index]] == links_before[index] and index not in linkless:
                continue
            attributes = o.nodes[index].attributes
            name = attributes.get("class") or ""
            found.append((index, name, attributes.get("id") or "", attributes.get("role")))
            if name:
                counts[name] = counts.get(name, 0) + 1
        for index, name, identity, role in found:
            up = self.marks[o.parents[index]]
            landmark = _ROLES.get(role or "", 0) or _TAGS.get(o.tags[index], 0)
            words = self._words(index, name, identity) if name or identity else 0
            kind = self._kind(words, counts.get(name, 0) > REPEATED) if words else 0
            if words:
                self.words[index] = words
            if kind:
                self.kinds[index] = kind
            if words or landmark:
                up = Mark(
                    up.words | words,
                    kind or up.inner,
                    up.outer or (kind if kind != MAIN else 0),
                    *self._landmarks(index, landmark, role, up),
                )
            self.marks[index] = up

    def _words(self, index: int, name: str, identity: str) -> int:
        if index <= self.body:
            return 0
        words = class_mask(name) | class_mask(identity)
        if words and self.weight(index) > OVERSIZE * self.size:
            words &= _CONTENT_BITS
        return words

    def _landmarks(self, index: int, found: int, role: str | None, up: Mark) -> tuple[int, int, bool, int]:
        """The landmark, the local one, whether in main, and how many articles deep."""
        tags = self.outline.tags
        if found == MAIN:
            if tags[index] == "article" or role == "article":
                return up.landmark, up.local, up.in_main, up.articles + 1
            return up.landmark, up.local, True, up.articles
        if found in (HEADER, FOOTER) and (up.in_main or up.articles or tags[self.outline.parents[index]] == "section"):
            return up.landmark, found, up.in_main, up.articles
        if found and (not up.landmark or (up.landmark, found) == (HEADER, NAV)):
            return found, up.local, up.in_main, up.articles
        return up.landmark, up.local, up.in_main, up.articles

    @staticmethod
    def _kind(own: int, repeated: bool) -> int:
        for bits, kind in _KIND_BITS:
            if own & bits and not (repeated and kind in (HEADER, FOOTER)):
                return kind
        return 0

    def _boilerplate(self) -> None:
        """Find the outermost elements that landmarks or class words set apart from the content."""
        o = self.outline
        self.flagged: set[int] = set()
        before = [0] * (len(o.tags) + 1)
        total = 0
        shut = 0
        for index in range(len(o.tags)):
            before[index] = total
            mark = self.marks.get(index)
            if mark is None or index <= self.body:
                continue
            if index < shut:
                self.flagged.add(index)
            elif mark.landmark or self.kinds.get(index, MAIN) != MAIN:
                self.flagged.add(index)
                shut = o.ends[index]
                total += self.weight(index)
        before[len(o.tags)] = total
        self._flagged_before = before
        self.rest_size = max(1, self.weight(self.body) - total) if o.tags else 1

    def _story(self) -> None:
        """The element whose own paragraphs hold the most prose: where an article's text stands."""
        o = self.outline
        credit: dict[int, int] = {}
        parts: dict[int, int] = {}
        prose_before = o.prose_before
        for run, owner in enumerate(o.run_owners):
            length = prose_before[run + 1] - prose_before[run]
            if not length:
                continue
            index = owner
            for _ in range(DEEPEST):
                if index <= 0 or o.tags[index] not in INLINE:
                    break
                index = o.parents[index]
            if index > 0 and o.tags[index] in _PARAGRAPHS:
                index = o.parents[index]
            credit[index] = credit.get(index, 0) + length
            parts[index] = parts.get(index, 0) + 1
        self.story = max(credit, key=credit.__getitem__, default=self.body)
        self.story_chars = credit.get(self.story, 0)
        self.story_parts = parts.get(self.story, 0)
        self.prose_places = len(credit)
