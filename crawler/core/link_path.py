"""A CSS selector that finds an element again in the same bytes, in our tree and in any browser."""

import re

from selectolax.lexbor import LexborNode

_PLAIN = re.compile(r"[a-z][a-z0-9]*\Z")


def css_path(node: LexborNode) -> str:
    """Tags from `html` down, each with its place among its like: `html > body > p:nth-of-type(2) > a`.

    An element of a name that a selector could not hold (`o:p`, SVG's mixed case) goes by its place among all.
    """
    steps: list[str] = []
    current: LexborNode | None = node
    while current is not None and current.is_element_node:
        steps.append(_step(current))
        current = current.parent
    return " > ".join(reversed(steps))


def _step(node: LexborNode) -> str:
    tag = node.tag or ""
    like = tag if _PLAIN.match(tag) and tag != "svg" else None
    place = 1
    sibling = node.prev
    while sibling is not None:
        place += sibling.is_element_node and like in (None, sibling.tag)
        sibling = sibling.prev
    if like is None:
        return f":nth-child({place})"
    return tag if place == 1 and _is_alone(node, tag) else f"{tag}:nth-of-type({place})"


def _is_alone(node: LexborNode, tag: str) -> bool:
    sibling = node.next
    while sibling is not None:
        if sibling.tag == tag:
            return False
        sibling = sibling.next
    return True
