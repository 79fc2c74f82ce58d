"""What on the page speaks for a region, in words a person can check against the source."""

from crawler.core.region_blocks import Spot
from crawler.core.region_marks import FOOTER, HEADER, MAIN, REGION_OF, said_landmark
from crawler.core.region_page import Page
from crawler.core.region_words import CLASS_BIT, class_word
from crawler.core.vocabulary import Region

_KINDS = {region: kind for kind, region in REGION_OF.items()} | {Region.MAIN: MAIN}
_GROUPS = {
    Region.MAIN: ("main", "post", "prose"),
    Region.HEADER: ("header", "logo"),
    Region.NAV: ("nav", "breadcrumb", "pagination"),
    Region.SIDEBAR: ("sidebar", "widget", "related", "popular"),
    Region.FOOTER: ("footer", "legal"),
    Region.COMMENTS: ("comments",),
}
_WANTED = {region: sum(1 << CLASS_BIT[group] for group in groups) for region, groups in _GROUPS.items()}


class Evidence:
    """What speaks for the regions of one page's links; what stands around many of them is read once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._names: dict[Region, dict[int, tuple[str, str]]] = {}
        self._shapes: dict[tuple[int, int], tuple[str, str]] = {}

    def of(self, link: int, spot: Spot, region: Region, alike: int) -> str:
        """Landmark first, then class or id word, always shape and place; `alike` links are judged with this one."""
        page, key = self._page, (spot.node, alike)
        told = self._shapes.get(key)
        if told is None:
            told = self._shapes[key] = _shape(page, spot.node, alike), _side(page, spot.node)
        shape, side = told
        landmark, word = self._named(spot.wrapper, region)
        said = landmark or word
        place = round(100 * page.outline.position(link))
        return (
            f"{said}{', ' if said else ''}{'in a heading' if spot.heading else shape}"
            f", at {place} % of the page's text{side}"
        )

    def _named(self, index: int, region: Region) -> tuple[str, str]:
        """The outermost landmark and the innermost class or id word around the element that say so."""
        page, parents = self._page, self._page.outline.parents
        found = self._names.setdefault(region, {-1: ("", "")})
        page.mark(index)
        path = []
        while index not in found:
            path.append(index)
            index = parents[index]
        said = found[index]
        for inner in reversed(path):
            if inner in page.landmarks or inner in page.words:
                landmark, word = said
                said = landmark or _landmark(page, inner, region), _class_word(page, inner, region) or word
            found[inner] = said
        return said


def _landmark(page: Page, index: int, region: Region) -> str:
    """The header or footer of an article or section says nothing of the page's."""
    o, kind = page.outline, _KINDS.get(region, -1)
    if page.landmarks.get(index) != kind or (kind in (HEADER, FOOTER) and page.mark(index).landmark != kind):
        return ""
    return f"inside {said_landmark(o.tags[index], o.nodes[index].attributes.get('role'))}"


def _class_word(page: Page, index: int, region: Region) -> str:
    o, wanted = page.outline, _WANTED.get(region, 0)
    if page.words.get(index, 0) & wanted:
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


def _side(page: Page, node: int) -> str:
    if not page.prose_chars or page.outline.contains(page.prose.story, node):
        return ""
    return ", before the prose" if node < page.prose.story else ", after the prose"
