"""Bytes to text as a browser does it: BOM, HTTP header, `<meta>`, and only then a guess.

Sources: WHATWG HTML section 13.2.3 (determining the character encoding) and the WHATWG Encoding standard.
"""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from crawler.core.charset_labels import CODECS, ENCODING_OF, ONE_BYTE

_PRESCAN = 1024
_MOST_HEAD = 65_536
_GUESSED_FROM = 16_384
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
_TWO_BYTES = ("utf-16le", "utf-16be")
_IN_HEADER = re.compile(r""";\s*charset\s*=\s*(?:"([^"]*)"?|([^;]*))""", re.IGNORECASE)
_TAG = re.compile(rb"<(?:!--|meta(?=[\s/])|/?[a-z]|[!/?])", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""[\s/]*(=?[^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)|(["'])))?""")
_IN_CONTENT = re.compile(rb"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]+)""")
_HEAD_ENDS = re.compile(rb"</head|<body", re.IGNORECASE)
_LIKELIEST = "windows-1252"
_GUESSES = {
    codecs.lookup(CODECS[name]).name: name
    for name in (
        *("shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "windows-1251", "koi8-r", "windows-1253"),
        *("windows-1254", "windows-1255", "windows-1256", "windows-874", _LIKELIEST),
    )
}
"""What undeclared pages are written in; rarer encodings would only be mistaken for these."""
_BROKEN = "\ufffd"
_BROKEN_SHARE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """`text` of the whole body, `charset` by its name in the standard; `declared_by` is `bom`, `header`, `meta`,
    `xml` or `guess`."""

    text: str
    charset: str
    declared_by: str


def decode(body: bytes, content_type: str | None) -> Decoded:
    """The body's text; bytes that fit no character become U+FFFD, so that nothing after them is lost."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return Decoded(text=_text(body[len(mark) :], name), charset=name, declared_by="bom")
    named = _IN_HEADER.search(content_type or "")
    in_header = encoding_of(named[1] or named[2]) if named else None
    if in_header is not None and not (in_header in _TWO_BYTES and _one_byte(body)):
        return Decoded(text=_text(body, in_header), charset=in_header, declared_by="header")
    head = _head(body)
    for found, source in ((_from_meta(head), "meta"), (_from_xml(head), "xml")):
        if found is not None:
            return Decoded(text=_text(body, found), charset=found, declared_by=source)
    text = _as_utf8(body)
    if text is not None:
        return Decoded(text=text, charset="utf-8", declared_by="guess")
    guessed = _guess(body)
    return Decoded(text=_text(body, guessed), charset=guessed, declared_by="guess")


def encoding_of(label: str | None) -> str | None:
    """The encoding that a label names on the web (`latin1` is windows-1252), `None` for labels of no encoding."""
    return ENCODING_OF.get(label.strip("\t\n\f\r ").lower()) if label else None


def _one_byte(body: bytes) -> bool:
    """Markup in utf-16 has a zero beside each of its ASCII characters: without any it is something else, and
    read as utf-16 it would be a page of nonsense without links."""
    return body[:_PRESCAN].lstrip()[:1] == b"<" and b"\0" not in body[:_PRESCAN]


def _head(body: bytes) -> bytes:
    """What is searched for a declaration: the first 1,024 bytes, and the head where it is longer."""
    end = _HEAD_ENDS.search(body, 0, _MOST_HEAD)
    return body[: max(end.start(), _PRESCAN) if end else _MOST_HEAD]


def _from_meta(head: bytes) -> str | None:
    """The first `<meta>` that names a known encoding, by the prescan of section 13.2.3.2."""
    tag = _TAG.search(head)
    while tag is not None:
        if tag[0] == b"<!--":
            end = head.find(b"-->", tag.start() + 2) + 3
        elif tag[0][-1:].isalpha():
            end, attributes = _attributes(head, tag.end())
            known = _of_meta(attributes) if tag[0].lower() == b"<meta" and end else None
            if known is not None:
                return known
        else:
            end = head.find(b">", tag.end()) + 1
        tag = _TAG.search(head, end) if end > tag.start() else None
    return None


def _attributes(head: bytes, place: int) -> tuple[int, dict[bytes, bytes]]:
    """A tag's attributes and where they end; 0 where the tag does not end in the bytes searched."""
    found: dict[bytes, bytes] = {}
    while True:
        attribute = _ATTRIBUTE.match(head, place)
        if attribute is None or attribute.end() == len(head) or attribute[5]:
            return 0, found
        if not attribute[1]:
            return attribute.end(), found
        found.setdefault(attribute[1].lower(), attribute[2] or attribute[3] or attribute[4] or b"")
        place = attribute.end()


def _of_meta(attributes: dict[bytes, bytes]) -> str | None:
    if b"charset" in attributes:
        return _declared_inside(attributes[b"charset"])
    if attributes.get(b"http-equiv", b"").lower() != b"content-type":
        return None
    named = _IN_CONTENT.search(attributes.get(b"content", b""))
    return _declared_inside(b"".join(named.groups(b""))) if named else None


def _from_xml(head: bytes) -> str | None:
    found = _XML.match(head)
    return _declared_inside(found[1]) if found else None


def _declared_inside(label: bytes | None) -> str | None:
    """A declaration that could be read as ASCII cannot truly be in utf-16, so that means utf-8."""
    text = (label or b"").decode("ascii", "ignore").strip().lower()
    if text == "x-user-defined":
        return "windows-1252"
    name = encoding_of(text)
    return "utf-8" if name in _TWO_BYTES else name


def _as_utf8(body: bytes) -> str | None:
    """The body as utf-8, where that is what it is but for a few broken places."""
    text = body.decode("utf-8", "replace")
    broken = text.count(_BROKEN)
    if broken == 0:
        return text
    return text if broken * _BROKEN_SHARE <= len(body) - len(text) else None


def _guess(body: bytes) -> str:
    best = from_bytes(body[:_GUESSED_FROM], steps=3, chunk_size=512, cp_isolation=list(_GUESSES)).best()
    return _GUESSES[codecs.lookup(best.encoding).name] if best else _LIKELIEST


def _text(body: bytes, name: str) -> str:
    return body.decode(CODECS[name], "web_byte" if name in ONE_BYTE else "replace")


def _web_byte(error: UnicodeError) -> tuple[str, int]:
    """The Encoding standard maps the unassigned bytes below A0 to the C1 controls, Python refuses them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start]
    return chr(byte) if byte < 0xA0 else _BROKEN, error.start + 1


codecs.register_error("web_byte", _web_byte)
