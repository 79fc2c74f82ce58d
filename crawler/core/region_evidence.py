"""What on the page speaks for a region, in words a person can check against the source."""

from crawler.core.region_blocks import spot
from crawler.core.region_marks import COMMENTS, FOOTER, HEADER, MAIN, NAV, SIDEBAR, said_landmark
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


def evidence(page: Page, link: int, region: Region, alike: int) -> str:
    """Landmark first, then class or id word, always shape and place; `alike` links are judged with this one."""
    node, wrapper, heading = spot(page.outline, link)
    parts = [
        _landmark(page, node, wrapper, region) or _class_word(page, node, wrapper, region),
        "in a heading" if heading else _shape(page, node, alike),
        _where(page, link, node),
    ]
    return ", ".join(part for part in parts if part)


def _landmark(page: Page, node: int, wrapper: int, region: Region) -> str:
    """The outermost landmark that says so; the header or footer of an article or section says nothing of the page's."""
    o, kind = page.outline, _KINDS.get(region, -1)
    mark = page.mark(wrapper)
    if not (mark.landmark or mark.in_main or mark.articles):
        return ""
    said = ""
    for index in (wrapper, *page.above(node)):
        if page.landmarks.get(index) == kind and (kind not in (HEADER, FOOTER) or page.mark(index).landmark == kind):
            said = said_landmark(o.tags[index], o.nodes[index].attributes.get("role"))
    return f"inside {said}" if said else ""


def _class_word(page: Page, node: int, wrapper: int, region: Region) -> str:
    o = page.outline
    wanted = sum(1 << CLASS_BIT[group] for group in _GROUPS.get(region, ()))
    if not page.mark(wrapper).words & wanted:
        return ""
    for index in (wrapper, *page.above(node)):
        if index > page.body and page.words.get(index, 0) & wanted:
            attributes = o.nodes[index].attributes
            for name in ("class", "id"):
                word = class_word(attributes.get(name) or "", wanted)
                if word:
                    return f"{name} word '{word}' on <{o.tags[index]}>"
    return ""


def _shape(page: Page, node: int, alike: int) -> str:
    o = page.outline
    density = o.link_density(node)
    if o.prose(node) and density < 0.5:
        return f"in running text, link density {density:.2f}"
    if alike > 1:
        return f"one of {alike} alike links, density {density:.2f}"
    return f"link density {density:.2f}"


def _where(page: Page, link: int, node: int) -> str:
    o = page.outline
    place = round(100 * o.position(link))
    side = ""
    if page.prose_chars and not o.contains(page.prose.story, node):
        side = ", before the prose" if node < page.prose.story else ", after the prose"
    return f"at {place} % of the page's text{side}"
