"""The outbox of alerts: events become deliveries in the transaction that moves a channel's cursor past them.

A delivery has its id before anything is sent, and keeps it over every attempt and every crash: it goes out at
least once, and a receiver can drop what it has already.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.core.vocabulary import EventKind
from crawler.store.codec import timestamp
from crawler.store.sqlite import told_as_store_error


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One event with what a rule asks about and a message shows of its claim."""

    id: int
    run_id: int
    kind: EventKind
    before: str | None
    after: str | None
    at: str
    claim_id: str
    source_url: str
    target_url: str
    claim_kind: str | None
    vendor: str | None
    price: float | None
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What the plan wants delivered: `join` adds it to a digest of the channel that nobody has tried to send yet."""

    id: str
    urgency: str
    events: Sequence[int]
    not_before: datetime
    join: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one channel. `attempts` counts those begun."""

    id: str
    channel: str
    urgency: str
    events: tuple[int, ...]
    created_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A line of the delivery log; `refusal` is what the last attempt was told."""

    id: str
    channel: str
    urgency: str
    events: int
    created_at: str
    not_before: str
    attempts: int
    outcome: str
    refusal: str | None


_EVENTS = (
    "SELECT e.id, e.run_id, e.kind, e.before, e.after, e.at, e.claim_id, c.source_url, c.target_url,"
    " c.kind AS claim_kind, c.vendor, c.price, c.currency FROM events e JOIN claims c ON c.id = e.claim_id"
)


class Outbox:
    """Deliveries of one database; one process at a time (crawler/lock.py)."""

    def __init__(self, database: Database, path: Path | str) -> None:
        self._db, self._conn, self._path = database, database.conn, path

    def register(self, channels: Sequence[str]) -> None:
        """Make channels known before a run, so that nothing it tells can be missed. A new channel begins with the
        last run's events, not with the whole past."""
        with told_as_store_error(self._path), self._db.atomic():
            self._conn.executemany(
                "INSERT INTO alert_channels SELECT ?, coalesce(max(id), 0) FROM events"
                " WHERE run_id < (SELECT max(id) FROM runs) ON CONFLICT DO NOTHING",
                [(name,) for name in channels],
            )

    def collect(self, channel: str, plan: Callable[[Sequence[AlertEvent]], Sequence[Parcel]], *, now: datetime) -> None:
        """Let `plan` make parcels of the channel's new events; parcels and cursor are written together."""
        with told_as_store_error(self._path), self._db.atomic():
            cursor = self._conn.execute("SELECT cursor FROM alert_channels WHERE name = ?", (channel,)).fetchone()[0]
            fresh = self._read(f"{_EVENTS} WHERE e.id > ? ORDER BY e.id", (cursor,))
            if not fresh:
                return
            for parcel in plan(fresh):
                self._put(channel, parcel, now)
            self._conn.execute("UPDATE alert_channels SET cursor = ? WHERE name = ?", (fresh[-1].id, channel))

    def _put(self, channel: str, parcel: Parcel, now: datetime) -> None:
        open_digest = self._conn.execute(
            "SELECT id, events FROM deliveries"
            " WHERE channel = ? AND urgency = ? AND outcome = 'waiting' AND attempts = 0",
            (channel, parcel.urgency),
        ).fetchone()
        if parcel.join and open_digest is not None:
            events = json.dumps([*json.loads(open_digest["events"]), *parcel.events])
            self._conn.execute("UPDATE deliveries SET events = ? WHERE id = ?", (events, open_digest["id"]))
            return
        self._conn.execute(
            "INSERT INTO deliveries (id, channel, urgency, events, created_at, not_before) VALUES (?, ?, ?, ?, ?, ?)",
            (
                parcel.id,
                channel,
                parcel.urgency,
                json.dumps(list(parcel.events)),
                timestamp(now),
                timestamp(parcel.not_before),
            ),
        )

    def last_digest(self, channel: str) -> datetime | None:
        """When a digest last went to this channel."""
        found = self._conn.execute(
            "SELECT max(finished_at) FROM deliveries WHERE channel = ? AND urgency = 'digest' AND outcome = 'sent'",
            (channel,),
        ).fetchone()[0]
        return datetime.fromisoformat(found) if found else None

    def due(self, channel: str, *, now: datetime) -> list[Delivery]:
        """What waits for this channel and may go out now, oldest first."""
        found = self._conn.execute(
            "SELECT * FROM deliveries WHERE outcome = 'waiting' AND channel = ? AND not_before <= ?"
            " ORDER BY created_at, json_extract(events, '$[0]')",
            (channel, timestamp(now)),
        )
        return [
            Delivery(
                id=row["id"],
                channel=row["channel"],
                urgency=row["urgency"],
                events=tuple(json.loads(row["events"])),
                created_at=datetime.fromisoformat(row["created_at"]),
                attempts=row["attempts"],
            )
            for row in found
        ]

    def events(self, delivery: Delivery) -> list[AlertEvent]:
        """The events of a delivery as they are told."""
        listed = json.dumps(delivery.events)
        return self._read(f"{_EVENTS} WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id", (listed,))

    def begin(self, delivery: Delivery, *, now: datetime) -> int:
        """Count an attempt before it is made; returns its number."""
        with told_as_store_error(self._path), self._db.atomic():
            number = int(
                self._conn.execute(
                    "UPDATE deliveries SET attempts = attempts + 1 WHERE id = ? RETURNING attempts", (delivery.id,)
                ).fetchone()[0]
            )
            self._conn.execute(
                "INSERT INTO delivery_attempts VALUES (?, ?, ?, 'it did not come to an end')",
                (delivery.id, number, timestamp(now)),
            )
        return number

    def sent(self, delivery: Delivery, attempt: int, *, now: datetime) -> None:
        with told_as_store_error(self._path), self._db.atomic():
            self._told(delivery, attempt, None)
            self._close(delivery, "sent", now)

    def refused(self, delivery: Delivery, attempt: int, refusal: str) -> None:
        with told_as_store_error(self._path), self._db.atomic():
            self._told(delivery, attempt, refusal)

    def postpone(self, delivery: Delivery, not_before: datetime) -> None:
        with told_as_store_error(self._path), self._db.atomic():
            self._conn.execute(
                "UPDATE deliveries SET not_before = ? WHERE id = ?", (timestamp(not_before), delivery.id)
            )

    def give_up(self, delivery: Delivery, *, now: datetime) -> None:
        with told_as_store_error(self._path), self._db.atomic():
            self._close(delivery, "given_up", now)

    def again(self, *, now: datetime) -> int:
        """Put what was given up back to wait, as if new; returns how many."""
        with told_as_store_error(self._path), self._db.atomic():
            return self._conn.execute(
                "UPDATE deliveries SET outcome = 'waiting', finished_at = NULL, created_at = :now, not_before = :now"
                " WHERE outcome = 'given_up'",
                {"now": timestamp(now)},
            ).rowcount

    def log(self, *, most: int) -> list[Logged]:
        """The last deliveries, newest first."""
        found = self._conn.execute(
            "SELECT d.id, d.channel, d.urgency, json_array_length(d.events) AS events, d.created_at, d.not_before,"
            " d.attempts, d.outcome, a.refusal FROM deliveries d"
            " LEFT JOIN delivery_attempts a ON a.delivery_id = d.id AND a.attempt = d.attempts"
            " ORDER BY d.created_at DESC, d.id LIMIT ?",
            (most,),
        )
        return [Logged(**dict(row)) for row in found]

    def open_count(self) -> dict[str, int]:
        """How many deliveries wait and how many were given up."""
        found = self._conn.execute("SELECT outcome, count(*) FROM deliveries WHERE outcome <> 'sent' GROUP BY outcome")
        return {row[0]: row[1] for row in found}

    def _told(self, delivery: Delivery, attempt: int, refusal: str | None) -> None:
        self._conn.execute(
            "UPDATE delivery_attempts SET refusal = ? WHERE delivery_id = ? AND attempt = ?",
            (refusal, delivery.id, attempt),
        )

    def _close(self, delivery: Delivery, outcome: str, now: datetime) -> None:
        self._conn.execute(
            "UPDATE deliveries SET outcome = ?, finished_at = ? WHERE id = ?",
            (outcome, timestamp(now), delivery.id),
        )

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[AlertEvent]:
        return [AlertEvent(**{**dict(row), "kind": EventKind(row["kind"])}) for row in self._conn.execute(sql, values)]
