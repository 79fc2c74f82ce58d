"""Stored nights under other rules: what would change is told, written only when asked, and facts never change."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.core.history_policy import HistoryPolicy
from crawler.core.records import Claim
from crawler.core.urls import UrlPolicy
from crawler.core.vocabulary import Status
from crawler.policy import Policy
from crawler.rejudging import rejudge
from crawler.store.replay import Archive
from crawler.store.sqlite import open_database
from crawler.store.upkeep import Upkeep
from tests.command import ROOT
from tests.fakeweb import POLICY, FakeWeb, crawl, html, keep, page
from tests.warm import WarmScrapy

TARGET = "https://target.test/landing"
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
FOUR_LOOKS = replace(POLICY, history=HistoryPolicy(confirm_after=4))
STRICT = replace(
    POLICY, reading=replace(POLICY.reading, urls=UrlPolicy.from_toml({"tracking_parameters": [], "index_pages": []}))
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four nights: one claim is served by a tracked address, one is lost from the second night on."""
    found = tmp_path / "links.db"
    keep(
        found,
        Claim(id="tracked", source_url="https://a.test/", target_url=TARGET),
        Claim(id="lost", source_url="https://b.test/", target_url=TARGET),
    )
    web = FakeWeb(
        {
            "https://a.test/": page(f'<a href="{TARGET}?utm_source=a">x</a>'),
            "https://b.test/": page(f'<a href="{TARGET}">x</a>'),
            TARGET: "<p>landing</p>",
        }
    )
    for number in range(4):
        if number == 1:
            web.pages["https://b.test/"] = html("", status=404)
        crawl(found, web, at=FIRST + number * timedelta(days=1))
    return found


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(sql).fetchall()


def everything(path: Path) -> list[list[tuple[object, ...]]]:
    return [
        rows(path, f"SELECT * FROM {name} ORDER BY 1")
        for name in ("pages", "links", "checks", "claim_states", "events", "runs")
    ]


def changes(
    path: Path, policy: Policy, *, apply: bool = False
) -> dict[str, tuple[Status, Status, Status | None, Status | None]]:
    archive = Archive(open_database(path), path)
    return {
        change.claim.id: (change.before.status, change.after.check.status, change.settled, change.state.status)
        for change in rejudge(archive, policy, apply=apply)
    }


def test_under_the_same_rules_nothing_changes(path: Path) -> None:
    before = everything(path)
    assert changes(path, POLICY, apply=True) == {}
    assert everything(path) == before


def test_other_rules_of_comparison_change_checks_and_states(path: Path) -> None:
    before = everything(path)
    expected = {"tracked": (Status.LIVE, Status.ALTERED, Status.LIVE, Status.ALTERED)}
    assert changes(path, STRICT) == expected
    assert everything(path) == before, "nothing is written unasked"
    assert changes(path, STRICT, apply=True) == expected
    sql = "SELECT DISTINCT status, reasons FROM checks WHERE claim_id = 'tracked'"
    assert rows(path, sql) == [("altered", '["target_differs"]')]
    assert rows(path, "SELECT status FROM claim_states WHERE claim_id = 'tracked'") == [("altered",)]
    assert rows(path, "SELECT live, altered, lost, standing FROM runs WHERE id = 4") == [
        (0, 1, 1, '{"altered":1,"lost":1}')
    ]
    after = everything(path)
    assert (after[0], after[1], after[4]) == (before[0], before[1], before[4]), "facts and events stay"
    assert changes(path, STRICT) == {}
    changes(path, POLICY, apply=True)
    assert (everything(path)[2], everything(path)[5]) == (before[2], before[5]), "and back again"


def test_rules_of_history_alone_change_what_is_settled(path: Path) -> None:
    assert changes(path, FOUR_LOOKS) == {"lost": (Status.LOST, Status.LOST, Status.LOST, Status.LIVE)}


def test_pruned_nights_are_counted_as_they_were_judged(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM events")
    list(Upkeep(open_database(path), path).prune(keep_nights=1))
    assert rows(path, "SELECT count(*) FROM checks WHERE page_id IS NULL") == [(5,)]
    assert changes(path, POLICY) == {}
    assert changes(path, FOUR_LOOKS) == {"lost": (Status.LOST, Status.LOST, Status.LOST, Status.LIVE)}


def test_by_command(scrapy: WarmScrapy, path: Path, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    for file in (ROOT / "config").glob("*.toml"):
        (config / file.name).write_bytes(file.read_bytes())
    rules = (config / "policy.toml").read_text().replace("confirm_after = 2", "confirm_after = 4")
    (config / "policy.toml").write_text(rules)
    done = scrapy("rejudge", "--db", path, "-s", f"BACKLINK_CONFIG={config}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "lost: settled lost → live  https://b.test/\n1 × settled lost → live\n"
        "1 claims change (nothing was written; --apply writes).\n"
    )
