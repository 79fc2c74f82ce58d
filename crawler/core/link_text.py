"""What a link says and what stands around it, as a person reads it: white space folded, no script, no style."""

from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.core.outline import Outline
from crawler.core.vocabulary import AnchorKind

CONTEXT = 200
"""Characters of context kept on either side."""
_ENOUGH = 40
_LONGEST = 1000
_UNREAD = frozenset({"script", "style", "noscript", "template", "title", "desc"})
_IMAGES = frozenset({"img", "svg", "picture", "video", "canvas", "object"})
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary "
    "table tbody td tfoot th thead tr ul".split()
)
_BREAKS = BLOCKS | {"br"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    text: str
    kind: AnchorKind
    alt: str | None


def fold(text: str) -> str:
    return " ".join(text.split())


def anchor_of(node: LexborNode) -> Anchor:
    """The visible words of a link and the alternative text of its images; an `<area>` speaks by its alt."""
    if node.tag == "area":
        alt = node.attributes.get("alt") or None
        return Anchor(text="", kind=AnchorKind.IMAGE, alt=alt)
    pieces: list[str] = []
    alts: list[str] = []
    images = False
    skip: LexborNode | None = None
    for child in node.traverse(include_text=True):
        if skip is not None:
            if _inside(child, skip):
                continue
            skip = None
        tag = child.tag
        if tag == "-text":
            pieces.append(child.text_content or "")
        elif tag in _UNREAD:
            skip = child
        elif tag in _IMAGES:
            images = True
            said = child.attributes.get("alt") or child.attributes.get("aria-label")
            if said and said.strip():
                alts.append(fold(said))
        elif tag in _BREAKS:
            pieces.append(" ")
    text = fold("".join(pieces))[:_LONGEST]
    return Anchor(text=text, kind=_kind(text, images), alt=" ".join(alts)[:_LONGEST] or None)


def _kind(text: str, images: bool) -> AnchorKind:
    if text:
        return AnchorKind.MIXED if images else AnchorKind.TEXT
    return AnchorKind.IMAGE if images else AnchorKind.EMPTY


def _inside(node: LexborNode, outer: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id == outer.mem_id:
            return True
        parent = parent.parent
    return False


def block_of(page: Outline, index: int) -> int:
    """The block element that the link stands in."""
    return next((above for above in page.ancestors(index) if page.tags[above] in BLOCKS), 0)


def block_text(page: Outline, block: int) -> str:
    return _joined(page, range(page.opened[block], page.closed[block]))[:_LONGEST]


def context_of(page: Outline, index: int) -> tuple[str, str]:
    """Up to `CONTEXT` characters before and after the link, first from its block, then from what holds it."""
    first, last = page.opened[index], page.closed[index]
    block = block_of(page, index)
    while block > 0 and page.tags[block] != "body":
        around = page.chars(block) - page.chars(index)
        if around >= _ENOUGH:
            break
        block = page.parents[block]
    start = max(page.opened[block], first - CONTEXT)
    stop = min(page.closed[block], last + CONTEXT)
    before = _joined(page, range(start, first))
    after = _joined(page, range(last, stop))
    return _end_of(before), _start_of(after)


def _joined(page: Outline, runs: Iterable[int]) -> str:
    """Runs as one text; where a block ends, words part."""
    pieces: list[str] = []
    before = -1
    for run in runs:
        owner = page.run_owners[run]
        block = owner if page.tags[owner] in BLOCKS else block_of(page, owner)
        if block != before and pieces:
            pieces.append(" ")
        before = block
        pieces.append(page.runs[run])
    return fold("".join(pieces))


def _end_of(text: str) -> str:
    if len(text) <= CONTEXT:
        return text
    cut = text[-CONTEXT:]
    return cut.partition(" ")[2] or cut


def _start_of(text: str) -> str:
    if len(text) <= CONTEXT:
        return text
    cut = text[:CONTEXT]
    return cut.rpartition(" ")[0] or cut
