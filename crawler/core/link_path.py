"""A CSS selector that finds an element again in the same bytes, in our tree and in any browser."""

from selectolax.lexbor import LexborNode


def css_path(node: LexborNode) -> str:
    """Tags from `html` down, each with its place among its like: `html > body > p:nth-of-type(2) > a`."""
    steps: list[str] = []
    current: LexborNode | None = node
    while current is not None and current.is_element_node:
        steps.append(_step(current))
        current = current.parent
    return " > ".join(reversed(steps))


def _step(node: LexborNode) -> str:
    tag = node.tag or "*"
    place, alone = 1, True
    sibling = node.prev
    while sibling is not None:
        if sibling.tag == tag:
            place += 1
        sibling = sibling.prev
    if place == 1:
        sibling = node.next
        while sibling is not None and alone:
            alone = sibling.tag != tag
            sibling = sibling.next
        if alone:
            return tag
    return f"{tag}:nth-of-type({place})"
