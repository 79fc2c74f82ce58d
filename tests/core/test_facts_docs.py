"""Every fact of a page and of a link is explained in docs/facts.md, and nothing that is none."""

import dataclasses
import re
from pathlib import Path

import pytest

from crawler.core.records import LinkFacts, PageFacts

DOCS = (Path(__file__).parents[2] / "docs/facts.md").read_text("utf-8")


@pytest.mark.parametrize(("record", "heading"), [(PageFacts, "Page facts"), (LinkFacts, "Link facts")])
def test_every_fact_is_explained(record: type, heading: str) -> None:
    section = DOCS.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    first_cells = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    explained = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}
    facts = {field.name for field in dataclasses.fields(record)} - {"claim_id"}
    assert explained == facts
