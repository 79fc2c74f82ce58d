"""The text that a page shows, what it weighs, and what of it stands between header and footer."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

MEDIA = "img,picture,video,audio,canvas,svg,object,embed"
_HIDDEN = "script,style,noscript,template,select,textarea"
_LEAVES = frozenset({"script", "style", "textarea", "template"})
_DRESS = "header,nav,footer,aside,[role=banner],[role=navigation],[role=contentinfo],[role=complementary],[role=search]"
_TEXTS = frozenset({"article", "main", "section", "blockquote", "figure", "form"})
_LONG_RUN = 200
_NEEDLE = 40
_WHITE = b" \n\t\r\f"
_INNER = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that follow a character's first."""


def visible(body: LexborNode) -> str:
    """Text of the page without that of scripts and the like.

    One call for all text, from which the hidden parts are cut in their order: a tenth of what it costs to
    walk over the nodes one by one.
    """
    text = body.text(separator=" ")
    parts: list[str] = []
    place = nested = 0
    for node in body.css(_HIDDEN):
        if nested:
            nested -= 1
            continue
        if node.tag not in _LEAVES:
            nested = len(node.css(_HIDDEN)) - 1
        hidden = node.text(separator=" ")
        found = text.find(hidden[:_NEEDLE], place) if hidden else -1
        if found >= 0 and text.startswith(hidden, found):
            parts.append(text[place:found])
            place = found + len(hidden)
    parts.append(text[place:])
    return " ".join(parts)


def between(tree: LexborHTMLParser) -> LexborNode | None:
    """A copy of the page's body without its headers, menus, footers and asides; `None` where it has none."""
    if tree.css_first(_DRESS) is None:
        return None
    rest = tree.clone()
    for node in reversed(rest.css(_DRESS)):
        if not _heads_a_text(node):
            node.decompose()
    return rest.body


def _heads_a_text(node: LexborNode) -> bool:
    """Whether a header or footer belongs to an article and not to the page."""
    above = node.parent
    while above is not None:
        if above.tag in _TEXTS:
            return True
        above = above.parent
    return False


def brief(body: LexborNode) -> str:
    """A text without its long runs."""
    hidden = {node.text() for node in body.css(_HIDDEN)}
    runs = (run for run in body.text(separator="\x00").split("\x00") if run not in hidden)
    return " ".join(run for run in runs if weight(run) <= _LONG_RUN)


def weight(text: str) -> int:
    """Characters that are not white space; bytes count too, as Chinese says as much with fewer characters."""
    shown = text.encode("utf-8", "replace").translate(None, _WHITE)
    return len(shown) if text.isascii() else max(len(shown.translate(None, _INNER)), int(len(shown) * 0.8))
