"""Words that only white space between two elements parts."""

import pytest

from crawler.core.document import parse


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>See <a href=/a>Privacy</a> <a href=/b>Annual accounts</a></p>", "See Privacy Annual accounts"),
        ("<p><b>very</b>\n<i>old</i></p>", "very old"),
        ("<p><b>Ro</b><i>se</i></p>", "Rose"),
        ("<ul> <li>one</li> <li>two</li> </ul>", "one two"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert parse(html, "http://page.test/").outline.text(0) == text


def test_gaps_weigh_nothing() -> None:
    close, apart = (parse(f"<p><b>a</b>{gap}<b>b</b></p>", "http://page.test/").outline for gap in ("", " " * 50))
    assert (close.chars(0), apart.chars(0)) == (2, 2)
