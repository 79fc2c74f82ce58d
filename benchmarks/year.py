"""A year of nights, how large it grows and what pruning takes: `python -m benchmarks.year [CLAIMS] [NIGHTS] [FILE]`.

The nights are written directly in SQL, row for row as a crawl leaves them: one claim a page, unchanged pages that
carry a weekly full reading, and an event for one claim in two hundred a night. The file is left behind for other
measurements where a path is given as third argument.
"""

import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.core.records import Claim
from crawler.store.codec import timestamp
from crawler.store.sqlite import open_database
from crawler.store.upkeep import Upkeep
from tests.fakeweb import PROSE, FakeWeb, crawl, keep, page

FIRST = datetime(2026, 1, 1, 2, tzinfo=UTC)
KEEP = 30


def one_real_night(path: Path, claims: int) -> None:
    """A crawl of one claim gives the row that all others are copied from."""
    keep(
        path,
        *(
            Claim(
                id=f"c{number:06}",
                source_url=f"https://h{number % 4000}.test/articles/{number}",
                target_url=f"https://target.test/{number % 50}",
                vendor=f"vendor {number % 40}",
                kind=("purchased", "partner", "guest", "editorial")[number % 4],
            )
            for number in range(claims)
        ),
    )
    text = page(f'{PROSE[:800]} See <a href="https://target.test/0">our partner</a> for more. {PROSE[:800]}')
    crawl(path, FakeWeb({"https://h0.test/articles/0": text}), at=FIRST, limit=1)


def columns(connection: sqlite3.Connection, table: str, without: set[str]) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in without]


def add_night(connection: sqlite3.Connection, number: int, claims: int) -> None:
    """One night of all claims, copied from the real one."""
    at = timestamp(FIRST + timedelta(days=number))
    run = connection.execute(
        "INSERT INTO runs (started_at, finished_at, outcome, due, written) VALUES (?, ?, 'complete', ?, ?)",
        (at, at, claims, claims),
    ).lastrowid
    base = connection.execute("SELECT coalesce(max(id), 0) FROM pages").fetchone()[0]
    link_base = connection.execute("SELECT coalesce(max(id), 0) FROM links").fetchone()[0]
    check_base = connection.execute("SELECT coalesce(max(id), 0) FROM checks").fetchone()[0]
    own = {
        "run": run,
        "at": at,
        "base": base,
        "links": link_base,
        "checks": check_base,
        "week": number % 7,
        "claims": claims,
    }
    names = columns(connection, "pages", {"id", "run_id", "source_url", "final_url", "fetched_at", "carried_from"})
    connection.execute(
        f"INSERT INTO pages (id, run_id, source_url, final_url, fetched_at, carried_from, {', '.join(names)})"
        " SELECT :base + c.rowid, :run, c.source_url, c.source_url, :at,"
        " CASE WHEN :week THEN :base + c.rowid - :week * :claims END,"
        f" {', '.join('p.' + name for name in names)} FROM claims c, pages p WHERE p.id = 1",
        own,
    )
    names = columns(connection, "links", {"id", "page_id", "claim_id"})
    connection.execute(
        f"INSERT INTO links (id, page_id, claim_id, {', '.join(names)}) SELECT :links + c.rowid, :base + c.rowid, c.id,"
        f" {', '.join('l.' + name for name in names)} FROM claims c, links l WHERE l.id = 1",
        own,
    )
    connection.execute(
        "INSERT INTO checks (id, run_id, claim_id, page_id, link_id, status, reasons, checked_at)"
        " SELECT :checks + c.rowid, :run, c.id, :base + c.rowid, :links + c.rowid, 'live', '[]', :at FROM claims c",
        own,
    )
    connection.execute(
        "INSERT INTO targets (run_id, url, final_url, http_status, fetched_at)"
        " SELECT DISTINCT :run, target_url, target_url, 200, :at FROM claims",
        own,
    )
    connection.execute(
        "INSERT INTO events (run_id, claim_id, kind, before, after, at)"
        " SELECT :run, id, 'rel_changed', 'follow', 'nofollow', :at FROM claims WHERE (rowid + :run) % 200 = 0",
        own,
    )


def settle(connection: sqlite3.Connection) -> None:
    """Every claim's state points to its last check."""
    names = columns(connection, "claim_states", {"claim_id", "last_check_id", "facts", "told"})
    connection.execute(
        f"INSERT OR REPLACE INTO claim_states (claim_id, last_check_id, facts, told, {', '.join(names)})"
        " SELECT k.claim_id, k.id, s.facts, s.told, "
        f"{', '.join('s.' + name for name in names)} FROM checks k, (SELECT * FROM claim_states LIMIT 1) s"
        " WHERE k.run_id = (SELECT max(id) FROM runs)"
    )


def megabytes(path: Path) -> float:
    return sum(file.stat().st_size for file in path.parent.glob(path.name + "*")) / 1e6


def main() -> None:
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    nights = int(sys.argv[2]) if len(sys.argv) > 2 else 365
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(folder) / "year.db"
        one_real_night(path, claims)
        database = open_database(path)
        connection = database.conn
        connection.execute("PRAGMA synchronous = OFF")
        for number in range(nights):
            with database.atomic():
                add_night(connection, number, claims)
        with database.atomic():
            settle(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        print(f"{claims} claims, {nights} nights: {megabytes(path):.0f} MB")
        print(
            f"a night: {megabytes(path) / nights:.2f} MB,"
            f" a check with its facts: {megabytes(path) * 1e6 / nights / claims:.0f} bytes"
        )
        upkeep = Upkeep(database, path)
        began = time.monotonic()
        pages = sum(pruned.pages for pruned in upkeep.prune(keep_nights=KEEP))
        print(f"prune --keep-nights {KEEP}: {pages} pages in {time.monotonic() - began:.1f} s")
        began = time.monotonic()
        upkeep.compact()
        print(f"compact: {time.monotonic() - began:.1f} s, {megabytes(path):.0f} MB left")
        assert upkeep.faults() == []


if __name__ == "__main__":
    main()
