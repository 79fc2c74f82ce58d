"""The region model: boosted trees read from a small JSON, evaluated in plain Python.

All trees of a forest are walked at once. Each tree has at most eight leaves and owns one byte of a
big integer, each bit a leaf; every test that fails clears the leaves of its left branch. The tests
of one feature are sorted, so one bisection finds all that fail, and the lowest bit left in a tree's
byte is the leaf it ends in (the idea of QuickScorer, Lucchese et al., SIGIR 2015).
"""

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

LEAVES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees of one or more classes: tree number `t` votes for class `t // (trees per class)`."""

    tests: Sequence[tuple[int, Sequence[float], Sequence[int]]]
    """For each feature in use: its number, its thresholds in order, and the leaves left after so many failed."""
    everything: int
    leaf_values: Sequence[Sequence[float]]
    """For each tree, the value by the byte that is left of it."""
    trees_per_class: int

    def scores(self, row: Sequence[float]) -> list[float]:
        """The summed votes for each class."""
        leaves = self.everything
        for feature, thresholds, masks in self.tests:
            leaves &= masks[bisect_left(thresholds, row[feature])]
        each = self.trees_per_class
        bytes_left = leaves.to_bytes(len(self.leaf_values), "little")
        votes = [values[byte] for values, byte in zip(self.leaf_values, bytes_left, strict=True)]
        return [sum(votes[at : at + each]) for at in range(0, len(votes), each)]


def forest_from_trees(classes: Sequence[Sequence[Any]]) -> Forest:
    """Build a forest from nested trees: a leaf is a number, a branch `[feature, threshold, low, high]`."""
    cleared: dict[int, list[tuple[float, int]]] = {}
    leaf_values: list[tuple[float, ...]] = []
    for tree in (tree for trees in classes for tree in trees):
        leaves: list[float] = []
        at = 8 * len(leaf_values)

        def walk(branch: Any, leaves: list[float] = leaves, at: int = at) -> None:
            if isinstance(branch, int | float):
                leaves.append(float(branch))
                return
            feature, threshold, low, high = branch
            start = len(leaves)
            walk(low)
            mask = ((1 << len(leaves)) - (1 << start)) << at
            cleared.setdefault(int(feature), []).append((float(threshold), mask))
            walk(high)

        walk(tree)
        if len(leaves) > LEAVES:
            raise ValueError(f"a tree of the region model has {len(leaves)} leaves, at most {LEAVES} fit")
        leaf_values.append(tuple(leaves[min((byte & -byte).bit_length(), len(leaves)) - 1] for byte in range(256)))
    everything = (1 << 8 * len(leaf_values)) - 1
    tests = []
    for feature, found in sorted(cleared.items()):
        found.sort()
        masks = [everything]
        for _, mask in found:
            masks.append(masks[-1] & ~mask)
        tests.append((feature, tuple(threshold for threshold, _ in found), tuple(masks)))
    return Forest(
        tests=tuple(tests),
        everything=everything,
        leaf_values=tuple(leaf_values),
        trees_per_class=len(leaf_values) // max(1, len(classes)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionModel:
    """Two forests and what their votes are worth.

    `main` tells main content from the rest, `place` the rest apart. Both were fitted by
    `benchmarks/regions_train.py`; the steps of `confidence` were measured by cross-validation.
    """

    main: Forest
    place: Forest
    places: Sequence[str]
    main_at: float
    """Probability from which a block is main."""
    confidence: Sequence[tuple[float, float]]
    """Raw probability of the chosen region against how often such a choice was right, both rising."""
    unknown_below: float

    @classmethod
    def from_json(cls, text: str) -> "RegionModel":
        data = json.loads(text)
        return cls(
            main=forest_from_trees([data["main"]]),
            place=forest_from_trees(list(data["place"].values())),
            places=tuple(data["place"]),
            main_at=float(data["main_at"]),
            confidence=tuple((float(raw), float(right)) for raw, right in data["confidence"]),
            unknown_below=float(data["unknown_below"]),
        )

    def choice(self, row: Sequence[float]) -> tuple[str, float]:
        """The region of a block with these features, and its raw probability."""
        main = 1 / (1 + exp(-self.main.scores(row)[0]))
        if main >= self.main_at:
            return "main", main
        votes = self.place.scores(row)
        best = max(votes)
        return self.places[votes.index(best)], (1 - main) / sum(exp(vote - best) for vote in votes)

    def calibrated(self, raw: float) -> float:
        """How often a choice with this raw probability was right; straight lines between the measured steps."""
        steps = self.confidence
        low_x, low_y = steps[0]
        if raw <= low_x:
            return low_y
        for x, y in steps[1:]:
            if raw <= x:
                return low_y + (y - low_y) * (raw - low_x) / (x - low_x)
            low_x, low_y = x, y
        return low_y
