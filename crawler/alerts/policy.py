"""config/alerts.toml as frozen records: who is told of what, and when. A mistake names its key."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.core.errors import PolicyError
from crawler.core.vocabulary import EventKind
from crawler.store.outbox import AlertEvent

_ENV = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_QUIET = re.compile(r"([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)")


class Urgency(StrEnum):
    """How an event is told: at once, in the night's digest, or not at all."""

    URGENT = "urgent"
    DIGEST = "digest"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One receiver. `url` and `secret` are names of environment variables; a channel with a secret is a webhook
    for a program: it gets all its events at once, in parcels, and knows no quiet hours."""

    name: str
    url: str
    secret: str | None = None

    @property
    def is_webhook(self) -> bool:
        return self.secret is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What an event must be for this rule to decide its urgency; an empty condition holds for all."""

    urgency: Urgency
    events: frozenset[EventKind] = frozenset()
    kinds: frozenset[str] = frozenset()
    vendors: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()

    def fits(self, event: AlertEvent, channel: str) -> bool:
        return (
            (not self.events or event.kind in self.events)
            and (not self.kinds or (event.claim_kind or "").casefold() in self.kinds)
            and (not self.vendors or (event.vendor or "").casefold() in self.vendors)
            and (not self.channels or channel in self.channels)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When people may be written to. Quiet hours go by `zone` and may pass midnight."""

    zone: tzinfo = UTC
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_in_quiet_hours: bool = True
    digest_every_hours: float = 20.0
    give_up_after_hours: float = 72.0

    def quiet_end(self, now: datetime) -> datetime | None:
        """When the quiet hours that `now` lies in are over, `None` outside of them."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        local = now.astimezone(self.zone)
        start, end = self.quiet_from, self.quiet_until
        clock = local.time()
        inside = start <= clock < end if start < end else clock >= start or clock < end
        if not inside:
            return None
        today = datetime.combine(local.date(), end, self.zone)
        return today if clock < end else datetime.combine(local.date() + timedelta(days=1), end, self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPolicy:
    channels: tuple[Channel, ...] = ()
    rules: tuple[Rule, ...] = ()
    schedule: Schedule = Schedule()

    def urgency(self, event: AlertEvent, channel: str) -> Urgency:
        """The first rule that fits decides; what no rule speaks of is told in the digest."""
        return next((rule.urgency for rule in self.rules if rule.fits(event, channel)), Urgency.DIGEST)


def load_alerts(folder: Path) -> AlertPolicy:
    """Read alerts.toml; a folder without one alerts nobody. Raises `PolicyError`."""
    path = folder / "alerts.toml"
    if not path.exists():
        return AlertPolicy()
    try:
        return alerts_from_toml(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PolicyError(f"{path}: it cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise PolicyError(f"{path}: it is not TOML: {error}") from error
    except PolicyError as error:
        raise PolicyError(f"{path}: {error}") from error


def alerts_from_toml(tables: Mapping[str, Any]) -> AlertPolicy:
    _known(tables, {"schedule", "channels", "rules"}, "the file")
    channels = tuple(_channel(table, f"channels[{place}]") for place, table in enumerate(_list(tables, "channels")))
    names = [channel.name for channel in channels]
    if len(set(names)) < len(names):
        raise PolicyError("channels: two have the same name")
    rules = tuple(_rule(table, f"rules[{place}]", names) for place, table in enumerate(_list(tables, "rules")))
    return AlertPolicy(channels=channels, rules=rules, schedule=_schedule(tables.get("schedule", {})))


def _channel(table: Mapping[str, Any], where: str) -> Channel:
    _known(table, {"name", "url", "secret"}, where)
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise PolicyError(f"{where}.name: expected small letters, digits, - and _, got {name!r}")
    secret = _variable(table["secret"], f"{where}.secret") if "secret" in table else None
    return Channel(name=name, url=_variable(table.get("url"), f"{where}.url"), secret=secret)


def _variable(value: object, where: str) -> str:
    """The name in `env:NAME`. Anything else is not shown: it may be the secret itself."""
    match = _ENV.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PolicyError(f"{where}: write env:NAME and keep the address itself in that environment variable")
    return match.group(1)


def _rule(table: Mapping[str, Any], where: str, channels: list[str]) -> Rule:
    _known(table, {"urgency", "events", "kinds", "vendors", "channels"}, where)
    urgency = table.get("urgency")
    if urgency not in list(Urgency):
        raise PolicyError(f"{where}.urgency: expected {', '.join(Urgency)}, got {urgency!r}")
    return Rule(
        urgency=Urgency(urgency),
        events=frozenset(EventKind(name) for name in _words(table, "events", where, known=list(EventKind))),
        kinds=frozenset(word.casefold() for word in _words(table, "kinds", where)),
        vendors=frozenset(word.casefold() for word in _words(table, "vendors", where)),
        channels=frozenset(_words(table, "channels", where, known=channels)),
    )


def _words(table: Mapping[str, Any], key: str, where: str, *, known: list[Any] | None = None) -> list[str]:
    words = table.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words) or (key in table and not words):
        raise PolicyError(f"{where}.{key}: expected a list of words, got {words!r}")
    strange = [word for word in words if known is not None and word not in known]
    if strange:
        raise PolicyError(f"{where}.{key}: {strange[0]!r} is unknown; known are {', '.join(known or [])}")
    return words


def _schedule(table: Mapping[str, Any]) -> Schedule:
    if not isinstance(table, Mapping):
        raise PolicyError("schedule: expected a table")
    hours = {"digest_every_hours", "give_up_after_hours"}
    _known(table, {"timezone", "quiet_hours", "urgent_in_quiet_hours", *hours}, "schedule")
    values: dict[str, Any] = {}
    for key in hours & table.keys():
        if isinstance(table[key], bool) or not isinstance(table[key], int | float) or not 0 <= table[key] <= 10_000:
            raise PolicyError(f"schedule.{key}: expected a number of hours, got {table[key]!r}")
        values[key] = table[key]
    if "urgent_in_quiet_hours" in table:
        if not isinstance(table["urgent_in_quiet_hours"], bool):
            raise PolicyError("schedule.urgent_in_quiet_hours: expected true or false")
        values["urgent_in_quiet_hours"] = table["urgent_in_quiet_hours"]
    if "timezone" in table:
        try:
            values["zone"] = ZoneInfo(table["timezone"])
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
            raise PolicyError(f"schedule.timezone: no such time zone: {table['timezone']!r}") from error
    if "quiet_hours" in table:
        values["quiet_from"], values["quiet_until"] = _span(table["quiet_hours"])
    return Schedule(**values)


def _span(text: object) -> tuple[time, time]:
    match = _QUIET.fullmatch(text) if isinstance(text, str) else None
    if match is not None:
        first, second, third, fourth = map(int, match.groups())
        if first < 24 and third < 24 and (first, second) != (third, fourth):
            return time(first, second), time(third, fourth)
    raise PolicyError(f"schedule.quiet_hours: expected a span such as 22:00-07:00, got {text!r}")


def _list(tables: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = tables.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise PolicyError(f"{key}: expected [[{key}]] tables")
    return found


def _known(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    strange = sorted(table.keys() - keys)
    if strange:
        raise PolicyError(f"{where}: {strange[0]} is no such key; known are {', '.join(sorted(keys))}")
