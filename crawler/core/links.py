"""The links of a page that serve its claims, and what stands there instead where none does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.core.cloaks import Cloaks, cloaks_of
from crawler.core.document import Document
from crawler.core.found import Found, worth_keeping
from crawler.core.link_text import anchor_of
from crawler.core.records import Followed, Hop
from crawler.core.rel import rel_tokens
from crawler.core.script_links import script_addresses
from crawler.core.urls import UrlPolicy, host_of, site_of, url_keys
from crawler.core.vocabulary import Place, Via
from crawler.core.wanted import NO_HOST, Wanted, plain_host, start_of, tells_host
from crawler.core.wrapped import WrapPolicy, may_wrap, unwrap

MOST_LINKS = 100
"""Links kept for one claim on one page, in document order."""
MOST_OTHERS = 20
"""Links to the target's domain at another address kept for a claim that no link serves."""
_LONGEST_HREF = 65_536
SHOWN = (Place.BODY, Place.NOSCRIPT, Place.SRCDOC, Place.SCRIPT)
"""Places where a reader may meet the address, although Google may not follow it from all of them."""
_FOLLOWED_ON_CLICK = (Place.BODY, Place.NOSCRIPT, Place.SRCDOC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """An element with an address, before it is known whether anybody asked for it."""

    node: LexborNode
    href: str
    place: Place
    index: int | None = None
    ordinal: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """Where an element leads, by itself or by way of another address."""

    leads_to: str
    via: Via = Via.DIRECT
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _HostKind:
    internal: bool
    external: bool
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
        self._base_host = host_of(document.base)
        self._page_domain = site_of(host_of(document.url))
        self._domains = frozenset(keys.domain for one in wanted for keys in (one.keys, *one.moved))
        self._names = tuple({name for one in wanted for name in one.names})
        self._hosts: dict[str, _HostKind] = {NO_HOST: _HostKind(internal=False, external=False, wanted=False)}
        self._starts: dict[str, _HostKind] = {}
        self._kept: dict[tuple[str, bool], int] = {}
        self._clickable: set[str] = set()
        self._full = False
        self.found: list[Found] = []
        self.internal = self.external = self.nofollowed = 0

    def read(self) -> None:
        document, starts, followed = self._document, self._starts, self._followed
        for element, ordinal, href, rel in document.links:
            if rel and "nofollow" in rel.lower() and "nofollow" in rel_tokens(rel):
                self.nofollowed += 1
            start = start_of(href)
            kind = starts.get(start) or self._kind_of(href, start)
            self.internal += kind.internal
            self.external += kind.external
            asked = kind.wanted or followed or may_wrap(href) or ("?" in href and self._named_in(href))
            if asked and not self._full:
                node, place = document.outline.nodes[element], self._place(element)
                found = _Element(node=node, index=element, ordinal=ordinal, href=href, place=place)
                self._match(found, direct=kind.wanted)
        if self._document.places.get("template"):
            self._read_templates(self._document.tree, shown=True)
        if self.missing():
            self._read_elsewhere()
        self.found = worth_keeping(self.found, {one.claim.id for one in self.missing()})

    def missing(self) -> list[Wanted]:
        """The claims that no link serves which a reader could click in the page as it came."""
        return [one for one in self._wanted if one.claim.id not in self._clickable]

    def cloaked(self) -> Cloaks:
        """Addresses that may lead to a missing target and do not say so."""
        return cloaks_of(self._document, self.missing(), self._wraps, longest=_LONGEST_HREF)

    def _place(self, index: int) -> Place:
        page = self._document.outline
        return Place.NOSCRIPT if any(page.tags[above] == "noscript" for above in page.ancestors(index)) else Place.BODY

    def _read_templates(self, root: LexborHTMLParser | LexborNode, *, shown: bool) -> None:
        """A declarative shadow root is shown, unlike any other template (WHATWG HTML section 4.12.3)."""
        for fragment in root.template_fragments():
            here = shown and _is_shadow_root(fragment)
            self._read_apart(fragment, Place.BODY if here else Place.TEMPLATE)
            self._read_templates(fragment, shown=here)

    def _read_elsewhere(self) -> None:
        """Where an address stands that no browser shows as a link of this page."""
        text = self._document.text
        if not self._named_in(text):
            return
        for node in self._document.elements("iframe"):
            self._read_html(node.attributes.get("srcdoc") or "", Place.SRCDOC)
        for comment in _comments(text):
            self._read_html(comment, Place.COMMENT)
        for index, node in enumerate(self._document.outline.nodes):
            for address in () if self._full else script_addresses(node):
                self._match(_Element(node=node, index=index, href=address, place=Place.SCRIPT))

    def _read_html(self, html: str, place: Place) -> None:
        if self._named_in(html):
            root = LexborHTMLParser(html).root
            if root is not None:
                self._read_apart(root, place)

    def _read_apart(self, root: LexborNode, place: Place) -> None:
        for node in root.css("a[href], area[href]"):
            attributes = node.attributes
            self._match(
                _Element(node=node, href=attributes.get("href", attributes.get("xlink:href")) or "", place=place)
            )

    def _kind_of(self, href: str, start: str) -> _HostKind:
        """Of an address that begins like none before on this page."""
        kind = self._host_kind(href)
        if self._base_host and tells_host(start):
            self._starts[start] = kind
        return kind

    def _host_kind(self, href: str) -> _HostKind:
        host = plain_host(href, self._base_host) if self._base_host else None
        if host is None:
            url = self._document.resolve(href) if len(href) <= _LONGEST_HREF else None
            host = host_of(url) or NO_HOST if url else NO_HOST
        kind = self._hosts.get(host)
        if kind is None:
            domain = site_of(host)
            internal = domain == self._page_domain
            kind = _HostKind(internal=internal, external=not internal, wanted=domain in self._domains)
            self._hosts[host] = kind
        return kind

    def _may_carry(self, href: str) -> bool:
        return may_wrap(href) or ("?" in href and self._named_in(href))

    def _named_in(self, text: str) -> bool:
        """Whether a target's host stands anywhere in the text."""
        text = text.lower()
        return any(name in text for name in self._names)

    def _match(self, element: _Element, *, direct: bool = True) -> None:
        """Keep the element for the claims that it serves; unless `direct` its own host is known to serve none."""
        url = self._document.resolve(element.href) if len(element.href) <= _LONGEST_HREF else None
        if url is None or (direct and self._keep(element, url, _Way(leads_to=url))):
            return
        near: _Way | None = None
        for way in self._round_about(element, url):
            if self._keep(element, url, way):
                return
            near = near or (way if self._is_near(way.leads_to) else None)
        if near is not None and not direct:
            self._keep(element, url, near, near=True)

    def _round_about(self, element: _Element, url: str) -> Iterator[_Way]:
        """Where else the address leads: over its redirects, where it was followed, and to what it carries. A network
        on the way may close its door to robots and still say in its address where it leads."""
        end = self._followed.get(url)
        if end is not None:
            for passed in (*(hop.url for hop in end.hops[1:]), end.final_url):
                yield _Way(leads_to=passed, via=Via.REDIRECT, hops=end.hops)
                for carried in unwrap(passed, self._wraps):
                    yield _Way(leads_to=carried, via=Via.REDIRECT, hops=end.hops)
        if self._may_carry(element.href):
            for carried in unwrap(url, self._wraps):
                yield _Way(leads_to=carried, via=Via.WRAPPED)

    def _is_near(self, url: str) -> bool:
        keys = url_keys(url, self._urls)
        return keys is not None and keys.domain in self._domains

    def _keep(self, element: _Element, url: str, way: _Way, *, near: bool = False) -> bool:
        """Keep the element for each claim whose target it meets and, where it leads there straight, serves one or is
        to be kept as near, for each that it comes near to; says whether it serves one."""
        keys = url_keys(way.leads_to, self._urls)
        if keys is None or keys.domain not in self._domains:
            return False
        met = [(one, level) for one in self._wanted if (level := one.level(keys)) is not None]
        serves_one = any(one.serves(level) for one, level in met)
        near = near or serves_one or way.via is Via.DIRECT
        for one, level in met:
            serves = one.serves(level)
            own_menu = one.keys.domain == self._page_domain
            if serves or (near and not own_menu):
                self._add(
                    Found(
                        wanted=one,
                        node=element.node,
                        index=element.index,
                        ordinal=element.ordinal,
                        href=element.href,
                        url=url,
                        place=element.place,
                        match=level,
                        serves=serves and element.place in SHOWN,
                        via=way.via,
                        hops=way.hops,
                    )
                )
        return serves_one

    def _add(self, found: Found) -> None:
        if found.serves and found.place in _FOLLOWED_ON_CLICK:
            self._clickable.add(found.wanted.claim.id)
        key = (found.wanted.claim.id, found.serves)
        count = self._kept.get(key, 0)
        if count < (MOST_LINKS if found.serves else MOST_OTHERS):
            self._kept[key] = count + 1
            self.found.append(found)
            if count + 1 == MOST_LINKS:
                self._full = all(self._kept.get((one.claim.id, True), 0) >= MOST_LINKS for one in self._wanted)


def _is_shadow_root(fragment: LexborNode) -> bool:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLink:
    """A link of the page as its reader has it, whoever asked for it: `url` is `None` where a browser makes none."""

    ordinal: int
    href: str
    url: str | None
    anchor: str


def list_links(document: Document) -> list[ListedLink]:
    """Every link of the page, by the same reading that the claims are searched with."""
    return [
        ListedLink(
            ordinal=link.ordinal,
            href=link.href,
            url=document.resolve(link.href),
            anchor=anchor_of(document.outline.nodes[link.element]).text,
        )
        for link in document.links
    ]
