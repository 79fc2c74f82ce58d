"""What a link's measures in a rendered page mean: is it shown, in which fold, and if not, why not?

The measures come from crawler/browser/page.js. Hidden are the ways that Google's spam policies name and their
like; what a reader opens with a press (accordions, tabs, menus, sliders) Google allows, so it counts as shown
and is named `collapsed`. What only a screen reader misses (`aria-hidden`) is shown too, and named.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.core.vocabulary import HiddenReason

_FAINT = 0.05
_TINY_BOX, _TINY_FONT = 2, 3
_SAME_COLOUR = 12
"""Distance in RGB (of 441) under which nobody reads the text: white on #f8f8f8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """`visible` as a reader meets the page; `column` where the link is drawn beside a fuller column: `left` or
    `right`; `evidence` is JSON with box (x, y, width, height), fold and what decided."""

    visible: bool | None
    reason: HiddenReason | None = None
    column: str | None = None
    evidence: str | None = None


def sight(told: Mapping[str, Any] | None) -> Sight:
    """The meaning of one link's measures; nothing is said where it could not be measured."""
    if not told or "box" not in told:
        return Sight(visible=None)
    reason, why = _hidden(told)
    if reason in _OPENS and told["control"]:
        reason, why = HiddenReason.COLLAPSED, told["control"]
    visible = reason in (None, HiddenReason.COLLAPSED, HiddenReason.ARIA_HIDDEN)
    column = told["column"]["side"] if told.get("column") else None
    return Sight(visible=visible, reason=reason, column=column, evidence=_evidence(told, why, shown=visible))


_OPENS = frozenset(
    {
        HiddenReason.HIDDEN_ATTRIBUTE,
        HiddenReason.DISPLAY_NONE,
        HiddenReason.VISIBILITY_HIDDEN,
        HiddenReason.OPACITY_ZERO,
        HiddenReason.ZERO_SIZE,
        HiddenReason.CLIPPED,
        HiddenReason.OFF_SCREEN,
    }
)
"""The ways in which a part that opens is kept out of sight until then."""


def _hidden(told: Mapping[str, Any]) -> tuple[HiddenReason | None, str]:
    """The first of the reasons that holds, and the element or figure that it rests on."""
    box, frame = told["box"], told.get("frame") or {}
    for reason, why in (
        (HiddenReason.HIDDEN_ATTRIBUTE, told["hidden_attribute"]),
        (HiddenReason.DISPLAY_NONE, told["none"] or frame.get("none")),
        (HiddenReason.VISIBILITY_HIDDEN, told["invisible"] and "visibility"),
        (HiddenReason.VISIBILITY_HIDDEN, frame.get("invisible") and "the frame's visibility"),
        (HiddenReason.DISPLAY_NONE, told["unrendered"] and "content-visibility"),
        (HiddenReason.OPACITY_ZERO, told["opacity"] < _FAINT and f"opacity {told['opacity']}"),
        (HiddenReason.OPACITY_ZERO, frame.get("opacity", 1) < _FAINT and "the frame's opacity"),
        (HiddenReason.EMPTY_ANCHOR, told["empty"] and "no text, no image"),
        (HiddenReason.FONT_SIZE_ZERO, _below(told["font_size"], _TINY_FONT) and f"font {told['font_size']}px"),
        (HiddenReason.CLIPPED, told["clipped"]),
        (HiddenReason.ZERO_SIZE, _is_tiny(box) and f"{box['width']}x{box['height']}"),
        (HiddenReason.ZERO_SIZE, frame and _is_tiny(frame["box"]) and "the frame has no size"),
        (HiddenReason.TEXT_INDENT, told["text_indent"] and _is_outside(told) and "text-indent"),
        (HiddenReason.OFF_SCREEN, _is_outside(told) and f"at {box['x']},{box['y']}"),
        (HiddenReason.CLIPPED, told["cut"] and f"cut by {told['cut']}"),
        (HiddenReason.SAME_COLOUR, _below(told["distance"], _SAME_COLOUR) and f"colours {told['distance']} apart"),
        (HiddenReason.COVERED, _covered(told["covers"])),
        (HiddenReason.ARIA_HIDDEN, told["aria_hidden"]),
    ):
        if why:
            return reason, str(why)
    return None, ""


def _below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit


def _is_tiny(box: Mapping[str, int]) -> bool:
    return box["width"] < _TINY_BOX or box["height"] < _TINY_BOX


def _is_outside(told: Mapping[str, Any]) -> bool:
    """Beyond the edges that nobody can scroll past, or far right of the screen."""
    box = told["box"]
    beyond = box["x"] >= told["screen"]["width"] and not told["scrolls"]
    return bool(box["x"] + box["width"] <= 0 or box["y"] + box["height"] <= 0 or beyond)


def _covered(covers: Mapping[str, Any]) -> str:
    """What lies over every point of the link; a dialog or a fixed bar goes away, so it does not count."""
    if not covers["points"] or covers["open"] or covers["layered"]:
        return ""
    return f"behind {', '.join(covers['by'])}"


def _evidence(told: Mapping[str, Any], why: str, *, shown: bool) -> str:
    box = told["box"]
    evidence: dict[str, Any] = {"box": [box["x"], box["y"], box["width"], box["height"]]}
    if shown and box["height"]:
        evidence["fold"] = max(0, box["y"]) // told["screen"]["height"] + 1
    if why:
        evidence["why"] = why
    if told["covers"]["layered"]:
        evidence["behind_dialog"] = True
    if told.get("column"):
        evidence["column"] = told["column"]
    return json.dumps(evidence, ensure_ascii=False)
