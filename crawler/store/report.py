"""What a report of a run is made of, read in few passes over the tables."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.store.sqlite import told_as_store_error

_CLAIMS = """
SELECT
  f.claim_id AS id, f.source_url AS source, f.target_url AS target, f.source_domain AS domain, f.state, f.state_reasons,
  f.state_since, f.pending, f.pending_since, f.unverified_streak, s.unverified_since, f.status, f.reasons,
  f.checked_at AS checked, f.run_id AS run, f.first_live_at AS first_live, f.last_live_at AS last_live, f.kind,
  f.vendor, f.price, f.currency, f.ends_on AS ends, f.promised_anchor, f.promised_rel, f.promised_region,
  f.anchor, f.anchor_kind, f.anchor_class, f.alt, f.rel, f.effective_nofollow AS nofollow, f.sponsored, f.ugc, f.region,
  f.url, f.block_text AS context, f.page_title AS title, f.http_status AS http, f.final_url AS final,
  coalesce(f.failure_detail, f.page_state_evidence) AS evidence, f.hidden_reason AS hidden,
  coalesce(f.screenshot, f.page_screenshot, (
    SELECT l.screenshot FROM links l INDEXED BY links_with_screenshot
    WHERE f.status IS NOT 'live' AND l.claim_id = f.claim_id AND l.screenshot IS NOT NULL ORDER BY l.id DESC LIMIT 1
  )) AS screenshot
FROM link_facts f
LEFT JOIN claim_states s ON s.claim_id = f.claim_id
ORDER BY f.claim_id
"""
_SITES = "SELECT DISTINCT target_domain FROM claims WHERE retired_at IS NULL LIMIT 2"
_EVENTS = "SELECT claim_id AS claim, kind, before, after, at FROM events WHERE run_id = ? ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """How all claims stood after a run, by the last check of each: a claim not due that night keeps its status."""

    run_id: int
    started_at: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """One run as a report tells it. Rows are plain mappings, as SQLite gives them."""

    run: Mapping[str, Any]
    claims: Sequence[Mapping[str, Any]]
    events: Sequence[Mapping[str, Any]]
    nights: Sequence[Night]
    vendors: Sequence[Mapping[str, Any]]
    site: str | None
    """The one domain that all claims lead to, if there is one."""


def report_facts(database: Database, path: Path | str) -> ReportFacts | None:
    """All that is to be told of the last run; `None` where there is no run yet."""
    execute = database.conn.execute
    with told_as_store_error(path), database.atomic():
        run = execute("SELECT * FROM run_summary ORDER BY run_id DESC LIMIT 1").fetchone()
        if run is None:
            return None
        return ReportFacts(
            run=dict(run),
            claims=execute(_CLAIMS).fetchall(),
            events=execute(_EVENTS, (run["run_id"],)).fetchall(),
            nights=list(_nights(database)),
            vendors=execute(
                "SELECT * FROM vendor_summary WHERE vendor IS NOT NULL ORDER BY price_lost DESC"
            ).fetchall(),
            site=_only([row[0] for row in execute(_SITES)]),
        )


def _only(names: Sequence[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _nights(database: Database) -> Iterator[Night]:
    """The runs that came to an end, with how all claims stood then."""
    ended = "SELECT id, started_at, standing FROM runs WHERE standing <> '{}' ORDER BY id"
    for run_id, started_at, standing in database.conn.execute(ended):
        yield Night(run_id=run_id, started_at=started_at, counts=json.loads(standing))
