"""The queue and the ledger of a crawl in SQLite: due pages out, judged observations in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.core.records import Check, Claim, Observation, TargetFacts
from crawler.core.vocabulary import FetchedBy, PageState, Status, Via
from crawler.store import rows
from crawler.store.codec import Cell, as_list, timestamp
from crawler.store.interface import DueHost, DuePage, Former, Judged, RobotsRecord, Run
from crawler.store.sqlite import told_as_store_error
from crawler.store.tally import STANDING

_DUE = """
  c.retired_at IS NULL
  AND (c.starts_on IS NULL OR c.starts_on <= :today) AND (c.ends_on IS NULL OR c.ends_on >= :today)
  AND (:everything OR s.next_due_at IS NULL OR s.next_due_at <= :now)
  AND NOT EXISTS (SELECT 1 FROM checks k WHERE k.run_id = :run AND k.claim_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM render_queue q WHERE q.run_id = :run AND q.source_url = c.source_key)
"""
_FROM_DUE = f"FROM claims c LEFT JOIN claim_states s ON s.claim_id = c.id WHERE {_DUE}"


class SqliteCrawlStore:
    """`CrawlStore` on one SQLite file; used from the crawl's own thread alone."""

    def __init__(self, database: Database, path: Path | str):
        self._db = database
        self._conn = database.conn
        self._path = path
        self._notes: list[tuple[str, tuple[Cell, ...]]] = []
        self._opened = ""

    def open_run(self, *, now: datetime, everything: bool, limit: int | None, policy: str, versions: str) -> Run:
        """The run that was left open, or a new one; its due claims are counted and grouped by host. Due is what is so
        now: a run that is taken up days later visits no claim whose term has ended meanwhile, and all that began."""
        self._opened = timestamp(now)
        with told_as_store_error(self._path), self._db.atomic():
            left = self._conn.execute(
                "SELECT * FROM runs WHERE outcome IN ('running', 'incomplete') AND id = (SELECT max(id) FROM runs)"
            ).fetchone()
            if left is None:
                cursor = self._conn.execute(
                    "INSERT INTO runs (started_at, outcome, policy, versions, everything, claim_limit)"
                    " VALUES (?, 'running', ?, ?, ?, ?)",
                    (timestamp(now), policy, versions, int(everything), limit),
                )
                run_id, started, written = int(cursor.lastrowid or 0), now, 0
            else:
                run_id, everything, written = left["id"], bool(left["everything"]), left["written"]
                started, limit = datetime.fromisoformat(left["started_at"]), left["claim_limit"]
                self._conn.execute("UPDATE runs SET outcome = 'running', finished_at = NULL WHERE id = ?", (run_id,))
            run = Run(
                id=run_id, started_at=started, everything=everything, resumed=left is not None, due=0, written=written
            )
            waiting = self._conn.execute(
                "SELECT coalesce(sum(claims), 0) FROM render_queue WHERE run_id = ?", (run_id,)
            ).fetchone()[0]
            due = waiting + self._collect_hosts(run, None if limit is None else max(0, limit - written - waiting))
            self._conn.execute("UPDATE runs SET due = ? WHERE id = ?", (written + due, run_id))
        return Run(
            id=run_id,
            started_at=started,
            everything=everything,
            resumed=run.resumed,
            due=written + due,
            written=written,
        )

    def _collect_hosts(self, run: Run, limit: int | None) -> int:
        """Fill the temporary queue: hosts with how many pages wait on each; returns the number of due claims."""
        execute = self._conn.execute
        execute("DROP TABLE IF EXISTS temp.due_hosts")
        execute("CREATE TEMP TABLE due_hosts (pages INTEGER, host TEXT, PRIMARY KEY (pages DESC, host)) WITHOUT ROWID")
        if limit is None:
            grouped = (
                "SELECT count(DISTINCT c.source_key) AS pages, c.source_host AS host, count(*) AS claims "
                f"{_FROM_DUE} GROUP BY c.source_host"
            )
            parameters = self._parameters(run)
        else:
            grouped = (
                "SELECT count(DISTINCT source_key) AS pages, source_host AS host, count(*) AS claims FROM "
                f"(SELECT c.source_key, c.source_host {_FROM_DUE} ORDER BY c.source_host, c.source_key LIMIT :limit)"
                " GROUP BY source_host"
            )
            parameters = {**self._parameters(run), "limit": limit}
        claims = 0
        insert = "INSERT INTO temp.due_hosts (pages, host) VALUES (?, ?)"
        for pages, host, count in execute(grouped, parameters).fetchall():
            execute(insert, (pages, host))
            claims += count
        return claims

    def due_hosts(self, run: Run, *, after: tuple[int, str] | None, limit: int) -> list[DueHost]:
        """Hosts in keyset batches, the one with most pages first, since it decides how long the night is."""
        pages, host = after or (1 << 62, "")
        found = self._conn.execute(
            "SELECT pages, host FROM temp.due_hosts WHERE pages < ? OR (pages = ? AND host > ?)"
            " ORDER BY pages DESC, host LIMIT ?",
            (pages, pages, host, limit),
        )
        return [DueHost(host=row["host"], pages=row["pages"]) for row in found]

    def due_pages(self, run: Run, host: str, *, after: str, limit: int) -> list[DuePage]:
        """The next `limit` pages of a host beyond the key `after`, each with all its due claims."""
        parameters = {**self._parameters(run), "host": host, "after": after, "pages": limit}
        found = self._conn.execute(
            "SELECT c.*, s.*, c.id AS id FROM claims c LEFT JOIN claim_states s ON s.claim_id = c.id"
            " WHERE c.source_host = :host AND c.source_key IN (SELECT DISTINCT c.source_key"
            f" {_FROM_DUE} AND c.source_host = :host AND c.source_key > :after ORDER BY c.source_key LIMIT :pages)"
            f" AND {_DUE} ORDER BY c.source_key, c.id",
            parameters,
        )
        return [_due_page(key, host, list(group)) for key, group in groupby(found, key=lambda row: row["source_key"])]

    def _parameters(self, run: Run) -> dict[str, Any]:
        return {
            "run": run.id,
            "now": self._opened,
            "today": self._opened[:10],
            "everything": int(run.everything),
        }

    def record(self, run: Run, batch: Iterable[Judged]) -> list[int]:
        """Write a batch in one transaction; returns the ids of its events, in order."""
        events: list[int] = []
        with told_as_store_error(self._path), self._db.atomic():
            self._write_notes()
            counts: Counter[str] = Counter()
            for judged in batch:
                counts["pages"] += 1
                counts["written"] += len(judged.checks)
                counts.update(check.status.value for check in judged.checks)
                events += self._record_one(run.id, judged)
            self._conn.execute(_COUNT, {**dict.fromkeys(_COUNTED, 0), **counts, "run": run.id})
        return events

    def _record_one(self, run_id: int, judged: Judged) -> list[int]:
        execute = self._conn.execute
        observation = judged.observation
        for target in observation.targets.values():
            execute(f"{rows.TARGET.sql} ON CONFLICT (run_id, url) DO NOTHING", rows.TARGET.values(target, run_id))
        page_id = execute(rows.PAGE.sql, rows.PAGE.values(observation.page, run_id)).lastrowid
        link_ids = {
            id(link): execute(rows.LINK.sql, rows.LINK.values(link, page_id)).lastrowid for link in observation.links
        }
        check_ids = {}
        for check in judged.checks:
            link_id = link_ids[id(check.link)] if check.link is not None else None
            mentioned = check.claim_id in observation.mentions
            check_ids[check.claim_id] = execute(
                _CHECK, (run_id, *_check_values(check), page_id, link_id, int(mentioned), observation.needs_browser)
            ).lastrowid
        execute("DELETE FROM render_queue WHERE run_id = ? AND source_url = ?", (run_id, observation.page.source_url))
        for state in judged.states:
            execute(_STATE, rows.STATE.values(state, check_ids[state.claim_id]))
        return [
            int(
                execute(
                    "INSERT INTO events (run_id, claim_id, kind, before, after, at) VALUES (?, ?, ?, ?, ?, ?)",
                    (run_id, event.claim_id, event.kind.value, event.before, event.after, timestamp(event.at)),
                ).lastrowid
                or 0
            )
            for event in judged.events
        ]

    def finish_run(self, run: Run, *, now: datetime) -> None:
        """Close the run: complete when no due claim is left without a check, else incomplete."""
        with told_as_store_error(self._path), self._db.atomic():
            self._write_notes()
            self._conn.execute(
                f"UPDATE runs SET finished_at = ?, standing = ({STANDING}),"
                " outcome = CASE WHEN written >= due THEN 'complete' ELSE 'incomplete' END WHERE id = ?",
                (timestamp(now), run.id),
            )

    def former(self, run: Run, due: DuePage) -> Former | None:
        """The last visit of this page under the same policy, if it read the whole page without a browser."""
        row = self._conn.execute(
            "SELECT p.*, coalesce(o.fetched_at, p.fetched_at) AS read_at FROM pages p"
            " JOIN runs r ON r.id = p.run_id LEFT JOIN pages o ON o.id = p.carried_from"
            " WHERE p.run_id < ? AND p.id = (SELECT max(k.page_id) FROM claims c"
            " JOIN claim_states s ON s.claim_id = c.id JOIN checks k ON k.id = s.last_check_id"
            " WHERE c.source_host = ? AND c.source_key = ?)",
            (run.id, due.host, due.url),
        ).fetchone()
        if row is None or not self._same_policy(row["run_id"], run.id):
            return None
        page = rows.PAGE.record(row)
        whole = page.failure is None and page.state is PageState.WHOLE and page.fetched_by is FetchedBy.HTTP
        read_at = datetime.fromisoformat(row["read_at"]) if row["read_at"] else None
        return Former(page_id=row["id"], page=page, read_at=read_at) if whole and read_at else None

    def _same_policy(self, one: int, other: int) -> bool:
        found = self._conn.execute("SELECT count(DISTINCT policy) FROM runs WHERE id IN (?, ?)", (one, other))
        return bool(found.fetchone()[0] == 1)

    def carried(self, former: Former, claims: Sequence[Claim]) -> Observation | None:
        """The former observation again; `None` where it knew not all of these claims, needed a browser, or did not see
        all of them served by the page alone: where targets move to and cloaked links lead may change by night."""
        checks = {
            row["claim_id"]: row
            for row in self._conn.execute(
                "SELECT claim_id, mentioned, needs_browser FROM checks WHERE page_id = ?", (former.page_id,)
            )
        }
        if any(claim.id not in checks or checks[claim.id]["needs_browser"] for claim in claims):
            return None
        links = self._conn.execute("SELECT * FROM links WHERE page_id = ? ORDER BY id", (former.page_id,)).fetchall()
        wanted = {claim.id for claim in claims}
        if wanted - {row["claim_id"] for row in links if row["serves"] and row["via"] != Via.REDIRECT}:
            return None
        return Observation(
            claims=tuple(claims),
            page=former.page,
            links=tuple(rows.LINK.record(row) for row in links if row["claim_id"] in wanted),
            mentions=frozenset(name for name in wanted if checks[name]["mentioned"]),
        )

    def target(self, run: Run, url: str) -> TargetFacts | None:
        row = self._conn.execute("SELECT * FROM targets WHERE run_id = ? AND url = ?", (run.id, url)).fetchone()
        return rows.TARGET.record(row) if row is not None else None

    def robots(self, origin: str) -> RobotsRecord | None:
        row = self._conn.execute("SELECT * FROM robots_cache WHERE origin = ?", (origin,)).fetchone()
        if row is None:
            return None
        return RobotsRecord(
            access=row["access"],
            cause=row["cause"],
            body=row["body"],
            fetched_at=datetime.fromisoformat(row["fetched_at"]),
            expires_at=datetime.fromisoformat(row["expires_at"]),
        )

    def remember_robots(self, origin: str, record: RobotsRecord) -> None:
        """Kept with the next batch: a note that is lost with a crash is asked for again."""
        times = timestamp(record.fetched_at), timestamp(record.expires_at)
        self._notes.append((_ROBOTS, (origin, record.access, record.cause, record.body, *times)))

    def host_note(self, host: str, key: str) -> str | None:
        row = self._conn.execute("SELECT value FROM host_memory WHERE host = ? AND key = ?", (host, key)).fetchone()
        return row["value"] if row else None

    def remember_host(self, host: str, key: str, value: str, *, now: datetime) -> None:
        """Kept with the next batch."""
        self._notes.append((_HOST, (host, key, value, timestamp(now))))

    def _write_notes(self) -> None:
        for sql, cells in self._notes:
            self._conn.execute(sql, cells)
        self._notes.clear()


_COUNTED = ("written", "pages", *Status)
_COUNT = f"UPDATE runs SET {', '.join(f'{name} = {name} + :{name}' for name in _COUNTED)} WHERE id = :run"
_ROBOTS = "INSERT OR REPLACE INTO robots_cache VALUES (?, ?, ?, ?, ?, ?)"
_HOST = "INSERT OR REPLACE INTO host_memory VALUES (?, ?, ?, ?)"
_CHECK = (
    "INSERT INTO checks (run_id, claim_id, status, reasons, checked_at, page_id, link_id, mentioned, needs_browser)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_STATE = (
    rows.STATE.sql
    + " ON CONFLICT (claim_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in ("last_check_id", *rows.STATE.columns) if name != "claim_id")
)


def _check_values(check: Check) -> tuple[Cell, ...]:
    return (check.claim_id, check.status.value, as_list(check.reasons), timestamp(check.checked_at))


def _due_page(key: str, host: str, found: list[Any]) -> DuePage:
    claims = tuple(rows.CLAIM.record(row) for row in found)
    states = {row["id"]: rows.STATE.record(row) for row in found if row["claim_id"] is not None}
    return DuePage(url=key, host=host, claims=claims, states=states)
