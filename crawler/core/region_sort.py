"""What sort of page it is, by what it says of itself: og:type, the body's class, its own address."""

from dataclasses import dataclass

from crawler.core.outline import Outline
from crawler.core.region_words import page_mask


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSort:
    """`og_type` is 0 none, 1 article, 2 product, 3 other; the words are bit masks; `host` is the last two labels
    of the page's own; `url` counts segments, hyphens, digits, a file ending and a query."""

    og_type: int
    body_words: int
    url_words: int
    host: str
    url: tuple[int, int, int, bool, bool]


def page_sort(outline: Outline, body: int, url: str) -> PageSort:
    """`body` is the body element's index in the outline."""
    host, _, path = url.split("://", 1)[-1].partition("/")
    path, _, query = path.partition("?")
    segments = [segment for segment in path.split("/") if segment]
    last = segments[-1] if segments else ""
    return PageSort(
        og_type=_og_type(outline, body),
        body_words=page_mask(_said_of_body(outline, body)),
        url_words=page_mask(path),
        host=".".join(host.lower().split(".")[-2:]),
        url=(
            len(segments),
            last.count("-") + last.count("_"),
            sum(character.isdigit() for character in path),
            last.rpartition(".")[2][:3] in ("htm", "php", "asp") if "." in last else False,
            bool(query),
        ),
    )


def _og_type(outline: Outline, body: int) -> int:
    found = 0
    for index in range(min(body, len(outline.tags))):
        if outline.tags[index] == "meta":
            attributes = outline.nodes[index].attributes
            if attributes.get("property") == "og:type":
                value = (attributes.get("content") or "").strip().lower()
                found = 1 if "article" in value else 2 if "product" in value else 3
    return found


def _said_of_body(outline: Outline, body: int) -> str:
    said = ""
    for index in sorted({0, body}) if outline.tags else ():
        attributes = outline.nodes[index].attributes
        said += f" {attributes.get('class') or ''} {attributes.get('id') or ''}"
    return said
