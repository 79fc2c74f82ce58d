"""Files from crawler-commons' tests (tests/data/crawler-commons): read without a fault, and what they mean to us."""

from pathlib import Path

import pytest
from scrapy.http import Response

from tests.crawl.web import parts

FILES = sorted((Path(__file__).parents[1] / "data/crawler-commons/robots").glob("*.txt"))


def allowed(file: Path, path: str) -> bool:
    site = "http://a.test"
    house = parts({f"{site}/robots.txt": Response(site, body=file.read_bytes())})
    return house.clock.run(house.robots().access(site + path)).allowed


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_is_read(file: Path) -> None:
    assert allowed(file, "/robots.txt")
    allowed(file, "/" + "a*$%zz" * 50)


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("robots-with-utf8-bom", "/profile", False),
        ("robots-with-utf16be-bom", "/profile", False),
        ("robots-with-utf16le-bom", "/profile", False),
        ("robots-with-utf16le-bom", "/index.html", True),
        ("rfc9309-example-simple-robots", "/anything", True),
    ],
)
def test_what_it_means(name: str, path: str, expected: bool) -> None:
    file = next(file for file in FILES if file.stem == name)
    assert allowed(file, path) is expected
