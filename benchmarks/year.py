"""A year of nights: how large it grows, what each view and example query takes, and what pruning takes.

    python -m benchmarks.year [--claims 10000] [--nights 365] [--file FILE]

Two nights are recorded by the real store; the others are copied from the second in SQL, row for row as unchanged
nights leave them: a full reading every seventh night, an event for one claim in two hundred. Long texts are those of
a page that was really read. A view is read whole twice: with nothing of the file in memory, and again; where others use
the machine look at the CPU seconds. FILE is left behind (not pruned) and used again.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.core.records import Claim
from crawler.export.reference import queries
from crawler.store.codec import timestamp
from crawler.store.columns import views
from crawler.store.report import report_facts
from crawler.store.sqlite import open_database
from crawler.store.upkeep import Upkeep
from tests.fakeweb import PROSE, FakeWeb, crawl, html, keep, page
from tests.report.sample import START, fill

KEEP = 30
FULL_READ = 7
LONG = {
    "links": "context_before context_after block_text path region_evidence visibility",
    "pages": "body_sha256 text_fingerprint etag last_modified content_type robots_txt robots_txt_googlebot",
}


def real_rows(folder: Path) -> dict[str, dict[str, Any]]:
    """Page and link of one real visit."""
    path, source = folder / "one.db", "https://h0.test/articles/0"
    keep(path, Claim(id="c0", source_url=source, target_url="https://target.test/0"))
    text = page(f'{PROSE[3:200]} See <a href="https://target.test/0">our partner</a> for more. {PROSE[3:200]}')
    told = {"ETag": '"5f1a-60b2c9d1e4a80"', "Last-Modified": "Mon, 02 Nov 2026 07:28:00 GMT"}
    crawl(path, FakeWeb({source: html(text, headers=told)}))
    rows = {}
    for table, names in LONG.items():
        row = open_database(path).execute(f"SELECT * FROM {table} WHERE id = 1").fetchone()
        rows[table] = {name: row[name] for name in names.split()}
    return rows


class Year:
    """Copies of the second night, with their own ids, times and events."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._most = {table: self._one(f"SELECT max(id) FROM {table}") for table in ("pages", "links", "checks")}
        self._columns = {
            table: [column.name for column in database[table].columns if column.name != "id"]
            for table in ("pages", "links", "checks", "targets")
        }

    def lengthen(self, rows: dict[str, dict[str, Any]]) -> None:
        """Give the first nights' rows the long texts of a real page, where they have any."""
        for table, values in rows.items():
            given = ", ".join(f"{name} = :{name}" for name in values)
            self._db.execute(f"UPDATE {table} SET {given}", values)

    def add(self, number: int) -> None:
        """Night `number`; 3 is the first copy."""
        at, copy = timestamp(START + timedelta(days=number - 1)), number - 2
        self._db.execute(
            "INSERT INTO runs (id, started_at, finished_at, outcome, due, written, policy)"
            " SELECT ?, ?, ?, outcome, due, written, policy FROM runs WHERE id = 2",
            [number, at, at],
        )
        step = {table: most * copy for table, most in self._most.items()}
        carried = number % FULL_READ
        origin = f"id + {self._most['pages'] * (copy - carried)}" if carried and copy > carried else "NULL"
        self._copy("pages", "run_id = 2", step, run_id=number, fetched_at=f"'{at}'", carried_from=origin)
        self._copy(
            "links",
            "page_id IN (SELECT id FROM pages WHERE run_id = 2)",
            step,
            page_id=f"page_id + {step['pages']}",
        )
        moved = {"page_id": f"page_id + {step['pages']}", "link_id": f"link_id + {step['links']}"}
        self._copy("checks", "run_id = 2", step, run_id=number, checked_at=f"'{at}'", **moved)
        self._copy("targets", "run_id = 2", step, run_id=number, fetched_at=f"'{at}'")
        self._db.execute(
            "INSERT INTO events (run_id, claim_id, kind, before, after, at)"
            " SELECT ?, id, 'rel_changed', 'follow', 'nofollow', ? FROM claims WHERE (rowid + ?) % 200 = 0",
            [number, at, number],
        )

    def settle(self, nights: int) -> None:
        """Every claim's state points to its last check."""
        shift = (nights - 2) * self._most["checks"]
        self._db.execute(
            "UPDATE claim_states SET last_check_id = last_check_id + ?"
            " WHERE last_check_id IN (SELECT id FROM checks WHERE run_id = 2)",
            [shift],
        )

    def _copy(self, table: str, where: str, step: dict[str, int], **changed: object) -> None:
        cells = [str(changed.get(name, f'"{name}"')) for name in self._columns[table]]
        names = [f'"{name}"' for name in self._columns[table]]
        if table in step:
            names, cells = ["id", *names], [f"id + {step[table]}", *cells]
        sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(cells)} FROM {table} WHERE {where}"
        self._db.execute(sql)

    def _one(self, sql: str) -> int:
        found: int = self._db.execute(sql).fetchone()[0]
        return found


def make(path: Path, claims: int, nights: int) -> None:
    database = fill(path, claims=claims, nights=2)
    database.conn.execute("PRAGMA synchronous = OFF")
    year = Year(database)
    with tempfile.TemporaryDirectory() as folder, database.atomic():
        year.lengthen(real_rows(Path(folder)))
    for number in range(3, nights + 1):
        with database.atomic():
            year.add(number)
    with database.atomic():
        year.settle(nights)
    database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.conn.close()


def forget(path: Path) -> None:
    """Put the file out of the machine's memory."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ask(path: Path, name: str, sql: str) -> None:
    """One query with nothing in memory, and again on the same connection."""
    forget(path)
    database = open_database(path)
    cold = seconds(lambda: database.conn.execute(sql).fetchall())
    began = time.process_time()
    warm = seconds(lambda: database.conn.execute(sql).fetchall())
    spent = time.process_time() - began
    rows = len(database.conn.execute(sql).fetchall())
    print(f"{name:28} {rows:7} rows  cold {cold:5.2f} s  warm {warm:5.2f} s  of it CPU {spent:5.2f} s", flush=True)
    database.conn.close()


def sizes(path: Path, checks: int) -> None:
    database = open_database(path)
    sql = "SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 14"
    for row in database.execute(sql).fetchall():
        print(f"  {row['name']:28} {row['bytes'] / 1e6:8.0f} MB {row['bytes'] / checks:7.0f} bytes a check")
    database.conn.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--file", type=Path, help="use this database, made if it is not there, and do not prune it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "links.db"
        if not path.exists():
            print(f"made in {seconds(lambda: make(path, options.claims, options.nights)):.0f} s", flush=True)
        database = open_database(path)
        checks, nights = database.execute("SELECT count(*), count(DISTINCT run_id) FROM checks").fetchone()
        size = path.stat().st_size
        print(f"{checks} checks in {nights} nights: {size / 1e9:.2f} GB, {size / checks:.0f} bytes a check", flush=True)
        sizes(path, checks)
        for name in views():
            ask(path, name, f"SELECT * FROM {name}")
            ask(path, f"  example of {name}"[:28], queries()[name]["sql"])
        print(f"{'(report)':28} {seconds(lambda: report_facts(database, path)):6.2f} s", flush=True)
        upkeep = Upkeep(database, path)
        print(f"{'(runs)':28} {seconds(lambda: upkeep.runs(most=14)):6.2f} s", flush=True)
        if options.file is None:
            prune(upkeep, path)


def prune(upkeep: Upkeep, path: Path) -> None:
    pages = 0

    def work() -> None:
        nonlocal pages
        pages = sum(pruned.pages for pruned in upkeep.prune(keep_nights=KEEP))

    print(f"prune --keep-nights {KEEP}: {seconds(work):.1f} s for", f"{pages} pages", flush=True)
    print(f"compact: {seconds(upkeep.compact):.1f} s, {path.stat().st_size / 1e9:.2f} GB left")
    assert upkeep.faults() == []


if __name__ == "__main__":
    main()
