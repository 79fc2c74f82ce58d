"""`<meta http-equiv="refresh">`, read as browsers read it.

A refresh is a redirect that the page itself asks for, so a link must be looked for where it leads.
The steps are those of "shared declarative refresh steps" in the HTML standard
(html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-refresh).
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SPACE = " \t\n\f\r"
_DELAY = re.compile(r"([0-9]+|(?=\.))[0-9.]*")
_URL_PREFIX = re.compile(r"url[ \t\n\f\r]*=[ \t\n\f\r]*", re.IGNORECASE)
_LONGEST_DELAY = 10**9


def meta_refresh(tree: LexborHTMLParser) -> tuple[int, str] | None:
    """Delay in seconds and the URL as written of the page's first valid refresh; one without a URL ("") loads the
    same page anew.

    A refresh inside `<noscript>` is none: browsers run scripts.
    """
    for meta in tree.css('meta[http-equiv="refresh" i][content]'):
        if not _in_noscript(meta) and (found := parse_refresh(meta.attributes["content"] or "")):
            return found
    return None


def header_refresh(value: str | None) -> tuple[int, str] | None:
    """The same of a `Refresh` header, which browsers obey like the element."""
    return parse_refresh(value) if value else None


def parse_refresh(content: str) -> tuple[int, str] | None:
    """Delay and URL ("" where none is written) of a refresh value; `None` where the standard ignores it."""
    content = content.strip(_SPACE)
    time = _DELAY.match(content)
    if time is None:
        return None
    delay = min(int(time[1][:10] or 0), _LONGEST_DELAY)
    rest = content[time.end() :]
    if not rest:
        return delay, ""
    if rest[0] not in ";," + _SPACE:
        return None
    rest = rest.lstrip(_SPACE)
    if rest[:1] in (";", ","):
        rest = rest[1:].lstrip(_SPACE)
    return delay, _unquoted(_URL_PREFIX.sub("", rest, count=1) if _URL_PREFIX.match(rest) else rest)


def _unquoted(url: str) -> str:
    if url[:1] in ("'", '"'):
        return url[1:].partition(url[0])[0]
    return url


def _in_noscript(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag == "noscript":
            return True
        parent = parent.parent
    return False
