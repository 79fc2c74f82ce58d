"""What gold pages teach the region model: their blocks' features, and the weight of each block's region.

Pages that still have their landmarks teach three times: as they are, with landmarks taken away, and with class
names taken away too; their landmarks and plainest class words also label links by region where gold only says "not
main". Articles whose first linking paragraph can be set before the rest, as a summary, teach so once more.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from benchmarks.region_gold import GoldPage, located, pages, parsed
from crawler.core.outline import Outline
from crawler.core.region_blocks import blocks_of, may_outdo
from crawler.core.region_features import Features
from crawler.core.region_marks import FOOTER, HEADER, NAV, REGION_OF, Mark, landmark_of
from crawler.core.region_page import Page
from crawler.core.region_words import CLASS_BIT

FOLDS = 5
STRIPPED = ("easy", "hard")
SUMMARIES = ("summary", "hard summary")
LONG_STORY, LONG_STORY_PARTS = 1500, 6
"""Characters and paragraphs from which an article is long enough for a summary apart."""
SUMMARY_TAGS = frozenset({"p", "ul", "blockquote", "div"})
SUMMARY_PARTS, SUMMARY_PROSE, SUMMARY_SHARE = 6, 60, 0.35
"""How many parts are looked through, what makes one a paragraph, and the most of the article that they may be."""
SET_WEIGHT = {
    ("links", ""): 1.0,
    ("links", "easy"): 0.4,
    ("links", "hard"): 0.4,
    ("links", "summary"): 0.3,
    ("links", "hard summary"): 0.2,
    ("human_regions", ""): 1.5,
}
SOFT_WEIGHT = 0.2
"""Soft links of landmarks.jsonl stand in the main landmark, but not in running text."""
SEVERAL_WEIGHT = 0.3
LANDMARK_WEIGHT = 0.3

_SEMANTIC_TAG = re.compile(r"<(/?)(?:header|nav|main|article|aside|footer)(?=[\s>/])", re.IGNORECASE)
_ROLE = re.compile(r"\s(?:role|itemtype|itemprop|aria-[a-z]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_NAME = re.compile(r"\s(?:class|id|name)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
_NAMED = {"breadcrumb": "nav", "related": "sidebar"}
_NO_NAME = sum(1 << CLASS_BIT[group] for group in ("header", "footer", "comments", "flyout"))


@dataclass(slots=True)
class Example:
    """One page in one form. `links` holds the block of each gold link, -1 where our tree has none."""

    page: GoldPage
    stripped: str
    rows: list[list[float]]
    landmarked: list[str]
    """The region that the page's landmarks give each block, empty for none."""
    told: list[bool]
    """Whether that settles it."""
    rivals: list[bool]
    """Which blocks may outdo others."""
    storyless: bool
    """Whether the page's columns are content as a rule."""
    links: list[int]
    landmarks: list[tuple[int, str]]
    """Blocks and regions read off the page's own landmarks."""

    @property
    def fold(self) -> int:
        """By registered domain over all files, so that no domain is both taught and asked."""
        return int(md5(b"fold" + self.page.domain.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def examples(gold: Path) -> list[Example]:
    found = []
    for page in pages(gold):
        html = page.read()
        tree, plain, links = parsed(html)
        places = located(page, plain, links)
        truth = _told(page, plain, links, places) if page.file == "links" else []
        found.append(_example(page, "", plain, links, places, truth))
        for form in STRIPPED if page.file == "links" else ():
            tree, bare, links = parsed(stripped(html, form))
            kept = truth if form == "hard" else [(place, name) for place, name in truth if name != "comments"]
            if len(links) == len(plain.links) or len(links) > max((p for p in places if p is not None), default=0):
                found.append(_example(page, form, bare, links, places, kept))
        for form in SUMMARIES if page.file == "links" else ():
            moved = with_summary(stripped(html, "hard") if "hard" in form else html)
            if moved:
                tree, bare, links = parsed(moved)
                if len(links) == len(plain.links):
                    found.append(_example(page, form, bare, links, located(page, bare, links), []))
        del tree
    return found


def with_summary(html: str) -> str:
    """The page with the first paragraphs of its article, down to one with a link, in a part of their own before it."""
    tree, found, _ = parsed(html)
    page = Page(found)
    story, whole = page.prose.story, page.prose.story_chars
    if whole < LONG_STORY or page.prose.story_parts < LONG_STORY_PARTS:
        return ""
    first, prose = [], 0
    for child in page.children(story)[:SUMMARY_PARTS]:
        if found.tags[child] in SUMMARY_TAGS:
            first.append(child)
            prose += found.prose(child)
            if found.link_count(child) and found.prose(child) >= SUMMARY_PROSE:
                break
    else:
        return ""
    branch = story
    for _ in range(1 + len(first) % 2):  # one step up or two, so that both are taught
        if found.parents[branch] > page.body and found.link_density(found.parents[branch]) < 0.5:
            branch = found.parents[branch]
    summary = LexborHTMLParser("<div>" + "".join(found.nodes[child].html or "" for child in first) + "</div>").body
    if prose > SUMMARY_SHARE * whole or branch <= page.body or summary is None or summary.child is None:
        return ""
    found.nodes[branch].insert_before(summary.child)
    for child in first:
        found.nodes[child].decompose()
    return tree.html or ""


def stripped(html: str, form: str) -> str:
    """The page without semantic tags and roles, and in the hard form without names either."""
    html = _ROLE.sub("", _SEMANTIC_TAG.sub(r"<\1div", html))
    return _NAME.sub("", html) if form == "hard" else html


def _example(
    page: GoldPage,
    form: str,
    found: Outline,
    links: Sequence[int],
    places: Sequence[int | None],
    truth: Sequence[tuple[int, str]],
) -> Example:
    view = Page(found, "" if form else page.url)
    blocks = blocks_of(view, links)
    features = Features(view)
    block_of = {link: at for at, block in enumerate(blocks) for link in block.links}
    return Example(
        page=page,
        stripped=form,
        rows=[features.row(block) for block in blocks],
        landmarked=[str(REGION_OF.get(view.mark(block.wrapper).landmark, "")) for block in blocks],
        told=[view.told(block.wrapper) > 0 for block in blocks],
        rivals=[may_outdo(view, block) for block in blocks],
        storyless=view.storyless,
        links=[-1 if place is None else block_of[links[place]] for place in places],
        landmarks=[(block_of[links[place]], region) for place, region in truth],
    )


def _told(page: GoldPage, found: Outline, links: Sequence[int], places: Sequence[int | None]) -> list[tuple[int, str]]:
    """Regions of the links that are not main: by landmarks, if the author marked a footer and a header or nav, and by
    class words that say it plainly."""
    landmarks = {landmark_of(tag, None) for tag in found.tags}
    marked = FOOTER in landmarks and bool(landmarks & {HEADER, NAV})
    view = Page(found)
    truth = []
    for link, place in zip(page.links, places, strict=True):
        if place is None or link.truth == "main":
            continue
        mark = view.mark(links[place])
        region = _by_landmark(found, links[place], mark) if marked and not link.soft else ""
        region = region or _by_name(mark)
        if region:
            truth.append((place, region))
    return truth


def _by_landmark(found: Outline, link: int, mark: Mark) -> str:
    region = str(REGION_OF.get(mark.landmark, ""))
    if not region and mark.words & 1 << CLASS_BIT["comments"]:
        return "comments"
    if region == "header" and _in_menu(found, link):
        return "nav"
    return "" if region == "sidebar" and mark.in_main and mark.articles else region


def _by_name(mark: Mark) -> str:
    """Breadcrumbs and related posts, which stand inside of what authors mark as main."""
    if mark.landmark not in (0, NAV) or mark.words & _NO_NAME:
        return ""
    return next((region for group, region in _NAMED.items() if mark.words & 1 << CLASS_BIT[group]), "")


def _in_menu(found: Outline, link: int) -> bool:
    for up in found.ancestors(link):
        if found.tags[up] == "header":
            return False
        if found.tags[up] in ("ul", "ol") and found.link_count(up) >= 3:
            return True
    return False


def taught(example: Example) -> dict[tuple[int, str], float]:
    """Weights of (block, region) as this page teaches them; `~` before regions that landmarks told.

    A page's weight grows with the square root of its links: between all links alike and all pages alike.
    """
    file = example.page.file
    own: dict[tuple[int, str], float] = defaultdict(float)
    for link, block in zip(example.page.links, example.links, strict=True):
        weight, region = 1.0, link.truth
        if block < 0 or (link.soft and file == "links"):
            continue
        if len(link.accept) > 1:
            if "main" in link.accept:
                continue
            weight = SEVERAL_WEIGHT
            if region == "header" and "nav" in link.accept:
                region = "nav"
        if link.soft:
            weight = SOFT_WEIGHT
        own[block, region] += weight
    scale = SET_WEIGHT.get((file, example.stripped), 1.0) / (sum(own.values()) or 1) ** 0.5
    weights = {key: weight * scale for key, weight in own.items()}
    told = Counter(example.landmarks)
    for (block, region), count in told.items():
        weights[block, "~" + region] = LANDMARK_WEIGHT * count / told.total() ** 0.5
    return weights
