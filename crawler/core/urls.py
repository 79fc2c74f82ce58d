"""URLs: resolved as the WHATWG URL standard says, compared by keys, never normalised to fetch or to store.

Raw href, resolved URL and comparison key are three things. The key of a level drops what that level does
not care about; two URLs meet at a level when their keys are equal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

import ada_url
from tldextract import TLDExtract

from crawler.core.errors import PolicyError
from crawler.core.vocabulary import Match

MAX_URL = 8192
_WEB = ("http:", "https:")
_TIGHTEST_FIRST = (Match.EXACT, Match.PAGE, Match.PREFIX, Match.HOST, Match.DOMAIN)
_extract = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
_WEB_URL = re.compile(
    r"https?://(?:[^/?#]*@)?(?P<host>\[[^]]*\]|[^/:?#]+)(?::(?P<port>\d+))?(?P<path>[^?#]*)(?P<query>\?[^#]*)?"
)
"""A web address in the form that the URL standard writes it."""
_HOME = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home|start)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_PAGE_ID = re.compile(r"=\d+")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_PLAIN = frozenset(map(chr, range(0x21, 0x7F))) - frozenset("/\\%?#")
"""What may be written with or without an escape: browsers differ in `|` and `'`, authors in all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlPolicy:
    """What `page` leaves aside, as reviewed in config/policy.toml `[urls]`.

    `tracking` are parameter names, or beginnings of names where they end with `*`.
    """

    tracking: frozenset[str] = frozenset()
    tracking_prefixes: tuple[str, ...] = ()
    index_pages: frozenset[str] = frozenset()

    @classmethod
    def from_toml(cls, table: Mapping[str, Any]) -> "UrlPolicy":
        names = _words(table, "tracking_parameters")
        return cls(
            tracking=frozenset(name for name in names if not name.endswith("*")),
            tracking_prefixes=tuple(name[:-1] for name in names if name.endswith("*")),
            index_pages=frozenset(_words(table, "index_pages")),
        )

    def tracks(self, name: str) -> bool:
        """An ampersand escaped twice (`&amp;amp;utm_source=`) leaves its own name before the parameter's."""
        name = name.lower().rpartition("amp;")[2]
        return name in self.tracking or name.startswith(self.tracking_prefixes)


def _words(table: Mapping[str, Any], key: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise PolicyError(f"urls.{key}: expected a list of words")
    return [word.lower() for word in value]


def resolve(href: str, base: str | None = None) -> str | None:
    """The absolute URL that a browser makes of `href` on a page with this base; `None` where it makes none."""
    try:
        return str(ada_url.normalize_url(href) if base is None else ada_url.join_url(base, href))
    except ValueError:
        return None


def fetch_url(url: str) -> str | None:
    """What we send for: the WHATWG form without fragment and credentials; `None` if not http(s) or not a URL."""
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return None
    if parsed.protocol not in _WEB or not parsed.hostname:
        return None
    parsed.hash = ""
    if parsed.username or parsed.password:
        parsed.username = parsed.password = ""
    return str(parsed.href)


def host_of(url: str) -> str:
    """The host of a web address, lower case and in punycode, without its port; empty where it is none."""
    parts = _WEB_URL.match(resolve(url) or "")
    return parts["host"] if parts else ""


def origin_of(url: str) -> str:
    """Scheme, host and port: what robots.txt is bound to (RFC 9309 section 2.3)."""
    return str(ada_url.URL(url).origin)


@lru_cache(maxsize=65536)
def registrable_domain(host: str) -> str:
    """The domain that a host's owner registered, by an offline public suffix list with its private part
    (`a.github.io` is not `b.github.io`); an address or a bare suffix stands for itself.

    Where no rule fits (a top-level domain younger than the list, `.test`, an intranet) the rule is `*`
    (publicsuffix.org, "Formal Algorithm"): the last two labels.

    >>> registrable_domain("www.shop.co.uk"), registrable_domain("www.shop.test"), registrable_domain("127.0.0.1")
    ('shop.co.uk', 'shop.test', '127.0.0.1')
    """
    host = host.rstrip(".")
    found = _extract(host)
    if found.suffix or found.ipv4 or found.ipv6:
        return found.top_domain_under_public_suffix or host
    return ".".join(host.split(".")[-2:])


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlKeys:
    """One URL as each level of `match` compares it."""

    exact: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = field(default=())

    @property
    def domain(self) -> str:
        return _domain(self.host)

    @property
    def page(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        return self.host, self.path, self.query


def url_keys(url: str, policy: UrlPolicy) -> UrlKeys | None:
    """The comparison keys of an absolute URL; `None` where it is no http(s) URL.

    Aside for all levels but `exact`: http or https, a leading `www.`, user and password. Aside for `page`
    and `prefix`: a trailing slash or index page, tracking parameters and parameter order, and whether a
    character is escaped that means the same either way.
    """
    href = (resolve(url) or "").partition("#")[0]
    parts = _WEB_URL.match(href)
    if parts is None:
        return None
    host = _bare(parts["host"])
    return UrlKeys(
        exact=href,
        host=f"{host}:{parts['port']}" if parts["port"] else host,
        path=_path_key(parts["path"], policy),
        query=_query_key(parts["query"] or "", policy),
    )


def _path_key(path: str, policy: UrlPolicy) -> str:
    path = _ESCAPE.sub(_plain_escape, path)
    head, _, last = path.rpartition("/")
    if last.lower() in policy.index_pages:
        path = head
    return path.rstrip("/")


def _plain_escape(found: re.Match[str]) -> str:
    character = chr(int(found[0][1:], 16))
    return character if character in _PLAIN else found[0].upper()


def _query_key(search: str, policy: UrlPolicy) -> tuple[tuple[str, str], ...]:
    if len(search) < 2:
        return ()
    pairs = []
    for part in search[1:].split("&"):
        name, _, value = part.partition("=")
        name = _unescaped(name)
        if part and not policy.tracks(name):
            pairs.append((name, _unescaped(value)))
    return tuple(sorted(pairs))


def _unescaped(text: str) -> str:
    """Escapes undone byte by byte: in a page's old encoding %E4 and %E5 are two letters, in utf-8 two mistakes."""
    return unquote_plus(text, encoding="latin-1")


def match_level(url: UrlKeys, target: UrlKeys) -> Match | None:
    """The tightest level at which a link's URL meets a claim's target, `None` where not even the domain does."""
    if url.host != target.host:
        same = _domain(url.host) == _domain(target.host)
        return Match.DOMAIN if same else None
    if url.exact == target.exact:
        return Match.EXACT
    if url.page == target.page:
        return Match.PAGE
    if url.path.startswith(target.path + "/") or (url.path == target.path and not target.query):
        return Match.PREFIX
    return Match.HOST


def is_home(url: str) -> bool:
    """A site's first page; `/?p=12` is a page of its own, and `/#/post` one that a script shows."""
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return False
    if _PAGE_ID.search(parsed.search) or "/" in parsed.hash:
        return False
    return _HOME.fullmatch(parsed.pathname) is not None


def _bare(host: str) -> str:
    """A host without its `www.`, where that leaves a name with a dot."""
    host = host.rstrip(".")
    bare = host.removeprefix("www.")
    return bare if "." in bare else host


def site_of(host: str) -> str:
    """The domain that a host is compared by: `www.gov.uk` and `gov.uk` are one, although `gov.uk` is a suffix."""
    return registrable_domain(_bare(host))


def _domain(host: str) -> str:
    return registrable_domain(without_port(host))


def without_port(host: str) -> str:
    """The host of a key, which may carry a port; an IPv6 address keeps its brackets."""
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def serves(level: Match, wanted: Match) -> bool:
    """Whether a link that meets the target at `level` serves a claim that asks for `wanted`."""
    return _TIGHTEST_FIRST.index(level) <= _TIGHTEST_FIRST.index(wanted)
