"""Alerts of one database: collect what is new, send what is due, keep trying what was refused."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from crawler.alerts.message import compose
from crawler.alerts.plan import earliest, parcels
from crawler.alerts.policy import AlertPolicy, Channel, Schedule, Urgency
from crawler.alerts.senders import send_to_people, send_to_program
from crawler.store.outbox import Delivery, Outbox

_LOG = logging.getLogger(__name__)
AT_ONCE = (2.0, 10.0)
"""Seconds before the second and third try of one session."""
LATER = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 480))
"""How long a message waits for the next session, refusal after refusal; the last one holds from there on."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What one session did, in messages."""

    sent: int = 0
    refused: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """`environment` holds the addresses and secrets, `wall` tells the time, `sleep` waits."""

    outbox: Outbox
    policy: AlertPolicy
    environment: Mapping[str, str]
    wall: Callable[[], datetime]
    sleep: Callable[[float], None]

    def register(self) -> None:
        """To be called before a run, so that a new channel hears of all of it."""
        self.outbox.register([channel.name for channel in self.policy.channels])

    def deliver(self, *, under_way: bool = False) -> Outcome:
        """Collect and send. While a run is `under_way` its digest waits for the end of it."""
        outcome = Outcome()
        self.register()
        for channel in self.policy.channels:
            self._collect(channel)
            for delivery in self.outbox.due(channel.name, now=self.wall()):
                if delivery.urgency == Urgency.DIGEST and under_way:
                    continue
                self._deliver(channel, delivery, outcome)
        return outcome

    def _collect(self, channel: Channel) -> None:
        now, last_digest = self.wall(), self.outbox.last_digest(channel.name)
        self.outbox.collect(
            channel.name,
            lambda events: parcels(
                events, self.policy, channel, now=now, last_digest=last_digest, new_id=lambda: f"lw_{token_hex(12)}"
            ),
            now=now,
        )

    def _deliver(self, channel: Channel, delivery: Delivery, outcome: Outcome) -> None:
        begins = self.wall() if channel.is_webhook else earliest(self._schedule, delivery.urgency, now=self.wall())
        if begins > self.wall():
            self.outbox.postpone(delivery, begins)
            return
        attempt, refusal = self._try(channel, delivery)
        if refusal is None:
            outcome.sent += 1
            return
        now = self.wall()
        if now - delivery.created_at >= timedelta(hours=self._schedule.give_up_after_hours):
            self.outbox.give_up(delivery, now=now)
            outcome.given_up += 1
            _LOG.error("alert %s to %s is given up: %s", delivery.id, channel.name, refusal)
            return
        self.outbox.postpone(delivery, now + LATER[min((attempt - 1) // (len(AT_ONCE) + 1), len(LATER) - 1)])
        outcome.refused += 1
        _LOG.warning("alert %s to %s was refused and will be tried again: %s", delivery.id, channel.name, refusal)

    def _try(self, channel: Channel, delivery: Delivery) -> tuple[int, str | None]:
        """A few tries in a row; the last one's number and refusal."""
        waits = iter(AT_ONCE)
        while True:
            attempt = self.outbox.begin(delivery, now=self.wall())
            refusal = self._send(channel, delivery)
            if refusal is None:
                self.outbox.sent(delivery, attempt, now=self.wall())
                return attempt, None
            self.outbox.refused(delivery, attempt, refusal)
            wait = next(waits, None)
            if wait is None:
                return attempt, refusal
            self.sleep(wait)

    def _send(self, channel: Channel, delivery: Delivery) -> str | None:
        for variable in (channel.url, channel.secret):
            if variable is not None and not self.environment.get(variable):
                return f"the environment variable {variable} is not set"
        url, events = self.environment[channel.url], self.outbox.events(delivery)
        if channel.secret is not None:
            return send_to_program(url, self.environment[channel.secret], delivery, events, now=self.wall())
        return send_to_people(url, compose(events, delivery_id=delivery.id))

    @property
    def _schedule(self) -> Schedule:
        return self.policy.schedule
