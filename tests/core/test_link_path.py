"""The path of an element finds that element again, in the same tree and in one made anew of the same bytes."""

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.core.link_path import Paths

TAGS = st.sampled_from(
    [
        "div",
        "p",
        "a",
        "b",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "svg",
        "g",
        "foreignObject",
        "o:p",
        "x-card",
        "h1",
        "br",
        "math",
        "mi",
    ]
)
MARKUP = st.lists(
    st.one_of(TAGS.map("<{}>".format), TAGS.map("</{}>".format), st.sampled_from(["text", "<!-- c -->", "<a href=/x>"]))
)


@given(MARKUP.map("".join))
def test_a_path_finds_its_element_alone(html: str) -> None:
    tree, again = LexborHTMLParser(html), LexborHTMLParser(html)
    paths = Paths()
    for node in tree.css("*"):
        path = paths.of(node)
        assert [found.mem_id for found in tree.css(path)] == [node.mem_id], path
        other = again.css(path)
        assert len(other) == 1
        assert other[0].html == node.html


def test_paths_read_plainly() -> None:
    tree = LexborHTMLParser("<p>one</p><div><p>two<p><a href=x>x</a></div>")
    node = tree.css_first("a")
    assert node is not None
    assert Paths().of(node) == "html > body > div > p:nth-of-type(2) > a"
