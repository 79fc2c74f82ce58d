"""The bundled example from end to end, by the very command that `make verify` runs, against what a person reads."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crawler.core.vocabulary import Reason, Status

ROOT = Path(__file__).parents[1]
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((ROOT / "tests/data/example_expected.toml").read_text("utf-8"))
CLAIMED = {row["id"]: row for row in csv.DictReader((ROOT / "examples/claims.csv").read_text("utf-8").splitlines())}


@pytest.fixture(scope="module")
def facts(night: tuple[subprocess.CompletedProcess[str], Path]) -> Mapping[str, sqlite3.Row]:
    """`link_facts` by claim, read as anybody would: by SQLite alone."""
    database = sqlite3.connect(night[1])
    database.row_factory = sqlite3.Row
    found = {row["claim_id"]: row for row in database.execute("SELECT * FROM link_facts")}
    database.close()
    return found


def test_every_claim_is_expected_and_every_expectation_claimed(facts: Mapping[str, sqlite3.Row]) -> None:
    assert set(facts) == set(EXPECTED) == set(CLAIMED)


@pytest.mark.parametrize("claim", EXPECTED)
def test_the_result_is_what_a_person_finds(claim: str, facts: Mapping[str, sqlite3.Row]) -> None:
    row, told = facts[claim], EXPECTED[claim]
    seen = {"status": row["status"], "reasons": json.loads(row["reasons"]), "http": row["http_status"] or 0}
    assert seen == {"status": told["status"], "reasons": told.get("reasons", []), "http": told.get("http", 200)}
    assert (row["source_url"], row["target_url"]) == (CLAIMED[claim]["source_url"], CLAIMED[claim]["target_url"])
    assert row["kind"] == CLAIMED[claim]["kind"]


@pytest.mark.parametrize("claim", [claim for claim, told in EXPECTED.items() if "anchor" in told])
def test_the_link_is_what_a_person_sees(claim: str, facts: Mapping[str, sqlite3.Row]) -> None:
    row, told = facts[claim], EXPECTED[claim]
    seen = {
        "anchor": row["anchor"],
        "kind": row["anchor_kind"],
        "alt": row["alt"],
        "rel": row["rel"],
        "nofollow": json.loads(row["nofollow_from"]),
        "followed": not row["effective_nofollow"],
        "region": row["region"],
        "heading": row["heading"],
        "match": row["match"],
        "via": row["via"],
        "crawlable": row["crawlable"],
        "hidden": row["hidden_reason"],
        "before": row["context_before"][-len(told["before"]) :],
        "after": row["context_after"][: len(told["after"])],
    }
    assert seen == {
        "kind": "text",
        "alt": None,
        "rel": None,
        "nofollow": [],
        "followed": "nofollow" not in told,
        "match": "exact",
        "via": "direct",
        "crawlable": "yes",
        "hidden": None,
    } | {name: value for name, value in told.items() if name not in ("status", "reasons", "http")}


@pytest.mark.parametrize("claim", [claim for claim, told in EXPECTED.items() if "anchor" not in told])
def test_no_link_is_made_up(claim: str, facts: Mapping[str, sqlite3.Row]) -> None:
    row = facts[claim]
    assert [row[name] for name in ("href", "anchor", "region", "context_before", "rel")] == [None] * 5


def test_every_status_and_every_reason_is_shown() -> None:
    assert {told["status"] for told in EXPECTED.values()} == set(Status)
    shown = {reason for told in EXPECTED.values() for reason in told.get("reasons", [])}
    assert shown == set(Reason) - {Reason.INTERNAL_ERROR}


def test_the_terminal_shows_the_counts_and_the_database(
    night: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, database = night
    counted = {name: int(count) for name, count in re.findall(r"^(\w+) +│ +(\d+) │", done.stdout, re.MULTILINE)}
    assert counted == Counter(told["status"] for told in EXPECTED.values())
    assert set(Reason) - {Reason.INTERNAL_ERROR} <= set(re.findall(r"\w+", done.stdout))
    assert "found: “here”, no rel, region main" in done.stdout
    assert str(database) in done.stdout.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_the_file_alone_is_whole(night: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path) -> None:
    shutil.copy(night[1], tmp_path / "copy.db")
    database = sqlite3.connect(tmp_path / "copy.db")
    assert database.execute("SELECT count(*) FROM checks").fetchone() == (len(EXPECTED),)
    database.close()


def test_the_database_is_sound(night: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    database = sqlite3.connect(night[1])
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("SELECT outcome, due, written FROM runs").fetchall() == [
        ("complete", len(EXPECTED), len(EXPECTED))
    ]
    database.close()
