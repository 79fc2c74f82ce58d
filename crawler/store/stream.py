"""Tables and views read row by row, in bounded memory, and the change feed from a cursor."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.core.errors import UsageError
from crawler.store.codec import timestamp
from crawler.store.columns import Relation, relations, views
from crawler.store.sqlite import told_as_store_error

_RUN = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A relation's rows as they come: cells in the order of `columns`, as SQLite stores them."""

    relation: Relation
    columns: tuple[str, ...]
    cells: Iterator[Sequence[Any]]


def read_relation(database: Database, name: str, path: Path | str, *, since: str | None = None) -> Rows:
    """The rows of a table or view, from a run (its number) or a date on where `since` names one."""
    relation = relations().get(name)
    if relation is None:
        raise UsageError(f"{name}: no such view; there are {', '.join(views())}")
    where = ""
    values: tuple[str, ...] = ()
    if since is not None:
        if relation.since is None:
            raise UsageError(f"--since: {name} has no time to go by")
        where, values = f' WHERE "{relation.since}" >= ?', (_beginning(database, since, relation),)
    with told_as_store_error(path):
        cursor = database.conn.execute(f'SELECT * FROM "{name}"{where}', values)
    columns = tuple(description[0] for description in cursor.description)
    return Rows(relation=relation, columns=columns, cells=_cells(cursor, path))


def read_events(database: Database, path: Path | str, *, after: int) -> Iterator[dict[str, Any]]:
    """The change feed behind the cursor, oldest first, each event with its claim's addresses."""
    with told_as_store_error(path):
        for row in database.conn.execute(
            "SELECT e.id, e.run_id, e.claim_id, e.kind, e.before, e.after, e.at, c.source_url, c.target_url, c.vendor"
            " FROM events e JOIN claims c ON c.id = e.claim_id WHERE e.id > ? ORDER BY e.id",
            (after,),
        ):
            yield dict(row)


def _cells(cursor: Any, path: Path | str) -> Iterator[Sequence[Any]]:
    with told_as_store_error(path):
        yield from cursor


def _beginning(database: Database, since: str, relation: Relation) -> str:
    """Where `--since` begins, written as the relation's column is."""
    if _RUN.fullmatch(since):
        found = database.conn.execute("SELECT started_at FROM runs WHERE id = ?", (int(since),)).fetchone()
        if found is None:
            raise UsageError(f"--since {since}: no such run")
        text = str(found["started_at"])
    else:
        try:
            moment = datetime.fromisoformat(since)
        except ValueError:
            raise UsageError(f"--since {since}: expected a run's number or a date such as 2027-01-31") from None
        dated = len(since) <= len(date.min.isoformat())
        text = moment.date().isoformat() if dated else timestamp(moment)
    if relation.since == "week":
        day = date.fromisoformat(text[:10])
        return (day - timedelta(days=day.weekday())).isoformat()
    return text
