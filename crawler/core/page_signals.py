"""What the page-state rules look at, gathered from one response and its tree in a fraction of a millisecond.

Most pages are whole and long, so the walk over the tree stops as soon as that is clear; what costs more
(password fields, empty mount points) is looked for on short pages only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.core.records import Hop
from crawler.core.sniff import essence, other_format

_MOST_TEXT = 20_000
_SHORT, _THIN, _TINY = 4_000, 1_500, 400
_MOUNTS = (
    "#root,#app,#__next,#__nuxt,#___gatsby,#svelte,#q-app,#react-root,#app-root,#main-app,#mount,"
    "app-root,my-app,[ng-view],[ui-view],[data-reactroot]"
)
_MEDIA = "img,picture,video,audio,canvas,svg,object,embed"
_LOGIN_FIELD = 'input[type="password" i]'
_SKIPPED = frozenset({"script", "noscript", "style", "template", "svg", "select", "textarea"})
_MOST_H1S, _MOST_FRAMES = 3, 20


class Size(IntEnum):
    """How much running text (outside links) a page shows: the smaller, the more a phrase on it tells.

    Block and error pages known to us show at most some 1,200 characters; `SHORT` leaves room for one that
    is dressed in its site's header and footer. `TINY` counts link text too.
    """

    LONG = 0
    SHORT = 1
    THIN = 2
    TINY = 3


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
    """Visible text in reading order, cut where the page is surely a long one."""
    prose: int = 0
    """Characters of `text` outside links."""
    chars: int = 0
    scripts: int = 0
    media: bool = False
    frames: tuple[str, ...] = ()
    """Type and address of each frame or embedded object."""
    frameset: bool = False
    noscript: str = ""
    empty_mount: bool = False
    password_field: bool = False
    html_text: str = ""

    @property
    def redirected(self) -> bool:
        return bool(self.hops) or self.final_url.partition("#")[0] != self.source_url.partition("#")[0]

    @property
    def size(self) -> Size:
        if self.chars <= _TINY:
            return Size.TINY
        if self.prose <= _THIN:
            return Size.THIN
        return Size.SHORT if self.prose <= _SHORT else Size.LONG

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
    hops: tuple[Hop, ...] = (),
    truncated: bool = False,
    too_large: bool = False,
    rendered: bool = False,
) -> PageSignals:
    """The signals of one response; `tree` may be absent where nothing was parsed (no body, not HTML)."""
    blank = not body.strip()
    other = None
    if not blank:
        other = _attachment(headers) or other_format(_first(headers, "content-type"), body[:16], html_text)
    walk = _Walk()
    if tree is not None and other is None:
        walk.read(tree)
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
        title=walk.title,
        h1s=tuple(walk.h1s),
        description=walk.description,
        text=" ".join(" ".join(walk.parts).split()),
        prose=walk.prose,
        chars=walk.chars,
        html_text=html_text,
    )
    return signals if tree is None or walk.prose > _SHORT else replace(signals, **_closer_look(tree, signals))


class _Walk:
    """One walk over the tree in document order, ended early on a long page."""

    def __init__(self) -> None:
        self.title = ""
        self.description = ""
        self.h1s: list[str] = []
        self.parts: list[str] = []
        self.prose = 0
        self.chars = 0

    def read(self, tree: LexborHTMLParser) -> None:
        if tree.head is not None:
            self._head(tree.head.iter())
        if tree.body is not None:
            self._body(tree.body.traverse(include_text=True))

    def _head(self, nodes: Iterable[LexborNode]) -> None:
        for node in nodes:
            tag = node.tag
            if tag == "title" and not self.title:
                self.title = _line(node)
            elif tag == "meta" and not self.description:
                named = node.attributes
                if (named.get("name") or "").lower() == "description":
                    self.description = (named.get("content") or "").strip()[:500]

    def _body(self, nodes: Iterable[LexborNode]) -> None:
        """The hot loop, a thousand nodes a page: plain locals, and a node is left alone where it can be."""
        links_end = skipped_end = prose = chars = 0
        for place, node in enumerate(nodes):
            if place < skipped_end:
                continue
            tag = node.tag
            if tag == "-text":
                text = (node.text_content or "").strip()
                if text:
                    self.parts.append(text)
                    weight = len(text) if text.isascii() else _dense(text)
                    chars += weight
                    if place >= links_end:
                        prose += weight
                    if prose > _SHORT or chars > _MOST_TEXT:
                        break
            elif tag == "a":
                links_end = max(links_end, place + 1 + _descendants(node))
            elif tag in _SKIPPED:
                skipped_end = place + 1 + _descendants(node)
            elif tag == "h1" and len(self.h1s) < _MOST_H1S:
                self.h1s.append(_line(node))
            elif tag == "title" and not self.title:
                self.title = _line(node)
        self.prose, self.chars = prose, chars


def _closer_look(tree: LexborHTMLParser, signals: PageSignals) -> dict[str, Any]:
    """What only a short page is asked: its scripts, frames, mount points and password field."""
    password = "assword" in signals.html_text and tree.css_first(_LOGIN_FIELD) is not None
    found: dict[str, Any] = {"password_field": password}
    if signals.prose > _THIN:
        return found
    found["scripts"] = sum(_runs(node) for node in tree.css("script"))
    found["noscript"] = " ".join(_line(node) for node in tree.css("noscript"))[:1000]
    found["frameset"] = tree.css_first("frameset") is not None
    found["frames"] = tuple(_frame(node) for node in tree.css("iframe,frame,embed,object")[:_MOST_FRAMES])
    found["media"] = tree.css_first(_MEDIA) is not None
    found["empty_mount"] = any(not node.text().strip() for node in tree.css(_MOUNTS))
    return found


def _frame(node: LexborNode) -> str:
    named = node.attributes
    return f"{named.get('type') or ''} {named.get('src') or named.get('data') or ''}".strip()


def _dense(text: str) -> int:
    """Weight of text that is not ASCII: a Chinese character says about as much as 2.4 Latin ones."""
    return max(len(text), int(len(text.encode("utf-8", "replace")) * 0.8))


def _descendants(node: LexborNode) -> int:
    return sum(1 for _ in node.traverse(include_text=True)) - 1


def _line(node: LexborNode) -> str:
    return " ".join(node.text().split())[:300]


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
