"""One page as a browser builds it: text, tree, base URL, links and the facts of its head.

The tree is lexbor's (through selectolax): on real pages it misses none of Chromium's links, where libxml2
misses some 7 % of them on undecoded bytes and all links of a page now and then (docs/architecture.md). A CSS
query costs a walk over the whole page, so what is asked of every page is read off the one outline.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import NamedTuple
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.core.charset_labels import CODECS
from crawler.core.outline import Outline, outline
from crawler.core.urls import resolve

_NOT_A_BASE = ("data:", "javascript:")
_LISTED = frozenset({"a", "area", "base", "meta", "link", "title", "template", "iframe"})
_CANONICAL_HEADER = re.compile(r'<([^<>]*)>\s*((?:;[^,<"]*(?:"[^"]*"[^,<"]*)*)*)')
_PARAMETER = re.compile(r';\s*([^=;\s"]+)\s*=\s*("[^"]*"|[^;,\s]*)')
_HEAD_ENDS = re.compile(r"</head\b|<body\b", re.IGNORECASE)
_MOST_HEAD = 262_144


class PageLink(NamedTuple):
    """An `<a>` or `<area>` with an address. `element` is its place in the outline, `ordinal` counts links
    in document order."""

    element: int
    ordinal: int
    href: str
    rel: str | None


@dataclass(frozen=True, kw_only=True)
class Document:
    """A parsed page. `url` is where it was finally read, without a fragment."""

    url: str
    text: str
    tree: LexborHTMLParser
    charset: str = "utf-8"

    def resolve(self, href: str) -> str | None:
        """The absolute address of an href on this page, as a browser makes it: letters beyond ASCII in a query are
        escaped in the page's own encoding (WHATWG URL section 4.4, query state)."""
        if not self.charset.startswith("utf") and not href.isascii():
            href = _query_in(href, CODECS[self.charset])
        return resolve(href, self.base)

    @cached_property
    def outline(self) -> Outline:
        root = self.tree.root
        if root is None:
            raise ValueError("a tree without a root")
        return outline(root)

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Where the elements stand that every page is asked for, by tag."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, tag in enumerate(self.outline.tags):
            if tag in _LISTED:
                places[tag].append(index)
        return places

    def elements(self, tag: str) -> list[LexborNode]:
        """All elements of a tag that is listed above, in document order."""
        nodes = self.outline.nodes
        return [nodes[index] for index in self.places.get(tag, ())]

    @cached_property
    def base(self) -> str:
        """The document base URL: the first `<base href>`, unless it is a data: or javascript: URL
        (WHATWG HTML section 4.2.3)."""
        for node in self.elements("base"):
            attributes = node.attributes
            if "href" in attributes:
                resolved = resolve(attributes["href"] or "", self.url)
                return self.url if resolved is None or resolved.startswith(_NOT_A_BASE) else resolved
        return self.url

    @cached_property
    def links(self) -> list[PageLink]:
        """Every link of the page: `<a>` and `<area>` with an href, and SVG's older `xlink:href`."""
        page = self.outline
        if len(page.links) < len(self.places.get("a", ())) + len(self.places.get("area", ())):
            addresses = self._with_old_addresses()
        else:
            addresses = dict(zip(page.links, page.link_attributes, strict=True))
        hrefs = (said.get("href", said.get("xlink:href")) or "" for said in addresses.values())
        rels = (said.get("rel") for said in addresses.values())
        return [*map(PageLink._make, zip(addresses, count(), hrefs, rels, strict=False))]

    def _with_old_addresses(self) -> dict[int, Mapping[str, str | None]]:
        """Of a page with anchors that have no href, by their places in it."""
        nodes = self.outline.nodes
        found: dict[int, Mapping[str, str | None]] = {}
        for index in sorted([*self.places.get("a", ()), *self.places.get("area", ())]):
            node = nodes[index]
            said = node.attributes
            if "href" in said or ("xlink:href" in said and in_svg(node)):
                found[index] = said
        return found

    @cached_property
    def title(self) -> str | None:
        for node in self.elements("title"):
            if not in_svg(node):
                return " ".join(node.text(deep=True).split())[:1000] or None
        return None

    @cached_property
    def language(self) -> str | None:
        """`<html lang>`, lower case; else the `content-language` pragma."""
        root = self.tree.root
        said = root.attributes.get("lang") if root is not None else None
        if not said:
            said = next(
                (meta["content"] for meta in self.metas if _word(meta, "http-equiv") == "content-language"), None
            )
        return said.strip().lower()[:35] or None if said else None

    @cached_property
    def metas(self) -> list[Mapping[str, str | None]]:
        """The attributes of every `<meta>` that has a content."""
        read = (node.attributes for node in self.elements("meta"))
        return [attributes for attributes in read if "content" in attributes]

    def named_metas(self) -> Iterator[tuple[str, str]]:
        for meta in self.metas:
            if "name" in meta:
                yield meta["name"] or "", meta["content"] or ""

    def canonical(self, link_headers: Sequence[str]) -> str | None:
        """The canonical that the page names, in the HTTP Link header or its head; as Google reads it, one in
        the body does not count, and where several differ there is none to rely on."""
        named = [resolve(href, self.base) for href in self._head_canonicals()]
        named += [resolve(href, self.url) for href in header_canonicals(link_headers)]
        distinct = {url for url in named if url}
        return distinct.pop() if len(distinct) == 1 else None

    def _head_canonicals(self) -> list[str]:
        """Those in the head; an image in a `<noscript>` ends the head only for readers without scripts, which a
        search engine is not, so a page with one there is asked again without it."""
        named = [node for node in self.elements("link") if _is_canonical(node)]
        inside = [node for node in named if _in_head(node)]
        if len(inside) < len(named):
            end = _HEAD_ENDS.search(self.text, 0, _MOST_HEAD)
            start = self.text[: end.start()] if end else ""
            head = LexborHTMLParser(_without_noscript(start)).head if "<noscript" in start.lower() else None
            if head is not None:
                inside = [node for node in head.css("link") if _is_canonical(node)]
        return [node.attributes["href"] or "" for node in inside]


def parse(text: str, url: str, charset: str = "utf-8") -> Document:
    return Document(url=url, text=text, tree=LexborHTMLParser(text), charset=charset)


def _query_in(href: str, codec: str) -> str:
    head, mark, rest = href.partition("?")
    query, hash_, fragment = rest.partition("#")
    if not mark or "#" in head:
        return href
    told = "".join(one if one.isascii() else quote(one.encode(codec, "xmlcharrefreplace")) for one in query)
    return f"{head}?{told}{hash_}{fragment}"


def in_svg(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag == "svg":
            return True
        parent = parent.parent
    return False


def _without_noscript(head: str) -> str:
    lower = head.lower()
    kept: list[str] = []
    place = 0
    while (start := lower.find("<noscript", place)) >= 0:
        kept.append(head[place:start])
        end = lower.find("</noscript", start)
        place = end if end >= 0 else len(head)
    return "".join([*kept, head[place:]])


def _is_canonical(node: LexborNode) -> bool:
    attributes = node.attributes
    return "href" in attributes and "canonical" in _word(attributes, "rel").split()


def _in_head(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "head"


def _word(attributes: Mapping[str, str | None], name: str) -> str:
    return (attributes.get(name) or "").strip().lower()


def header_canonicals(headers: Sequence[str]) -> Iterator[str]:
    """The targets of `Link: <url>; rel="canonical"` (RFC 8288 section 3)."""
    for header in headers:
        for target, parameters in _CANONICAL_HEADER.findall(header[:4096]):
            for name, value in _PARAMETER.findall(parameters):
                if name.lower() == "rel" and "canonical" in value.strip("\"'").lower().split():
                    yield target.strip()
