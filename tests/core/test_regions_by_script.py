"""Elements that lead on by script alone: they hold no link, and perhaps no element of their page does."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.core.outline import outline
from crawler.core.vocabulary import Region
from crawler.readers.work import load_regions

PROSE = "Clay has to be wedged before it is thrown, or pockets of air will burst in the heat of the kiln. "
MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/shop>Shop</a><li><a href=/about>About</a></ul></nav>"


@pytest.mark.parametrize("menu", ["", MENU])
def test_they_have_a_region_too(menu: str) -> None:
    html = f"<body>{menu}<main><p>{PROSE}Ours came from <span onclick=go()>a potter</span>. {PROSE}{PROSE}</p></main>"
    page = outline(LexborHTMLParser(html).root)
    assert [verdict.region for verdict in load_regions()(page, [page.tags.index("span")], "https://a.test/post")] == [
        Region.MAIN
    ]
