"""One page with a link for each way of being shown or not; what a reader sees of each is said beside it."""

from tests.browser.cases import PROSE

CASES: dict[str, tuple[str, bool, str | None]] = {
    # name: markup around LINK, whether a reader sees it, the reason that is to be told
    "plain": ("<p>LINK</p>", True, None),
    "below-the-fold": ("<p style='margin-top: 900px'>LINK</p>", True, None),
    "image": ("<p>IMAGE</p>", True, None),
    "underlined-grey": ("<p style='color: #777'>LINK</p>", True, None),
    "in-scroller": (
        "<div style='overflow: auto; width: 200px; height: 60px'><div style='height: 300px'></div>LINK</div>",
        True,
        None,
    ),
    "transparent-overlay": (
        "<div style='position: relative'>LINK<a style='position: absolute; inset: 0' href=/card></a></div>",
        True,
        None,
    ),
    "visible-in-invisible": (
        "<div style='visibility: hidden'><span style='visibility: visible'>LINK</span></div>",
        True,
        None,
    ),
    "picture-behind": (
        "<p style='background: linear-gradient(#000, #333); color: #fff'><span class=light>LINK</span></p>",
        True,
        None,
    ),
    "display-none": ("<p class=none>LINK</p>", False, "display_none"),
    "hidden-attribute": ("<p hidden>LINK</p>", False, "hidden_attribute"),
    "visibility": ("<p style='visibility: hidden'>LINK</p>", False, "visibility_hidden"),
    "opacity": ("<div style='opacity: 0'><p>LINK</p></div>", False, "opacity_zero"),
    "opacity-of-many": ("<div style='opacity: .2'><div style='opacity: .2'>LINK</div></div>", False, "opacity_zero"),
    "off-left": ("<p style='position: absolute; left: -9999px'>LINK</p>", False, "off_screen"),
    "off-top": ("<p style='position: absolute; top: -500px'>LINK</p>", False, "off_screen"),
    "text-indent": ("<p style='text-indent: -9999px; overflow: hidden'>LINK</p>", False, "text_indent"),
    "font-size": ("<p style='font-size: 0'>LINK</p>", False, "font_size_zero"),
    "one-pixel": (
        "<p style='position: absolute; width: 1px; height: 1px; overflow: hidden'>LINK</p>",
        False,
        "clipped",
    ),
    "scaled-away": ("<p style='transform: scale(0)'>LINK</p>", False, "zero_size"),
    "no-height": ("<div style='height: 0; overflow: hidden'>LINK</div>", False, "clipped"),
    "clip": ("<p style='position: absolute; clip: rect(0 0 0 0)'>LINK</p>", False, "clipped"),
    "clip-path": ("<p style='clip-path: inset(100%)'>LINK</p>", False, "clipped"),
    "white-on-white": ("<p class=white>LINK</p>", False, "same_colour"),
    "nearly-white": ("<p style='background: #fff' class=nearly>LINK</p>", False, "same_colour"),
    "no-colour": ("<p class=clear>LINK</p>", False, "same_colour"),
    "covered": (
        "<div style='position: relative; height: 40px'>LINK<div style='position: absolute; inset: 0; background: #cde'>"
        "</div></div>",
        False,
        "covered",
    ),
    "behind-a-picture": (
        "<div style='position: relative; height: 40px'>LINK<img alt='' src='PICTURE' style='position: absolute; inset: 0;"
        " width: 600px; height: 40px; pointer-events: none'></div>",
        False,
        "covered",
    ),
    "content-visibility": ("<div style='content-visibility: hidden'>LINK</div>", False, "display_none"),
    "empty": ("<p>EMPTY</p>", False, "empty_anchor"),
    "aria-hidden": ("<p aria-hidden=true>LINK</p>", True, "aria_hidden"),
    "details": ("<details><summary>More</summary><p>LINK</p></details>", True, "collapsed"),
    "accordion": (
        "<button aria-expanded=false aria-controls=panel-1>More</button><div id=panel-1 style='display: none'>LINK</div>",
        True,
        "collapsed",
    ),
    "squeezed-accordion": (
        "<h3 aria-expanded=false>More</h3><div style='max-height: 0; overflow: hidden'>LINK</div>",
        True,
        "collapsed",
    ),
    "tab": (
        "<div role=tablist><button role=tab aria-selected=true>One</button><button role=tab aria-controls=tab-2>Two"
        "</button></div><div role=tabpanel id=tab-2 hidden>LINK</div>",
        True,
        "collapsed",
    ),
    "menu": (
        "<nav><ul><li><a href=/products>Products</a><ul style='display: none'><li>LINK</li></ul></li></ul></nav>",
        True,
        "collapsed",
    ),
    "slider": (
        "<div class=swiper style='width: 300px; overflow: hidden'><div style='display: flex; width: 600px'>"
        "<div style='width: 300px'>One</div><div style='width: 300px'>LINK</div></div></div>",
        True,
        "collapsed",
    ),
}

PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='600' height='40'%3E%3Crect width='600' height='40' fill='%23468'/%3E%3C/svg%3E".replace(
    "'", "%27"
)
_STYLE = """
  body { margin: 20px; font: 16px/1.5 sans-serif; width: 700px } .none { display: none }
  .white a { color: #fff; text-decoration: none } .nearly a { color: #fbfbfb; text-decoration: none }
  .clear a { color: transparent } .light a { color: #eee }
"""


def target(name: str) -> str:
    return f"https://target.example/{name}"


def page(*names: str) -> str:
    parts = []
    for name in names or CASES:
        link = f"<a href='{target(name)}'>Link {name}</a>"
        markup = CASES[name][0].replace("LINK", link).replace("EMPTY", f"<a href='{target(name)}'></a>")
        markup = markup.replace(
            "IMAGE", f"<a href='{target(name)}'><img alt='An image' src='PICTURE' width=60 height=20></a>"
        )
        parts.append(f"<section>{markup.replace('PICTURE', PICTURE)}</section>")
    return (
        f"<!doctype html><html lang=en><head><title>Visible?</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>Visible?</h1>{PROSE}{''.join(parts)}{PROSE}</main></body></html>"
    )
