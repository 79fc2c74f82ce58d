"""Addresses that an element leads to without being a link: by a script (`onclick`, `data-href`, `javascript:` and
their like), or as a form's button.

A reader who clicks gets there; Google says that such links are "not recommended (but may still be attempted)".
"""

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from crawler.core.vocabulary import Crawlable

_SCRIPTED = ("onclick", "onmousedown", "data-href", "data-url", "data-link", "routerlink")
_PRESSED = ("formaction", "action")
"""Where a button leads, unless it sends off what was filled in."""
_NO_CLICK = frozenset({"link", "base", "use", "image", "script", "iframe", "img", "meta"})
_URL_IN_TEXT = re.compile(r"https?:(?://|\\/\\/)[^\s'\"<>)]{1,2000}")
_SCRIPT_URL = re.compile(r"[\x00-\x20]*javascript:", re.IGNORECASE)


def script_addresses(node: LexborNode) -> Iterator[str]:
    """The web addresses in the element's attributes for scripts and buttons, each once."""
    attributes = node.attributes
    if not attributes or node.tag in _NO_CLICK:
        return
    told: dict[str, None] = {}
    sends = node.tag == "form" and (attributes.get("method") or "").lower() == "post"
    for name in (*_SCRIPTED, "href", *(() if sends else _PRESSED)):
        value = attributes.get(name)
        if value and (name != "href" or _is_script(node, value)):
            for address in _URL_IN_TEXT.findall(value):
                told.setdefault(address.replace("\\/", "/"))
    yield from told


def crawlable_class(tag: str | None, attributes: Mapping[str, str | None], *, by_script: bool) -> Crawlable:
    """Google's class of a link, by its element and by whether only a script leads on."""
    if tag not in ("a", "area"):
        return Crawlable.NOT_AN_ANCHOR
    if not by_script:
        return Crawlable.YES
    return Crawlable.SCRIPT_URL if "href" in attributes or "xlink:href" in attributes else Crawlable.NO_HREF


def _is_script(node: LexborNode, href: str) -> bool:
    """An href on another element than a link does nothing by itself, `javascript:` runs a script."""
    return node.tag not in ("a", "area") or _SCRIPT_URL.match(href) is not None
