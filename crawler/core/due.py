"""When is a claim visited next?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from crawler.core.history_policy import HistoryPolicy
from crawler.core.records import Claim, ClaimState


def is_active(claim: Claim, on: date) -> bool:
    """Whether the claim's term covers this day; both ends belong to it."""
    return not (claim.starts_on and on < claim.starts_on) and not (claim.ends_on and on > claim.ends_on)


def next_due(
    state: ClaimState | None,
    *,
    claim: Claim,
    policy: HistoryPolicy,
    now: datetime,
    retry_after: datetime | None = None,
) -> datetime:
    """When the claim is due after `now`, which is the start of the run.

    Counted from the start of the run and not from the visit: a claim visited late in a long night must not be
    skipped by the next one. A Retry-After is kept (up to the policy's limit) whatever else would come sooner.
    """
    begins = _midnight(claim.starts_on) if claim.starts_on else now
    if state is None or state.last_checked_at is None:
        return max(now, begins)
    due = now + timedelta(hours=_interval(state, policy, now))
    due = min([due, *(notice for notice in _notices(claim, policy) if notice > now)])
    if retry_after is not None:
        most = now + timedelta(hours=policy.retry_after_most_hours)
        due = max(due, min(retry_after, most))
    return max(due, begins)


def _interval(state: ClaimState, policy: HistoryPolicy, now: datetime) -> float:
    if state.unverified_streak:
        steps = policy.backoff_hours
        return steps[min(state.unverified_streak, len(steps)) - 1]
    waits = state.pending is not None or any(key.endswith(":next") for key in state.facts)
    if waits or (state.changed_at is not None and now - state.changed_at < policy.watch_span):
        return min(policy.recheck_hours, policy.every_hours)
    if state.changed_at is not None and now - state.changed_at >= timedelta(days=policy.stable_after_days):
        return max(policy.stable_hours, policy.every_hours)
    return policy.every_hours


def _notices(claim: Claim, policy: HistoryPolicy) -> Iterator[datetime]:
    """The days on which the end of the term is to be told: no back-off sleeps through them."""
    if claim.ends_on is not None:
        for days in policy.term_notice_days:
            yield _midnight(claim.ends_on - timedelta(days=days))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
