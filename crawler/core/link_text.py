"""What a link says and what stands around it, as a person reads it: white space folded, no script, no style."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.core.link_hidden import is_taken_out
from crawler.core.outline import Outline
from crawler.core.vocabulary import AnchorKind

CONTEXT = 200
"""Characters of context kept on either side."""
LONGEST_ANCHOR = 1000
_ENOUGH = 40
_LONGEST_BLOCK = 1000
_MOST_HEADINGS = 100
_MOST_BESIDE_HEADING = 120
"""Characters beside a heading in its own box: a byline, a date."""
_MOST_NODES = 5000
_UNREAD = frozenset(
    "script style noscript template title desc metadata rp iframe audio datalist textarea head meta link".split()
)
_IMAGES = frozenset("img svg picture video canvas object embed input".split())
_WITH_FALLBACK = frozenset("svg video canvas object".split())
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p "
    "plaintext pre search section summary table tbody td tfoot th thead tr ul xmp".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What a link shows. `bare` is one with nothing in it that a stylesheet could show."""

    text: str
    kind: AnchorKind
    alt: str | None
    bare: bool


def fold(text: str) -> str:
    return " ".join(text.split())


def anchor_of(node: LexborNode) -> Anchor:
    """The visible words of a link and the alternative text of its images; an `<area>` speaks by its alt.

    The words are the text nodes in tree order, without those of scripts, styles, `<noscript>`, ruby brackets,
    what a picture would be replaced by and what is taken out by `hidden` or an inline `display: none`; of an
    SVG only its `<text>`. They part at `<br>` and where a block begins or ends. An `<object>` without data is
    what pages put around a link inside a link, so its contents are read.
    """
    attributes = node.attributes
    if node.tag == "area":
        return Anchor(text="", kind=AnchorKind.IMAGE, alt=_said(attributes.get("alt")), bare=False)
    read = _Reader()
    read.run(node)
    text = fold("".join(read.pieces))[:LONGEST_ANCHOR]
    kind = _kind(text, read.images)
    bare = kind is AnchorKind.EMPTY and not read.elements and attributes.keys().isdisjoint(("class", "id", "style"))
    return Anchor(text=text, kind=kind, alt=fold(" ".join(read.alts))[:LONGEST_ANCHOR] or None, bare=bare)


class _Reader:
    """One walk through a link, without recursion: an unclosed link may hold half a page, a hundred deep."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.alts: list[str] = []
        self.images = False
        self.elements = 0

    def run(self, node: LexborNode) -> None:
        todo: list[LexborNode | None] = []
        todo.extend([*node.iter(include_text=True)][::-1])
        for _ in range(_MOST_NODES):
            if not todo:
                return
            one = todo.pop()
            if one is None:
                self.pieces.append(" ")
            elif one.tag == "-text":
                self.pieces.append(one.text_content or "")
            else:
                self.elements += 1
                self._element(one, todo)

    def _element(self, node: LexborNode, todo: list[LexborNode | None]) -> None:
        tag = node.tag or ""
        attributes = node.attributes
        if tag in _UNREAD or (attributes and is_taken_out(attributes)):
            return
        if tag in _IMAGES and not (tag == "object" and "data" not in attributes):
            self._image(tag, attributes)
            if tag == "svg":
                self.pieces += [words.text() for words in node.css("text")]
            if tag in _WITH_FALLBACK:
                return
        if tag == "br" or tag in BLOCKS:
            self.pieces.append(" ")
            todo.append(None)
        todo.extend([*node.iter(include_text=True)][::-1])

    def _image(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        if tag == "input" and (attributes.get("type") or "").lower() != "image":
            return
        self.images = True
        said = _said(attributes.get("alt")) or _said(attributes.get("aria-label"))
        if said:
            self.alts.append(said)


def _said(text: str | None) -> str | None:
    return fold(text) or None if text else None


def _kind(text: str, images: bool) -> AnchorKind:
    if text:
        return AnchorKind.MIXED if images else AnchorKind.TEXT
    return AnchorKind.IMAGE if images else AnchorKind.EMPTY


def block_of(page: Outline, index: int) -> int:
    """The block element that the link stands in."""
    return next((above for above in page.ancestors(index) if page.tags[above] in BLOCKS), 0)


def block_text(page: Outline, block: int, index: int) -> str:
    """The block's text; of a very long one the part around the link."""
    first, last = page.opened[index], page.closed[index]
    start = _reach(page, first, page.opened[block], _LONGEST_BLOCK, step=-1)
    stop = _reach(page, last, page.closed[block], _LONGEST_BLOCK, step=1)
    before, own, after = (_joined(page, *ends) for ends in ((start, first), (first, last), (last, stop)))
    if len(before) + len(own) + len(after) > _LONGEST_BLOCK:
        before, own = _end_of(before, _LONGEST_BLOCK // 2), own[:_LONGEST_BLOCK]
        after = _start_of(after, _LONGEST_BLOCK // 2)
    return fold(before + own + after)


def heading_of(page: Outline, index: int) -> int | None:
    """The heading that a reader would name the link's place by: the nearest before it that holds it or stands over
    it. One inside a box of its own (a teaser, a list of other stories) heads that box only; where nothing else is
    left, the page's last `<h1>` before the link."""
    nearest = page.headings[: bisect_left(page.headings, index)][-_MOST_HEADINGS:][::-1]
    for heading in nearest:
        box = heading
        while not page.contains(page.parents[box], index) and not page.contains(box, index):
            box = page.parents[box]
        if page.contains(heading, index) or box == heading:
            return heading
        is_link = page.link_chars(heading) * 2 > page.chars(heading)
        if not is_link and page.chars(box) - page.chars(heading) <= _MOST_BESIDE_HEADING:
            return heading
    return next((heading for heading in nearest if page.tags[heading] == "h1"), None)


def heading_text(page: Outline, heading: int) -> str:
    return fold(_joined(page, page.opened[heading], page.closed[heading]))


def context_of(page: Outline, index: int) -> tuple[str, str]:
    """Up to `CONTEXT` characters before and after the link, first from its block, then from what holds it."""
    first, last = page.opened[index], page.closed[index]
    block = block_of(page, index)
    while block > 0 and page.tags[block] != "body":
        if page.chars(block) - page.chars(index) >= _ENOUGH:
            break
        block = page.parents[block]
    start = _reach(page, first, page.opened[block], CONTEXT, step=-1)
    stop = _reach(page, last, page.closed[block], CONTEXT, step=1)
    before, after = fold(_joined(page, start, first)), fold(_joined(page, last, stop))
    return _end_of(before, CONTEXT), _start_of(after, CONTEXT)


def _reach(page: Outline, run: int, limit: int, chars: int, *, step: int) -> int:
    """The run so far from `run` that about `chars` characters lie between, at most at `limit`."""
    start = page.chars_before[run]
    while run != limit and abs(page.chars_before[run] - start) < chars:
        run += step
    return run


def _joined(page: Outline, first: int, last: int) -> str:
    """Runs as one text, white space as it is; words part at `<br>`, where a block begins or ends, and between two
    links."""
    pieces: list[str] = []
    block, link = _place_of_run(page, first - 1) if first else (-1, -1)
    for run in range(first, last):
        here, its_link = _place_of_run(page, run)
        if here != block or (its_link != link and -1 not in (its_link, link)) or _breaks_before(page, run):
            pieces.append(" ")
        block, link = here, its_link
        pieces.append(page.runs[run])
    return "".join(pieces)


def _breaks_before(page: Outline, run: int) -> bool:
    """Whether a `<br>` stands between a run and the one before it."""
    return "br" in page.tags[bisect_left(page.opened, run) : bisect_right(page.opened, run)]


def _place_of_run(page: Outline, run: int) -> tuple[int, int]:
    """The block that a run stands in, and the link, -1 for none."""
    index = page.run_owners[run]
    link = -1
    while index > 0 and page.tags[index] not in BLOCKS:
        if page.tags[index] == "a":
            link = index
        index = page.parents[index]
    return index, link


def _end_of(text: str, size: int) -> str:
    """The last words of a text, not cut inside one."""
    if len(text) <= size:
        return text
    cut = text[-size:]
    return cut.partition(" ")[2] or cut


def _start_of(text: str, size: int) -> str:
    """The first words of a text, not cut inside one."""
    if len(text) <= size:
        return text
    cut = text[:size]
    return cut.rpartition(" ")[0] or cut
