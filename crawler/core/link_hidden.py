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
_MOVED = frozenset({"transform", "-webkit-transform", "transition", "animation", "will-change"})
"""With one of these, no opacity is where an animation starts that shows the element."""
_OPENED = (HiddenReason.HIDDEN_ATTRIBUTE, HiddenReason.DISPLAY_NONE, HiddenReason.ZERO_SIZE, HiddenReason.OPACITY_ZERO)
_OPENED_ROLES = frozenset({"tabpanel", "menu", "listbox"})
_OPENED_WORDS = frozenset(
    "tab tabs tabpanel tabpane pane accordion collapse collapsible collapsed dropdown submenu menu faq toggle slide "
    "slider slides carousel swiper expandable expander drawer".split()
)
_WORD = re.compile(r"[a-z]+")
_HEX = re.compile(r"#[0-9a-f]{3}\Z")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+(?:1|1\.0+|100%))?\s*\)\Z")
_NAMES = {"white": "#ffffff", "black": "#000000"}


def hidden_by(chain: Iterable[tuple[str, Attributes]]) -> HiddenReason | None:
    """Why nobody sees the link: `chain` is tag and attributes of the link and its ancestors, innermost first.

    `COLLAPSED` is no hiding: a reader opens it with a press, and Google allows it; a closed `<details>` is not even
    that. Styles of `<html>` and `<body>` hide a page until its scripts have run, not a link.
    """
    background = colour = visibility = collapsed = None
    for tag, attributes in chain:
        if tag in ("html", "body"):
            break
        style = attributes.get("style")
        styles = declarations(style) if style else {}
        reason = _by_element(tag, attributes) or (_by_style(styles) if styles else None)
        if reason in _OPENED and _is_opened_by_a_press(attributes):
            collapsed, reason = HiddenReason.COLLAPSED, None
        if reason is not None:
            return reason
        visibility = visibility or styles.get("visibility")
        colour = colour or _colour(styles.get("color"))
        background = background or _colour(styles.get("background-color") or styles.get("background"))
    if visibility in ("hidden", "collapse"):
        return collapsed or HiddenReason.VISIBILITY_HIDDEN
    if collapsed is None and colour and colour == background:
        return HiddenReason.SAME_COLOUR
    return collapsed


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
    if _is_zero(styles.get("opacity")) and not _MOVED & styles.keys():
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


def _is_opened_by_a_press(attributes: Attributes) -> bool:
    """Tabs, accordions, menus and sliders, by their role or by the words of their class and id."""
    if (attributes.get("role") or "").strip().lower() in _OPENED_ROLES:
        return True
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return not _OPENED_WORDS.isdisjoint(_WORD.findall(named.lower()[:_LONGEST_STYLE]))


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
