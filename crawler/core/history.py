"""From one judged visit to the settled state of a claim, and the events that tell what changed.

One night is a snapshot, and snapshots err. So a claim is lost only when the whole page was read without the link
several times in a row over a day or so; what could not be seen moves nothing; a found link counts at once.
Pure and deterministic: the same checks in the same order give the same states and events.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from crawler.core.changes import changes, status_text
from crawler.core.due import next_due
from crawler.core.ends import tell_ends
from crawler.core.history_policy import HistoryPolicy
from crawler.core.records import Check, Claim, ClaimState, Event, PageFacts
from crawler.core.vocabulary import EventKind, Reason, Status

_UNVERIFIABLE = "unverifiable"
_LAST_ALTERED = "altered:last"
_SOFT = frozenset({Reason.HIDDEN, Reason.TARGET_BROKEN, Reason.TARGET_DIFFERS})
"""Reasons that rest on an estimate of ours, on another server's mood of the night, or on a link that was not seen
(`region_differs` does too, unless the region is sure): alone they must hold before a live claim is altered."""


def settle(
    state: ClaimState | None, check: Check, page: PageFacts, *, claim: Claim, policy: HistoryPolicy, now: datetime
) -> tuple[ClaimState, list[Event]]:
    """The state of the claim after this check, and what there is to tell.

    `page` is what the visit saw, `now` the start of the run, from which the next visit is counted. The check
    that the state already holds changes nothing. Times count to the second, as they are stored.
    """
    if check.checked_at.microsecond:
        check = replace(check, checked_at=check.checked_at.replace(microsecond=0))
    old = state or ClaimState(claim_id=claim.id)
    if old.last_checked_at == check.checked_at:
        return old, []
    if check.status is Status.UNVERIFIED:
        new, events = _unverified(old, check, policy)
    else:
        new, events = _verified(old, check, page, policy)
    new, notices = tell_ends(new, check, page, claim=claim, policy=policy)
    due = next_due(new, claim=claim, policy=policy, now=now, retry_after=page.retry_after)
    return replace(new, next_due_at=due, first_status=old.first_status or check.status), events + notices


def _unverified(old: ClaimState, check: Check, policy: HistoryPolicy) -> tuple[ClaimState, list[Event]]:
    """A visit that could not tell: counted by itself, it neither breaks nor lengthens a pending loss."""
    streak, since, told = old.unverified_streak + 1, old.unverified_since or check.checked_at, old.told
    nights = check.checked_at - since >= policy.confirm_span * (policy.unverifiable_after - 1)
    events = []
    if streak >= policy.unverifiable_after and nights and _UNVERIFIABLE not in told:
        told = (*told, _UNVERIFIABLE)
        before, after = status_text(old.status, old.reasons), status_text(check.status, check.reasons)
        events.append(_event(check, EventKind.UNVERIFIABLE, before, after))
    new = replace(old, unverified_streak=streak, unverified_since=since, told=told, last_checked_at=check.checked_at)
    return new, events


def _verified(old: ClaimState, check: Check, page: PageFacts, policy: HistoryPolicy) -> tuple[ClaimState, list[Event]]:
    at, live = check.checked_at, check.status is Status.LIVE
    seen = live or (check.status is Status.ALTERED and not _stands_in(check))
    moved = _moved(old, check, policy)
    still_altered = old.status is moved.status is Status.ALTERED
    facts, news = changes(old.facts, check, page, policy, still_altered=still_altered)
    if check.status is Status.ALTERED and (old.status is Status.ALTERED or not _is_soft(check, policy)):
        facts[_LAST_ALTERED] = at.isoformat()
    before, after = status_text(old.status, old.reasons), status_text(moved.status, moved.reasons)
    kinds = _kinds(old, moved.status, first_live=live and old.first_live_at is None)
    events = [_event(check, kind, before, after) for kind in kinds] + news
    new = replace(
        moved,
        unverified_streak=0,
        unverified_since=None,
        told=tuple(key for key in old.told if key != _UNVERIFIABLE),
        first_seen_at=old.first_seen_at or (at if seen else None),
        first_live_at=old.first_live_at or (at if live else None),
        last_live_at=at if live else old.last_live_at,
        changed_at=at if events else old.changed_at,
        last_checked_at=at,
        facts=facts,
    )
    return new, events


def _moved(old: ClaimState, check: Check, policy: HistoryPolicy) -> ClaimState:
    """Status, reasons and streak after a check that could tell."""
    status, at = check.status, check.checked_at
    if status is old.status:
        streak = old.streak + 1 if old.pending is None else 1
        return replace(old, reasons=check.reasons, streak=streak, pending=None, pending_since=None)
    streak, since = 1, at
    goes_on = old.pending is status or (old.pending is Status.LOST and _stands_in(check))
    if goes_on and old.pending_since is not None:
        streak, since = old.streak + 1, old.pending_since
    held = streak >= policy.confirm_after and at - since >= policy.confirm_span
    if held or _settles_at_once(old, check, policy):
        return replace(
            old, status=status, reasons=check.reasons, since=at, streak=streak, pending=None, pending_since=None
        )
    return replace(old, streak=streak, pending=status, pending_since=since)


def _settles_at_once(old: ClaimState, check: Check, policy: HistoryPolicy) -> bool:
    """A link seen again needs no second look, a link not seen always does; an alteration of a live link does
    when the grounds are soft or when the claim has been altered only lately."""
    match check.status:
        case Status.LIVE:
            return True
        case Status.ALTERED if _stands_in(check):
            return old.status is None
        case Status.ALTERED:
            return old.status is not Status.LIVE or not (_lately(old, check, policy) or _is_soft(check, policy))
        case Status.LOST | Status.UNVERIFIED:
            return False
        case _:
            assert_never(check.status)


def _stands_in(check: Check) -> bool:
    """Whether the link itself was not seen, only another one to the same domain: half a loss, so that it goes on
    with a row of losses (towards `altered`), and never the other way round."""
    return Reason.TARGET_DIFFERS in check.reasons


def _lately(old: ClaimState, check: Check, policy: HistoryPolicy) -> bool:
    """Whether the claim was altered within the last days: one that goes to and fro tells it once."""
    last = old.facts.get(_LAST_ALTERED)
    return last is not None and check.checked_at - datetime.fromisoformat(last) < policy.watch_span


def _is_soft(check: Check, policy: HistoryPolicy) -> bool:
    """Whether an altered check rests on soft reasons alone."""
    unsure = check.link is None or check.link.region_confidence < policy.region_confidence
    soft = _SOFT | {Reason.REGION_DIFFERS} if unsure else _SOFT
    return soft.issuperset(check.reasons)


def _kinds(old: ClaimState, status: Status | None, *, first_live: bool) -> list[EventKind]:
    """What a move of the settled state is called; the first time live is told as such besides."""
    verified = [EventKind.VERIFIED] if first_live else []
    if status is old.status:
        return verified
    was_there = old.status is Status.LIVE or old.status is Status.ALTERED
    match status:
        case Status.LOST:
            return [EventKind.LOST if was_there else EventKind.NEVER_FOUND]
        case Status.LIVE | Status.ALTERED if old.status is Status.LOST and old.first_seen_at is not None:
            return [EventKind.RESTORED, *verified]
        case Status.ALTERED:
            return [EventKind.ALTERED]
        case Status.LIVE if old.status is Status.ALTERED:
            return [EventKind.REPAIRED, *verified]
        case _:
            return verified


def _event(check: Check, kind: EventKind, before: str | None, after: str | None) -> Event:
    return Event(claim_id=check.claim_id, kind=kind, before=before, after=after, at=check.checked_at)
