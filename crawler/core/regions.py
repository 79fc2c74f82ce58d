"""Where on the page a link stands: main, header, nav, sidebar, footer, comments or unknown.

The links are gathered into blocks (`region_blocks`), each block is described by numbers
(`region_features`) and judged by boosted trees (`region_model`). Every verdict says in words what on
the page speaks for it (`region_evidence`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.core.outline import Outline
from crawler.core.region_blocks import Block, Blocks
from crawler.core.region_evidence import Evidence
from crawler.core.region_features import Features
from crawler.core.region_marks import REGION_OF, SIDEBAR, SURE
from crawler.core.region_model import RegionModel
from crawler.core.region_names import DENSITY, PROSE
from crawler.core.region_page import PAGE_PARTS, Page
from crawler.core.vocabulary import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionVerdict:
    """`confidence` is calibrated: of the verdicts at 0.9, nine in ten are right."""

    region: Region
    confidence: float
    evidence: str


def classify(outline: Outline, links: Sequence[int], model: RegionModel, url: str = "") -> list[RegionVerdict]:
    """One verdict for each of `links` (element indexes in the outline), in their order.

    A verdict does not depend on which other links are asked about, its cost does.

    `url` is the page's own; its path tells listings from articles. Without it the verdicts are a little less sure.
    """
    if not links:
        return []
    page, asked = Page(outline, url), set(links)
    anchors = {link for link in outline.links if outline.tags[link] == "a"}
    blocks = Blocks(page, sorted(anchors.union(links)))
    wanted = blocks.of(links)
    chances = Chances(model, page, blocks)
    evidence = Evidence(page)
    verdicts: dict[int, RegionVerdict] = {}
    for block, (name, raw) in zip(wanted, chances.choices(wanted), strict=True):
        region = Region(name)
        confidence = model.calibrated(raw)
        if region in SURE and REGION_OF.get(page.mark(block.wrapper).landmark) is region:
            confidence = max(confidence, model.with_landmark)
        sure = confidence >= model.unknown_below
        for link, spot in zip(block.links, block.spots, strict=True):
            if link not in asked:
                continue
            words = evidence.of(link, spot, region, len(block.links))
            verdicts[link] = RegionVerdict(
                region=region if sure else Region.UNKNOWN,
                confidence=round(confidence, 3),
                evidence=words if sure else f"perhaps {region}: {words}",
            )
    return [verdicts[link] for link in links]


class Chances:
    """Which regions the blocks of a page are likely in, worked out once and only where landmarks do not settle it."""

    def __init__(self, model: RegionModel, page: Page, blocks: Blocks) -> None:
        self._model = model
        self._page = page
        self._features = Features(page)
        self._blocks = blocks
        self._main: dict[int, float] = {}

    def choices(self, wanted: Sequence[Block]) -> list[tuple[str, float]]:
        """The regions of some blocks, and their raw probabilities; 0 where the page's landmarks say it."""
        rows = [() if self._page.told(block.wrapper) else self._features.row(block) for block in wanted]
        main = [self._main_of(block) for block in wanted]  # one forest at a time: each fills the processor's cache
        return [self._choice(*each) for each in zip(wanted, main, rows, strict=True)]

    def _choice(self, block: Block, main: float, row: Sequence[float]) -> tuple[str, float]:
        told = self._page.told(block.wrapper)
        if told:
            return REGION_OF[told], 0.0
        in_text = row[PROSE] > 0 and row[DENSITY] < 0.5
        surely = self._model.text_surely if in_text else self._model.main_surely
        if main >= surely or (main >= self._model.main_at and not self._outdone(main)):
            return "main", main
        place, share = self._model.place_of(row)
        if place in PAGE_PARTS and self._page.within_content(block.node):
            place, share = self._model.place_of(row, PAGE_PARTS)
        raw = (1 - main) * share
        if place == "sidebar" and raw <= self._model.storyless_side * main and self._goes_on_beside(block):
            return "main", main + raw
        return place, raw

    def _goes_on_beside(self, block: Block) -> bool:
        """Whether what is beside the content is likely more of it, unless the page says otherwise."""
        return self._page.storyless and self._page.mark(block.wrapper).landmark != SIDEBAR

    def _main_of(self, block: Block) -> float:
        main = self._main.get(block.links[0])
        if main is None:
            told = self._page.told(block.wrapper)
            main = 0.0 if told else self._model.main_chance(self._features.row(block))
            self._main[block.links[0]] = main
        return main

    def _outdone(self, main: float) -> bool:
        """Whether another block of the page is so much likelier that this one is no part of the content."""
        odds = self._model.main_behind * main / (1 - main)
        return any(self._main_of(block) > odds / (1 + odds) for block in self._blocks.rivals)
