"""What ends soon: a claim's term, and a page by its own `unavailable_after`."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

from crawler.core.history_policy import HistoryPolicy
from crawler.core.records import Check, Claim, ClaimState, Event, PageFacts
from crawler.core.vocabulary import EventKind

_TERM = "term_ends_soon"
_UNAVAILABLE = "unavailable_after"


def tell_ends(
    state: ClaimState, check: Check, page: PageFacts, *, claim: Claim, policy: HistoryPolicy
) -> tuple[ClaimState, list[Event]]:
    """The state with these notices marked as told, and their events; whatever the check itself could see."""
    events = []
    told, days_left = _term(state.told, claim.ends_on, check.checked_at.date(), policy)
    if told != state.told:
        state = replace(state, told=told)
    if claim.ends_on is not None and days_left is not None:
        after = json.dumps({"days_left": days_left, "ends_on": claim.ends_on.isoformat()})
        events.append(_event(check, EventKind.TERM_ENDS_SOON, None, after))
    known = state.facts.get(_UNAVAILABLE)
    if page.unavailable_after is not None and _is_news(known, page.unavailable_after, check.checked_at, policy):
        after = page.unavailable_after.isoformat()
        state = replace(state, facts={**state.facts, _UNAVAILABLE: after})
        events.append(_event(check, EventKind.UNAVAILABLE_AFTER_SOON, known, after))
    return state, events


def _term(
    told: tuple[str, ...], ends_on: date | None, today: date, policy: HistoryPolicy
) -> tuple[tuple[str, ...], int | None]:
    """The keys of notices told for this end of the term, and the days left if one is to be told now.

    After missed nights only the latest notice is told, and the earlier ones with it; another `ends_on` begins anew.
    """
    keys = {} if ends_on is None else {days: f"{_TERM}:{ends_on}:{days}" for days in policy.term_notice_days}
    told = tuple(key for key in told if not key.startswith(f"{_TERM}:") or key in keys.values())
    if ends_on is None or today > ends_on:
        return told, None
    left = (ends_on - today).days
    reached = [days for days in keys if left <= days]
    if not reached or keys[min(reached)] in told:
        return told, None
    return (*told, *(keys[days] for days in reached if keys[days] not in told)), left


def _is_news(known: str | None, ends_at: datetime, at: datetime, policy: HistoryPolicy) -> bool:
    """Whether this date is near and untold. One that only moves on ahead of us, as some sites' does night for
    night, is told again when the date told last has passed."""
    if ends_at - at > timedelta(days=policy.unavailable_notice_days):
        return False
    if known is None:
        return True
    before = datetime.fromisoformat(known)
    return ends_at < before or (ends_at > before and before < at)


def _event(check: Check, kind: EventKind, before: str | None, after: str) -> Event:
    return Event(claim_id=check.claim_id, kind=kind, before=before, after=after, at=check.checked_at)
