"""Is a response a page that a browser would show, whatever its Content-Type claims, and does it go to its end?

Servers send pages as `text/plain` or with no type, and PDF files as `text/html`. The tables follow the
MIME Sniffing standard (mimesniff.spec.whatwg.org, "identifying a resource with an unknown MIME type").
"""

import re

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_UNKNOWN_TYPES = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "unknown/unknown", "*/*"}
    | {"application/unknown", "application/force-download", "application/x-download"}
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"RIFF", "an image or a sound"),
    (b"\x00\x00\x01\x00", "an image"),
    (b"PK\x03\x04", "an archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x8b", "an archive"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"OggS", "a sound or a film"),
    (b"ID3", "a sound"),
    (b"wOFF", "a font"),
)
_PROLOG = r"(?:\s|<!--.*?-->|<\?.*?>)*+"  # possessive: no way back, so linear on hostile text
_PAGE = re.compile(_PROLOG + r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?:head|body|title|script|style|iframe|h1|div|font|table|a|b|br|p)[\s>]|<!--", re.IGNORECASE)
_OTHER_XML = re.compile(
    _PROLOG + r"(?:<!DOCTYPE[^>]*>\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml|svg|Error)[\s>]", re.DOTALL
)
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]")
"""The standard's binary data bytes, and what decoding makes of bytes that fit no character."""
_NOISE_SHARE = 30
_SOME_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9-]{2,}[\s>/]|</[a-zA-Z][a-zA-Z0-9-]*\s*>")
_START = 1445
_CUT_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,1000}\Z")
_TAIL = 1_000
_ENDS = ("</html", "</HTML", "</body", "</BODY")
_BLOCKS = ("div", "table", "section", "article", "main", "ul")


def essence(content_type: str | None) -> str:
    """The type alone, without its parameters."""
    return (content_type or "").partition(";")[0].strip().lower()


def other_format(content_type: str | None, body: bytes, text: str) -> str | None:
    """What the response is when it is no page, in words; `None` when a browser would show a page.

    `text` is the decoded body or its beginning.
    """
    kind = essence(content_type)
    for magic, name in _MAGIC:
        if body.startswith(magic):
            return f"the bytes are {name}"
    start = text[:_START].lstrip("\ufeff \t\r\n\f")
    if _PAGE.match(start):
        return None
    if _OTHER_XML.match(start):
        return "the text is XML of another kind"
    if kind in HTML_TYPES:
        return "the text is JSON" if start[:1] in ("{", "[") and "<" not in start else None
    if kind in _UNKNOWN_TYPES and _TAG.match(start):
        return None
    return f"Content-Type {kind}" if kind else "no Content-Type and no HTML"


def noise(text: str) -> str | None:
    """Evidence that nobody could read it, `None` where there is none: compressed by a coding that the head does not
    name, UTF-16 without its mark, UTF-32, EBCDIC. Markup in a mislabelled encoding has as many broken places, but its
    tags stand."""
    start = text[:_START]
    if _SOME_TAG.search(start) or _TAG.search(start):
        return None
    broken = len(_NO_TEXT.findall(start))
    return "the bytes are no text in any encoding that browsers know" if broken * _NOISE_SHARE > len(start) else None


def cut_off(html_text: str) -> str | None:
    """Evidence that the source stops before its end, though the wire told nothing; `None` where it does not.

    `</html>`, `</body>` and many end tags may be left out, those of blocks may not: blocks left open
    without any end of the page mean that the rest never came (a script that died, a body cut short).
    """
    tail = html_text[-_TAIL:].rstrip()
    if _CUT_TAG.match(tail, max(0, tail.rfind("<"))):
        return "the source ends inside a tag"
    if any(end in tail for end in _ENDS):
        return None
    for tag in ("script", "style"):
        if html_text.rfind(f"</{tag}") < html_text.rfind(f"<{tag}"):
            return f"the source ends inside a {tag}"
    if any(end in html_text for end in _ENDS):
        return None
    markup = html_text.lower()
    opened = sum(max(0, markup.count(f"<{tag}") - markup.count(f"</{tag}")) for tag in _BLOCKS)
    most = 0 if "<body" in markup else 1
    return f"the source ends with blocks left open, {opened} of them" if opened > most else None
