"""Tree and encoding against html5lib's suites; the data is in tests/data/html5lib.

Of the tree-construction suite those files whose trees hold links, of those every case of a whole document: the
tree as lexbor writes it has to be the suite's, node by node.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.core.charset import decode, encoding_of

DATA = Path(__file__).parents[1] / "data/html5lib"


def cases(folder: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The cases of a folder's .dat files: sections under `#name`, an empty line between cases."""
    for path in sorted((DATA / folder).glob("*.dat")):
        for number, case in enumerate(
            re.split(r"(?:\A|\n)#data\n", path.read_bytes().decode("utf-8", "surrogateescape"))[1:]
        ):
            parts = re.split(
                r"(?:^|\n)#(errors|new-errors|document-fragment|document|script-on|script-off|encoding)\n", case
            )
            yield f"{path.stem}-{number}", {"data": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def link_cases() -> list[tuple[str, dict[str, str]]]:
    return [
        (name, case)
        for name, case in cases("tree-construction")
        if "| " in case.get("document", "")
        and re.search(r"^\| +<a>", case["document"], re.MULTILINE)
        and not case.keys() & {"document-fragment", "script-on"}
    ]


CASES = link_cases()


def dump(node: LexborNode, depth: int, space: str = "") -> Iterator[str]:
    """A subtree in the suite's notation: one node a line, SVG's and MathML's with their name before the tag."""
    indent = "| " + "  " * depth
    tag = node.tag or ""
    if tag == "-text":
        yield f'{indent}"{node.text_content}"'
    elif tag == "-comment":
        yield f"{indent}<!-- {node.comment_content} -->"
    elif node.is_element_node:
        space = f"{tag} " if tag in ("svg", "math") else space
        yield f"{indent}<{space}{tag}>"
        for name, value in sorted(node.attributes.items()):
            yield f'{indent}  {name}="{value or ""}"'
        space = "" if tag in ("foreignObject", "desc", "title") else space
        inner = depth + 1
        if tag == "template":
            yield f"{indent}  content"
            inner += 1
        child = node.first_child
        for fragment in node.template_fragments() if tag == "template" else ():
            child = fragment.first_child
            break
        while child is not None:
            yield from dump(child, inner, space)
            child = child.next


@pytest.mark.parametrize(("name", "case"), CASES, ids=[name for name, _ in CASES])
def test_tree(name: str, case: dict[str, str]) -> None:
    root = LexborHTMLParser(case["data"]).root
    assert root is not None
    expected = re.sub(r"\A(\| <!.*\n)*", "", case["document"].strip("\n"))
    assert "\n".join(dump(root, 0)) == expected.split("\n| <!")[0]


def test_encodings_as_declared_inside() -> None:
    """A file that names its encoding in a place where browsers look is read in it."""
    told = list(cases("encoding"))
    wrong = {}
    for name, case in told:
        expected = encoding_of(case["encoding"].strip())
        decoded = decode(case["data"].encode("utf-8", "surrogateescape"), None)
        if decoded.charset != expected and not (decoded.declared_by == "guess" and expected == "windows-1252"):
            wrong[name] = (case["data"][:80], expected, decoded.charset)
    assert len(told) > 70
    assert wrong == {}
