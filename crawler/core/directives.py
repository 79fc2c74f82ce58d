"""What a page tells search engines: meta robots and X-Robots-Tag, for all crawlers and for Google's by name.

Source: developers.google.com, "Robots meta tag, data-nosnippet, and X-Robots-Tag specifications": rules may
stand in head or body, the more restrictive one wins, `none` is noindex and nofollow, an unreadable
`unavailable_after` is ignored.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_FOR_ALL = "robots"
_GOOGLE = ("googlebot", "googlebot-news")
_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
_DATE_FORMS = ("%d-%b-%y %H:%M:%S %Z", "%d-%b-%Y %H:%M:%S %Z", "%A, %d-%b-%y %H:%M:%S %Z", "%d %b %Y", "%Y-%m-%d")
_MOST_RULES = 64
_LONGEST = 4096
_MOST_COMMAS = 3
"""Commas that a date may hold: one after the name of the day, and what careless hands add."""
_SEVERAL = re.compile(r"[a-z]+(?:[;\s]+[a-z]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One directive: for whom (`robots` is everybody), from where (`meta` or `header`), what."""

    agent: str
    source: str
    name: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directives:
    """All rules of a page and what they come to for Google, the strictest of everybody's and its own."""

    rules: tuple[Rule, ...] = ()

    @property
    def noindex(self) -> bool:
        return bool(self._sources("noindex"))

    @property
    def nofollow_from(self) -> tuple[str, ...]:
        """The sources that say nofollow: `meta`, `header`, or with the crawler's name `meta:googlebot`."""
        return self._sources("nofollow")

    @property
    def unavailable_after(self) -> datetime | None:
        moments = [_moment(rule.value) for rule in self.rules if rule.name == "unavailable_after"]
        return min((moment for moment in moments if moment), default=None)

    def text(self, source: str) -> str | None:
        """The rules of one source as one readable line, `None` where it has none."""
        told = [
            (f"{rule.agent}: " if rule.agent != _FOR_ALL else "")
            + rule.name
            + (f": {rule.value}" if rule.value else "")
            for rule in self.rules
            if rule.source == source
        ]
        return ", ".join(told) or None

    def _sources(self, name: str) -> tuple[str, ...]:
        found = [
            rule.source if rule.agent == _FOR_ALL else f"{rule.source}:{rule.agent}"
            for rule in self.rules
            if rule.name in (name, "none") and (rule.agent == _FOR_ALL or rule.agent in _GOOGLE)
        ]
        return tuple(dict.fromkeys(found))


def directives(metas: Iterable[tuple[str, str]], headers: Sequence[str]) -> Directives:
    """`metas` are name and content of every `<meta name>`, `headers` the values of each X-Robots-Tag."""
    rules: list[Rule] = []
    for name, content in metas:
        agent = name.strip().lower()
        if agent == _FOR_ALL or agent.endswith("bot") or agent in _GOOGLE:
            rules += _rules(agent, "meta", content)
    for header in headers:
        rules += _rules(_FOR_ALL, "header", header)
    return Directives(rules=tuple(rules[:_MOST_RULES]))


def _rules(agent: str, source: str, text: str) -> list[Rule]:
    """Read one value. A word before a colon that is no directive with a value names the crawler that follows; words
    that only a space or a semicolon parts, as people write them, are rules as well."""
    rules: list[Rule] = []
    parts = text[:_LONGEST].split(",")
    index = 0
    while index < len(parts):
        part = parts[index].strip()
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        index += 1
        if colon and name.lower() not in _WITH_VALUE:
            agent, (name, colon, value) = name.lower(), (piece.strip() for piece in value.partition(":"))
        name = name.lower()
        if not colon and _SEVERAL.fullmatch(name):
            rules += [Rule(agent=agent, source=source, name=word[:40]) for word in re.split(r"[;\s]+", name)]
            continue
        if name == "unavailable_after":
            most = min(index + _MOST_COMMAS, len(parts))
            while _moment(value) is None and index < most and not _is_rule(parts[index]):
                value, index = f"{value},{parts[index]}", index + 1
        if name:
            rules.append(Rule(agent=agent, source=source, name=name[:40], value=value.strip()[:80]))
    return rules


def _is_rule(text: str) -> bool:
    word = text.strip().partition(":")[0].lower()
    return word.isalpha() or word in _WITH_VALUE


def _moment(text: str) -> datetime | None:
    """RFC 822, RFC 850 or ISO 8601, taken as UTC where no zone is given."""
    text = text.strip()
    for read in _READERS:
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        try:
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except OverflowError:
            return None
    return None


def _by_form(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)


_READERS = (datetime.fromisoformat, *map(_by_form, _DATE_FORMS), parsedate_to_datetime)
