"""Is a link hidden, as far as static HTML tells? Stylesheets are not read here: that is the browser's part."""

import re
from collections.abc import Iterable, Mapping

from crawler.core.vocabulary import HiddenReason

Attributes = Mapping[str, str | None]

_LONGEST_STYLE = 4096
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ZERO = re.compile(r"[+-]?(?:0+(?:\.0*)?|\.0+)(?:px|pt|em|rem|%|vw|vh|cm|mm|in)?\Z")
_FAR = re.compile(r"-(?:[1-9]\d{3,}|9{3})(?:\.\d+)?(?:px|pt|em|rem|vw|vh|%)?\Z")
_FAR_INDENT = re.compile(r"-[1-9]\d{2,}(?:\.\d+)?(?:px|pt|em|rem|%)?\Z")
_CLIP = re.compile(r"rect\(\s*([01])(?:px)?[\s,]+([01])(?:px)?[\s,]+\1(?:px)?[\s,]+\2(?:px)?\s*\)")
_CLIP_PATH = re.compile(r"inset\(\s*(?:[5-9]\d|100)%\s*\)|circle\(\s*0")
_SCALED_AWAY = re.compile(r"scale(?:3d|x|y)?\(\s*0*(?:\.0+)?\s*[,)]")
_SIDES = ("left", "top", "right", "bottom", "margin-left", "margin-top", "margin-right")
_NEVER_SHOWN = frozenset({"audio", "video", "canvas", "datalist"})
_HEX = re.compile(r"#[0-9a-f]{3}\Z")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+(?:1|1\.0+|100%))?\s*\)\Z")
_NAMES = {"white": "#ffffff", "black": "#000000"}


def hidden_by(chain: Iterable[tuple[str, Attributes]]) -> HiddenReason | None:
    """Why nobody sees the link: `chain` is tag and attributes of the link and its ancestors, innermost first.

    A closed `<details>` is no hiding: a reader opens it, and Google allows it.
    """
    background = colour = visibility = None
    for tag, attributes in chain:
        reason = _by_element(tag, attributes)
        if reason is not None:
            return reason
        style = attributes.get("style")
        if not style:
            continue
        styles = declarations(style)
        reason = _by_style(styles)
        if reason is not None:
            return reason
        visibility = visibility or styles.get("visibility")
        colour = colour or _colour(styles.get("color"))
        background = background or _colour(styles.get("background-color") or styles.get("background"))
    if visibility in ("hidden", "collapse"):
        return HiddenReason.VISIBILITY_HIDDEN
    return HiddenReason.SAME_COLOUR if colour and colour == background else None


def is_taken_out(attributes: Attributes) -> bool:
    """Whether an element is out of the page by its `hidden` attribute or an inline `display: none`."""
    if "hidden" in attributes:
        return (attributes["hidden"] or "").strip().lower() != "until-found"
    style = attributes.get("style")
    return bool(style) and declarations(style or "").get("display") == "none"


def declarations(style: str) -> dict[str, str]:
    """The declarations of a style attribute, lower case; of two for one property the later, or the important one."""
    told: dict[str, str] = {}
    important: set[str] = set()
    for declaration in _CSS_COMMENT.sub("", style[:_LONGEST_STYLE].lower()).split(";"):
        name, _, value = declaration.partition(":")
        name, (value, bang, _) = name.strip(), value.partition("!")
        if value.strip() and (bang or name not in important):
            told[name] = value.strip()
            if bang:
                important.add(name)
    return told


def _by_element(tag: str, attributes: Attributes) -> HiddenReason | None:
    if tag == "noscript":
        return HiddenReason.NOSCRIPT
    if "hidden" in attributes and is_taken_out(attributes):
        return HiddenReason.HIDDEN_ATTRIBUTE
    if tag in _NEVER_SHOWN or (tag == "dialog" and "open" not in attributes) or "popover" in attributes:
        return HiddenReason.DISPLAY_NONE
    return None


def _by_style(styles: Mapping[str, str]) -> HiddenReason | None:
    if styles.get("display") == "none":
        return HiddenReason.DISPLAY_NONE
    if _is_zero(styles.get("opacity")):
        return HiddenReason.OPACITY_ZERO
    if _is_zero(styles.get("font-size")):
        return HiddenReason.FONT_SIZE_ZERO
    if _FAR_INDENT.match(styles.get("text-indent", "")) and not _shows_a_picture(styles):
        return HiddenReason.TEXT_INDENT
    if any(_FAR.match(styles.get(side, "")) for side in _SIDES):
        return HiddenReason.OFF_SCREEN
    if _CLIP.match(styles.get("clip", "")) or _CLIP_PATH.match(styles.get("clip-path", "")):
        return HiddenReason.CLIPPED
    flat = any(_is_zero(styles.get(name)) for name in ("height", "max-height", "width", "max-width"))
    cut = any(styles.get(name) in ("hidden", "clip") for name in ("overflow", "overflow-x", "overflow-y"))
    if (flat and cut) or _SCALED_AWAY.search(styles.get("transform", "")):
        return HiddenReason.ZERO_SIZE
    return None


def _shows_a_picture(styles: Mapping[str, str]) -> bool:
    """Words are moved out of sight where a picture or a colour of the element's own stands for them."""
    box = "width" in styles and "height" in styles
    return box or any(name in styles for name in ("background", "background-image", "background-color"))


def _is_zero(value: str | None) -> bool:
    return value is not None and _ZERO.match(value) is not None


def _colour(value: str | None) -> str | None:
    """One spelling of a colour; `None` where nothing can be said."""
    if value is None:
        return None
    value = _NAMES.get(value, value)
    if _HEX.match(value):
        return "#" + "".join(digit * 2 for digit in value[1:])
    parts = _RGB.match(value)
    if parts:
        return "#" + "".join(f"{min(255, int(part)):02x}" for part in parts.groups())
    return value if value.startswith("#") else None
