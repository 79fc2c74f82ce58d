"""What on the page speaks for a region, in words a person can check against the source."""

from collections.abc import Sequence

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
        self._landmarks: dict[tuple[int, Region], str] = {}
        self._words: dict[tuple[int, Region], str] = {}

    def of(self, link: int, spot: Spot, region: Region, alike: int) -> str:
        """Landmark first, then class or id word, always shape and place; `alike` links are judged with this one."""
        page = self._page
        parts = [
            self._landmark(spot, region) or self._class_word(spot, region),
            "in a heading" if spot.heading else _shape(page, spot.node, alike),
            _where(page, link, spot.node),
        ]
        return ", ".join(part for part in parts if part)

    def _landmark(self, spot: Spot, region: Region) -> str:
        """The outermost landmark that says so."""
        mark = self._page.mark(spot.wrapper)
        if not (mark.landmark or mark.in_main or mark.articles):
            return ""
        key = spot.node, region
        said = self._landmarks.get(key)
        if said is None:
            said = self._landmarks[key] = _landmark_among(self._page, self._page.above(spot.node), region)
        return said or _landmark_among(self._page, [spot.wrapper], region)

    def _class_word(self, spot: Spot, region: Region) -> str:
        """The innermost class or id word that says so."""
        wanted = _WANTED.get(region, 0)
        if not self._page.mark(spot.wrapper).words & wanted:
            return ""
        said = _word_among(self._page, [spot.wrapper], wanted)
        if said:
            return said
        key = spot.node, region
        if key not in self._words:
            self._words[key] = _word_among(self._page, self._page.above(spot.node), wanted)
        return self._words[key]


def _landmark_among(page: Page, elements: Sequence[int], region: Region) -> str:
    """The last of them that is such a landmark; the header or footer of an article or section says nothing of the
    page's."""
    o, kind = page.outline, _KINDS.get(region, -1)
    for index in reversed(elements):
        if page.landmarks.get(index) == kind and (kind not in (HEADER, FOOTER) or page.mark(index).landmark == kind):
            return f"inside {said_landmark(o.tags[index], o.nodes[index].attributes.get('role'))}"
    return ""


def _word_among(page: Page, elements: Sequence[int], wanted: int) -> str:
    o = page.outline
    for index in elements:
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
