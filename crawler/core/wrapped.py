"""Links that lead to the target by way of another address: wrapped ones carry the target's URL in their own
and are decoded without a request; cloaked ones hide it and have to be followed."""

import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from crawler.core.errors import PolicyError

_SEGMENT_END = re.compile(r"[./?#]")
_BASE64_HTTP = "aHR0c"
_BARE_HOST = re.compile(r"(?://|www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/?#]|\Z)", re.IGNORECASE | re.ASCII)
_WEB = re.compile(r"(https?:)/+", re.IGNORECASE)
_MOST_LAYERS = 3
_ORIGINS = frozenset(
    "back backurl from origin ref referer referrer ref_url return return_to return_url returnurl source src".split()
)
"""Parameters that tell where a reader comes from, or may go back to, not where the address leads."""
_END_MARK = "__;"
"""Ends the address in a path of Proofpoint's URL Defense (`/v3/__https://target.example__;!!…`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapPolicy:
    """Which addresses wrap or cloak a link, as reviewed in config/policy.toml `[wrapped]` and `[cloaked]`.

    `not_wrappers` are beginnings of host and path (share and translate services, archives) that carry the
    target's URL and yet are no link to it, `not_wrapping_words` the folders and files on any host that do the same.
    """

    hosts: frozenset[str] = frozenset()
    path_words: frozenset[str] = frozenset()
    not_wrappers: tuple[str, ...] = ()
    not_wrapping_words: frozenset[str] = frozenset()
    cloaked_path_words: frozenset[str] = frozenset()
    shorteners: frozenset[str] = frozenset()
    follow_per_page: int = 3

    @classmethod
    def from_toml(cls, wrapped: Mapping[str, Any], cloaked: Mapping[str, Any]) -> "WrapPolicy":
        follow = cloaked.get("follow_per_page", 3)
        if not isinstance(follow, int) or not 0 <= follow <= 20:
            raise PolicyError("cloaked.follow_per_page: expected a number from 0 to 20")
        not_wrappers = _words(wrapped, "wrapped", "not_wrappers")
        return cls(
            hosts=frozenset(_words(wrapped, "wrapped", "hosts")),
            path_words=frozenset(_words(wrapped, "wrapped", "path_words")),
            not_wrappers=tuple(word for word in not_wrappers if not word.startswith("/")),
            not_wrapping_words=frozenset(word[1:] for word in not_wrappers if word.startswith("/")),
            cloaked_path_words=frozenset(_words(cloaked, "cloaked", "path_words")),
            shorteners=frozenset(_words(cloaked, "cloaked", "shorteners")),
            follow_per_page=follow,
        )


def _words(table: Mapping[str, Any], name: str, key: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise PolicyError(f"{name}.{key}: expected a list of words")
    return [word.lower() for word in value]


def may_wrap(href: str) -> bool:
    """A cheap first look: does the address carry another one with its scheme?"""
    return href.find("http", 4) > 0 or href.find("%3A%2F%2F", 4) > 0 or _BASE64_HTTP in href


def unwrap(url: str, policy: WrapPolicy) -> Iterator[str]:
    """The addresses that a wrapping URL carries, if its host or path is one that wraps; one wrapper may hold
    another."""
    layer = [url]
    for _ in range(_MOST_LAYERS):
        layer = [inner for outer in layer if _is_wrapper(outer, policy) for inner in _carried(outer)]
        yield from layer


def is_cloaked(url: str, policy: WrapPolicy) -> bool:
    """Whether the address says nothing of where it leads, by the habits of link cloakers and shorteners."""
    parts = urlsplit(url)
    if _is_of(_host(parts), policy.shorteners):
        return len(parts.path) > 1
    bare_word = parts.path.endswith("/go") and not parts.query
    return any(stem in policy.cloaked_path_words for stem in _stems(parts.path)[:2]) and not bare_word


def is_no_wrapper(url: str, policy: WrapPolicy) -> bool:
    """Whether the address is known to carry others without leading to them: shares, translations, archives."""
    return _leads_nowhere(urlsplit(url), policy)


def _leads_nowhere(parts: SplitResult, policy: WrapPolicy) -> bool:
    host = _host(parts)
    if any(stem in policy.not_wrapping_words for stem in _stems(parts.path)) and not _is_of(host, policy.hosts):
        return True
    return any(f"{name}{parts.path}".lower().startswith(policy.not_wrappers) for name in _and_above(host))


def habit_of(url: str) -> str:
    """What cloaked addresses of one maker share: the shortener's host, or the site and the folder that they are in."""
    parts = urlsplit(url)
    first, _, rest = parts.path.lstrip("/").partition("/")
    return f"{_host(parts)}/{first}" if rest else _host(parts)


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _is_of(host: str, names: frozenset[str]) -> bool:
    """Whether a host or one that it lies under is listed: networks give each customer a name of its own."""
    return any(name in names for name in _and_above(host))


def _and_above(host: str) -> Iterator[str]:
    while host:
        yield host
        host = host.partition(".")[2]


def _is_wrapper(url: str, policy: WrapPolicy) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if _leads_nowhere(parts, policy):
        return False
    return _is_of(_host(parts), policy.hosts) or any(stem in policy.path_words for stem in _stems(parts.path))


def _carried(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    pairs = [piece.partition("=") for piece in parts.query.split("&")]
    values = [value for name, _, value in pairs if name.lower() not in _ORIGINS]
    values += [parts.query, _tail(parts.path), *(one for one in parts.path.split("/") if one.startswith(_BASE64_HTTP))]
    for value in values:
        decoded = _decoded(value)
        if decoded:
            yield decoded


def _stems(path: str) -> list[str]:
    """`/a/out.php` -> `a`, `out`: the segments without their endings."""
    return [_SEGMENT_END.split(segment, 1)[0].lower() for segment in path.split("/") if segment]


def _tail(path: str) -> str:
    """An address that stands in the path itself: `/out/https://target.example/`."""
    found = path.find("http", 1)
    return path[found:].partition(_END_MARK)[0] if found > 0 else ""


def _decoded(value: str) -> str | None:
    """The address in a value: plain, escaped up to thrice, in base64, or without its scheme."""
    for _ in range(_MOST_LAYERS):
        if _WEB.match(value):
            return _WEB.sub(r"\1//", value, count=1)
        if value.startswith(_BASE64_HTTP):
            return _from_base64(value)
        undone = unquote(value)
        if undone == value:
            break
        value = undone
    if _WEB.match(value):
        return _WEB.sub(r"\1//", value, count=1)
    return f"https://{value.removeprefix('//')}" if _BARE_HOST.match(value) else None


def _from_base64(value: str) -> str | None:
    value = unquote(value).rstrip("=")
    value += "=" * (-len(value) % 4)
    try:
        decoder = urlsafe_b64decode if "-" in value or "_" in value else b64decode
        text = decoder(value).decode("utf-8")
    except (NotBase64, ValueError):
        return None
    return text if text.startswith(("http://", "https://")) else None
