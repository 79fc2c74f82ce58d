"""What a person wants to know after a run, straight from the tables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from crawler.core.vocabulary import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """One claim that a person should look at."""

    claim_id: str
    source_url: str
    target_url: str
    status: str
    reasons: Sequence[str]
    note: str
    anchor: str | None
    """What the link that was found says; `url`, `rel` and `region` likewise, all `None` where none was found."""
    url: str | None
    rel: str | None
    region: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    run_id: int
    started_at: str
    finished_at: str | None
    outcome: str
    due: int
    written: int
    by_status: Mapping[str, int]
    by_reason: Mapping[str, int]
    events: Mapping[str, int]
    attention: Sequence[Attention]
    attention_total: int
    next_due_at: str | None


_WORST_FIRST = "CASE k.status WHEN 'lost' THEN 0 WHEN 'altered' THEN 1 ELSE 2 END"


def summary_of(database: Database, *, run_id: int | None = None, most: int = 25) -> Summary | None:
    """The summary of a run (the last one where none is named); `None` where there is no run yet."""
    execute = database.conn.execute
    run = execute("SELECT * FROM runs WHERE id = coalesce(?, (SELECT max(id) FROM runs))", (run_id,)).fetchone()
    if run is None:
        return None
    by_status = {status.value: run[status] for status in Status if run[status]}
    by_reason = dict(
        tuple(row)
        for row in execute(
            "SELECT j.value, count(*) FROM checks k, json_each(k.reasons) j WHERE k.run_id = ?"
            " GROUP BY 1 ORDER BY 2 DESC",
            (run["id"],),
        )
    )
    events = dict(
        tuple(row)
        for row in execute(
            "SELECT kind, count(*) FROM events WHERE run_id = ? GROUP BY 1 ORDER BY 2 DESC", (run["id"],)
        )
    )
    found = execute(
        "SELECT k.claim_id, c.source_url, c.target_url, k.status, k.reasons,"
        " coalesce(p.failure_detail, p.state_evidence, '') AS note, coalesce(nullif(l.anchor, ''), l.alt) AS anchor,"
        " l.url, l.rel, l.region FROM checks k JOIN claims c ON c.id = k.claim_id"
        " LEFT JOIN pages p ON p.id = k.page_id LEFT JOIN links l ON l.id = k.link_id"
        f" WHERE k.run_id = ? AND k.status <> 'live' ORDER BY {_WORST_FIRST}, c.source_url LIMIT ?",
        (run["id"], most),
    )
    attention = [Attention(**{**dict(row), "reasons": json.loads(row["reasons"])}) for row in found]
    next_due: Any = execute("SELECT min(next_due_at) FROM claim_states").fetchone()[0]
    return Summary(
        run_id=run["id"],
        started_at=run["started_at"],
        finished_at=run["finished_at"],
        outcome=run["outcome"],
        due=run["due"],
        written=run["written"],
        by_status=by_status,
        by_reason=by_reason,
        events=events,
        attention=attention,
        attention_total=sum(count for status, count in by_status.items() if status != "live"),
        next_due_at=next_due,
    )
