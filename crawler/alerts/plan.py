"""New events of one channel into parcels: who hears at once, what waits for the digest, what nobody hears."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from crawler.alerts.policy import AlertPolicy, Channel, Schedule, Urgency
from crawler.store.outbox import AlertEvent, Parcel

PARCEL = 500
"""Events in one webhook call."""


def parcels(
    events: Sequence[AlertEvent],
    policy: AlertPolicy,
    channel: Channel,
    *,
    now: datetime,
    last_digest: datetime | None,
    new_id: Callable[[], str],
) -> list[Parcel]:
    """What these events come to: for people one urgent message and one digest, for a program all in order."""
    sorted_out = [(event.id, policy.urgency(event, channel.name)) for event in events]
    if channel.is_webhook:
        told = [number for number, urgency in sorted_out if urgency is not Urgency.SILENT]
        return [Parcel(id=new_id(), urgency=Urgency.URGENT, events=some, not_before=now) for some in _batches(told)]
    made = []
    for urgency in (Urgency.URGENT, Urgency.DIGEST):
        numbers = [number for number, its in sorted_out if its is urgency]
        if numbers:
            begins = earliest(policy.schedule, urgency, now=now, last_digest=last_digest)
            joins = urgency is Urgency.DIGEST
            made.append(Parcel(id=new_id(), urgency=urgency, events=numbers, not_before=begins, join=joins))
    return made


def earliest(schedule: Schedule, urgency: str, *, now: datetime, last_digest: datetime | None = None) -> datetime:
    """When a person may be sent this: after the quiet hours, and no second digest in the same night."""
    if urgency == Urgency.URGENT:
        return now if schedule.urgent_in_quiet_hours else schedule.quiet_end(now) or now
    if last_digest is not None:
        now = max(now, last_digest + timedelta(hours=schedule.digest_every_hours))
    return schedule.quiet_end(now) or now


def _batches(numbers: Sequence[int]) -> Iterator[list[int]]:
    left = iter(numbers)
    while some := list(islice(left, PARCEL)):
        yield some
