"""The report as Markdown: whole, and no text from a page means anything in it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.report.buckets import Bucket
from crawler.report.markdown import markdown_report, text, url
from crawler.report.model import Report, make_report
from crawler.store.report import ReportFacts
from tests.report.sample import HOSTILE


def test_it_tells_the_changes_first_then_the_counts_then_what_needs_a_look(report: Report) -> None:
    said = markdown_report(report)
    places = [
        said.index("## What changed since last night"),
        said.index("## Where the 240 claims stand"),
        said.index(f"### Lost ({report.buckets[Bucket.LOST]})"),
        said.index(f"### Could not be checked ({report.buckets[Bucket.UNVERIFIED]})"),
    ]
    assert places == sorted(places)
    assert "### Live" not in said


def test_every_table_row_has_its_columns(report: Report) -> None:
    for line in markdown_report(report).splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (4, 6), line


def test_a_first_night_lists_no_events(facts: ReportFacts) -> None:
    said = markdown_report(make_report(replace(facts, nights=facts.nights[:1])))
    assert "## The first night" in said
    assert "- lost: " not in said


def test_nothing_changed(facts: ReportFacts) -> None:
    assert "Nothing changed." in markdown_report(make_report(replace(facts, events=[])))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text(hostile: str) -> None:
    said = text(hostile)
    assert "\x1b" not in said
    assert "\n" not in said
    assert not re.search(r"(?<!\\)[<|*_`\[]", said)


@given(st.text(max_size=40))
def test_no_text_is_markup(value: str) -> None:
    assert not re.search(r"(?<!\\)(\\\\)*[<>|*_`\[\]~#]", text(value))
    assert not re.search("@(?!\u2060)", text(value))
    assert not re.search(r"[\s<>|*_`()\[\]@\"']", url(value))
