"""config/alerts.toml: the one that is shipped, what rules decide, and mistakes that name their key."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.alerts.policy import AlertPolicy, Urgency, alerts_from_toml, load_alerts
from crawler.core.errors import PolicyError
from crawler.core.vocabulary import EventKind
from crawler.store.outbox import AlertEvent

CONFIG = Path(__file__).parents[2] / "config"
EVENT = AlertEvent(
    id=1,
    run_id=1,
    kind=EventKind.LOST,
    before="live",
    after="lost: link_removed",
    at="2027-01-11T03:00:00Z",
    claim_id="c1",
    source_url="https://blog.test/a",
    target_url="https://shop.test/",
    claim_kind="Purchased",
    vendor="Acme",
    price=None,
    currency=None,
)
CHANNEL = {"name": "team", "url": "env:TEAM"}


def test_the_file_that_is_shipped_can_be_read_and_writes_to_nobody() -> None:
    policy = load_alerts(CONFIG)
    assert policy.channels == ()
    assert policy.urgency(EVENT, "team") is Urgency.URGENT
    assert policy.urgency(replace(EVENT, claim_kind=None), "team") is Urgency.DIGEST
    assert policy.urgency(replace(EVENT, kind=EventKind.CONTEXT_CHANGED), "team") is Urgency.SILENT


def test_without_a_file_nobody_is_told(tmp_path: Path) -> None:
    assert load_alerts(tmp_path) == AlertPolicy()


def test_the_first_rule_that_fits_decides() -> None:
    policy = alerts_from_toml(
        {
            "channels": [CHANNEL, {"name": "boss", "url": "env:BOSS"}],
            "rules": [
                {"urgency": "silent", "channels": ["boss"], "kinds": ["editorial"]},
                {"urgency": "urgent", "events": ["lost", "never_found"], "vendors": ["acme"]},
                {"urgency": "silent"},
            ],
        }
    )
    assert policy.urgency(EVENT, "team") is Urgency.URGENT
    assert policy.urgency(replace(EVENT, vendor="Other"), "team") is Urgency.SILENT
    editorial = replace(EVENT, claim_kind="editorial")
    assert policy.urgency(editorial, "boss") is Urgency.SILENT
    assert policy.urgency(editorial, "team") is Urgency.URGENT


@pytest.mark.parametrize(
    ("tables", "key"),
    [
        ({"chanels": []}, "chanels"),
        ({"channels": [{"name": "Team", "url": "env:A"}]}, "channels[0].name"),
        ({"channels": [{"name": "team"}]}, "channels[0].url"),
        ({"channels": [CHANNEL, CHANNEL]}, "same name"),
        ({"rules": [{"events": ["lost"]}]}, "rules[0].urgency"),
        ({"rules": [{"urgency": "urgent", "events": ["gone"]}]}, "rules[0].events: 'gone'"),
        ({"rules": [{"urgency": "urgent", "events": []}]}, "rules[0].events"),
        ({"rules": [{"urgency": "urgent", "channels": ["team"]}]}, "rules[0].channels: 'team'"),
        ({"schedule": {"quiet_hours": "22-07"}}, "schedule.quiet_hours"),
        ({"schedule": {"quiet_hours": "24:00-07:00"}}, "schedule.quiet_hours"),
        ({"schedule": {"timezone": "Mars/Olympus"}}, "schedule.timezone"),
        ({"schedule": {"digest_every_hours": "20"}}, "schedule.digest_every_hours"),
        ({"schedule": {"urgent_in_quiet_hours": 1}}, "schedule.urgent_in_quiet_hours"),
    ],
)
def test_mistakes_name_their_key(tables: dict[str, object], key: str) -> None:
    with pytest.raises(PolicyError) as error:
        alerts_from_toml(tables)
    assert key in str(error.value)


def test_a_secret_in_the_file_is_refused_and_not_repeated() -> None:
    with pytest.raises(PolicyError) as error:
        alerts_from_toml({"channels": [{"name": "team", "url": "slack://T0/B0/sesame"}]})
    assert "env:NAME" in str(error.value)
    assert "sesame" not in str(error.value)


@pytest.mark.parametrize(
    ("span", "zone", "now", "end"),
    [
        ("22:00-07:00", "UTC", "2027-01-11T23:00", "2027-01-12T07:00"),
        ("22:00-07:00", "UTC", "2027-01-12T06:59", "2027-01-12T07:00"),
        ("22:00-07:00", "UTC", "2027-01-12T07:00", None),
        ("12:00-14:00", "UTC", "2027-01-12T13:00", "2027-01-12T14:00"),
        ("12:00-14:00", "UTC", "2027-01-12T14:00", None),
        ("22:00-07:00", "Europe/Berlin", "2027-01-12T05:30", "2027-01-12T06:00"),
        ("22:00-07:00", "Europe/Berlin", "2027-07-12T05:30", None),
    ],
)
def test_quiet_hours(span: str, zone: str, now: str, end: str | None) -> None:
    schedule = alerts_from_toml({"schedule": {"quiet_hours": span, "timezone": zone}}).schedule
    found = schedule.quiet_end(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == (datetime.fromisoformat(end).replace(tzinfo=UTC) if end else None)
