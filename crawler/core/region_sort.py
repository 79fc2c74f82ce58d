"""What sort of page it is, by what it says of itself: title, og:type, the body's class, its address."""

from dataclasses import dataclass

from crawler.core.outline import Outline
from crawler.core.region_words import page_mask


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSort:
    """`og_type` is 0 none, 1 article, 2 product, 3 other; `body_words` is a bit mask; `host` is the last two labels
    of the page's own; `url` counts segments and a file ending. `own` is of the address that the page gives itself
    (else the URL): segments, hyphens, digits and whether it ends in a slash; `section` is the first of several
    segments, between slashes."""

    title: str
    og_type: int
    body_words: int
    host: str
    url: tuple[int, bool]
    own: tuple[int, int, int, bool]
    section: str


def page_sort(outline: Outline, body: int, url: str) -> PageSort:
    """`body` is the body element's index in the outline."""
    title, og_type, canonical = _head(outline, body)
    host, _, rest = url.split("://", 1)[-1].partition("/")
    segments, last = _segments(rest)
    own_path = (canonical or url).split("://", 1)[-1].partition("/")[2].partition("?")[0]
    own_segments, own_last = _segments(own_path)
    return PageSort(
        title=title,
        og_type=og_type,
        body_words=page_mask(_said_of_body(outline, body)),
        host=".".join(host.lower().split(".")[-2:]),
        url=(len(segments), last.rpartition(".")[2][:3] in ("htm", "php", "asp") if "." in last else False),
        own=(
            len(own_segments),
            own_last.count("-") + own_last.count("_"),
            sum(map(str.isdigit, own_path)),
            own_path[-1:] in ("/", ""),
        ),
        section=f"/{own_segments[0]}/" if len(own_segments) > 1 else "",
    )


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


def _said_of_body(outline: Outline, body: int) -> str:
    said = ""
    for index in sorted({0, body}) if outline.tags else ():
        attributes = outline.nodes[index].attributes
        said += f" {attributes.get('class') or ''} {attributes.get('id') or ''}"
    return said
