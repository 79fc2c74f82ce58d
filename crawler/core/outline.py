"""One flat pass over a lexbor tree: the page's elements in document order, with running sums.

Region rules, link density, context and headings all ask about subtrees ("how much text stands in
this block, how much of it is links"). Walking the tree for each question would cost a page's time
per link, so the tree is walked once; afterwards a subtree is a pair of offsets and each answer a
subtraction.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from selectolax.lexbor import LexborNode

NOT_TEXT = frozenset({"head", "script", "style", "noscript", "template", "iframe", "object", "svg", "select"})
"""Elements whose text does not stand on the page as text."""

LINKS = frozenset({"a", "area"})

VISIBLE, IN_LINK, NOT_SHOWN = range(3)

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_KIND_OF = dict.fromkeys(LINKS, "link") | dict.fromkeys(HEADINGS, "heading") | dict.fromkeys(NOT_TEXT, "not text")

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
    run_owners: Sequence[int]
    """The element that each run is a direct child of."""
    chars_before: Sequence[int]
    link_chars_before: Sequence[int]
    prose_before: Sequence[int]
    links: Sequence[int]
    """Every `<a>` and `<area>` with an href."""
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
    """Walk the tree under `root` once, at about half a microsecond a node."""
    found = [*root.traverse(include_text=True)]
    nodes: list[LexborNode] = []
    tags: list[str] = []
    parents: list[int] = []
    ends = [0] * len(found)
    opened: list[int] = []
    closed = ends.copy()
    runs: list[str] = []
    run_owners: list[int] = []
    lengths: list[int] = []
    marks: list[int] = []
    links: list[int] = []
    links_before: list[int] = []
    headings: list[int] = []
    owner_id = root.parent.mem_id if root.parent else 0
    ids = [owner_id]
    states = [VISIBLE]
    index = owner = -1
    read = linked = 0
    gap = False
    for node in found:
        tag = node.tag or "-"
        is_text = tag == "-text"
        if is_text:
            if node.is_empty_text_node:
                gap = True
                continue
        elif tag[0] in "-!":
            continue
        parent_id = node.parent.mem_id  # type: ignore[union-attr]  # only the document has no parent
        while parent_id != owner_id:
            ends[owner] = index + 1
            closed[owner] = read
            owner = parents[owner]
            owner_id = ids[owner + 1]
        state = states[owner + 1]
        if is_text:
            if state == NOT_SHOWN:
                continue
            text = node.text_content or ""
            short = text.strip()
            if not short:
                gap = True
                continue
            if gap and read and not runs[-1][-1].isspace():
                runs[-1] += " "  # the gap between two inline elements parts words
            gap = False
            read += 1
            runs.append(text)
            run_owners.append(owner)
            marks.append(state)
            lengths.append(len(short) if short.isascii() else _weight(short))
            continue
        index += 1
        nodes.append(node)
        tags.append(tag)
        parents.append(owner)
        opened.append(read)
        links_before.append(linked)
        match _KIND_OF.get(tag):
            case None:
                pass
            case "link":
                if "href" in node.attributes:
                    links.append(index)
                    linked += 1
                    state = state or IN_LINK
            case "heading":
                headings.append(index)
            case _:
                state = NOT_SHOWN
        states.append(state)
        owner_id = node.mem_id
        ids.append(owner_id)
        owner = index
    while owner >= 0:
        ends[owner] = index + 1
        closed[owner] = read
        owner = parents[owner]
    links_before.append(linked)
    shown = [*zip(lengths, marks, strict=True)]
    return Outline(
        nodes=nodes,
        tags=tags,
        parents=parents,
        ends=ends[: index + 1],
        opened=opened,
        closed=closed[: index + 1],
        runs=runs,
        run_owners=run_owners,
        chars_before=_sums(lengths),
        link_chars_before=_sums(length if mark else 0 for length, mark in shown),
        prose_before=_sums(0 if mark or length < PROSE_CHARS else length for length, mark in shown),
        links=links,
        links_before=links_before,
        headings=headings,
    )


def _sums(numbers: Iterable[int]) -> list[int]:
    """Running sums, from 0."""
    return [*accumulate(numbers, initial=0)]


def _weight(text: str) -> int:
    """Length of a text beyond ASCII, as the outline counts it."""
    return max(len(text), int(len(text.encode("utf-8", "replace")) * DENSE_SCRIPT))
