"""The flat pass: what an element holds, in text, links and prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.core.outline import Outline, outline

PAGE = """<!doctype html><title>Not text</title>
<body><h1>Pots</h1>
<nav><a href=/a>Home</a> <a href=/b>Shop</a></nav>
<div id=story><p>A pot is a vessel of clay, thrown on a wheel and fired. <a href=/c>More</a> tail</p>
<script>var hidden = "a";</script><noscript>also hidden <a href=/d>four</a></noscript></div>
<h2>Contact</h2><p>Ring <a>no href</a> us</p></body>"""

HTML = st.text(alphabet=st.sampled_from(list("<>/apdivulhr=1 \"'&;é中\n")), max_size=200)


@pytest.fixture
def page() -> Outline:
    return read(PAGE)


def read(html: str) -> Outline:
    root = LexborHTMLParser(html).root
    assert root is not None
    return outline(root)


def at(page: Outline, tag: str, nth: int = 0) -> int:
    return [index for index, name in enumerate(page.tags) if name == tag][nth]


def test_scripts_and_titles_are_no_text(page: Outline) -> None:
    text = page.text(0)
    assert "hidden" not in text
    assert "Not text" not in text
    assert page.words(at(page, "nav")) == 2


def test_text_after_an_element_belongs_to_its_parent_alone(page: Outline) -> None:
    assert page.text(at(page, "p")).endswith("More tail")
    assert page.text(page.links[2]) == "More"
    assert page.text(at(page, "h2")) == "Contact"


def test_links_are_those_with_href(page: Outline) -> None:
    assert [page.nodes[link].attributes["href"] for link in page.links] == ["/a", "/b", "/c", "/d"]
    assert page.link_count(at(page, "nav")) == 2
    assert page.link_count(at(page, "p", 1)) == 0


def test_density_and_prose(page: Outline) -> None:
    assert page.link_density(at(page, "nav")) == 1.0
    assert page.link_density(at(page, "h1")) == 0.0
    assert page.prose(at(page, "p")) == len("A pot is a vessel of clay, thrown on a wheel and fired.")
    assert page.prose(at(page, "nav")) == 0


def test_heading_before(page: Outline) -> None:
    heading = page.heading_before(page.links[2])
    assert heading is not None
    assert page.text(heading) == "Pots"
    assert page.heading_before(at(page, "body")) is None


def test_ancestors_and_containment(page: Outline) -> None:
    names = [page.tags[up] for up in page.ancestors(page.links[0])]
    assert names == ["nav", "body", "html"]
    assert page.contains(at(page, "nav"), page.links[1])
    assert not page.contains(at(page, "nav"), page.links[2])


def test_dense_writing_counts_for_more() -> None:
    assert read("<p>清华大学").chars(0) > read("<p>clay").chars(0)


@given(HTML)
def test_sums_agree_with_the_tree(html: str) -> None:
    page = read(html)
    for index in range(len(page.tags)):
        parent = page.parents[index]
        assert page.ends[index] > index
        assert 0 <= page.link_chars(index) + page.prose(index) <= page.chars(index)
        if parent >= 0:
            assert page.contains(parent, index)
            assert page.ends[index] <= page.ends[parent]
            assert page.chars(index) <= page.chars(parent)


def test_deep_nesting_is_walked_without_recursion() -> None:
    page = read("<div>" * 4_000 + "<a href=/deep>deep</a>")
    assert page.text(page.links[0]) == "deep"
