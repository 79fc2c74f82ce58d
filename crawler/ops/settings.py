"""What the settings of a night may be, looked at before it begins: what cannot be meant is told in one line.

Without this a mistyped number ends in a traceback, a typed `0` in a night that never ends, and a misspelled name in
nothing at all. The names and bounds are those of docs/settings.md; a test holds them to config/settings.py.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from ipaddress import ip_address
from math import inf
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.browser.evidence import EvidenceMode
from crawler.core.addresses import AddressPolicy
from crawler.core.errors import UsageError
from crawler.core.vocabulary import RenderMode

_WHOLE = {
    "BACKLINK_GIVE_UP_AFTER": 1,
    "BACKLINK_LIMIT": 0,
    "BACKLINK_READERS": 1,
    "BACKLINK_READ_MEMORY": 1,
    "BACKLINK_RENDER_BUDGET": 0,
    "BACKLINK_RENDER_PER_HOST": 0,
    "BACKLINK_EVIDENCE_DAYS": 0,
    "CONCURRENT_REQUESTS": 1,
    "DOWNLOAD_MAXSIZE": 1,
}
"""Whole numbers, and the least that each may be."""
_FROM_ZERO = ("BACKLINK_DELAY", "BACKLINK_RETRY_AFTER_MOST", "BACKLINK_FULL_READ_DAYS")
_ABOVE_ZERO = ("DOWNLOAD_TIMEOUT", "BACKLINK_CONNECT_TIMEOUT", "BACKLINK_READ_SECONDS", "BACKLINK_RENDER_SECONDS")
_FLAGS = ("ROBOTSTXT_OBEY", "BACKLINK_TARGETS", "BACKLINK_ALL", "BACKLINK_QUIET", "BACKLINK_TLS_UNVERIFIED")
_WORDS: dict[str, Iterable[str]] = {
    "BACKLINK_RENDER": RenderMode,
    "BACKLINK_EVIDENCE": EvidenceMode,
    "BACKLINK_LOG_FORMAT": ("text", "json"),
}
_LISTS = ("BACKLINK_RETRY_WAITS", "BACKLINK_ALLOWED_NETWORKS", "BACKLINK_DNS_SERVERS", "BACKLINK_HOSTS")
_TEXTS = (
    "BACKLINK_BROWSER",
    "BACKLINK_CONFIG",
    "BACKLINK_CONTACT",
    "BACKLINK_DB",
    "BACKLINK_EVIDENCE_DIR",
    "BACKLINK_METRICS_FILE",
    "BACKLINK_RENDER_KINDS",
)
KNOWN = frozenset((*_WHOLE, *_FROM_ZERO, *_ABOVE_ZERO, *_FLAGS, *_WORDS, *_LISTS, *_TEXTS))
_WITH_PORT = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<v4>[0-9.]+)):(?P<port>\d{1,5})")


def check_settings(settings: BaseSettings) -> None:
    """Raises `UsageError` for the first setting that cannot be meant."""
    for name in map(str, settings):
        if name.startswith("BACKLINK_") and name not in KNOWN:
            close = get_close_matches(name, KNOWN, n=1)
            raise UsageError(f"{name}: there is no such setting{f'; did you mean {close[0]}?' if close else ''}")
    for name, least in _WHOLE.items():
        with _expected(settings, name, f"a whole number from {least}"):
            _require(settings.getint(name) >= least)
    for name in _FROM_ZERO:
        with _expected(settings, name, "a number from 0"):
            _require(0 <= settings.getfloat(name) < inf)
    for name in _ABOVE_ZERO:
        with _expected(settings, name, "a number above 0"):
            _require(0 < settings.getfloat(name) < inf)
    for name in _FLAGS:
        with _expected(settings, name, "True or False"):
            settings.getbool(name)
    for name, words in _WORDS.items():
        with _expected(settings, name, f"one of {', '.join(words)}"):
            _require(settings[name] in tuple(words))
    _check_addresses(settings)
    with _expected(settings, "BACKLINK_RETRY_WAITS", "seconds such as 5,30"):
        _require(all(0 <= float(wait) < inf for wait in settings.getlist("BACKLINK_RETRY_WAITS")))
    with _expected(settings, "BACKLINK_CONTACT", "one line of text"):
        _require(str(settings["BACKLINK_CONTACT"]).isprintable())
    with _expected(settings, "BACKLINK_METRICS_FILE", "a file in a folder that exists"):
        _require(Path(settings["BACKLINK_METRICS_FILE"]).parent.is_dir())


def _check_addresses(settings: BaseSettings) -> None:
    AddressPolicy.parse(settings.getlist("BACKLINK_ALLOWED_NETWORKS"))
    with _expected(settings, "BACKLINK_DNS_SERVERS", "addresses such as 192.0.2.1 or 192.0.2.1:53"):
        _require(all(map(_is_place, settings.getlist("BACKLINK_DNS_SERVERS"))))
    with _expected(settings, "BACKLINK_HOSTS", 'JSON such as {"shop.example": "192.0.2.1:8080"}'):
        _require(all(map(_is_place, settings.getdict("BACKLINK_HOSTS").values())))


@contextmanager
def _expected(settings: BaseSettings, name: str, what: str) -> Iterator[None]:
    """Scrapy's getters raise a ValueError or TypeError for a text that is not of their kind."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise UsageError(f"{name}={settings[name]!r}: expected {what}") from error


def _require(fits: bool) -> None:
    if not fits:
        raise ValueError


def _is_place(text: object) -> bool:
    """An address, or an address and a port."""
    found = _WITH_PORT.fullmatch(str(text))
    try:
        ip_address((found["v6"] or found["v4"]) if found else str(text))
    except ValueError:
        return False
    return found is None or 0 < int(found["port"]) < 65_536
