"""What on the page speaks for a region, in words a person can check against the source."""

from crawler.core.region_blocks import Block
from crawler.core.region_marks import COMMENTS, FOOTER, HEADER, MAIN, NAV, SIDEBAR, landmark_of, said_landmark
from crawler.core.region_page import Page
from crawler.core.region_words import CLASS_BIT, class_word
from crawler.core.vocabulary import Region

_KINDS = {
    Region.MAIN: MAIN,
    Region.HEADER: HEADER,
    Region.NAV: NAV,
    Region.SIDEBAR: SIDEBAR,
    Region.FOOTER: FOOTER,
    Region.COMMENTS: COMMENTS,
}
_GROUPS = {
    Region.MAIN: ("main", "post", "prose"),
    Region.HEADER: ("header", "logo"),
    Region.NAV: ("nav", "breadcrumb", "pagination"),
    Region.SIDEBAR: ("sidebar", "widget", "related", "popular"),
    Region.FOOTER: ("footer", "legal"),
    Region.COMMENTS: ("comments",),
}


def evidence(page: Page, block: Block, region: Region) -> str:
    """Landmark first, then class or id word, always shape and place."""
    parts = [
        _landmark(page, block, region) or _class_word(page, block, region),
        _shape(page, block),
        _where(page, block),
    ]
    return ", ".join(part for part in parts if part)


def _landmark(page: Page, block: Block, region: Region) -> str:
    """The outermost landmark that says so."""
    o = page.outline
    mark = page.mark(block.wrapper)
    if not (mark.landmark or mark.in_main or mark.articles):
        return ""
    said = ""
    for index in (block.wrapper, *page.above(block.node)):
        tag, role = o.tags[index], o.nodes[index].attributes.get("role")
        if landmark_of(tag, role) == _KINDS.get(region, -1):
            said = said_landmark(tag, role)
    return f"inside {said}" if said else ""


def _class_word(page: Page, block: Block, region: Region) -> str:
    o = page.outline
    wanted = sum(1 << CLASS_BIT[group] for group in _GROUPS.get(region, ()))
    if not page.mark(block.wrapper).words & wanted:
        return ""
    for index in (block.wrapper, *page.above(block.node)):
        if index > page.body and page.words.get(index, 0) & wanted:
            attributes = o.nodes[index].attributes
            for name in ("class", "id"):
                word = class_word(attributes.get(name) or "", wanted)
                if word:
                    return f"{name} word '{word}' on <{o.tags[index]}>"
    return ""


def _shape(page: Page, block: Block) -> str:
    o = page.outline
    if block.heading:
        return "in a heading"
    density = o.link_density(block.node)
    if o.prose(block.node) and density < 0.5:
        return f"in running text, link density {density:.2f}"
    if len(block.links) > 1:
        return f"one of {len(block.links)} alike links, density {density:.2f}"
    return f"link density {density:.2f}"


def _where(page: Page, block: Block) -> str:
    o = page.outline
    place = round(100 * o.position(block.links[0]))
    side = ""
    if page.prose_chars and not o.contains(page.prose.story, block.node):
        side = ", before the prose" if block.node < page.prose.story else ", after the prose"
    return f"at {place} % of the page's text{side}"
