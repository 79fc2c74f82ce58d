"""The links of a page that serve its claims, and what stands there instead where none does."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.core.document import Document
from crawler.core.records import Hop
from crawler.core.urls import UrlPolicy, host_of, registrable_domain, resolve, url_keys
from crawler.core.vocabulary import Match, Place, Via
from crawler.core.wanted import NO_HOST, Wanted, plain_host
from crawler.core.wrapped import WrapPolicy, is_cloaked, may_wrap, unwrap

LINK = "a[href], area[href]"
MOST_LINKS = 100
"""Links kept for one claim on one page, in document order."""
MOST_OTHERS = 5
"""Links to the target's domain at another address kept where none serves the claim."""
_LONGEST_HREF = 8192
_SCRIPTED = ("onclick", "data-href", "data-url", "data-link", "routerlink", "href")
_NOT_AN_ANCHOR = ", ".join(f":not(a, area, link, base, image, use)[{name}]" for name in _SCRIPTED)
_URL_IN_TEXT = re.compile(r"https?://[^\s'\"<>)]{1,2000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A cloaked address that was followed: where it ended and by which hops."""

    final_url: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An element that leads to a claim's target, or near it (`serves` is false)."""

    wanted: Wanted
    node: LexborNode
    ordinal: int
    href: str
    url: str
    place: Place
    match: Match
    serves: bool
    via: Via = Via.DIRECT
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """An element with an address, before it is known whether anybody asked for it."""

    node: LexborNode
    ordinal: int
    href: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _HostKind:
    internal: bool
    wanted: bool


class LinkFinder:
    """Reads a page once for all its claims.

    After `read`: `found` in document order, `internal`, `external` and `nofollowed` counts of the page's
    links. An address is resolved only where its host was asked for or cannot be read at a glance.
    """

    def __init__(
        self,
        document: Document,
        wanted: tuple[Wanted, ...],
        *,
        urls: UrlPolicy,
        wraps: WrapPolicy,
        followed: Mapping[str, Followed],
    ) -> None:
        self._document, self._wanted, self._urls, self._wraps = document, wanted, urls, wraps
        self._followed = followed
        self._base = document.base
        self._base_host = host_of(self._base)
        self._page_domain = registrable_domain(host_of(document.url))
        self._domains = frozenset(keys.domain for one in wanted for keys in (one.keys, *one.moved))
        self._hosts: dict[str, _HostKind] = {NO_HOST: _HostKind(internal=False, wanted=False)}
        self._kept: dict[tuple[str, bool], int] = {}
        self.found: list[Found] = []
        self.internal = self.external = self.nofollowed = 0

    def read(self) -> None:
        for ordinal, node in enumerate(self._document.tree.css(LINK)):
            attributes = node.attributes
            href = attributes["href"] or ""
            rel = attributes.get("rel")
            if rel and "nofollow" in rel.lower():
                self.nofollowed += 1
            self._consider(_Element(node=node, ordinal=ordinal, href=href, place=Place.BODY), count=True)
        for fragment in self._document.tree.template_fragments():
            place = Place.BODY if _is_shadow_root(fragment) else Place.TEMPLATE
            self._read_apart(fragment, place)
        if self.missing():
            self._read_elsewhere()

    def missing(self) -> list[Wanted]:
        """The claims that no link serves where a browser would show it."""
        return [one for one in self._wanted if not self._kept.get((one.claim.id, True))]

    def cloaked(self) -> list[str]:
        """Addresses that may lead to a missing target and say so by nothing but their form, likeliest first."""
        labels = [one.keys.domain.partition(".")[0] for one in self.missing()]
        if not labels:
            return []
        addresses: dict[str, None] = {}
        for node in self._document.tree.css(LINK):
            href = node.attributes["href"] or ""
            url = resolve(href, self._base) if len(href) <= _LONGEST_HREF else None
            if url is not None and url.startswith("http") and is_cloaked(url, self._wraps):
                addresses.setdefault(url)
        likeliest = sorted(addresses, key=lambda url: not any(label in url for label in labels))
        return likeliest[: self._wraps.follow_per_page]

    def _read_elsewhere(self) -> None:
        """Where an address stands that no browser shows as a link of this page."""
        text = self._document.text
        if not any(one.keys.host in text for one in self._wanted):
            return
        tree = self._document.tree
        for node in tree.css("iframe[srcdoc]"):
            self._read_html(node.attributes["srcdoc"] or "", Place.SRCDOC)
        for comment in _comments(text):
            self._read_html(comment, Place.COMMENT)
        for node in tree.css(_NOT_AN_ANCHOR):
            for name in _SCRIPTED:
                for address in _URL_IN_TEXT.findall(node.attributes.get(name) or ""):
                    self._consider(_Element(node=node, ordinal=-1, href=address, place=Place.SCRIPT))

    def _read_html(self, html: str, place: Place) -> None:
        if any(one.keys.host in html for one in self._wanted):
            root = LexborHTMLParser(html).root
            if root is not None:
                self._read_apart(root, place)

    def _read_apart(self, root: LexborNode, place: Place) -> None:
        for node in root.css(LINK):
            self._consider(_Element(node=node, ordinal=-1, href=node.attributes["href"] or "", place=place))

    def _consider(self, element: _Element, *, count: bool = False) -> None:
        href = element.href
        if len(href) > _LONGEST_HREF:
            return
        host = plain_host(href, self._base_host)
        url = None
        if host is None:
            url = resolve(href, self._base)
            host = host_of(url) or NO_HOST if url else NO_HOST
        kind = self._hosts.get(host) or self._kind(host)
        if count and host != NO_HOST:
            self.internal += kind.internal
            self.external += not kind.internal
        if kind.wanted or self._followed or may_wrap(href):
            url = url or resolve(href, self._base)
            if url is not None:
                self._match(element, url)

    def _kind(self, host: str) -> _HostKind:
        domain = registrable_domain(host)
        kind = self._hosts[host] = _HostKind(internal=domain == self._page_domain, wanted=domain in self._domains)
        return kind

    def _match(self, element: _Element, url: str) -> None:
        if self._keep(element, url, url):
            return
        end = self._followed.get(url)
        if end is not None and self._keep(element, url, end.final_url, via=Via.REDIRECT, hops=end.hops):
            return
        if may_wrap(element.href):
            for carried in unwrap(url, self._wraps):
                if self._keep(element, url, carried, via=Via.WRAPPED):
                    return

    def _keep(
        self, element: _Element, url: str, leads_to: str, *, via: Via = Via.DIRECT, hops: tuple[Hop, ...] = ()
    ) -> bool:
        """Keep the element for each claim whose target it meets; says whether it serves one."""
        keys = url_keys(leads_to, self._urls)
        serves_one = False
        for one in self._wanted if keys is not None else ():
            level = one.level(keys) if keys is not None else None
            if level is None:
                continue
            serves = one.serves(level)
            own_menu = one.keys.domain == self._page_domain
            if serves or (via is Via.DIRECT and not own_menu):
                serves_one = serves_one or serves
                self._add(
                    Found(
                        wanted=one,
                        node=element.node,
                        ordinal=element.ordinal,
                        href=element.href,
                        url=url,
                        place=element.place,
                        match=level,
                        serves=serves and element.place in SHOWN,
                        via=via,
                        hops=hops,
                    )
                )
        return serves_one

    def _add(self, found: Found) -> None:
        key = (found.wanted.claim.id, found.serves)
        count = self._kept.get(key, 0)
        if count < (MOST_LINKS if found.serves else MOST_OTHERS):
            self._kept[key] = count + 1
            self.found.append(found)


SHOWN = (Place.BODY, Place.SRCDOC, Place.SCRIPT)
"""Places where a reader meets the address, although Google may not follow it from all of them."""


def _is_shadow_root(fragment: LexborNode) -> bool:
    """A declarative shadow root is shown, unlike any other template (WHATWG HTML section 4.12.3)."""
    owner = fragment.parent
    return owner is not None and (owner.attributes.get("shadowrootmode") or "").lower() in ("open", "closed")


def _comments(text: str) -> Iterator[str]:
    """The comments of the source, by their plain marks: enough to say that an address stands in one."""
    start = text.find("<!--")
    while start >= 0:
        stop = text.find("-->", start + 4)
        stop = len(text) if stop < 0 else stop
        yield text[start + 4 : stop]
        start = text.find("<!--", stop)
