"""Bytes to text as a browser does it: BOM, HTTP header, `<meta>`, and only then a guess.

Sources: WHATWG HTML section 13.2.3 (determining the character encoding) and the WHATWG Encoding standard.
"""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes
from w3lib.encoding import http_content_type_encoding, resolve_encoding

_PRESCAN = 1024
_GUESSED_FROM = 16_384
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[\s/][^>]*?charset\s*=\s*[\"']?\s*([^\s\"'/>;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """`text` of the whole body; `declared_by` is `bom`, `header`, `meta` or `guess`."""

    text: str
    charset: str
    declared_by: str


def decode(body: bytes, content_type: str | None) -> Decoded:
    """The body's text; bytes that fit no character become U+FFFD, so that nothing after them is lost."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return Decoded(text=body[len(mark) :].decode(name, "replace"), charset=name, declared_by="bom")
    declared = _known(http_content_type_encoding(content_type))
    if declared:
        return Decoded(text=_text(body, declared), charset=declared, declared_by="header")
    declared = _from_meta(body[:_PRESCAN]) or _from_meta(body[: 8 * _PRESCAN])
    if declared:
        return Decoded(text=_text(body, declared), charset=declared, declared_by="meta")
    try:
        return Decoded(text=body.decode("utf-8"), charset="utf-8", declared_by="guess")
    except UnicodeDecodeError:
        guessed = _guess(body)
        return Decoded(text=_text(body, guessed), charset=guessed, declared_by="guess")


def _from_meta(head: bytes) -> str | None:
    """The prescan of section 13.2.3.2: a utf-16 meta on bytes that could be read cannot be true and means utf-8."""
    found = _META.search(_COMMENT.sub(b"", head))
    if not found:
        return None
    label = found[1].decode("ascii", "ignore").lower()
    if label.startswith("utf-16"):
        return "utf-8"
    return "cp1252" if label == "x-user-defined" else _known(label)


def _known(label: str | None) -> str | None:
    """Python's codec for a label, with the web's meaning of it (latin-1 is windows-1252)."""
    return resolve_encoding(label.strip()) if label else None


def _guess(body: bytes) -> str:
    best = from_bytes(body[:_GUESSED_FROM], steps=3, chunk_size=512).best()
    return resolve_encoding(best.encoding) or "cp1252" if best else "cp1252"


def _text(body: bytes, name: str) -> str:
    return body.decode(name, "whatwg_c1" if name in _ONE_BYTE else "replace")


_ONE_BYTE = frozenset(f"cp125{n}" for n in range(9)) | {"iso8859-8"}


def _control(error: UnicodeError) -> tuple[str, int]:
    """The Encoding standard maps the unassigned bytes of windows-125x to the C1 controls, Python refuses them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("whatwg_c1", _control)
