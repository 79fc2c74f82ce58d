"""XHTML by XML's rules where it is sent as XML, and by HTML's where it is not, as browsers do."""

import pytest

from crawler.core.xhtml import for_html
from tests.core.link_cases import TARGET, read_page

PAGE = (
    '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Tools</title>{head}</head><body>'
    f'<h1>Tools</h1>{{before}}<p>By <a href="{TARGET}">the smith</a>.</p><iframe src="/poll"></iframe><p>More.</p></body></html>'
)


@pytest.mark.parametrize("kind", ["application/xhtml+xml", "application/xhtml+xml; charset=utf-8", "text/xml"])
@pytest.mark.parametrize(
    ("head", "before"),
    [
        ("", '<iframe src="/notice" width="300" />'),
        ("<script src='/a.js'/><script>1</script>", ""),
        ("<title/>", ""),
        ("", "<Textarea/>"),
        ("<script src='/a.js?a>b' />", ""),
        ("", "<template/><select\n/>"),
    ],
)
def test_an_element_closed_in_itself_holds_nothing(kind: str, head: str, before: str) -> None:
    reading = read_page(PAGE.format(head=head, before=before), headers={"content-type": kind})
    assert [(link.anchor, link.serves) for link in reading.links] == [("the smith", True)]


def test_in_html_it_is_open() -> None:
    assert read_page(PAGE.format(head="", before='<iframe src="/notice" />')).links == ()


@pytest.mark.parametrize(
    "text", ["<script>if (a</b/>c) 1</script>", "<titles/><title>a/></title>", "<p/><a name='x'/>"]
)
def test_what_is_not_closed_in_itself_or_holds_nothing_anyway_is_left(text: str) -> None:
    assert for_html(text, "application/xhtml+xml") == text


@pytest.mark.parametrize("text", ["<script " * 100_000, "<script a='" * 100_000, "<script /" * 100_000])
def test_no_text_is_a_trap(text: str) -> None:
    """Linear work: a quadratic pattern would take minutes here."""
    assert for_html(text, "text/xml") == text
