"""How many checks of each status a run has, and how all claims stood after it: kept with the run, so that nobody has
to count years of checks to show a list of nights."""

from collections import Counter, defaultdict

from sqlite_utils import Database

from crawler.core.vocabulary import Status
from crawler.store.codec import as_map

STANDING = """
SELECT json_group_object(status, claims) FROM (
  SELECT k.status, count(*) AS claims FROM claims c JOIN claim_states s ON s.claim_id = c.id
  JOIN checks k ON k.id = s.last_check_id WHERE c.retired_at IS NULL GROUP BY k.status)
"""
"""How active claims stand, by the last check of each, as JSON."""

_MOVES = """
SELECT run_id, status, before, count(*) AS claims FROM (
  SELECT run_id, status, lag(status) OVER (PARTITION BY claim_id ORDER BY run_id) AS before FROM checks
  WHERE claim_id IN (SELECT id FROM claims WHERE retired_at IS NULL))
WHERE status IS NOT before GROUP BY run_id, status, before
"""


def count_again(db: Database) -> None:
    """Make the counts of all runs anew from their checks: for a database that has none, and after other rules. A
    claim that is retired today is left out of how past nights stood."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for run_id, status, checks in db.conn.execute("SELECT run_id, status, count(*) FROM checks GROUP BY 1, 2"):
        counts[run_id][status] = checks
    moves: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for run_id, status, before, claims in db.conn.execute(_MOVES):
        moves[run_id][status] += claims
        if before is not None:
            moves[run_id][before] -= claims
    standing: Counter[str] = Counter()
    for (run_id,) in db.conn.execute("SELECT id FROM runs ORDER BY id").fetchall():
        standing.update(moves[run_id])
        db.conn.execute(
            f"UPDATE runs SET standing = json(?), {', '.join(f'{status} = ?' for status in Status)} WHERE id = ?",
            (as_map(+standing), *(counts[run_id][status] for status in Status), run_id),
        )
