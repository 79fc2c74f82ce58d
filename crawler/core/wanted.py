"""What a page is searched for: the targets of its claims, ready to compare."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from crawler.core.records import Claim, TargetFacts
from crawler.core.urls import UrlKeys, UrlPolicy, match_level, serves, url_keys, without_port
from crawler.core.vocabulary import Match

_SPACE = r"[\x00-\x20]*"
_PLAIN_WEB = re.compile(
    _SPACE + r"(?:https?:)?//((?!xn--)[a-z0-9-]+(?:\.(?!xn--)[a-z0-9-]+)*\.[a-z][a-z0-9-]*)(?::[0-9]{1,4})?"
    r"(?=[/?#]|" + _SPACE + r"\Z)",
    re.IGNORECASE | re.ASCII,
)
_ON_THE_SAME_HOST = re.compile(
    _SPACE + r"(?:/(?![/\\\t\n\r])|[?#]|\.{1,2}/|[a-z0-9_-][a-z0-9_.-]*(?:[/?#]|" + _SPACE + r"\Z))",
    re.IGNORECASE | re.ASCII,
)
_NO_WEB_ADDRESS = re.compile(
    _SPACE + r"(?:mailto|javascript|tel|data|sms|about|blob|whatsapp|viber|skype):", re.IGNORECASE | re.ASCII
)
NO_HOST = "-"
_OTHER_THAN_PATH = "/\\\t\n\r"
_SCHEME = len("https://")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One claim's target with its keys. `moved` are addresses that the target is known to have moved to."""

    claim: Claim
    keys: UrlKeys
    moved: tuple[UrlKeys, ...] = ()

    def level(self, url: UrlKeys) -> Match | None:
        """The tightest level at which an address meets the target or where it moved to."""
        level = match_level(url, self.keys)
        if level is not None and self.serves(level):
            return level
        for place in self.moved:
            if match_level(url, place) in (Match.EXACT, Match.PAGE):
                return Match.PAGE
        return level

    def serves(self, level: Match) -> bool:
        return serves(level, self.claim.match)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """How the target's host may be written, lower case: in punycode, and in the letters that it stands for."""
        bare = without_port(self.keys.host)
        try:
            told = bare.encode("ascii").decode("idna") if "xn--" in bare else bare
        except UnicodeError:
            told = bare
        return tuple(dict.fromkeys((bare, told)))

    @cached_property
    def encoded(self) -> tuple[str, ...]:
        """How addresses of the target's host begin in base64, where a page hides them from robots until a script or a
        click has need of them; whole groups of three bytes, which are the same whatever comes after."""
        starts = (f"{scheme}//{www}{self.names[0]}" for scheme in ("https:", "http:") for www in ("", "www."))
        return tuple(b64encode(start[: len(start) // 3 * 3].encode()).decode() for start in starts)


def wanted_for(
    claims: tuple[Claim, ...], *, moved: Mapping[str, tuple[str, ...]], policy: UrlPolicy
) -> tuple[Wanted, ...]:
    """`moved` gives, by a claim's target URL, the addresses its target redirects to."""
    wanted = []
    for claim in claims:
        keys = url_keys(claim.target_url, policy)
        if keys is None:
            continue
        places = tuple(place for url in moved.get(claim.target_url, ()) if (place := url_keys(url, policy)))
        wanted.append(Wanted(claim=claim, keys=keys, moved=places))
    return tuple(wanted)


def moved_to(targets: Mapping[str, TargetFacts]) -> dict[str, tuple[str, ...]]:
    """The addresses that each target was seen to redirect to, on its way and at its end, by its own. Who refuses us
    there, or does not answer tonight, was redirected to all the same."""
    return {
        url: tuple(dict.fromkeys((*(hop.url for hop in facts.redirects[1:]), facts.final_url)))
        for url, facts in targets.items()
        if facts.final_url and facts.redirects
    }


def start_of(href: str) -> str:
    """The part of an href before its path: `https://host`, or the slash that begins a path on the same host; empty
    where there is no such part."""
    if href[:1] == "/":
        return "/" if href[1:2] not in _OTHER_THAN_PATH else ""
    end = href.find("/", _SCHEME)
    return href[:end] if end > 0 else ""


def tells_host(start: str) -> bool:
    """Whether all addresses that begin so surely lead to one host."""
    return start == "/" or _PLAIN_WEB.fullmatch(start) is not None


def plain_host(href: str, own_host: str) -> str | None:
    """The host that an href surely leads to from a page on the web, read without resolving it; `NO_HOST` where
    it leads to none, `None` where only the URL standard can tell (numbers as hosts, odd slashes, escapes,
    credentials, punycode, tabs inside)."""
    plain = _PLAIN_WEB.match(href)
    if plain is not None:
        return plain[1].lower()
    if _ON_THE_SAME_HOST.match(href):
        return own_host
    return NO_HOST if _NO_WEB_ADDRESS.match(href) else None
