"""One page as the region features see it: landmarks, class words, and where its bulk and its prose stand."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from crawler.core.outline import Outline
from crawler.core.region_centres import DEEPEST, Lists, Prose, headline, lists_of, prose_of
from crawler.core.region_marks import (
    CONTENT_BITS,
    FOOTER,
    HEADER,
    LANDMARKS,
    NAV,
    NOTHING,
    PART_BITS,
    Mark,
    landmark_of,
    marked,
)
from crawler.core.region_sort import page_sort
from crawler.core.region_words import class_mask

LINK_WEIGHT = 10
"""A link counts as so many characters of bulk, that image links count at all."""

OVERSIZE = 0.6
"""Words such as `sidebar` on an element with more of the page than this name its layout, not its place."""

PAGE_PARTS = ("header", "footer")
"""What an article has, too: its own is none of the page's."""

SMALLEST = 0.01
"""Elements with less of the page than this are not looked through for boilerplate and lists."""

HEADLINE = 30
"""Bytes from which a line that repeats the title is an article's headline rather than a site's name."""

NO_STORY = 200
"""Characters of prose in one place below which a page has no article that something could stand beside."""

REPEATED = 2
"""A class on more elements of a tag than this is a card's own header or footer, not the page's."""


class Page:
    """The sums and landmarks of one page that blocks of links are measured against.

    What only concerns single elements is worked out when it is asked for: most pages are asked about one link.
    """

    def __init__(self, outline: Outline, url: str = "") -> None:
        o = self.outline = outline
        tags = o.tags
        self.body = tags.index("body") if "body" in tags else 0
        self.chars = o.chars_before[-1] or 1
        self.size = self.chars + LINK_WEIGHT * len(o.links)
        self.prose_chars = o.prose_before[-1]
        self.words: dict[int, int] = {}
        """Class word groups of the elements that were marked, where there are any."""
        self.landmarks: dict[int, int] = {}
        """What landmark the elements that were marked are, where they are one."""
        self._marks: dict[int, Mark] = {-1: NOTHING}
        self._names: dict[int, str] = {}
        self._rows: dict[int, dict[str, list[int]]] = {-1: {}}
        self._counts: dict[str, Counter[str | None]] = {}
        self._places: dict[int, dict[int, int]] = {}
        self._apart = self._survey() if tags else []
        self._apart_before = [0, *accumulate(map(self.weight, self._apart))]
        self.rest_size = max(1, self.rest(self.body)) if tags else 1
        self.rest_inner = self._descend(self.body, 0.75)
        self.rest_core = self._descend(self.rest_inner, 0.5)
        self.prose: Prose = prose_of(o, self.body)
        self.lists: Lists = lists_of(self, self._rows)
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
        self.front = self.sort.root and self._headline_bytes() < HEADLINE
        """Whether it is a front page: at the root, and not an article whose address was cut off."""

    @property
    def storyless(self) -> bool:
        """Whether the columns of the page are content as a rule: on a front page, and where no article stands."""
        return self.front or self.prose.story_chars < NO_STORY

    def _headline_bytes(self) -> int:
        run = self.headline.run
        return len(self.outline.runs[run].strip().encode("utf-8", "replace")) if run >= 0 else 0

    def weight(self, index: int) -> int:
        """How much of the page the element is: its characters, and its links as some characters each."""
        o, end = self.outline, self.outline.ends[index]
        chars, links = o.chars_before, o.links_before
        return chars[o.closed[index]] - chars[o.opened[index]] + LINK_WEIGHT * (links[end] - links[index])

    def rest(self, index: int) -> int:
        """The element's weight outside what landmarks and class words call boilerplate."""
        if self.mark(index).apart:
            return 0
        first, last = bisect_left(self._apart, index), bisect_left(self._apart, self.outline.ends[index])
        return self.weight(index) - self._apart_before[last] + self._apart_before[first]

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

    def rows(self, index: int) -> Mapping[str, Sequence[int]]:
        """The element's children that hold links, by tag: like siblings."""
        rows = self._rows.get(index)
        if rows is None:
            ends, links, tags = self.outline.ends, self.outline.links_before, self.outline.tags
            rows = self._rows[index] = {}
            child, end = index + 1, ends[index]
            while child < end:
                after = ends[child]
                if links[after] > links[child]:
                    rows.setdefault(tags[child], []).append(child)
                child = after
        return rows

    def row(self, index: int) -> Sequence[int]:
        """The element's siblings with the same tag that hold links, itself among them if it does."""
        return self.rows(self.outline.parents[index]).get(self.outline.tags[index], ())

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

    def name(self, index: int) -> str:
        """The class attribute, empty where there is none."""
        name = self._names.get(index)
        if name is None:
            name = self._names[index] = self.outline.nodes[index].attributes.get("class") or ""
        return name

    def mark(self, index: int) -> Mark:
        """What the element and all that holds it say of their place; class, id and role are read once."""
        marks, parents = self._marks, self.outline.parents
        path = []
        while index not in marks:
            path.append(index)
            index = parents[index]
        mark = marks[index]
        for inner in reversed(path):
            mark = marks[inner] = self._marked(inner, mark)
        return mark

    def told(self, index: int) -> int:
        """The landmark that settles where the element stands: a menu or a foot, or 0.

        One that holds the page's prose too was left open and settles nothing, nor do the feet of posts and the menus
        in articles.
        """
        mark = self.mark(index)
        landmark = mark.landmark
        settles = (landmark == NAV and not mark.articles) or (landmark == FOOTER and index >= self._foot)
        return landmark if settles and landmark != self.mark(self.prose.story).landmark else 0

    @cached_property
    def _foot(self) -> int:
        """Where the page's own foot begins at the earliest: at the last, where every post has one."""
        feet = [at for at, tag in enumerate(self.outline.tags) if tag == "footer"]
        return feet[-1] if len(feet) > REPEATED else 0

    def within_content(self, index: int) -> bool:
        """Whether the element is in a main or article beside which the page has a header or footer of its own."""
        mark = self.mark(index)
        return not mark.landmark and (mark.in_main or mark.articles > 0) and self._has_parts

    @cached_property
    def _has_parts(self) -> bool:
        tags = self.outline.tags
        return any(tag in PAGE_PARTS and self.mark(at).landmark in (HEADER, FOOTER) for at, tag in enumerate(tags))

    def _marked(self, index: int, up: Mark) -> Mark:
        o = self.outline
        tag, attributes = o.tags[index], o.nodes[index].attributes
        name, identity, role = attributes.get("class") or "", attributes.get("id"), attributes.get("role")
        self._names[index] = name
        words = 0
        if (name or identity) and index > self.body:
            words = class_mask(name, identity or "")
            if words:
                if self.weight(index) > OVERSIZE * self.size:
                    words &= CONTENT_BITS
                self.words[index] = words
        landmark = landmark_of(tag, role) if role or tag in LANDMARKS else 0
        if not words and not landmark:
            return up
        if landmark:
            self.landmarks[index] = landmark
        parent = o.parents[index]
        return marked(
            up,
            words,
            landmark,
            article=tag == "article" or role == "article",
            in_section=parent >= 0 and o.tags[parent] == "section",
            repeated=words & PART_BITS > 0 and self._shared(name, tag) > REPEATED,
        )

    def _shared(self, name: str, tag: str) -> int:
        """How many elements of the tag have links in them and this class attribute."""
        counts = self._counts.get(tag)
        if counts is None:
            nodes = self.outline.nodes
            counts = self._counts[tag] = Counter(nodes[at].attributes.get("class") for at in self._linked[tag])
        return counts[name]

    @cached_property
    def _linked(self) -> Mapping[str, Sequence[int]]:
        """The elements that have links in them, by tag."""
        o = self.outline
        links, found = o.links_before, defaultdict[str, list[int]](list)
        for at, (tag, end) in enumerate(zip(o.tags, o.ends, strict=True)):
            if links[end] > links[at]:
                found[tag].append(at)
        return found

    def _survey(self) -> list[int]:
        """The outermost elements that landmarks or class words set apart from the content, small ones left out."""
        found: list[int] = []
        least = SMALLEST * self.size
        inside = [] if self.mark(self.body).apart else [self.body]
        while inside:
            for row in self.rows(inside.pop()).values():
                for child in row:
                    if self.weight(child) >= least:
                        (found if self.mark(child).apart else inside).append(child)
        return sorted(found)

    def _descend(self, index: int, share: float) -> int:
        """From the element down to the last one that still holds this share of the page outside boilerplate."""
        need = self.rest(self.body) * share if self.outline.tags else 0
        while need:
            heavy = [child for child in self.children(index) if self.weight(child) >= need]
            best = max(heavy, key=self.rest, default=-1)
            if best < 0 or self.rest(best) < need:
                break
            index = best
        return index
