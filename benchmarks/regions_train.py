"""Train the region model on gold pages and write it as JSON.

    python -m benchmarks.regions_train --gold DIR [--out crawler/core/region_model.json]

Needs benchmarks/requirements-train.txt. All three label files teach both forests. Pages that still
have their landmarks teach three times: as they are, with landmarks taken away, and with class names
taken away too; their landmarks also label links by region where gold only says "not main".
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

import lightgbm  # type: ignore[import-not-found, unused-ignore]
import numpy  # type: ignore[import-not-found, unused-ignore]

from benchmarks.region_gold import GoldPage, located, pages, parsed
from crawler.core.outline import Outline
from crawler.core.region_blocks import blocks_of
from crawler.core.region_features import features
from crawler.core.region_names import NAMES
from crawler.core.region_page import FOOTER, HEADER, NAV, SIDEBAR, Page, landmark_of
from crawler.core.region_words import CLASS_BIT

PLACES = ("header", "nav", "sidebar", "footer", "comments")
FOLDS = 5
MAIN_AT = 0.45
UNKNOWN_BELOW = 0.3
STRIPPED = ("easy", "hard")

ABOUT = "Written by benchmarks/regions_train.py. A tree is [feature, threshold, at most, above]; a leaf is a vote."

MAIN_TREES = 220
PLACE_TREES = 35
FEATURES = 100
"""A first forest ranks the features by what they gain; the shipped one sees only so many, for speed."""
COMMON = {
    "num_leaves": 8,
    "extra_trees": True,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
}
MAIN = COMMON | {"objective": "binary", "learning_rate": 0.08, "min_data_in_leaf": 30}
PLACE = COMMON | {
    "objective": "multiclass",
    "num_class": len(PLACES),
    "learning_rate": 0.19,
    "min_data_in_leaf": 10,
}
PLACE_WEIGHT = {"header": 2.0}
"""Few links stand in a header outside its menus; a macro average counts them as much as the rest."""
SET_WEIGHT = {("links", ""): 1.0, ("links", "easy"): 0.4, ("links", "hard"): 0.4, ("human_regions", ""): 1.5}
SOFT_WEIGHT = 0.2
"""Soft links of landmarks.jsonl stand in the main landmark, but not in running text."""
SEVERAL_WEIGHT = 0.3
LANDMARK_WEIGHT = 0.5

_SEMANTIC_TAG = re.compile(r"<(/?)(?:header|nav|main|article|aside|footer)(?=[\s>/])", re.IGNORECASE)
_ROLE = re.compile(r"\s(?:role|itemtype|itemprop|aria-[a-z]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_NAME = re.compile(r"\s(?:class|id|name)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
_LANDMARKS = {HEADER: "header", NAV: "nav", SIDEBAR: "sidebar", FOOTER: "footer"}


@dataclass(slots=True)
class Example:
    """One page in one form. `links` holds the block of each gold link, -1 where our tree has none."""

    page: GoldPage
    stripped: str
    rows: list[list[float]]
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
        truth = _by_landmark(page, plain, links, places) if page.file == "links" else []
        found.append(_example(page, "", plain, links, places, truth))
        for form in STRIPPED if page.file == "links" else ():
            tree, bare, links = parsed(stripped(html, form))
            kept = truth if form == "hard" else [(place, name) for place, name in truth if name != "comments"]
            if len(links) == len(plain.links) or len(links) > max((p for p in places if p is not None), default=0):
                found.append(_example(page, form, bare, links, places, kept))
        del tree
    return found


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
    block_of = {link: at for at, block in enumerate(blocks) for link in block.links}
    return Example(
        page=page,
        stripped=form,
        rows=features(view, blocks, [True] * len(blocks)),
        links=[-1 if place is None else block_of[links[place]] for place in places],
        landmarks=[(block_of[links[place]], region) for place, region in truth],
    )


def _by_landmark(
    page: GoldPage, found: Outline, links: Sequence[int], places: Sequence[int | None]
) -> list[tuple[int, str]]:
    """Regions of the links that are not main, on pages whose author marked a footer and a header or nav."""
    marked = {landmark_of(tag, None)[0] for tag in found.tags}
    if FOOTER not in marked or not marked & {HEADER, NAV}:
        return []
    view = Page(found)
    truth = []
    for link, place in zip(page.links, places, strict=True):
        if place is None or link.truth == "main" or link.soft:
            continue
        mark = view.marks[links[place]]
        region = _LANDMARKS.get(mark.landmark, "")
        if not region and mark.words & 1 << CLASS_BIT["comments"]:
            region = "comments"
        if region == "header" and _in_menu(found, links[place]):
            region = "nav"
        if region and not (region == "sidebar" and mark.in_main and mark.articles):
            truth.append((place, region))
    return truth


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosters:
    """Two boosters and the features that each of them sees, by number."""

    main: Any
    main_sees: Any
    place: Any
    place_sees: Any

    def probabilities(self, rows: Any) -> Any:
        """One line for each block: main, then each of `PLACES`."""
        main = self.main.predict(rows[:, self.main_sees], num_threads=1)[:, None]
        place = self.place.predict(rows[:, self.place_sees], num_threads=1)
        return numpy.hstack([main, (1 - main) * place])


def fit(given: Sequence[Example]) -> Boosters:
    rows, truth, weights = [], [], []
    for example in given:
        for (block, region), weight in taught(example).items():
            rows.append(example.rows[block])
            truth.append(region)
            weights.append(weight)
    table, weight = numpy.array(rows, dtype=numpy.float32), numpy.array(weights)
    sure = numpy.array([not region.startswith("~") for region in truth])
    is_main = numpy.array([region == "main" for region in truth])
    names = [region.lstrip("~") for region in truth]
    placed = numpy.array([name in PLACES for name in names])
    place = numpy.array([PLACES.index(name) for name in names if name in PLACES])
    place_weight = numpy.array([PLACE_WEIGHT.get(name, 1.0) for name in names if name in PLACES])
    main, main_sees = _boosted(MAIN, MAIN_TREES, table[sure], is_main[sure].astype(int), weight[sure])
    place_booster, place_sees = _boosted(PLACE, PLACE_TREES, table[placed], place, weight[placed] * place_weight)
    return Boosters(main=main, main_sees=main_sees, place=place_booster, place_sees=place_sees)


def _boosted(settings: Mapping[str, Any], trees: int, table: Any, truth: Any, weight: Any) -> tuple[Any, Any]:
    """Trees over the features that gained most in a first forest over all of them, and those features' numbers."""
    every = lightgbm.train(dict(settings), lightgbm.Dataset(table, truth, weight=weight), trees)
    sees = numpy.sort(numpy.argsort(-every.feature_importance("gain"), kind="stable")[:FEATURES])
    chosen = numpy.ascontiguousarray(table[:, sees])
    return lightgbm.train(dict(settings), lightgbm.Dataset(chosen, truth, weight=weight), trees), sees


def out_of_fold(given: Sequence[Example], ask: Sequence[Example]) -> dict[int, Any]:
    """Probabilities for the blocks of `ask`, by its place there, from a model that saw no page of its domain."""
    answers: dict[int, Any] = {}
    for fold in range(FOLDS):
        boosters = fit([example for example in given if example.fold != fold])
        for at, example in enumerate(ask):
            if example.fold == fold:
                answers[at] = boosters.probabilities(numpy.array(example.rows)) if example.rows else numpy.zeros((0, 6))
    return answers


def choice(chances: Sequence[float]) -> tuple[str, float]:
    """The region of a block and its raw probability, as the model decides at run time."""
    if chances[0] >= MAIN_AT:
        return "main", chances[0]
    best = max(range(len(PLACES)), key=lambda at: chances[at + 1])
    return PLACES[best], chances[best + 1]


def outcomes(ask: Sequence[Example], answers: Mapping[int, Any]) -> list[tuple[float, bool, float, int]]:
    """Raw probability, whether right, weight (pages alike) and fold of every choice that gold can judge."""
    found = []
    for at, example in enumerate(ask):
        decided = [choice(chances) for chances in answers[at].tolist()]
        seen = []
        for link, block in zip(example.page.links, example.links, strict=True):
            if block < 0 or link.soft:
                continue
            region, raw = decided[block]
            if link.truth == "rest" and region != "main":
                continue
            seen.append((raw, region in link.accept))
        found += [(raw, right, 1 / len(seen), example.fold) for raw, right in seen]
    return found


def steps(found: Sequence[tuple[float, bool, float, int]], bins: int = 25) -> list[tuple[float, float]]:
    """A rising line from raw probability to the share of right choices, by pooling adjacent violators."""
    ordered = sorted(found)
    total = sum(weight for _, _, weight, _ in ordered)
    pools: list[list[float]] = []
    share = raw_sum = right_sum = 0.0
    for raw, right, weight, _ in ordered:
        share += weight
        raw_sum += raw * weight
        right_sum += right * weight
        if share >= total / bins:
            pools.append([raw_sum, right_sum, share])
            share = raw_sum = right_sum = 0.0
            while len(pools) > 1 and pools[-1][1] / pools[-1][2] <= pools[-2][1] / pools[-2][2]:
                last = pools.pop()
                pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [(round(raw / weight, 4), round(right / weight, 4)) for raw, right, weight in pools]


def verdict(chances: Sequence[float], confidence: Sequence[tuple[float, float]]) -> tuple[str, float]:
    """The region and confidence that the model would give at run time."""
    region, raw = choice(chances)
    right = float(numpy.interp(raw, *zip(*confidence, strict=True)))
    return (region if right >= UNKNOWN_BELOW else "unknown"), right


def model_json(boosters: Boosters, confidence: Sequence[tuple[float, float]]) -> str:
    main = _trees(boosters.main, 1, boosters.main_sees)[0]
    place = dict(zip(PLACES, _trees(boosters.place, len(PLACES), boosters.place_sees), strict=True))
    lines = [
        f'"about": {json.dumps(ABOUT)}',
        f'"features": {json.dumps(NAMES)}',
        f'"main_at": {MAIN_AT}',
        f'"unknown_below": {UNKNOWN_BELOW}',
        f'"confidence": {json.dumps(confidence)}',
        f'"main": {_lines(main)}',
        '"place": {\n' + ",\n".join(f'"{name}": {_lines(trees)}' for name, trees in place.items()) + "\n}",
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _lines(trees: Sequence[object]) -> str:
    return "[\n" + ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees) + "\n]"


def _trees(booster: Any, classes: int, sees: Any) -> list[list[object]]:
    trees = [_tree(tree["tree_structure"], sees) for tree in booster.dump_model()["tree_info"]]
    return [trees[at::classes] for at in range(classes)]


def _tree(node: Mapping[str, Any], sees: Any) -> object:
    if "leaf_value" in node:
        return round(node["leaf_value"], 3)
    threshold = float(f"{node['threshold']:.5g}")
    low, high = (_tree(node[child], sees) for child in ("left_child", "right_child"))
    return [int(sees[node["split_feature"]]), threshold, low, high]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, required=True)
    options.add_argument("--out", type=Path, default=Path("crawler/core/region_model.json"))
    chosen = options.parse_args()
    given = examples(chosen.gold)
    ask = [example for example in given if not example.stripped]
    confidence = steps(outcomes(ask, out_of_fold(given, ask)))
    chosen.out.write_text(model_json(fit(given), confidence), encoding="utf-8")
    print(f"{chosen.out}: {chosen.out.stat().st_size / 1000:.0f} kB, confidence {confidence}")


if __name__ == "__main__":
    main()
