"""One page as the region features see it: landmarks, class words, and where its bulk and its prose stand."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection

from crawler.core.outline import Outline
from crawler.core.region_centres import DEEPEST, Lists, Prose, headline, lists_of, prose_of
from crawler.core.region_marks import CONTENT_BITS, LANDMARKS, NOTHING, Mark, landmark_of, marked
from crawler.core.region_sort import page_sort
from crawler.core.region_words import class_mask

LINK_WEIGHT = 10
"""A link counts as so many characters of bulk, that image links count at all."""

OVERSIZE = 0.6
"""Words such as `sidebar` on an element with more of the page than this name its layout, not its place."""

REPEATED = 2
"""A class on more elements than this is a card's own header or footer, not the page's."""


class Page:
    """The sums and landmarks of one page that every block of links is measured against."""

    def __init__(self, outline: Outline, url: str = "", asked: Collection[int] = ()) -> None:
        """`asked` are elements that need a verdict and are perhaps no links."""
        o = self.outline = outline
        tags = o.tags
        self.body = tags.index("body") if "body" in tags else 0
        self.chars = o.chars_before[-1] or 1
        self.size = self.chars + LINK_WEIGHT * len(o.links)
        self.prose_chars = o.prose_before[-1]
        chars, links = o.chars_before, o.links_before
        self.weights = [
            chars[closed] - chars[opened] + LINK_WEIGHT * (links[end] - before)
            for opened, closed, end, before in zip(o.opened, o.closed, o.ends, links, strict=False)
        ]
        """How much of the page each element is: its characters, and its links as some characters each."""
        self.marks: dict[int, Mark] = {-1: NOTHING}
        """Of every element that holds a link or what was asked for."""
        self.words: dict[int, int] = {}
        """Class word groups of the elements themselves, where there are any."""
        self.names: dict[int, str] = {}
        """Class attributes, where there are any."""
        self.alike: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        """Children with links of one parent and tag."""
        self.apart: list[int] = []
        """The outermost elements that landmarks or class words set apart from the content, in order."""
        self._places: dict[int, dict[int, int]] = {}
        if tags:
            self._mark(self._linkless(asked))
        self._apart_before = [0]
        for index in self.apart:
            self._apart_before.append(self._apart_before[-1] + self.weights[index])
        self.rest_size = max(1, self.rest(self.body)) if tags else 1
        self.rest_inner = self._descend(self.body, 0.75)
        self.rest_core = self._descend(self.rest_inner, 0.5)
        self.prose: Prose = prose_of(o, self.body)
        self.lists: Lists = lists_of(self)
        self.h1 = next((heading for heading in o.headings if tags[heading] == "h1"), -1)
        runs = o.runs
        self.copyright = next(
            (
                at
                for at in range(len(runs) - 1, -1, -1)
                if "©" in runs[at] or "opyright" in runs[at] or "COPYRIGHT" in runs[at]
            ),
            -1,
        )
        self.sort = page_sort(outline, self.body, url)
        self.headline = headline(o, self.sort.title)

    def rest(self, index: int) -> int:
        """The element's weight outside what landmarks and class words call boilerplate."""
        mark = self.marks.get(index)
        if mark is not None and mark.apart:
            return 0
        first, last = bisect_left(self.apart, index), bisect_left(self.apart, self.outline.ends[index])
        return self.weights[index] - self._apart_before[last] + self._apart_before[first]

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

    def place(self, index: int) -> tuple[int, int]:
        """Place among the siblings with text or links, and how many there are."""
        o = self.outline
        parent = o.parents[index]
        if parent < 0:
            return 0, 1
        places = self._places.get(parent)
        if places is None:
            links, ends, opened, closed = o.links_before, o.ends, o.opened, o.closed
            shown = [
                child
                for child in self.children(parent)
                if closed[child] > opened[child] or links[ends[child]] > links[child]
            ]
            places = self._places[parent] = {child: at for at, child in enumerate(shown)}
        return places.get(index, 0), len(places)

    def _descend(self, index: int, share: float) -> int:
        """From the element down to the last one that still holds this share of the page outside boilerplate."""
        need = self.rest(self.body) * share if self.outline.tags else 0
        weights = self.weights
        while need:
            heavy = [child for child in self.children(index) if weights[child] >= need]
            best = max(heavy, key=self.rest, default=-1)
            if best < 0 or self.rest(best) < need:
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
        tags, parents, nodes, links = o.tags, o.parents, o.nodes, o.links_before
        kept = [index for index, (before, end) in enumerate(zip(links, o.ends, strict=False)) if links[end] > before]
        for index in kept:
            self.alike[parents[index], tags[index]].append(index)
        if linkless:
            kept = sorted([*kept, *linkless])
        said = {index: nodes[index].attributes for index in kept}
        names = self.names = {index: name for index, attributes in said.items() if (name := attributes.get("class"))}
        counts = Counter(names.values())
        marks, body = self.marks, self.body
        too_large = OVERSIZE * self.size
        for index, attributes in said.items():
            tag, parent = tags[index], parents[index]
            up = marks[parent]
            if not attributes and tag not in LANDMARKS:
                marks[index] = up
                continue
            identity, role, name = attributes.get("id"), attributes.get("role"), names.get(index)
            words = 0
            if (name or identity) and index > body:
                words = class_mask(name or "", identity or "")
                if words:
                    if self.weights[index] > too_large:
                        words &= CONTENT_BITS
                    self.words[index] = words
            landmark = landmark_of(tag, role) if role or tag in LANDMARKS else 0
            if words or landmark:
                outer = up.apart
                up = marked(
                    up,
                    words,
                    landmark,
                    article=tag == "article" or role == "article",
                    in_section=parent >= 0 and tags[parent] == "section",
                    repeated=name is not None and counts[name] > REPEATED,
                )
                if up.apart and not outer and index > body:
                    self.apart.append(index)
            marks[index] = up
