"""`scrapy export` and `scrapy events` as a user runs them: data to stdout, talk to stderr, exit codes."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.report.sample import fill
from tests.warm import WarmScrapy


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "links.db"
    fill(path, claims=24, nights=2).conn.close()
    return path


def test_a_view_goes_to_stdout_and_nothing_else_does(scrapy: WarmScrapy, db: Path) -> None:
    done = scrapy("export", "claim_status", "--db", str(db))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(csv.reader(io.StringIO(done.stdout)))) == 25


def test_a_file_is_named_by_its_ending_and_told_of_on_stderr(scrapy: WarmScrapy, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "facts.jsonl"
    done = scrapy("export", "link_facts", "--db", str(db), "--out", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    assert f"{out}: 24 rows of link_facts" in done.stderr
    assert len([json.loads(line) for line in out.read_text().splitlines()]) == 24
    assert [path.name for path in tmp_path.iterdir()] == ["facts.jsonl"]


def test_schema_needs_no_database(scrapy: WarmScrapy) -> None:
    done = scrapy("export", "lost_links", "--schema", "--db", "/nowhere/links.db")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "lost_links"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["export"], "scrapy export: name one view; there are link_facts, claim_status, "),
        (["export", "nope"], "scrapy export: nope: no such view; there are link_facts, "),
        (["export", "link_facts", "--format", "xls"], "scrapy export: --format xls: expected csv, jsonl, parquet"),
        (
            ["export", "link_facts", "--raw", "--format", "jsonl"],
            "scrapy export: --raw is for CSV; jsonl is always raw",
        ),
        (["export", "link_facts", "--out", "/nowhere/x.csv"], "scrapy export: /nowhere/x.csv: it cannot be written: "),
        (["events", "--since", "-1"], "scrapy events: --since -1: expected the id of an event, 0 for all"),
        (["events", "--since", "x"], "scrapy events: --since x: expected the id of an event, 0 for all"),
        (["report", "--format", "pdf"], "scrapy report: --format pdf: expected html or markdown"),
    ],
)
def test_mistakes_are_told_in_a_line_with_exit_code_2(
    scrapy: WarmScrapy, db: Path, arguments: list[str], told: str
) -> None:
    done = scrapy(*arguments, "--db", str(db))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [["export", "link_facts"], ["events"], ["report"]])
def test_no_database_is_made_by_reading(scrapy: WarmScrapy, tmp_path: Path, command: list[str]) -> None:
    done = scrapy(*command, "--db", str(tmp_path / "none.db"))
    assert done.returncode == 2
    assert "no such database" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_events_are_lines_of_json_behind_the_cursor(scrapy: WarmScrapy, db: Path) -> None:
    everything = [json.loads(line) for line in scrapy("events", "--db", str(db)).stdout.splitlines()]
    assert everything
    assert {"id", "run_id", "claim_id", "kind", "before", "after", "at", "source_url", "target_url"} <= set(
        everything[0]
    )
    rest = scrapy("events", "--db", str(db), "--since", str(everything[-1]["id"]))
    assert (rest.returncode, rest.stdout) == (0, "")
