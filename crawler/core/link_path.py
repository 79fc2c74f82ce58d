"""A CSS selector that finds an element again in the same bytes, in our tree and in any browser."""

import re
from collections import Counter

from selectolax.lexbor import LexborNode

_PLAIN = re.compile(r"[a-z][a-z0-9]*\Z")


class Paths:
    """Paths of several elements of one tree; the children of a parent are counted once, however many there are."""

    def __init__(self) -> None:
        self._steps: dict[int, dict[int, str]] = {}

    def of(self, node: LexborNode) -> str:
        """Tags from `html` down, each with its place among its like: `html > body > p:nth-of-type(2) > a`.

        An element of a name that a selector could not hold (`o:p`, SVG's mixed case) goes by its place among all.
        """
        steps: list[str] = []
        current: LexborNode | None = node
        while current is not None and current.is_element_node:
            steps.append(self._step(current))
            current = current.parent
        return " > ".join(reversed(steps))

    def _step(self, node: LexborNode) -> str:
        parent = node.parent
        if parent is None:
            return node.tag or ""
        steps = self._steps.get(parent.mem_id)
        if steps is None:
            steps = self._steps[parent.mem_id] = _steps_of(parent)
        return steps[node.mem_id]


def _steps_of(parent: LexborNode) -> dict[int, str]:
    children = [child for child in parent.iter() if child.is_element_node]
    alike = Counter(child.tag for child in children)
    seen: Counter[str | None] = Counter()
    steps: dict[int, str] = {}
    for place, child in enumerate(children, start=1):
        tag = child.tag or ""
        seen[tag] += 1
        if not _PLAIN.match(tag) or tag == "svg":
            steps[child.mem_id] = f":nth-child({place})"
        else:
            steps[child.mem_id] = tag if alike[tag] == 1 else f"{tag}:nth-of-type({seen[tag]})"
    return steps
