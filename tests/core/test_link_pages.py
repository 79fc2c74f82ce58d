"""The golden pages: what has to be read off each of them, fact by fact."""

import dataclasses
from typing import Any

import pytest

from tests.core.link_cases import Case, cases, check_of

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_page(case: Case) -> None:
    reading = case.reading()
    check = check_of(reading, case.claim)
    expected = case.expected
    assert [facts_like(link, told) for link, told in zip(reading.links, expected.get("link", []), strict=False)] == (
        expected.get("link", [])
    )
    assert len(reading.links) == len(expected.get("link", []))
    assert facts_like(reading.page, expected.get("page", {})) == expected.get("page", {})
    assert facts_like(check, expected["check"]) == expected["check"]


def facts_like(record: Any, told: dict[str, Any]) -> dict[str, Any]:
    """The facts of a record that a case names, in the way TOML writes them."""
    fields = {field.name for field in dataclasses.fields(record)}
    assert told.keys() <= fields, f"no such fact: {told.keys() - fields}"
    return {name: plain(getattr(record, name)) for name in told}


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if value is None:
        return "none"
    return value


def test_every_case_has_a_title_of_its_own() -> None:
    titles = [case.expected["title"] for case in CASES]
    assert len(set(titles)) == len(titles)
