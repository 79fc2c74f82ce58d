"""The region model: boosted trees read from a small JSON, run as plain Python.

Each forest becomes one function of nested conditional expressions over the features that it reads: comparing a
local with a constant is the cheapest thing Python can do, so a few hundred trees take some 15 microseconds.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

Votes = Callable[..., Sequence[float]]
"""The summed votes of a forest's trees for each of its classes, given the features of one row, as floats."""


def forest(classes: Sequence[Sequence[Any]], features: int) -> Votes:
    """A function of so many features from the trees of each class.

    A leaf is a number, a branch `[feature, threshold, at most, above]`.
    """
    names = ",".join(f"x{feature}" for feature in range(features))
    sums = ",".join("+".join(map(_expression, trees)) or "0.0" for trees in classes)
    scope: dict[str, Any] = {}
    exec(f"def votes({names}):\n return ({sums},)", scope)  # noqa: S102 - nothing but numbers, see _expression
    votes: Votes = scope["votes"]
    return votes


def _expression(tree: Any) -> str:
    if isinstance(tree, int | float):
        return repr(float(tree))
    feature, threshold, at_most, above = tree
    return f"({_expression(at_most)} if x{int(feature)}<={float(threshold)!r} else {_expression(above)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees in two halves: most rows are clear after the first, boosted trees only sharpen what they began."""

    first: Votes
    rest: Votes
    sure: float
    """By so much one class must lead after the first half for the second to be left out."""

    @classmethod
    def of(cls, told: Mapping[str, Any], features: int) -> "Forest":
        """From the model file: the trees of each class, how many of them come first, and what lead is enough."""
        classes, many = list(told["trees"].values()), int(told["first"])
        return cls(
            first=forest([trees[:many] for trees in classes], features),
            rest=forest([trees[many:] for trees in classes], features),
            sure=float(told["sure"]),
        )

    def votes(self, row: Sequence[float]) -> Sequence[float]:
        votes = self.first(*row)
        if lead(votes) < self.sure:
            votes = [early + late for early, late in zip(votes, self.rest(*row), strict=True)]
        return votes


def lead(votes: Sequence[float]) -> float:
    """By how much the best class leads the next; a single class leads its own absence."""
    if len(votes) == 1:
        return abs(votes[0])
    second, best = sorted(votes)[-2:]
    return best - second


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
    main_surely: float
    """Probability from which it is main whatever else the page holds."""
    text_surely: float
    """The same for a block of running text: a link in it is rarely a teaser."""
    main_behind: float
    """How many times its odds the page's likeliest block may have; beside a better one it is not main all the same."""
    storyless_side: float
    """How many times as likely as main the sidebar must be on a front page and where there is no article; what stands
    beside the content is more of it there, as a rule."""
    confidence: Sequence[tuple[float, float]]
    """Raw probability of the chosen region against how often such a choice was right, both rising."""
    unknown_below: float
    with_landmark: float
    """How often a choice was right that the page's own landmark makes too, of those that make sure."""

    @classmethod
    def from_json(cls, text: str) -> "RegionModel":
        data = json.loads(text)
        return cls(
            main=Forest.of(data["main"], len(data["features"])),
            place=Forest.of(data["place"], len(data["features"])),
            places=tuple(data["place"]["trees"]),
            main_at=float(data["main_at"]),
            main_surely=float(data["main_surely"]),
            text_surely=float(data["text_surely"]),
            main_behind=float(data["main_behind"]),
            storyless_side=float(data["storyless_side"]),
            confidence=tuple((float(raw), float(right)) for raw, right in data["confidence"]),
            unknown_below=float(data["unknown_below"]),
            with_landmark=float(data["with_landmark"]),
        )

    def main_chance(self, row: Sequence[float]) -> float:
        """How likely a block with these features is main content."""
        return 1 / (1 + exp(-self.main.votes(row)[0]))

    def place_of(self, row: Sequence[float], without: Collection[str] = ()) -> tuple[str, float]:
        """The likeliest region of a block that is not main, `without` some, and its share of the probability."""
        votes = [vote for place, vote in zip(self.places, self.place.votes(row), strict=True) if place not in without]
        best = max(votes)
        left = [place for place in self.places if place not in without]
        return left[votes.index(best)], 1 / sum([exp(vote - best) for vote in votes])

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
