"""What sort of page it is, by what it says of itself: title, og:type, its address."""

import re
from dataclasses import dataclass

from crawler.core.outline import Outline

_ROOT = re.compile(r"[a-z]{2}(-[a-z]{2})?|(index|home|homepage|default|main|welcome)(\.\w+)?", re.IGNORECASE)
"""A part of a path that leads no further than to a site's front page. Not `urls.is_home`: the address that a page gives
itself may be relative or empty, and the model was trained on this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSort:
    """`og_type` is 0 none, 1 article, 2 product, 3 other; `host` is the last two labels of the page's own. `own` is of
    the address that the page gives itself (else the URL): segments, hyphens, digits and whether it ends in a slash;
    `section` is the first of several segments, between slashes. `root` tells whether the page stands at its site's
    root, or at that of a language, and does not say otherwise itself."""

    title: str
    og_type: int
    host: str
    own: tuple[int, int, int, bool]
    section: str
    root: bool


def page_sort(outline: Outline, body: int, url: str) -> PageSort:
    """`body` is the body element's index in the outline."""
    title, og_type, canonical = _head(outline, body)
    host = url.split("://", 1)[-1].partition("/")[0]
    own_path = (canonical or url).split("://", 1)[-1].partition("/")[2].partition("?")[0]
    own_segments, own_last = _segments(own_path)
    return PageSort(
        title=title,
        og_type=og_type,
        host=".".join(host.lower().split(".")[-2:]),
        own=(
            len(own_segments),
            own_last.count("-") + own_last.count("_"),
            sum(map(str.isdigit, own_path)),
            own_path[-1:] in ("/", ""),
        ),
        section=f"/{own_segments[0]}/" if len(own_segments) > 1 else "",
        root=bool(host) and "?" not in url and all(map(_is_root, (url, canonical))),
    )


def _is_root(address: str) -> bool:
    segments, _ = _segments(address.split("://", 1)[-1].partition("/")[2] if "://" in address else address)
    return all(map(_ROOT.fullmatch, segments))


def _segments(path: str) -> tuple[list[str], str]:
    segments = [segment for segment in path.partition("?")[0].split("/") if segment]
    return segments, segments[-1] if segments else ""


def _head(outline: Outline, body: int) -> tuple[str, int, str]:
    """Title, og:type and canonical address (og:url where there is none)."""
    title = canonical = og_url = ""
    og_type = 0
    for index in range(min(body, len(outline.tags))):
        match outline.tags[index]:
            case "title" if not title:
                title = " ".join((outline.nodes[index].text() or "").split())
            case "link":
                attributes = outline.nodes[index].attributes
                if attributes.get("rel") == "canonical":
                    canonical = canonical or attributes.get("href") or ""
            case "meta":
                attributes = outline.nodes[index].attributes
                name = attributes.get("property")
                if name == "og:type":
                    value = (attributes.get("content") or "").strip().lower()
                    og_type = 1 if "article" in value else 2 if "product" in value else 3
                elif name == "og:url":
                    og_url = attributes.get("content") or ""
    return title, og_type, canonical or og_url
