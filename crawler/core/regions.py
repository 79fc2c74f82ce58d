"""Where on the page a link stands: main, header, nav, sidebar, footer, comments or unknown.

The links are gathered into blocks (`region_blocks`), each block is described by numbers
(`region_features`) and judged by boosted trees (`region_model`). Every verdict says in words what on
the page speaks for it (`region_evidence`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.core.outline import Outline
from crawler.core.region_blocks import blocks_of
from crawler.core.region_evidence import evidence
from crawler.core.region_features import features
from crawler.core.region_model import RegionModel
from crawler.core.region_page import Page
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
    asked = set(links)
    page = Page(outline, url, asked)
    blocks = blocks_of(page, sorted({link for link in outline.links if outline.tags[link] == "a"} | asked))
    wanted = [not asked.isdisjoint(block.links) for block in blocks]
    verdicts: dict[int, RegionVerdict] = {}
    judged = [block for block, want in zip(blocks, wanted, strict=True) if want]
    for block, row in zip(judged, features(page, blocks, wanted), strict=True):
        name, raw = model.choice(row)
        region = Region(name)
        confidence = model.calibrated(raw)
        words = evidence(page, block, region)
        if confidence < model.unknown_below:
            region, words = Region.UNKNOWN, f"perhaps {region}: {words}"
        verdict = RegionVerdict(region=region, confidence=round(confidence, 3), evidence=words)
        verdicts.update(dict.fromkeys(block.links, verdict))
    return [verdicts[link] for link in links]
