"""The views over a year of nights: seconds that each takes to read whole.

    python -m benchmarks.views [--claims 10000] [--nights 365] [--keep FILE]

One night is recorded by the real store and the others are copied from it in SQL, so the database has the true number
of rows in every table.
"""

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.store.codec import timestamp
from crawler.store.columns import views
from crawler.store.report import report_facts
from crawler.store.sqlite import open_database
from tests.report.sample import START, fill


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--keep", type=Path, help="use this database, made if it is not there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "links.db"
        if not path.exists():
            multiply(fill(path, claims=options.claims, nights=2), options.nights)
        database = open_database(path)
        checks = database.execute("SELECT count(*) FROM checks").fetchone()[0]
        print(f"{checks} checks, {path.stat().st_size / 1e9:.1f} GB")
        for name in views():
            started = time.perf_counter()
            rows = len(database.execute(f"SELECT * FROM {name}").fetchall())
            print(f"{name:20} {rows:7} rows {time.perf_counter() - started:6.2f} s")
        started = time.perf_counter()
        report_facts(database, path)
        print(f"{'(report)':20} {'':12} {time.perf_counter() - started:6.2f} s")


def multiply(database: Database, nights: int) -> None:
    """Copy the last night until there are so many; states then point to the last copy."""
    pages, links, checks = (
        database.execute(f"SELECT max(id) FROM {table}").fetchone()[0] for table in ("pages", "links", "checks")
    )
    columns = {
        table: ", ".join(column.name for column in database[table].columns if column.name != "id")
        for table in ("pages", "links", "checks")
    }
    for number in range(1, nights - 1):
        run = 2 + number
        at = timestamp(START + timedelta(days=run - 1))
        with database.atomic():
            database.execute(
                "INSERT INTO runs (id, started_at, finished_at, outcome, due, written)"
                " SELECT ?, ?, ?, outcome, due, written FROM runs WHERE id = 2",
                [run, at, at],
            )
            for table, before in {"pages": {"run_id": run}, "links": {}, "checks": {"run_id": run}}.items():
                shifted = columns[table].replace("run_id", str(run)) if before else columns[table]
                shifted = shifted.replace("page_id", f"page_id + {number * pages}")
                shifted = shifted.replace("link_id", f"link_id + {number * links}")
                if table == "checks":
                    shifted = shifted.replace("checked_at", f"'{at}'")
                step = {"pages": pages, "links": links, "checks": checks}[table] * number
                where = {"links": "page_id IN (SELECT id FROM pages WHERE run_id = 2)"}.get(table, "run_id = 2")
                database.execute(
                    f"INSERT INTO {table} (id, {columns[table]})"
                    f" SELECT id + {step}, {shifted} FROM {table} WHERE {where}"
                )
    shift = (nights - 2) * checks
    with database.atomic():
        database.execute(f"UPDATE claim_states SET last_check_id = last_check_id + {shift}")
    database.execute("ANALYZE")


if __name__ == "__main__":
    main()
