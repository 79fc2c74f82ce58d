"""Addresses against the suites that browsers and crawlers hold themselves to; the data is in tests/data."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.core.urls import host_of, registrable_domain, resolve

DATA = Path(__file__).parents[1] / "data"


def wpt(name: str) -> list[dict[str, Any]]:
    rows = json.loads((DATA / "wpt" / name).read_text("utf-8"))
    return [row for row in rows if isinstance(row, dict)]


def test_web_platform_tests_of_resolution() -> None:
    cases = wpt("urltestdata.json")
    wrong = [
        (case["input"], case["base"])
        for case in cases
        if resolve(case["input"], case["base"]) != (None if case.get("failure") else case["href"])
    ]
    assert len(cases) > 880
    assert len(wrong) <= len(cases) * 0.01, wrong
    assert not [case for case in wrong if case[0].startswith(("http", "/", "?", "#", "."))], wrong


def test_web_platform_tests_of_names() -> None:
    cases = [case for case in wpt("toascii.json") if case["input"]]
    wrong = [case["input"] for case in cases if host_of(f"https://{case['input']}/x") != (case["output"] or "")]
    assert len(cases) > 70
    assert wrong == []


def crawler_commons() -> Iterator[list[str]]:
    with (DATA / "crawler-commons/url-resolve.csv").open(encoding="utf-8") as lines:
        yield from csv.reader(
            (line for line in lines if not line.startswith("#") and line.strip()), skipinitialspace=True
        )


@pytest.mark.parametrize("row", list(crawler_commons()), ids=lambda row: row[0])
def test_crawler_commons(row: list[str]) -> None:
    href, base, expected = row
    assert resolve(href, base or None) == expected


def test_crawler_commons_is_whole() -> None:
    assert len(list(crawler_commons())) == 22


def public_suffixes() -> Iterator[tuple[str, str | None]]:
    for line in (DATA / "psl/test_psl.txt").read_text("utf-8").splitlines():
        if line.startswith("checkPublicSuffix("):
            name, expected = json.loads("[" + line[18:-2].replace("'", '"') + "]")
            if name is not None and not name.startswith("."):
                yield name, expected


@pytest.mark.parametrize(("name", "expected"), list(public_suffixes()))
def test_public_suffix_list(name: str, expected: str | None) -> None:
    host, owner = host_of(f"http://{name}/"), host_of(f"http://{expected}/")
    if expected is None:
        assert registrable_domain(host) == host
    else:
        assert registrable_domain(host) == owner
