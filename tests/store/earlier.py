"""A database as an earlier version left it: what upgrades are tried on."""

import sqlite3
from pathlib import Path

_TO_FIRST_VERSION = """
BEGIN;
DROP INDEX links_with_screenshot;
CREATE INDEX pages_by_source ON pages (source_url, run_id);
CREATE INDEX links_by_claim ON links (claim_id);
CREATE INDEX checks_by_run ON checks (run_id, status);
ALTER TABLE claim_states DROP COLUMN first_status;
ALTER TABLE runs DROP COLUMN standing;
ALTER TABLE runs DROP COLUMN unverified;
ALTER TABLE runs DROP COLUMN lost;
ALTER TABLE runs DROP COLUMN altered;
ALTER TABLE runs DROP COLUMN live;
ALTER TABLE runs DROP COLUMN pages;
DELETE FROM _sqlite_migrations WHERE name = 'counted_runs';
PRAGMA user_version = 0;
COMMIT;
"""


def to_first_version(path: Path) -> None:
    """Undo the upgrade `counted_runs`."""
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            connection.execute(f"DROP VIEW {name}")
        connection.commit()
        connection.executescript(_TO_FIRST_VERSION)
    connection.close()


def schema(path: Path) -> list[tuple[str, str]]:
    """Tables and indexes with how they are made, white space aside."""
    connection = sqlite3.connect(path)
    sql = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY name"
    found = [(name, " ".join(text.split())) for name, text in connection.execute(sql)]
    connection.close()
    return found
