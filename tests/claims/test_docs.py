"""docs/claim-files.md names every format, field and cause, and no others."""

import re
from pathlib import Path

from crawler.claims import RejectCause
from crawler.claims.formats import Field
from crawler.claims.vendors import FORMATS

PAGE = (Path(__file__).parents[2] / "docs" / "claim-files.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    section = PAGE.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    return [
        name for row in re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE) for name in re.findall(r"`([\w-]+)`", row)
    ]


def test_causes() -> None:
    assert first_cells("## Why a row was rejected") == [cause.value for cause in RejectCause]


def test_formats() -> None:
    listed = [name for name in first_cells("## Formats") if not name.startswith("--")]
    assert set(listed) == {fmt.name for fmt in FORMATS if fmt.refuse is None}
    assert len(listed) == len(set(listed))
    assert [fmt.name for fmt in FORMATS if fmt.refuse and f"`{fmt.name}`" not in PAGE] == []


def test_fields() -> None:
    native = first_cells("## The native file")
    assert set(native) == {field.value for field in list(Field)[:14]}
    assert [field.value for field in Field if f"`{field.value}`" not in PAGE] == []
