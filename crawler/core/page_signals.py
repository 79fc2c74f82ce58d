"""What the page-state rules look at, gathered from one response and its tree in a fraction of a millisecond.

Most pages are whole and long, which their outline tells at a glance; what only tells on short ones (password fields,
empty mount points, the exact weight of their text) is looked for there alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.core.outline import Outline
from crawler.core.page_text import MEDIA, between, brief, visible, weight
from crawler.core.records import Hop
from crawler.core.sniff import essence, other_format

MOST_TEXT = 20_000
_NO_TEXT = 12
"""So much may stand between header and footer where nothing does yet, such as "Loading..."."""
_HUGE = 200_000
_SHORT, _THIN, _TINY = 3_000, 1_250, 330
_SURELY_LONG = 2 * _SHORT
"""Prose by the outline's measure, which counts spaces, from which on a page is `LONG` without weighing it."""
_FEW_LINKS = 10
_MOUNTS = (
    "#root,#app,#__next,#__nuxt,#___gatsby,#svelte,#q-app,#react-root,#app-root,#main-app,#mount,"
    "app-root,my-app,[ng-view],[ui-view],[data-reactroot]"
)
_LOGIN_FIELD = 'input[type="password" i]'
_MOST_H1S, _MOST_FRAMES, _MOST_MOUNTS, _MOST_LINE = 3, 20, 10, 500


class Size(IntEnum):
    """How much running text (outside links) a page shows: the smaller, the more a phrase on it tells.

    Block and error pages known to us show at most some 1,000 characters; `SHORT` leaves room for one that
    is dressed in its site's header and footer. `BARE` is a thin page without such a dress, `TINY` counts link
    text too.
    """

    LONG = 0
    SHORT = 1
    THIN = 2
    BARE = 3
    TINY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSignals:
    """One response as the page-state rules see it; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, tuple[str, ...]]
    source_url: str
    final_url: str
    hops: tuple[Hop, ...] = ()
    body_bytes: int = 0
    truncated: bool = False
    too_large: bool = False
    rendered: bool = False
    other_format: str | None = None
    """What the response is when it is no page, in words."""
    title: str = ""
    h1s: tuple[str, ...] = ()
    description: str = ""
    text: str = ""
    """The visible text, with the source's white space; its first 20,000 characters where it is mostly links."""
    brief: str = ""
    """Of a bare page, the text without its long runs: what stands in a paragraph is told of something else. Also
    of a thin page with next to nothing between its header and its footer, the text between them."""
    hollow: bool = False
    """Whether a thin page has next to nothing but its header, menus and footer."""
    chars: int = 0
    """Characters of visible text, white space aside."""
    prose: int = 0
    """Those of them that stand outside links; not told apart on tiny and huge pages."""
    links: int = 0
    scripts: int = 0
    media: bool = False
    frames: tuple[str, ...] = ()
    """Type and address of each frame or embedded object."""
    frameset: bool = False
    noscript: str = ""
    empty_mount: bool = False
    password_field: bool = False
    text_field: bool = False
    """Whether there is room for a comment or a message."""
    html_text: str = ""

    @property
    def redirected(self) -> bool:
        return bool(self.hops) or self.final_url.partition("#")[0] != self.source_url.partition("#")[0]

    @property
    def size(self) -> Size:
        if self.chars <= _TINY:
            return Size.TINY
        if self.prose <= _THIN:
            return Size.BARE if self.links <= _FEW_LINKS else Size.THIN
        return Size.SHORT if self.prose <= _SHORT else Size.LONG

    def for_keeping(self) -> "PageSignals":
        """Without what is too much to keep and only tells what state the page is in."""
        return replace(self, html_text="", text=self.text[:MOST_TEXT])

    @property
    def headings(self) -> tuple[str, ...]:
        """Where a page says what it is: title, first headings, meta description."""
        return tuple(text for text in (self.title, *self.h1s, self.description) if text)


def page_signals(
    tree: LexborHTMLParser | None,
    *,
    status: int,
    headers: Mapping[str, tuple[str, ...]],
    source_url: str,
    final_url: str,
    body: bytes,
    html_text: str,
    page: Outline | None = None,
    hops: tuple[Hop, ...] = (),
    truncated: bool = False,
    too_large: bool = False,
    rendered: bool = False,
) -> PageSignals:
    """The signals of one response; `tree` may be absent where nothing was parsed (no body, not HTML), and `page`
    is its outline if there is one already."""
    blank = not body.strip()
    other = None
    if not blank:
        other = _attachment(headers) or other_format(_first(headers, "content-type"), body[:16], html_text)
    title, description = _head(tree) if tree is not None else ("", "")
    shown = _at_a_glance(page) if page is not None else None
    if shown is None:
        shown = _weighed(tree) if tree is not None else _NOTHING
    signals = PageSignals(
        status=status,
        headers=headers,
        source_url=source_url,
        final_url=final_url,
        hops=hops,
        body_bytes=0 if blank else len(body),
        truncated=truncated,
        too_large=too_large,
        rendered=rendered,
        other_format=other,
        title=title,
        description=description,
        html_text=html_text,
        **shown._asdict(),
    )
    return signals if tree is None or signals.prose > _SHORT else replace(signals, **_closer_look(tree, signals))


class _Shown(NamedTuple):
    """What of a page's text is told in figures."""

    h1s: tuple[str, ...]
    text: str
    chars: int
    prose: int
    links: int


_NOTHING = _Shown(h1s=(), text="", chars=0, prose=0, links=0)


def _at_a_glance(page: Outline) -> _Shown | None:
    """For a page that is long by any measure."""
    chars, links = page.chars_before[-1], len(page.links)
    prose = chars - page.link_chars_before[-1]
    if prose <= _SURELY_LONG:
        return None
    h1s = _first_lines(_ranked(page, "h1") or _ranked(page, "h2"))
    return _Shown(h1s=h1s, text=page.text_of_all, chars=chars, prose=prose, links=links)


def _ranked(page: Outline, tag: str) -> list[LexborNode]:
    return [page.nodes[index] for index in page.headings if page.tags[index] == tag]


def _weighed(tree: LexborHTMLParser) -> _Shown:
    text = visible(tree.body) if tree.body is not None else ""
    chars = weight(text)
    anchors = tree.css("a") if _TINY < chars < _HUGE else []
    linked = weight("".join([node.text() for node in anchors]))
    h1s = _first_lines(tree.css("h1") or tree.css("h2"))
    return _Shown(h1s=h1s, text=text[:MOST_TEXT], chars=chars, prose=max(0, chars - linked), links=len(anchors))


def _first_lines(headings: list[LexborNode]) -> tuple[str, ...]:
    """The first headings of the highest rank in use: error pages often begin with an `<h2>`."""
    return tuple(_line(node) for node in headings[:_MOST_H1S])


def _head(tree: LexborHTMLParser) -> tuple[str, str]:
    """Title and meta description: the title is the document's first, wherever it stands outside an image."""
    title = description = ""
    for node in tree.head.iter() if tree.head is not None else ():
        tag = node.tag
        if tag == "title" and not title:
            title = _line(node)
        elif tag == "meta" and not description:
            named = node.attributes
            if (named.get("name") or "").lower() == "description":
                description = (named.get("content") or "").strip()[:_MOST_LINE]
    if not title and tree.body is not None:
        title = next((_line(node) for node in tree.css("body title:not(svg title)")), "")
    return title, description


def _closer_look(tree: LexborHTMLParser, signals: PageSignals) -> dict[str, Any]:
    """What only a short page is asked: its scripts, frames, mount points and password field."""
    found: dict[str, Any] = {"password_field": tree.css_first(_LOGIN_FIELD) is not None}
    if signals.prose > _THIN:
        return found
    found["text_field"] = tree.css_first('textarea:not([hidden],[style*="display:none"])') is not None
    found["hollow"], found["brief"] = _undressed(tree, signals.size)
    found["scripts"] = sum(_runs(node) for node in tree.css("script"))
    found["noscript"] = " ".join(_line(node) for node in tree.css("noscript"))[:1000]
    found["frameset"] = tree.css_first("frameset") is not None
    found["frames"] = tuple(_frame(node) for node in tree.css("iframe,frame,embed,object")[:_MOST_FRAMES])
    found["media"] = tree.css_first(MEDIA) is not None
    found["empty_mount"] = any(not node.text().strip() for node in tree.css(_MOUNTS)[:_MOST_MOUNTS])
    return found


def _undressed(tree: LexborHTMLParser, size: Size) -> tuple[bool, str]:
    """Whether next to nothing stands between the page's header and its footer, and what does in short runs."""
    if tree.body is None:
        return False, ""
    rest = between(tree)
    if rest is None:
        return False, brief(tree.body) if size >= Size.BARE else ""
    left = weight(visible(rest))
    hollow = left <= _NO_TEXT and rest.css_first(f"{MEDIA},iframe") is None
    if size >= Size.BARE:
        return hollow, brief(tree.body)
    return hollow, brief(rest) if left <= _TINY else ""


def _frame(node: LexborNode) -> str:
    named = node.attributes
    return f"{named.get('type') or ''} {named.get('src') or named.get('data') or ''}".strip()


def _line(node: LexborNode) -> str:
    return " ".join(node.text().split())[:_MOST_LINE]


def _runs(node: LexborNode) -> bool:
    """Whether a script element is code: JSON blocks and templates are not."""
    kind = (node.attributes.get("type") or "").strip().lower()
    return not kind or "javascript" in kind or "ecmascript" in kind or kind in ("module", "text/babel")


def _attachment(headers: Mapping[str, tuple[str, ...]]) -> str | None:
    disposition = _first(headers, "content-disposition") or ""
    return "a download (Content-Disposition)" if essence(disposition) == "attachment" else None


def _first(headers: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    values = headers.get(name)
    return values[0] if values else None
