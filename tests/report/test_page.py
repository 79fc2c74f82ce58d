"""The report's file: self-contained, closed by its policy, and nothing from a page in it but as text."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.report.sample import HOSTILE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tree(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_what_is_in_the_file_and_nothing_else(tree: LexborHTMLParser) -> None:
    (meta,) = tree.css("meta[http-equiv]")
    rules = dict(rule.strip().split(" ", 1) for rule in (meta.attributes["content"] or "").split(";"))
    scripts = [node.text() for node in tree.css("script:not([type])")]
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [digest(text) for text in scripts]
    assert digest(tree.css("style")[0].text()) in rules["style-src"].split()
    assert rules["img-src"] == "data:"
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in (meta.attributes["content"] or "")


def test_the_policy_comes_before_anything_that_it_governs(html: str) -> None:
    assert html.index("Content-Security-Policy") < html.index("<style") < html.index("<script")


def test_nothing_is_fetched(tree: LexborHTMLParser) -> None:
    assert tree.css("link, iframe, object, embed, base, form, [srcset], [background], style[src], script[src]") == []
    assert tree.css("[style], [onclick], [onload], [onerror]") == []
    assert "url(" not in tree.css("style")[0].text()


def test_hostile_text_makes_no_element(tree: LexborHTMLParser, html: str) -> None:
    """The static part lists vendors and claims, some of them with names like these."""
    vendors = [cell.text() for cell in tree.css("#vendors tbody th")]
    assert {name for name in HOSTILE if "<" in name} <= set(vendors)
    assert tree.css("img[src=x], b:not(.chip b)") == []
    assert len(tree.css("script")) == 4
    assert not set(html) & {"\x1b", "\x07", "\u202e"}


def test_vendored_libraries_are_the_files_of_their_provenance() -> None:
    for folder in (ROOT / "crawler/report/vendor", ROOT / "tests/data/axe-core"):
        for line in (folder / "PROVENANCE.txt").read_text().splitlines():
            if found := re.match(r"(\S+\.js) .* sha256 (\w{64})$", line):
                assert hashlib.sha256((folder / found[1]).read_bytes()).hexdigest() == found[2]
