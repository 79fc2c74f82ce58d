"""Alerts to a real mail server and a real webhook on loopback: once each, whatever refuses in between."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.alerts.deliver import Alerts
from crawler.alerts.policy import alerts_from_toml
from crawler.store.outbox import Outbox
from crawler.store.sqlite import open_database
from tests.alerts.receivers import NOW, Hook, Mailbox, add_run, hook, mailbox, with_events

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise's mail plugin

LOST = ("lost", "live", "lost: link_removed")
MOVED = ("page_moved", "https://blog.test/a", "https://blog.test/b")
SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()


@dataclass(slots=True)
class Desk:
    """Alerts of one database under a clock that the test moves."""

    path: Path
    tables: dict[str, Any]
    environment: dict[str, str]
    now: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def alerts(self) -> Alerts:
        return Alerts(
            outbox=Outbox(open_database(self.path), self.path),
            policy=alerts_from_toml(self.tables),
            environment=self.environment,
            wall=lambda: self.now,
            sleep=self.slept.append,
        )

    def deliver(self, *, after: timedelta = timedelta(), under_way: bool = False) -> tuple[int, int, int]:
        self.now += after
        outcome = self.alerts().deliver(under_way=under_way)
        return outcome.sent, outcome.refused, outcome.given_up

    def log(self) -> list[tuple[str, int, str | None]]:
        return [(line.outcome, line.attempts, line.refusal) for line in self.alerts().outbox.log(most=10)]


RULES = [{"urgency": "urgent", "events": ["lost"]}, {"urgency": "silent", "events": ["context_changed"]}]


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as found:
        yield found


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as found:
        yield found


@pytest.fixture
def team(tmp_path: Path, box: Mailbox) -> Desk:
    """People, by mail, with quiet hours from ten to seven."""
    return Desk(
        path=tmp_path / "links.db",
        tables={
            "schedule": {"quiet_hours": "22:00-07:00"},
            "channels": [{"name": "team", "url": "env:TEAM"}],
            "rules": RULES,
        },
        environment={"TEAM": f"mailto://127.0.0.1:{box.port}?from=night@shop.test&to=team@shop.test&format=text"},
    )


@pytest.fixture
def ledger(tmp_path: Path, receiver: Hook) -> Desk:
    """A program, by webhook."""
    return Desk(
        path=tmp_path / "links.db",
        tables={"channels": [{"name": "ledger", "url": "env:HOOK", "secret": "env:KEY"}], "rules": RULES},
        environment={"HOOK": f"http://127.0.0.1:{receiver.port}/in", "KEY": SECRET},
    )


def test_urgent_and_digest_by_mail(team: Desk, box: Mailbox) -> None:
    with_events(team.path, LOST, MOVED, ("context_changed", "a", "b"), claims=2, claim={"anchor": "x"})
    assert team.deliver() == (2, 0, 0)
    assert [mail["Subject"] for mail in box.mails] == ["Linkwitness: 2 lost", "Linkwitness: 2 page moved"]
    assert "https://blog.test/a → https://blog.test/b" in box.texts()[1]
    assert "context" not in "".join(box.texts())
    assert team.deliver(after=timedelta(hours=1)) == (0, 0, 0), "nothing twice"


def test_a_page_cannot_write_html_into_a_mail(team: Desk, box: Mailbox) -> None:
    team.environment["TEAM"] = team.environment["TEAM"].replace("format=text", "format=html")
    with_events(team.path, ("anchor_changed", "x", "<img src=//evil.test> &lt;b&gt; **x**"))
    team.deliver()
    (text,) = box.texts()
    assert "<img" not in text
    assert "<b>" not in text


def test_quiet_hours_hold_the_digest_but_not_what_is_urgent(team: Desk, box: Mailbox) -> None:
    with_events(team.path, LOST, MOVED)
    team.now = datetime(2027, 1, 12, 3, tzinfo=UTC)
    assert team.deliver() == (1, 0, 0)
    assert team.deliver(after=timedelta(hours=3, minutes=59)) == (0, 0, 0)
    assert team.deliver(after=timedelta(minutes=1)) == (1, 0, 0)
    team.tables["schedule"]["urgent_in_quiet_hours"] = False
    add_run(team.path, [LOST])
    team.now = datetime(2027, 1, 12, 23, tzinfo=UTC)
    assert team.deliver() == (0, 0, 0)
    assert team.deliver(after=timedelta(hours=8)) == (1, 0, 0)
    assert [mail["Subject"][13:] for mail in box.mails] == ["1 lost", "1 page moved", "1 lost"]


def test_one_digest_a_night_however_many_runs(team: Desk, box: Mailbox) -> None:
    with_events(team.path, MOVED)
    assert team.deliver() == (1, 0, 0)
    for _ in range(3):
        add_run(team.path, [MOVED])
        assert team.deliver(after=timedelta(hours=1)) == (0, 0, 0)
    assert team.deliver(after=timedelta(hours=20)) == (1, 0, 0)
    assert [mail["Subject"][13:] for mail in box.mails] == ["1 page moved", "3 page moved"]


def test_a_digest_waits_for_the_end_of_the_run(team: Desk, box: Mailbox) -> None:
    with_events(team.path, LOST, MOVED)
    assert team.deliver(under_way=True) == (1, 0, 0)
    assert team.deliver() == (1, 0, 0)


def test_a_mail_server_that_refuses_is_tried_again_and_later(team: Desk, box: Mailbox) -> None:
    with_events(team.path, LOST)
    box.refusing = "451 come back later"
    assert team.deliver() == (0, 1, 0)
    assert team.slept == [2.0, 10.0]
    ((outcome, attempts, refusal),) = team.log()
    assert (outcome, attempts) == ("waiting", 3)
    assert "451" in (refusal or "")
    assert team.deliver(after=timedelta(minutes=4)) == (0, 0, 0), "not before its time"
    box.refusing = None
    assert team.deliver(after=timedelta(minutes=1)) == (1, 0, 0)
    assert team.log() == [("sent", 4, None)]
    assert len(box.mails) == 1


def test_a_channel_without_its_address_loses_nothing(team: Desk, box: Mailbox) -> None:
    with_events(team.path, LOST)
    url = team.environment.pop("TEAM")
    assert team.deliver() == (0, 1, 0)
    assert team.log()[0][2] == "the environment variable TEAM is not set"
    team.environment["TEAM"] = url
    assert team.deliver(after=timedelta(hours=1)) == (1, 0, 0)


def test_what_is_refused_for_days_is_given_up_and_can_be_taken_up_again(team: Desk, box: Mailbox) -> None:
    with_events(team.path, LOST)
    box.refusing = "550 never"
    nights = [team.deliver(after=timedelta(hours=9)) for _ in range(9)]
    assert nights == [*[(0, 1, 0)] * 8, (0, 0, 1)]
    assert team.deliver(after=timedelta(hours=9)) == (0, 0, 0)
    box.refusing = None
    assert team.alerts().outbox.again(now=team.now) == 1
    assert team.deliver() == (1, 0, 0)


def test_a_new_channel_begins_with_the_last_run(team: Desk, box: Mailbox) -> None:
    with_events(team.path, LOST)
    add_run(team.path, [MOVED, MOVED])
    assert team.deliver() == (1, 0, 0)
    assert box.mails[0]["Subject"] == "Linkwitness: 2 page moved"


def test_a_webhook_is_signed_and_carries_raw_values(ledger: Desk, receiver: Hook) -> None:
    with_events(ledger.path, ("anchor_changed", "x", "<b>*y*</b>"), LOST, claim={"vendor": "Acme", "price": 120.0})
    assert ledger.deliver() == (1, 0, 0)
    ((headers, body),) = receiver.calls
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    told = json.loads(body)
    assert told["id"] == headers["webhook-id"]
    assert [event["kind"] for event in told["events"]] == ["anchor_changed", "lost"]
    assert told["events"][0]["after"] == "<b>*y*</b>"
    assert (told["events"][1]["vendor"], told["events"][1]["price"]) == ("Acme", 120.0)


def test_a_webhook_that_fails_gets_the_same_id_again(ledger: Desk, receiver: Hook) -> None:
    with_events(ledger.path, LOST)
    receiver.answer = lambda call: (500, 429, 302, 200)[call]
    assert ledger.deliver() == (0, 1, 0)
    assert ledger.log()[0][2] == "it answered 302"
    assert ledger.deliver(after=timedelta(minutes=5)) == (1, 0, 0)
    assert len(receiver.calls) == 4
    assert len({id for id, _ in receiver.told()}) == 1


def test_a_receiver_that_is_not_there(ledger: Desk) -> None:
    with_events(ledger.path, LOST)
    ledger.environment["HOOK"] = "http://127.0.0.1:9/hook/sesame"
    assert ledger.deliver() == (0, 1, 0)
    refusal = ledger.log()[0][2] or ""
    assert "ClientConnectorError" in refusal
    assert "sesame" not in refusal


def test_thousands_of_events_go_in_parcels_and_all_arrive_once(ledger: Desk, receiver: Hook) -> None:
    with_events(ledger.path, LOST, MOVED, claims=700)
    assert ledger.deliver() == (3, 0, 0)
    told = [number for _, numbers in receiver.told() for number in numbers]
    assert told == list(range(1, 1401))


def test_a_crash_between_sending_and_noting_it_repeats_under_the_same_id(ledger: Desk, receiver: Hook) -> None:
    with_events(ledger.path, LOST)

    class Crash(BaseException):
        pass

    def crash(*_: object, **__: object) -> None:
        raise Crash

    alerts = ledger.alerts()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Outbox, "sent", crash)
        with pytest.raises(Crash):
            alerts.deliver()
    assert ledger.log() == [("waiting", 1, "it did not come to an end")]
    assert ledger.deliver() == (1, 0, 0)
    first, second = receiver.told()
    assert first == second


def test_a_crash_while_collecting_leaves_everything_as_it_was(ledger: Desk, receiver: Hook) -> None:
    with_events(ledger.path, LOST)

    class Crash(BaseException):
        pass

    def crash(*_: object) -> None:
        raise Crash

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Outbox, "_put", crash)
        with pytest.raises(Crash):
            ledger.alerts().deliver()
    assert ledger.deliver() == (1, 0, 0)
    assert receiver.told()[0][1] == [1]
