"""One flat pass over a lexbor tree: the page's elements in document order, with running sums.

Region rules, link density, context and headings all ask about subtrees ("how much text stands in
this block, how much of it is links"). Walking the tree for each question would cost a page's time
per link, so the tree is walked once; afterwards a subtree is a pair of offsets and each answer a
subtraction.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from selectolax.lexbor import LexborNode

NOT_TEXT = frozenset({"head", "script", "style", "noscript", "template", "iframe", "object", "svg", "select"})
"""Elements whose text does not stand on the page as text."""

LINKS = frozenset({"a", "area"})

VISIBLE, IN_LINK, NOT_SHOWN = range(3)

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_NO_ELEMENT, _TEXT, _PLAIN, _LINK, _HEADING, _UNREAD = range(6)
"""What the walk does with a node; comments and doctypes are no elements."""
_KINDS = dict.fromkeys(LINKS, _LINK) | dict.fromkeys(HEADINGS, _HEADING) | dict.fromkeys(NOT_TEXT, _UNREAD)

PROSE_CHARS = 40
"""Length from which a text run outside links counts as prose rather than as a label."""

DENSE_SCRIPT = 0.8
"""UTF-8 bytes times this is the length of non-ASCII text: a Chinese character says about as much as 2.4 Latin ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Elements in preorder as parallel sequences; index 0 is the root, `parents[0]` is -1.

    `runs` are the page's visible text nodes in order; an element's text is the runs from
    `opened[index]` to `closed[index]`. The `*_before` sequences are running sums with one entry
    more than there are runs (or, for `links_before`, elements).
    """

    nodes: Sequence[LexborNode]
    tags: Sequence[str]
    parents: Sequence[int]
    ends: Sequence[int]
    """Index after the element's last descendant."""
    opened: Sequence[int]
    closed: Sequence[int]
    runs: Sequence[str]
    text_of_all: str
    """The runs, a space between each two."""
    run_owners: Sequence[int]
    """The element that each run is a direct child of."""
    chars_before: Sequence[int]
    link_chars_before: Sequence[int]
    prose_before: Sequence[int]
    links: Sequence[int]
    """Every `<a>` and `<area>` with an href."""
    link_attributes: Sequence[Mapping[str, str | None]]
    """Of each of those."""
    links_before: Sequence[int]
    headings: Sequence[int]

    def chars(self, index: int) -> int:
        """Characters of visible text in the element."""
        return self.chars_before[self.closed[index]] - self.chars_before[self.opened[index]]

    def link_chars(self, index: int) -> int:
        """Characters of visible text in the element that stand in links."""
        return self.link_chars_before[self.closed[index]] - self.link_chars_before[self.opened[index]]

    def prose(self, index: int) -> int:
        """Characters of the element's text that stand in long runs outside links."""
        return self.prose_before[self.closed[index]] - self.prose_before[self.opened[index]]

    def link_count(self, index: int) -> int:
        """How many links the element holds, itself included."""
        return self.links_before[self.ends[index]] - self.links_before[index]

    def link_density(self, index: int) -> float:
        """Share of the element's text that is link text; 0 where there is no text."""
        chars = self.chars(index)
        return self.link_chars(index) / chars if chars else 0.0

    def position(self, index: int) -> float:
        """Share of the page's text that stands before the element, 0 to 1."""
        return self.chars_before[self.opened[index]] / (self.chars_before[-1] or 1)

    def text(self, index: int) -> str:
        """Visible text of the element, white space collapsed."""
        return " ".join("".join(self.runs[self.opened[index] : self.closed[index]]).split())

    def words(self, index: int = 0) -> int:
        """Words of the element's visible text, as white space parts them."""
        return sum(len(run.split()) for run in self.runs[self.opened[index] : self.closed[index]])

    def ancestors(self, index: int) -> Iterator[int]:
        """The element's ancestors, innermost first."""
        index = self.parents[index]
        while index >= 0:
            yield index
            index = self.parents[index]

    def contains(self, outer: int, inner: int) -> bool:
        """Whether `inner` is `outer` or stands in it."""
        return outer <= inner < self.ends[outer]

    def heading_before(self, index: int) -> int | None:
        """The last heading that opens before the element (or holds it)."""
        place = bisect_left(self.headings, index)
        return self.headings[place - 1] if place else None


def outline(root: LexborNode) -> Outline:  # noqa: PLR0912, PLR0915 - one loop over local lists: a call a node would double its time
    """Walk the tree under `root` once, at some 0.4 microseconds a node."""
    nodes: list[LexborNode] = []
    tags: list[str] = []
    parents: list[int] = []
    ends: list[int] = []
    opened: list[int] = []
    closed: list[int] = []
    states: list[int] = []
    runs: list[str] = []
    run_owners: list[int] = []
    lengths: list[int] = []
    marks: list[int] = []
    links: list[int] = []
    link_attributes: list[Mapping[str, str | None]] = []
    links_before: list[int] = []
    headings: list[int] = []
    kinds: dict[int, tuple[str, int]] = {}
    owner, state, read, gap = -1, VISIBLE, 0, False
    node = root
    while True:
        tag_id = node.tag_id
        told = kinds.get(tag_id)
        if told is None:
            tag = node.tag or "-"
            told = kinds[tag_id] = tag, _kind(tag)
        tag, kind = told
        if kind == _TEXT:
            if node.is_empty_text_node:
                gap = True
            elif state != NOT_SHOWN:
                text = node.text_content or ""
                short = text.strip()
                if not short:
                    gap = True
                else:
                    if gap and read and not runs[-1][-1].isspace():
                        runs[-1] += " "  # the gap between two inline elements parts words
                    gap = False
                    read += 1
                    runs.append(text)
                    run_owners.append(owner)
                    marks.append(state)
                    lengths.append(len(short) if short.isascii() else _weight(short))
            then = node.next
        elif kind == _NO_ELEMENT:
            then = node.next
        else:
            parents.append(owner)
            owner = len(nodes)
            nodes.append(node)
            tags.append(tag)
            ends.append(0)
            opened.append(read)
            closed.append(0)
            links_before.append(len(links))
            if kind == _LINK:
                attributes = node.attributes
                if "href" in attributes:
                    links.append(owner)
                    link_attributes.append(attributes)
                    state = state or IN_LINK
            elif kind == _HEADING:
                headings.append(owner)
            elif kind == _UNREAD:
                state = NOT_SHOWN
            states.append(state)
            then = node.first_child
        while then is None and owner >= 0:
            ends[owner] = len(nodes)
            closed[owner] = read
            then = nodes[owner].next if owner else None
            owner = parents[owner]
            state = states[owner]
        if then is None:
            break
        node = then
    links_before.append(len(links))
    shown = [*zip(lengths, marks, strict=True)]
    return Outline(
        nodes=nodes,
        tags=tags,
        parents=parents,
        ends=ends,
        opened=opened,
        closed=closed,
        runs=runs,
        text_of_all=" ".join(runs),
        run_owners=run_owners,
        chars_before=_sums(lengths),
        link_chars_before=_sums(length if mark else 0 for length, mark in shown),
        prose_before=_sums(0 if mark or length < PROSE_CHARS else length for length, mark in shown),
        links=links,
        link_attributes=link_attributes,
        links_before=links_before,
        headings=headings,
    )


def _kind(tag: str) -> int:
    if tag == "-text":
        return _TEXT
    return _NO_ELEMENT if tag[0] in "-!" else _KINDS.get(tag, _PLAIN)


def _sums(numbers: Iterable[int]) -> list[int]:
    """Running sums, from 0."""
    return [*accumulate(numbers, initial=0)]


def _weight(text: str) -> int:
    """Length of a text beyond ASCII, as the outline counts it."""
    return max(len(text), int(len(text.encode("utf-8", "replace")) * DENSE_SCRIPT))
