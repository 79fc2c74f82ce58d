"""The golden pages of tests/pages/regions: where the shipped model says that their links stand."""

import tomllib
from pathlib import Path

import pytest

from crawler.core.document import parse
from crawler.readers.work import load_regions

CASES = Path(__file__).parents[1] / "pages" / "regions"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_links_stand_where_a_reader_sees_them(case: Path) -> None:
    told = tomllib.loads((case / "expect.toml").read_text(encoding="utf-8"))
    document = parse((case / "page.html").read_text(encoding="utf-8"), told["url"])
    elements = {link.href: link.element for link in document.links}
    verdicts = load_regions()(document.outline, [elements[href] for href in told["regions"]], told["url"])
    assert {href: str(verdict.region) for href, verdict in zip(told["regions"], verdicts, strict=True)} == told[
        "regions"
    ]
