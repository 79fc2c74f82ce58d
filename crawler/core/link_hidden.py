"""Is a link hidden, as far as static HTML tells? Stylesheets are not read here: that is the browser's part."""

import re
from collections.abc import Iterable, Mapping

from crawler.core.vocabulary import HiddenReason

_STYLES: tuple[tuple[re.Pattern[str], HiddenReason], ...] = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"(?:^|;)\s*display\s*:\s*none", HiddenReason.DISPLAY_NONE),
        (r"(?:^|;)\s*visibility\s*:\s*(?:hidden|collapse)", HiddenReason.VISIBILITY_HIDDEN),
        (r"(?:^|;)\s*opacity\s*:\s*0*(?:\.0+)?\s*(?:!|;|$)", HiddenReason.OPACITY_ZERO),
        (r"(?:^|;)\s*font-size\s*:\s*0*(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:!|;|$)", HiddenReason.FONT_SIZE_ZERO),
        (r"(?:^|;)\s*text-indent\s*:\s*-\d{3,}", HiddenReason.TEXT_INDENT),
        (r"(?:^|;)\s*(?:left|top|right|bottom|margin-left|margin-top)\s*:\s*-\d{4,}", HiddenReason.OFF_SCREEN),
        (r"(?:^|;)\s*clip\s*:\s*rect\(\s*0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?[\s,]+0", HiddenReason.CLIPPED),
        (r"(?:^|;)\s*clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)", HiddenReason.CLIPPED),
    )
)
_NO_HEIGHT = re.compile(r"(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:!|;|$)")
_CUT = re.compile(r"(?:^|;)\s*overflow(?:-[xy])?\s*:\s*(?:hidden|clip)")
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)")


def hidden_by(chain: Iterable[tuple[str, Mapping[str, str | None]]]) -> HiddenReason | None:
    """Why nobody sees the link: `chain` is tag and attributes of the link and its ancestors, innermost first.

    A closed `<details>` is no hiding: a reader opens it, and Google allows it.
    """
    background = colour = None
    for tag, attributes in chain:
        if tag == "noscript":
            return HiddenReason.NOSCRIPT
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return HiddenReason.HIDDEN_ATTRIBUTE
        style = attributes.get("style")
        if not style:
            continue
        style = style.lower()
        for pattern, reason in _STYLES:
            if pattern.search(style):
                return reason
        if _NO_HEIGHT.search(style) and _CUT.search(style):
            return HiddenReason.ZERO_SIZE
        colour = colour or _value(_COLOUR, style)
        background = background or _value(_BACKGROUND, style)
    return HiddenReason.SAME_COLOUR if colour and colour == background else None


def _value(pattern: re.Pattern[str], style: str) -> str | None:
    found = pattern.search(style)
    return _plain_colour(found[1].strip()) if found else None


def _plain_colour(text: str) -> str:
    text = {"white": "#ffffff", "black": "#000000"}.get(text, text)
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        return "#" + "".join(digit * 2 for digit in text[1:])
    return text.replace(" ", "")
