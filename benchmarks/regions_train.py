"""Train the region model on gold pages and write it as JSON.

    python -m benchmarks.regions_train --gold DIR [--out crawler/core/region_model.json]

Needs benchmarks/requirements-train.txt. All three label files teach both forests (`region_examples.py`).
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm  # type: ignore[import-not-found, unused-ignore]
import numpy  # type: ignore[import-not-found, unused-ignore]

from benchmarks.region_examples import FOLDS, Example, examples, taught
from benchmarks.region_gold import GoldLink
from crawler.core.region_marks import SURE
from crawler.core.region_names import DENSITY, NAMES, PROSE

PLACES = ("header", "nav", "sidebar", "footer", "comments")
MAIN_AT = 0.3
MAIN_SURELY = 0.83
TEXT_SURELY = 0.75
MAIN_BEHIND = 13
STORYLESS_SIDE = 1.5
UNKNOWN_BELOW = 0.167
"""One in six: no likelier than chance."""

ABOUT = "Written by benchmarks/regions_train.py. A tree is [feature, threshold, at most, above]; a leaf is a vote."

MAIN_TREES, MAIN_FIRST, MAIN_SURE = 200, 50, 2.5
PLACE_TREES, PLACE_FIRST, PLACE_SURE = 80, 22, 1.5
"""How many trees of each class, how many of them come first, and what lead makes the others needless."""
COMMON = {
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
MAIN = COMMON | {
    "objective": "binary",
    "num_leaves": 16,
    "learning_rate": 0.06,
    "min_data_in_leaf": 30,
    "lambda_l2": 20,
}
PLACE = COMMON | {
    "objective": "multiclass",
    "num_class": len(PLACES),
    "num_leaves": 16,
    "learning_rate": 0.08,
    "min_data_in_leaf": 10,
}
PLACE_WEIGHT = {"header": 4.0}
"""Few links stand in a header outside its menus; a macro average counts them as much as the rest."""
PEOPLE_WEIGHT = 2.0
"""Of regions that people named: on old pages, which have no landmarks to tell them by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosters:
    main: Any
    place: Any

    def probabilities(self, rows: Any) -> Any:
        """One line for each block: main, then each of `PLACES`."""
        main = _votes(self.main, rows, MAIN_FIRST)
        main = numpy.where(abs(main[0]) >= MAIN_SURE, *main)
        place = _votes(self.place, rows, PLACE_FIRST)
        ordered = numpy.sort(place[0], axis=1)
        sure = ordered[:, -1] - ordered[:, -2] >= PLACE_SURE
        place = numpy.exp(numpy.where(sure[:, None], *place))
        chance = 1 / (1 + numpy.exp(-main[:, None]))
        return numpy.hstack([chance, (1 - chance) * place / place.sum(axis=1, keepdims=True)])


def _votes(booster: Any, rows: Any, first: int) -> tuple[Any, Any]:
    """Of the first trees, and of all."""
    asked = {"raw_score": True, "num_threads": 1}
    return booster.predict(rows, num_iteration=first, **asked), booster.predict(rows, **asked)


def fit(given: Sequence[Example]) -> Boosters:
    rows, truth, weights, by_people = [], [], [], []
    for example in given:
        for (block, region), weight in taught(example).items():
            rows.append(example.rows[block])
            truth.append(region)
            weights.append(weight)
            by_people.append(example.page.file == "human_regions")
    table, weight = numpy.array(rows, dtype=numpy.float32), numpy.array(weights)
    sure = numpy.array([not region.startswith("~") for region in truth])
    is_main = numpy.array([region == "main" for region in truth])
    names = [region.lstrip("~") for region in truth]
    placed = numpy.array([name in PLACES for name in names])
    place = numpy.array([PLACES.index(name) for name in names if name in PLACES])
    place_weight = numpy.array([PLACE_WEIGHT.get(name, 1.0) for name in names if name in PLACES])
    place_weight *= numpy.where(numpy.array(by_people)[placed], PEOPLE_WEIGHT, 1.0)
    placed_weight = weight[placed] * place_weight
    return Boosters(
        main=lightgbm.train(
            dict(MAIN), lightgbm.Dataset(table[sure], is_main[sure].astype(int), weight=weight[sure]), MAIN_TREES
        ),
        place=lightgbm.train(dict(PLACE), lightgbm.Dataset(table[placed], place, weight=placed_weight), PLACE_TREES),
    )


def out_of_fold(given: Sequence[Example], ask: Sequence[Example]) -> dict[int, Any]:
    """Probabilities for the blocks of `ask`, by its place there, from a model that saw no page of its domain."""
    answers: dict[int, Any] = {}
    for fold in range(FOLDS):
        boosters = fit([example for example in given if example.fold != fold])
        for at, example in enumerate(ask):
            if example.fold == fold:
                answers[at] = boosters.probabilities(numpy.array(example.rows)) if example.rows else numpy.zeros((0, 6))
    return answers


def choices(example: Example, answers: Any) -> list[tuple[str, float]]:
    """The region of each block of a page and its raw probability, as the model decides at run time."""
    best = max((answers[at, 0] for at, may in enumerate(example.rivals) if may and not example.told[at]), default=0.0)
    odds = best / (1 - best) / MAIN_BEHIND
    found = []
    for at, (row, (main, *places)) in enumerate(zip(example.rows, answers.tolist(), strict=True)):
        if example.told[at]:
            found.append((example.landmarked[at], 0.0))
            continue
        surely = TEXT_SURELY if row[PROSE] > 0 and row[DENSITY] < 0.5 else MAIN_SURELY
        if main >= max(MAIN_AT, min(surely, odds / (1 + odds))):
            found.append(("main", main))
            continue
        place, chance = PLACES[places.index(max(places))], max(places)
        named = example.landmarked[at] == place
        if place == "sidebar" and example.storyless and not named and chance <= STORYLESS_SIDE * main:
            place, chance = "main", main + chance
        found.append((place, chance))
    return found


def outcomes(ask: Sequence[Example], answers: Mapping[int, Any]) -> list[tuple[float, bool, float, int]]:
    """Raw probability, whether right, weight (pages alike), fold of each choice of the trees that gold can judge."""
    found = []
    for at, example in enumerate(ask):
        seen = [
            (raw, region in link.accept)
            for link, block, region, raw in _decided(example, answers[at])
            if (link.truth != "rest" or region == "main") and not example.told[block]
        ]
        found += [(raw, right, 1 / len(seen), example.fold) for raw, right in seen]
    return found


def with_landmark(ask: Sequence[Example], answers: Mapping[int, Any]) -> float:
    """How often a choice was right, pages alike, that the page's landmark makes too; where gold only says "not main",
    any of the others is right."""
    right = weight = 0.0
    for at, example in enumerate(ask):
        seen = [
            link.truth == "rest" or region in link.accept
            for link, block, region, _ in _decided(example, answers[at])
            if region in SURE and example.landmarked[block] == region
        ]
        right += sum(seen) / (len(seen) or 1)
        weight += bool(seen)
    return round(right / weight, 3)


def _decided(example: Example, answers: Any) -> Iterator[tuple[GoldLink, int, str, float]]:
    """The links of a page that gold is sure of, with their blocks, the regions chosen and the raw probabilities."""
    decided = choices(example, answers)
    for link, block in zip(example.page.links, example.links, strict=True):
        if block >= 0 and not link.soft:
            yield link, block, *decided[block]


def steps(found: Sequence[tuple[float, bool, float, int]], bins: int = 25) -> list[tuple[float, float]]:
    """A rising line from raw probability to the share of right choices, by pooling adjacent violators, and from 0 to 0:
    the lowest pool's share is too much for what lies below it."""
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
    return [(0.0, 0.0), *((round(raw / weight, 4), round(right / weight, 4)) for raw, right, weight in pools)]


def verdicts(
    example: Example, answers: Any, *, confidence: Sequence[tuple[float, float]], agreeing: float
) -> list[tuple[str, float]]:
    """The region and confidence that the model would give each block of a page at run time."""
    found = []
    for (region, raw), named in zip(choices(example, answers), example.landmarked, strict=True):
        right = float(numpy.interp(raw, *zip(*confidence, strict=True)))
        if region == named and region in SURE:
            right = max(right, agreeing)
        found.append((region if right >= UNKNOWN_BELOW else "unknown", right))
    return found


def model_json(boosters: Boosters, confidence: Sequence[tuple[float, float]], landmarked: float) -> str:
    main = _trees(boosters.main, 1)[0]
    place = dict(zip(PLACES, _trees(boosters.place, len(PLACES)), strict=True))
    lines = [
        f'"about": {json.dumps(ABOUT)}',
        f'"features": {json.dumps(NAMES)}',
        f'"main_at": {MAIN_AT}',
        f'"main_surely": {MAIN_SURELY}',
        f'"text_surely": {TEXT_SURELY}',
        f'"main_behind": {MAIN_BEHIND}',
        f'"storyless_side": {STORYLESS_SIDE}',
        f'"unknown_below": {UNKNOWN_BELOW}',
        f'"confidence": {json.dumps(confidence)}',
        f'"with_landmark": {landmarked}',
        f'"main": {_forest({"main": main}, MAIN_FIRST, MAIN_SURE)}',
        f'"place": {_forest(place, PLACE_FIRST, PLACE_SURE)}',
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _forest(classes: Mapping[str, Sequence[object]], first: int, sure: float) -> str:
    listed = ",\n".join(f'"{name}": {_lines(trees)}' for name, trees in classes.items())
    return f'{{\n"first": {first},\n"sure": {sure},\n"trees": {{\n{listed}\n}}\n}}'


def _lines(trees: Sequence[object]) -> str:
    return "[\n" + ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees) + "\n]"


def _trees(booster: Any, classes: int) -> list[list[object]]:
    trees = [_tree(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    return [trees[at::classes] for at in range(classes)]


def _tree(node: Mapping[str, Any]) -> object:
    if "leaf_value" in node:
        return round(node["leaf_value"], 3)
    threshold = float(f"{node['threshold']:.5g}")
    low, high = (_tree(node[child]) for child in ("left_child", "right_child"))
    return [node["split_feature"], threshold, low, high]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, required=True)
    options.add_argument("--out", type=Path, default=Path("crawler/core/region_model.json"))
    chosen = options.parse_args()
    given = examples(chosen.gold)
    ask = [example for example in given if not example.stripped]
    answers = out_of_fold(given, ask)
    confidence, landmarked = steps(outcomes(ask, answers)), with_landmark(ask, answers)
    chosen.out.write_text(model_json(fit(given), confidence, landmarked), encoding="utf-8")
    print(f"{chosen.out}: {chosen.out.stat().st_size / 1000:.0f} kB, confidence {confidence}, landmarks {landmarked}")


if __name__ == "__main__":
    main()
