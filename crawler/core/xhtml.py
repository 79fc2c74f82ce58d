"""XHTML that is sent as XML: a browser reads it by XML's rules, where any element may be closed in itself."""

import re

from crawler.core.sniff import essence

_XML_TYPES = frozenset({"application/xhtml+xml", "application/vnd.wap.xhtml+xml", "application/xml", "text/xml"})
_CLOSED_IN_ITSELF = re.compile(
    r"<(iframe|noembed|noframes|noscript|plaintext|script|select|style|template|textarea|title|xmp)"
    r"""((?:\s(?:[^<>"'/]|"[^"]*"|'[^']*'|/(?!>))*+)?)/>""",
    re.IGNORECASE,
)
"""Possessive, so linear on hostile text."""


def for_html(text: str, content_type: str | None) -> str:
    """The text as an HTML parser has to be told it: one that meets `<iframe/>` takes all up to the next `</iframe>`,
    links and words, for the frame's own."""
    return _CLOSED_IN_ITSELF.sub(r"<\1\2></\1>", text) if essence(content_type) in _XML_TYPES else text
