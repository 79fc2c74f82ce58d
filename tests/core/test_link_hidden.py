"""Hidden or not, as far as static HTML tells: the styles and attributes of a link and of what holds it."""

import pytest

from crawler.core.link_hidden import hidden_by, is_taken_out
from crawler.core.vocabulary import HiddenReason

PLAIN: list[tuple[str, dict[str, str | None]]] = [("p", {}), ("div", {"class": "text"}), ("body", {}), ("html", {})]


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("display:none", "display_none"),
        ("DISPLAY : None !important", "display_none"),
        ("visibility: hidden", "visibility_hidden"),
        ("opacity:0", "opacity_zero"),
        ("opacity:.0", "opacity_zero"),
        ("font-size:0", "font_size_zero"),
        ("font-size: 0.0em", "font_size_zero"),
        ("text-indent:-9999px", "text_indent"),
        ("position:absolute; left:-10000px", "off_screen"),
        ("margin-left:-9999em", "off_screen"),
        ("clip: rect(1px, 1px, 1px, 1px)", "clipped"),
        ("clip-path: inset(50%)", "clipped"),
        ("height:0;overflow:hidden", "zero_size"),
        ("transform: scale(0)", "zero_size"),
        ("color:#fff;background:#FFFFFF", "same_colour"),
        ("color:rgb(255, 255, 255);background-color:white", "same_colour"),
        ("opacity:", None),
        ("opacity:0.01", None),
        ("opacity:0;transition:opacity 1s", None),
        ("font-size:0.9em", None),
        ("text-indent:-1em", None),
        ("text-indent:-9999px;background:url(logo.png)", None),
        ("left:-20px", None),
        ("height:0", None),
        ("clip: rect(0, 10px, 10px, 0)", None),
        ("clip-path: inset(5%)", None),
        ("transform: scale(0.5)", None),
        ("color:#fff;background:#000", None),
        ("color:inherit;background:inherit", None),
        ("display:none;display:block", None),
        ("/*display:none*/", None),
        ("x" * 10_000, None),
    ],
)
def test_styles(style: str, reason: str | None) -> None:
    on_the_link = hidden_by([("a", {"style": style}), *PLAIN])
    around_it = hidden_by([("a", {}), ("span", {}), ("div", {"style": style}), *PLAIN])
    assert on_the_link == around_it == (HiddenReason(reason) if reason else None)


@pytest.mark.parametrize(
    ("tag", "attributes", "reason"),
    [
        ("div", {"hidden": None}, "hidden_attribute"),
        ("div", {"hidden": ""}, "hidden_attribute"),
        ("div", {"hidden": "until-found"}, None),
        ("dialog", {}, "display_none"),
        ("dialog", {"open": None}, None),
        ("div", {"popover": "auto"}, "display_none"),
        ("video", {}, "display_none"),
        ("noscript", {}, "noscript"),
        ("details", {}, None),
        ("div", {"aria-hidden": "true"}, None),
        ("div", {"role": "tabpanel", "hidden": None}, "collapsed"),
        ("div", {"class": "Accordion-body", "style": "display:none"}, "collapsed"),
        ("div", {"class": "tables", "style": "display:none"}, "display_none"),
        ("div", {"class": "collapse", "style": "font-size:0"}, "font_size_zero"),
        ("body", {"style": "opacity:0"}, None),
    ],
)
def test_elements(tag: str, attributes: dict[str, str | None], reason: str | None) -> None:
    assert hidden_by([("a", {}), (tag, attributes), ("html", {})]) == (HiddenReason(reason) if reason else None)


def test_a_child_may_be_shown_inside_what_is_not() -> None:
    assert hidden_by([("a", {"style": "visibility:visible"}), ("p", {"style": "visibility:hidden"})]) is None


def test_taken_out_of_the_text() -> None:
    assert is_taken_out({"hidden": ""})
    assert is_taken_out({"style": "display: none"})
    assert not is_taken_out({"hidden": "until-found"})
    assert not is_taken_out({"style": "visibility:hidden"})
    assert not is_taken_out({})
