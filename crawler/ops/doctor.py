"""What may spoil a night, looked at beforehand: each finding says how bad it is and what to do."""

import os
import re
import resource
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path

import tldextract
from scrapy.settings import BaseSettings

from crawler.alerts.policy import AlertPolicy, load_alerts
from crawler.browser.find import find_browser
from crawler.core.errors import LinkwitnessError
from crawler.policy import load_policy
from crawler.store.outbox import Outbox
from crawler.store.sqlite import open_database
from crawler.store.upkeep import Upkeep

_FILES_NEEDED = 4096
_ROOM_NEEDED = 1 << 30
_LIST_DATE = re.compile(r"// VERSION: (\d{4}-\d\d-\d\d)")
_SUFFIXES_OLD = timedelta(days=365)


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at; `advice` is empty where all is well."""

    name: str
    level: Level
    told: str
    advice: str = ""


def examine(settings: BaseSettings, *, now: datetime, resolve: Callable[[str], object]) -> Iterator[Finding]:
    """All findings, one after the other; `resolve` looks up a name and raises OSError where it cannot."""
    config, database = Path(settings["BACKLINK_CONFIG"]), Path(settings["BACKLINK_DB"])
    yield from _config(config)
    yield from _database(database, now)
    yield _room(database)
    yield _files(settings.getint("CONCURRENT_REQUESTS"))
    yield _resolver(resolve)
    yield _browser(settings)
    yield _suffixes(now)
    yield _contact(settings["BACKLINK_CONTACT"])


def _config(folder: Path) -> Iterator[Finding]:
    try:
        load_policy(folder)
        alerts = load_alerts(folder)
    except LinkwitnessError as error:
        yield Finding(name="config", level=Level.BAD, told=str(error), advice="mend the file")
        return
    yield Finding(name="config", level=Level.OK, told=f"{folder}: all files can be read")
    yield _channels(alerts)


def _channels(alerts: AlertPolicy) -> Finding:
    names = [name for channel in alerts.channels for name in (channel.url, channel.secret) if name]
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        told, advice = f"not set: {', '.join(missing)}", "set them where the night runs, see docs/alerts.md"
        return Finding(name="alerts", level=Level.BAD, told=told, advice=advice)
    if not alerts.channels:
        return Finding(
            name="alerts", level=Level.WARN, told="nobody is told of changes", advice="add a channel to alerts.toml"
        )
    return Finding(name="alerts", level=Level.OK, told=f"{len(alerts.channels)} channels")


def _database(path: Path, now: datetime) -> Iterator[Finding]:
    if not path.exists():
        advice = "`scrapy verify FILE` makes it"
        yield Finding(name="database", level=Level.WARN, told=f"{path} is not there yet", advice=advice)
        return
    try:
        database = open_database(path, create=False)
        upkeep = Upkeep(database, path)
        faults, runs = upkeep.faults(), upkeep.runs(most=1)
        given_up = Outbox(database, path).open_count().get("given_up", 0)
    except LinkwitnessError as error:
        yield Finding(name="database", level=Level.BAD, told=str(error), advice="see docs/operations.md")
        return
    if faults:
        advice = "restore a backup, or recover it with `sqlite3 FILE .recover`"
        yield Finding(name="database", level=Level.BAD, told="; ".join(faults), advice=advice)
    else:
        yield Finding(name="database", level=Level.OK, told=f"{path}: sound, {path.stat().st_size >> 20} MiB")
    if runs:
        yield _last_run(datetime.fromisoformat(runs[0].started_at), runs[0].outcome, now)
    if given_up:
        told, advice = f"{given_up} messages were given up", "see `scrapy alert --log`, then `scrapy alert --again`"
        yield Finding(name="deliveries", level=Level.WARN, told=told, advice=advice)


def _last_run(started: datetime, outcome: str, now: datetime) -> Finding:
    told = f"began {started:%Y-%m-%d %H:%M} UTC, {outcome}"
    if started > now + timedelta(minutes=5):
        advice = "the clock stands before the last run: set it, or nothing will be due"
        return Finding(name="last run", level=Level.BAD, told=told, advice=advice)
    if outcome != "complete":
        return Finding(name="last run", level=Level.WARN, told=told, advice="`scrapy verify` goes on with it")
    if now - started > timedelta(days=2):
        return Finding(name="last run", level=Level.WARN, told=told, advice="look whether the timer is on")
    return Finding(name="last run", level=Level.OK, told=told)


def _room(database: Path) -> Finding:
    free = shutil.disk_usage(database.resolve().parent).free
    told = f"{free / (1 << 30):.1f} GiB free beside the database"
    if free < _ROOM_NEEDED:
        return Finding(name="disk", level=Level.BAD, told=told, advice="free some space, or `scrapy prune`")
    return Finding(name="disk", level=Level.OK, told=told)


def _files(requests: int) -> Finding:
    """Each request may hold a connection, each new host a look-up."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    told = f"{soft} open files allowed"
    if soft < max(requests * 4, 512):
        return Finding(name="limits", level=Level.BAD, told=told, advice=f"raise it: ulimit -n {_FILES_NEEDED}")
    return Finding(name="limits", level=Level.OK, told=told)


def _resolver(resolve: Callable[[str], object]) -> Finding:
    try:
        resolve("example.com")
    except OSError as error:
        told = f"example.com: {error.strerror or error}"
        advice = "without names every claim is unverified: see /etc/resolv.conf, BACKLINK_DNS_SERVERS"
        return Finding(name="resolver", level=Level.BAD, told=told, advice=advice)
    try:
        resolve("no-such-name.invalid")
    except OSError:
        return Finding(name="resolver", level=Level.OK, told="it answers, and says of no name that it is there")
    advice = "it gives addresses to names that are not there, so expired domains look alive: take another"
    return Finding(name="resolver", level=Level.WARN, told="it answers for names that cannot be", advice=advice)


def _browser(settings: BaseSettings) -> Finding:
    if settings["BACKLINK_RENDER"] == "never":
        return Finding(name="browser", level=Level.OK, told="not wanted (BACKLINK_RENDER=never)")
    found = find_browser(settings["BACKLINK_BROWSER"])
    if found.path is None:
        advice = "without it pages made by scripts are unverified (docs/browser.md)"
        return Finding(name="browser", level=Level.WARN, told=found.cause, advice=advice)
    return Finding(name="browser", level=Level.OK, told=str(found.path))


def _suffixes(now: datetime) -> Finding:
    """The public suffix list comes with tldextract and is never fetched: it is as old as it says itself."""
    snapshot = Path(tldextract.__file__).with_name(".tld_set_snapshot")
    with snapshot.open(encoding="utf-8") as lines:
        dated = next((match for line in islice(lines, 40) if (match := _LIST_DATE.match(line))), None)
    if dated is None:
        return Finding(name="suffixes", level=Level.WARN, told="the public suffix list has no date", advice="")
    age = now - datetime.fromisoformat(dated.group(1)).replace(tzinfo=UTC)
    told = f"public suffix list of {dated.group(1)}, {age.days} days old"
    if age > _SUFFIXES_OLD:
        return Finding(name="suffixes", level=Level.WARN, told=told, advice="update tldextract")
    return Finding(name="suffixes", level=Level.OK, told=told)


def _contact(contact: str) -> Finding:
    if ".example" in contact:
        advice = "set BACKLINK_CONTACT to a page or address of yours: a site's owner reads it in the log"
        return Finding(name="contact", level=Level.WARN, told=contact, advice=advice)
    return Finding(name="contact", level=Level.OK, told=contact)


def look_up(name: str) -> object:
    return socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM)
