"""What stands around an element: its containers at several scales, and how it meets the page's centres.

Each answer follows from the parent's, so that all blocks of a page together cost one step an element.
"""

from typing import NamedTuple

from crawler.core.region_centres import ListFacts
from crawler.core.region_page import Page

SMALL, MEDIUM, WHOLE = 0.12, 0.45, 0.85
"""Shares of the page up to which an ancestor is an element's small and medium container, or part of the page at all."""
ALL_BUT_WHOLE = 0.97
FEW = 3
"""So many links make a container a list."""
_NO_LIST = ListFacts(99, 0, 0.0)


class Around(NamedTuple):
    """`repeats` is the longest row of like siblings that it or what holds it stands in.
    `branches` are the outermost elements around that do not hold each of `Surroundings.centres`, -1 for none."""

    near: int
    small: int
    medium: int
    repeats: int
    merit: float
    list: ListFacts
    depth: int
    weight: int
    branches: tuple[int, ...]
    branched: bool
    """Whether none of the centres is held, so that all within branches off where this does."""


class Surroundings:
    def __init__(self, page: Page) -> None:
        self._page = page
        self.centres = (page.prose.story, page.rest_inner, page.rest_core, page.prose.best, page.headline.element)
        parents = page.outline.parents
        self.ways: list[dict[int, int]] = []
        """For each centre, what holds it and through which child."""
        for centre in self.centres:
            way, index, inner = {}, centre, -1
            while index >= 0:
                way[index] = inner
                index, inner = parents[index], index
            self.ways.append(way)
        nowhere = (-1,) * len(self.centres)
        self._found = {-1: Around(-1, -1, -1, 1, 0.0, _NO_LIST, 0, page.size, nowhere, branched=False)}

    def of(self, index: int) -> Around:
        found, parents = self._found, self._page.outline.parents
        path = []
        while index not in found:
            path.append(index)
            index = parents[index]
        around = found[index]
        for inner in reversed(path):
            around = found[inner] = self._step(inner, index, around)
            index = inner
        return around

    def _step(self, index: int, parent: int, up: Around) -> Around:
        page = self._page
        o, size, weight = page.outline, page.size, page.weight(index)
        outer = up.weight if parent >= page.body else size
        key = (parent, o.tags[index])
        repeats = max(1, up.repeats, len(page.row(index))) if weight <= MEDIUM * size else 1
        its_list = page.lists.get(key, up.list)
        if not up.list.weight <= its_list.weight < ALL_BUT_WHOLE * size:
            its_list = up.list
        branches, branched = up.branches, up.branched
        if not branched:
            branches = tuple(
                [
                    branch if branch >= 0 or index in way else index
                    for branch, way in zip(branches, self.ways, strict=True)
                ]
            )
            branched = -1 not in branches
        return Around(
            index if up.near < 0 or o.links_before[o.ends[index]] - o.links_before[index] >= FEW else up.near,
            up.small if outer <= SMALL * size else index,
            up.medium if outer <= MEDIUM * size else index,
            repeats,
            0.0 if weight > WHOLE * size else max(page.prose.merits.get(index, 0.0), up.merit),
            its_list,
            up.depth + 1,
            weight,
            branches,
            branched,
        )
