"""The versions of the database, in order; opening a store applies what is missing, each in a transaction.

Tables change only by a new migration. Views hold no data, so they are made again from `views.sql` whenever
that file changed: a view can grow without a migration.
"""

import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from crawler.core.errors import StoreError
from crawler.store.copying import copy_to
from crawler.store.tally import count_again

_HERE = Path(__file__).parent
_SOMETHING = f"SELECT 1 FROM sqlite_master WHERE tbl_name <> '{Migrations.migrations_table}' LIMIT 1"
_VIEW = re.compile(r"^CREATE VIEW (\w+)", re.MULTILINE)
migrations = Migrations("linkwitness")


@migrations()
def first_version(db: Database) -> None:
    _execute_all(db, _HERE / "schema.sql")


@migrations()
def counted_runs(db: Database) -> None:
    """Counts are kept with their runs, and each index that is left is one that something asks."""
    for name in ("pages", "live", "altered", "lost", "unverified"):
        db.execute(f"ALTER TABLE runs ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE runs ADD COLUMN standing TEXT NOT NULL DEFAULT '{}'")
    db.execute("ALTER TABLE claim_states ADD COLUMN first_status TEXT")
    db.execute(
        "UPDATE claim_states SET first_status = (SELECT k.status FROM checks k"
        " WHERE k.claim_id = claim_states.claim_id ORDER BY k.run_id LIMIT 1)"
    )
    db.execute("UPDATE runs SET pages = (SELECT count(*) FROM pages p WHERE p.run_id = runs.id)")
    count_again(db)
    for name in ("pages_by_source", "links_by_claim", "checks_by_run"):
        db.execute(f"DROP INDEX {name}")
    db.execute("CREATE INDEX links_with_screenshot ON links (claim_id) WHERE screenshot IS NOT NULL")


def refuse_strangers(db: Database, path: Path) -> None:
    """Raise `StoreError` for another program's database, which is not ours to write into, and for one that a later
    version has changed, whose views would be made again as they were. Only reads: what is refused stays as it is."""
    applied = {migration.name for migration in migrations.applied(db)}
    if not applied and db.execute(_SOMETHING).fetchone() is not None:
        raise StoreError(f"{path}: it is the database of another program")
    with closing(sqlite3.connect(":memory:")) as nothing:
        known = {migration.name for migration in migrations.pending(Database(nothing))}
    if applied - known:
        raise StoreError(f"{path}: it was made by a later version of Linkwitness; use that one, or a copy from before")


def is_current(db: Database) -> bool:
    """Whether nothing is left to apply: lets a reader open a database without writing to it."""
    return not migrations.pending(db) and _views_digest() == _stored_digest(db)


def upgrade(db: Database, path: Path) -> None:
    """Bring tables and views to this version; views that users added stay. A database of an earlier version is copied
    first, to a file named after the migration that was to come: no upgrade can cost a night."""
    waiting = migrations.pending(db)
    if waiting and migrations.applied(db):
        copy = path.with_name(f"{path.name}.before-{waiting[0].name}")
        if not copy.exists():
            copy_to(db.conn, copy)
    migrations.apply(db)
    if _views_digest() != _stored_digest(db):
        with db.atomic():
            for name in _VIEW.findall((_HERE / "views.sql").read_text()):
                db.execute(f"DROP VIEW IF EXISTS {name}")
            _execute_all(db, _HERE / "views.sql")
            db.execute(f"PRAGMA user_version = {_views_digest()}")


def _execute_all(db: Database, script: Path) -> None:
    """Statement by statement within the open transaction, which `executescript` would commit. Each statement ends at
    the end of a line (sqlite_utils' own way round it asks after every character, in a tenth of a second)."""
    statement = ""
    for line in script.read_text().splitlines(keepends=True):
        statement += line
        if line.endswith(";\n"):
            db.execute(statement)
            statement = ""
    assert not statement.strip(), f"{script.name}: its last statement does not end"


def _views_digest() -> int:
    return int.from_bytes(hashlib.sha256((_HERE / "views.sql").read_bytes()).digest()[:4], "big") >> 1


def _stored_digest(db: Database) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version
