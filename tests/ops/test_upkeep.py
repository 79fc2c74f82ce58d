"""Prune, backup, upgrade, runs, metrics, doctor: what is kept, what is told."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from scrapy.settings import Settings

from crawler.core.errors import StoreError
from crawler.core.records import Claim
from crawler.ops.doctor import Level, examine
from crawler.ops.metrics import write_metrics
from crawler.ops.night import after_the_run, alerts_of
from crawler.store import migrations
from crawler.store.outbox import Outbox
from crawler.store.sqlite import open_database
from crawler.store.summary import summary_of
from crawler.store.upkeep import Upkeep
from tests.command import ROOT
from tests.fakeweb import FakeWeb, crawl, html, keep, page
from tests.store.earlier import schema, to_first_version
from tests.warm import WarmScrapy

TARGET = "https://target.test/landing"
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def ten_nights(lived: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(lived, tmp_path / "links.db"))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three claims: one that never changes, one lost on nights 4 and 5, one retired after night 2."""
    path = tmp_path_factory.mktemp("lived") / "links.db"
    claims = [
        Claim(id=name, source_url=f"https://{name}.test/", target_url=TARGET) for name in ("calm", "lost", "late")
    ]
    keep(path, *claims)
    web = FakeWeb({claim.source_url: page(f'<a href="{TARGET}">x</a> {claim.id}') for claim in claims})
    web.pages[TARGET] = "<p>landing</p>"
    for number in range(10):
        if number == 2:
            keep(path)
            with sqlite3.connect(path) as connection:
                connection.execute("UPDATE claims SET retired_at = '2026-11-03' WHERE id = 'late'")
        if number == 3:
            web.pages["https://lost.test/"] = html("", status=410)
        crawl(path, web, at=FIRST + number * DAY)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def kept_nights(path: Path, claim: str) -> list[object]:
    sql = f"SELECT k.run_id FROM checks k WHERE k.claim_id = '{claim}' AND k.page_id IS NOT NULL ORDER BY 1"
    return [row[0] for row in rows(path, sql)]


def test_prune_keeps_what_something_points_to(ten_nights: Path) -> None:
    before = rows(ten_nights, "SELECT * FROM events"), rows(ten_nights, "SELECT id, status, reasons FROM checks")
    states = rows(ten_nights, "SELECT * FROM claim_states")
    upkeep = Upkeep(open_database(ten_nights), ten_nights)
    removed = sum(pruned.pages for pruned in upkeep.prune(keep_nights=2))
    assert kept_nights(ten_nights, "calm") == [1, 8, 9, 10], "its event, the full reading of day 8, and two nights"
    assert kept_nights(ten_nights, "lost") == [1, 5, 9, 10], "verified, lost, and two nights"
    assert kept_nights(ten_nights, "late") == [1, 2], "its event and its last reading"
    assert removed == 10 + 10 + 2 - 10
    assert rows(ten_nights, "SELECT DISTINCT run_id FROM targets ORDER BY 1") == [(1,), (2,), (5,), (8,), (9,), (10,)]
    assert (
        rows(ten_nights, "SELECT * FROM events"),
        rows(ten_nights, "SELECT id, status, reasons FROM checks"),
    ) == before
    assert rows(ten_nights, "SELECT * FROM claim_states") == states
    assert rows(ten_nights, "PRAGMA foreign_key_check") == []
    assert sum(pruned.pages for pruned in upkeep.prune(keep_nights=2)) == 0


def test_a_full_reading_goes_with_the_nights_that_carried_it(ten_nights: Path) -> None:
    with sqlite3.connect(ten_nights) as connection:
        connection.execute("DELETE FROM events")
    removed = sum(pruned.pages for pruned in Upkeep(open_database(ten_nights), ten_nights).prune(keep_nights=1))
    assert kept_nights(ten_nights, "calm") == [8, 10], "night 10 carries what was read on night 8"
    assert kept_nights(ten_nights, "lost") == [10]
    assert kept_nights(ten_nights, "late") == [1, 2], "its last reading carries its first"
    assert removed == 10 + 10 + 2 - 5


def test_nights_go_on_after_a_prune_as_if_nothing_had_happened(ten_nights: Path) -> None:
    web = FakeWeb({"https://calm.test/": page(f'<a href="{TARGET}">x</a> calm'), TARGET: "<p>landing</p>"})
    list(Upkeep(open_database(ten_nights), ten_nights).prune(keep_nights=1))
    crawl(ten_nights, web, at=FIRST + 10 * DAY)
    assert rows(ten_nights, "SELECT claim_id, kind FROM events WHERE run_id = 11") == []
    assert rows(
        ten_nights, "SELECT carried_from IS NOT NULL FROM pages WHERE run_id = 11 AND source_url LIKE '%calm%'"
    ) == [(1,)]


def test_prune_by_command(scrapy: WarmScrapy, ten_nights: Path) -> None:
    assert scrapy("prune", "--db", ten_nights).returncode == 2
    done = scrapy("prune", "--db", ten_nights, "--keep-nights", "2", "--compact")
    assert (done.returncode, done.stdout) == (0, "Removed: 12 pages with their links, 4 targets.\n")


def test_a_backup_is_whole_while_others_write(ten_nights: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with sqlite3.connect(ten_nights) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE claims SET note = 'not committed'")
        Upkeep(open_database(ten_nights), ten_nights).backup(copy)
        writer.rollback()
    assert rows(copy, "SELECT count(*) FROM checks") == rows(ten_nights, "SELECT count(*) FROM checks")
    assert rows(copy, "SELECT count(note) FROM claims") == [(0,)]
    assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == ["copy.db"]


def test_backup_and_runs_by_command(scrapy: WarmScrapy, ten_nights: Path, tmp_path: Path) -> None:
    assert scrapy("backup", "--db", ten_nights, tmp_path / "copy.db").returncode == 0
    assert scrapy("backup", "--db", ten_nights, ten_nights).returncode == 2
    assert scrapy("backup", "--db", ten_nights, "/nowhere/copy.db").returncode == 2
    listed = scrapy("runs", "--db", tmp_path / "copy.db", "--last", "1", "--json")
    assert json.loads(listed.stdout) == {
        "id": 10, "started_at": "2026-11-10T02:00:00Z", "finished_at": json.loads(listed.stdout)["finished_at"],
        "outcome": "complete", "due": 2, "written": 2, "live": 1, "altered": 0, "lost": 1, "unverified": 0, "events": 0,
    }  # fmt: skip


def every_row(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a database holds. How the nights stood before a claim was retired is not known afterwards."""
    names = [
        row[0]
        for row in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '!_%' ESCAPE '!'")
    ]
    held = {
        str(name): sorted(rows(path, f"SELECT * FROM {name}"), key=repr) for name in names if "sqlite" not in str(name)
    }
    held["runs"] = rows(path, "SELECT id, pages, live, altered, lost, unverified, iif(id > 2, standing, '') FROM runs")
    return held


def test_an_earlier_version_becomes_what_this_one_would_have_written(ten_nights: Path) -> None:
    whole, now = every_row(ten_nights), schema(ten_nights)
    assert whole["runs"][9] == (10, 2, 1, 0, 1, 0, '{"live":1,"lost":1}')
    to_first_version(ten_nights)
    earlier = schema(ten_nights)
    assert earlier != now
    open_database(ten_nights)
    assert every_row(ten_nights) == whole
    assert schema(ten_nights) == now
    copy = ten_nights.with_name("links.db.before-counted_runs")
    assert schema(copy) == earlier
    assert rows(copy, "SELECT * FROM checks") == rows(ten_nights, "SELECT * FROM checks")


def test_tables_and_views_of_the_users_own_outlive_an_upgrade(ten_nights: Path) -> None:
    to_first_version(ten_nights)
    with closing(sqlite3.connect(ten_nights)) as connection, connection:
        connection.execute("CREATE TABLE weights (region TEXT, weight REAL)")
        connection.execute(
            "CREATE VIEW my_score AS SELECT claim_id, weight FROM link_facts JOIN weights USING (region)"
        )
    open_database(ten_nights)
    assert rows(ten_nights, "SELECT * FROM my_score") == []
    assert rows(ten_nights, "SELECT count(*) FROM weights") == [(0,)]


def test_an_upgrade_that_fails_changes_nothing(ten_nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(db: sqlite3.Connection) -> None:
        raise ZeroDivisionError

    to_first_version(ten_nights)
    earlier = schema(ten_nights)
    monkeypatch.setattr(migrations, "count_again", fails)
    with pytest.raises(ZeroDivisionError):
        open_database(ten_nights)
    assert schema(ten_nights) == earlier


def test_metrics_can_be_read_by_prometheus(ten_nights: Path, tmp_path: Path) -> None:
    summary = summary_of(open_database(ten_nights))
    assert summary is not None
    out = tmp_path / "linkwitness.prom"
    write_metrics(out, replace(summary, events={"lost": 3}), database=ten_nights, deliveries={"given_up": 1})
    families = text_string_to_metric_families(out.read_text())
    told = {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}
    assert told["linkwitness_run_complete",] == 1
    assert told["linkwitness_run_due_claims",] == told["linkwitness_run_checked_claims",] == 2
    assert told["linkwitness_run_checks", "lost"] == told["linkwitness_run_reasons", "page_gone"] == 1
    assert told["linkwitness_run_events", "lost"] == 3
    assert told["linkwitness_alert_deliveries", "given_up"] == 1
    assert told["linkwitness_run_started_timestamp_seconds",] == (FIRST + 9 * DAY).timestamp()
    assert [file.name for file in tmp_path.glob("*.prom*")] == ["linkwitness.prom"]


def test_machines_are_told_of_a_night_whose_alerts_have_to_wait(ten_nights: Path, tmp_path: Path) -> None:
    class FullDisk(Outbox):
        def register(self, channels: object) -> None:
            raise StoreError("the disk is full")

    database, out = open_database(ten_nights), tmp_path / "linkwitness.prom"
    summary = summary_of(database)
    assert summary is not None
    alerts = replace(alerts_of(chosen(ten_nights), database), outbox=FullDisk(database, ten_nights))
    after_the_run(chosen(ten_nights, BACKLINK_METRICS_FILE=str(out)), alerts, summary)
    assert "linkwitness_run_complete 1.0" in out.read_text()


def chosen(path: Path, **settings: object) -> Settings:
    given = {
        "BACKLINK_CONFIG": str(ROOT / "config"), "BACKLINK_DB": str(path), "CONCURRENT_REQUESTS": 16,
        "BACKLINK_RENDER": "never", "BACKLINK_CONTACT": "https://shop.test/bot", **settings,
    }  # fmt: skip
    return Settings(given)


def levels(path: Path, now: datetime, resolve: object = None, **settings: object) -> dict[str, Level]:
    def unknown(name: str) -> None:
        if name.endswith(".invalid"):
            raise OSError(name)

    found = examine(chosen(path, **settings), now=now, resolve=resolve or unknown)  # type: ignore[arg-type]
    return {finding.name: finding.level for finding in found}


def test_doctor_finds_what_is_wrong(ten_nights: Path, tmp_path: Path) -> None:
    well = levels(ten_nights, FIRST + 10 * DAY)
    assert {name for name, level in well.items() if level is Level.BAD} == set()
    assert (well["database"], well["last run"], well["resolver"]) == (Level.OK, Level.OK, Level.OK)
    assert levels(ten_nights, FIRST + 20 * DAY)["last run"] is Level.WARN
    assert levels(ten_nights, FIRST)["last run"] is Level.BAD, "the clock went back"
    assert levels(tmp_path / "none.db", FIRST)["database"] is Level.WARN
    assert levels(ten_nights, FIRST, resolve=lambda name: name)["resolver"] is Level.WARN
    assert levels(ten_nights, FIRST, CONCURRENT_REQUESTS=10**9)["limits"] is Level.BAD
    (tmp_path / "policy.toml").write_text("[histroy]")
    assert levels(ten_nights, FIRST, BACKLINK_CONFIG=str(tmp_path))["config"] is Level.BAD

    def dead(name: str) -> None:
        raise OSError("no answer")

    assert levels(ten_nights, FIRST, resolve=dead)["resolver"] is Level.BAD
    (tmp_path / "text.db").write_text("no database" * 500)
    assert levels(tmp_path / "text.db", FIRST)["database"] is Level.BAD


def test_doctor_by_command(scrapy: WarmScrapy, tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    path.write_text("no database" * 500)
    done = scrapy("doctor", "--db", path)
    assert done.returncode == 2
    assert f"bad   database    {path}: it is not a SQLite database" in done.stdout
    assert done.stderr == ""
