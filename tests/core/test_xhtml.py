"""XHTML by XML's rules where it is sent as XML, and by HTML's where it is not, as browsers do."""

import pytest

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
    ],
)
def test_an_element_closed_in_itself_holds_nothing(kind: str, head: str, before: str) -> None:
    reading = read_page(PAGE.format(head=head, before=before), headers={"content-type": kind})
    assert [(link.anchor, link.serves) for link in reading.links] == [("the smith", True)]


def test_in_html_it_is_open() -> None:
    assert read_page(PAGE.format(head="", before='<iframe src="/notice" />')).links == ()
