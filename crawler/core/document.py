"""One page as a browser builds it: text, tree, base URL and the facts of its head.

The tree is lexbor's (through selectolax): on real pages it misses none of Chromium's links, where libxml2
misses some 7 % of them on undecoded bytes and all links of a page now and then (docs/architecture.md).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.core.outline import Outline, outline
from crawler.core.urls import resolve

_NOT_A_BASE = ("data:", "javascript:")
_CANONICAL_HEADER = re.compile(r'<\s*([^>]*)\s*>\s*((?:;[^,<"]*(?:"[^"]*"[^,<"]*)*)*)')


@dataclass(frozen=True, kw_only=True)
class Document:
    """A parsed page. `url` is where it was finally read, without a fragment."""

    url: str
    text: str
    tree: LexborHTMLParser

    @cached_property
    def outline(self) -> Outline:
        root = self.tree.root
        if root is None:
            raise ValueError("a tree without a root")
        return outline(root)

    @cached_property
    def base(self) -> str:
        """The document base URL: the first `<base href>`, unless it is a data: or javascript: URL
        (WHATWG HTML section 4.2.3)."""
        node = self.tree.css_first("base[href]")
        if node is None:
            return self.url
        resolved = resolve(node.attributes["href"] or "", self.url)
        return self.url if resolved is None or resolved.startswith(_NOT_A_BASE) else resolved

    @cached_property
    def title(self) -> str | None:
        node = self.tree.css_first("title")
        return " ".join(node.text(deep=True).split())[:1000] if node is not None else None

    @cached_property
    def language(self) -> str | None:
        """`<html lang>`, lower case; else the `content-language` pragma."""
        root = self.tree.root
        said = root.attributes.get("lang") if root is not None else None
        if not said:
            node = self.tree.css_first('meta[http-equiv="content-language" i][content]')
            said = node.attributes["content"] if node is not None else None
        return said.strip().lower()[:35] or None if said else None

    def metas(self) -> Iterator[tuple[str, str]]:
        for node in self.tree.css("meta[name][content]"):
            yield node.attributes["name"] or "", node.attributes["content"] or ""

    def canonical(self, link_headers: Sequence[str]) -> str | None:
        """The canonical that the page names, in the HTTP Link header or its head; as Google reads it, one in
        the body does not count, and where several differ there is none to rely on."""
        named = [self._resolved(node) for node in self.tree.css('head link[rel~="canonical" i][href]')]
        named += [resolve(href, self.url) for href in _header_canonicals(link_headers)]
        distinct = {url for url in named if url}
        return distinct.pop() if len(distinct) == 1 else None

    def _resolved(self, node: LexborNode) -> str | None:
        return resolve(node.attributes["href"] or "", self.base)


def parse(text: str, url: str) -> Document:
    return Document(url=url, text=text, tree=LexborHTMLParser(text))


def _header_canonicals(headers: Sequence[str]) -> Iterator[str]:
    """The targets of `Link: <url>; rel="canonical"` (RFC 8288 section 3)."""
    for header in headers:
        for target, parameters in _CANONICAL_HEADER.findall(header[:4096]):
            for parameter in parameters.split(";"):
                name, _, value = parameter.partition("=")
                if name.strip().lower() == "rel" and "canonical" in value.strip(" \"'").lower().split():
                    yield target
