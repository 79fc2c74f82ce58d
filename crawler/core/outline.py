"""One flat pass over a lexbor tree: the page's elements in document order, with running sums.

Region rules, link density, context and headings all ask about subtrees ("how much text stands in
this block, how much of it is links"). Walking the tree for each question costs a page's time per
link, so the tree is walked once; afterwards a subtree is a pair of offsets and each answer a
subtraction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

NOT_TEXT = frozenset({"head", "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "select"})
"""Elements whose text a reader of the page does not see as text."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

PROSE_RUN = 40
"""Characters from which a text run outside links counts as prose rather than as a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Elements in preorder as parallel arrays; index 0 is the root.

    `opened` and `closed` hold, for each element, the running sums before its start tag and after
    its end tag. Characters of scripts with dense writing count more (see `weight`).
    """

    nodes: Sequence[LexborNode]
    tags: Sequence[str]
    parents: Sequence[int]
    ends: Sequence[int]
    runs: Sequence[str]
    run_owners: Sequence[int]
    opened_runs: Sequence[int]
    closed_runs: Sequence[int]
    opened_chars: Sequence[int]
    closed_chars: Sequence[int]
    opened_link_chars: Sequence[int]
    closed_link_chars: Sequence[int]
    opened_prose: Sequence[int]
    closed_prose: Sequence[int]
    links: Sequence[int]
    opened_links: Sequence[int]
    closed_links: Sequence[int]
    headings: Sequence[int]

    def chars(self, index: int) -> int:
        """Characters of visible text in the element."""
        return self.closed_chars[index] - self.opened_chars[index]

    def link_chars(self, index: int) -> int:
        """Characters of visible text in the element that stand in links."""
        return self.closed_link_chars[index] - self.opened_link_chars[index]

    def prose(self, index: int) -> int:
        """Characters of the element's text that stand in long runs outside links."""
        return self.closed_prose[index] - self.opened_prose[index]

    def link_count(self, index: int) -> int:
        """How many `<a href>` the element holds, itself included."""
        return self.closed_links[index] - self.opened_links[index]

    def link_density(self, index: int) -> float:
        """Share of the element's text that is link text; 0 where there is no text."""
        chars = self.chars(index)
        return self.link_chars(index) / chars if chars else 0.0

    def text(self, index: int) -> str:
        """Visible text of the element, white space collapsed."""
        return " ".join(" ".join(self.runs[self.opened_runs[index] : self.closed_runs[index]]).split())

    def words(self, index: int = 0) -> int:
        """Words of visible text as white space separates them."""
        return sum(len(run.split()) for run in self.runs[self.opened_runs[index] : self.closed_runs[index]])

    def ancestors(self, index: int) -> Iterator[int]:
        """The element's ancestors, innermost first."""
        parents = self.parents
        index = parents[index]
        while index >= 0:
            yield index
            index = parents[index]

    def contains(self, outer: int, inner: int) -> bool:
        """Whether `inner` is `outer` or stands in it."""
        return outer <= inner < self.ends[outer]
