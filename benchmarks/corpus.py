"""Pages to crawl, made by our own templates: kinds of site, sizes, languages and encodings, the same for a seed.

Sizes follow what was measured on 657 real pages: 107 kB, 170 links, 890 elements with 1,350 attributes, 340 texts,
750 gaps between tags and 25 metas on average, with a long tail; 20 kB gzipped. Ours: `python -m benchmarks.corpus`.
"""

import gzip
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from benchmarks import layout
from benchmarks.layout import Look, joined, many
from benchmarks.words import LANGUAGES, Words

TARGET = "https://target.test/landing"
_CANONICAL = "https://www.own-site.test/"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusPage:
    body: bytes
    content_type: str


def corpus(count: int, seed: int = 7) -> Iterator[CorpusPage]:
    """`count` pages, one link on each leads to `TARGET`."""
    dice = random.Random(seed)
    for _ in range(count):
        language = dice.choices(LANGUAGES, [one.share for one in LANGUAGES])[0]
        encoding = dice.choice(language.encodings)
        declared = dice.random() < 0.6
        look = Look(
            dice=dice,
            words=Words(dice, language),
            semantic=dice.random() < 0.6,
            naming=dice.choice(("utility", "bem", "cms", "cms", "plain")),
            depth=dice.randint(1, 4),
        )
        meta = encoding if not declared or dice.random() < 0.9 else None
        yield CorpusPage(
            body=_page(look, meta).encode(encoding, "xmlcharrefreplace"),
            content_type=f"text/html; charset={encoding}" if declared else "text/html",
        )


def _page(look: Look, meta: str | None) -> str:
    dice, words = look.dice, look.words
    size = min(4.5, max(0.25, dice.lognormvariate(-0.29, 0.62)))
    rel = dice.choice(("", "", ' rel="nofollow"', ' rel="sponsored noopener"'))
    target = f'<a href="{TARGET}"{rel}>{words.some(3)}</a>'
    place = dice.choices(("main", "sidebar", "footer"), (8, 1, 1))[0]
    main, aside, foot = (target if place == name else "" for name in ("main", "sidebar", "footer"))
    parts = (
        ("header", "site-header", f"<div{look.cls('logo')}>{look.link(2)}</div>{_search(look)}"),
        ("nav", "site-nav", layout.menu(look, int(30 * size))),
        ("main", "content", look.wrapped("content", _main(look, size, main))),
        ("aside", "sidebar", joined(layout.widget(look, 7, aside if n == 0 else "") for n in range(int(1 + 4 * size)))),
        ("footer", "site-footer", look.wrapped("columns", layout.items(look, int(22 * size), "footer-links") + foot)),
    )
    body = "\n".join(
        f'<{look.tag(tag)} id="{name}"{look.cls(name)}>\n{inner}\n</{look.tag(tag)}>' for tag, name, inner in parts
    )
    if dice.random() < 0.8:
        body = layout.spread(look, body)
    head = (
        f'<meta charset="{meta}">' if meta else "",
        f'<title>{words.some(6)}</title><meta name="viewport" content="width=device-width">',
        f'<link rel="canonical" href="{_CANONICAL}">' if dice.random() < 0.3 else "",
        f'<meta name="description" content="{words.some(20)}"><meta name="robots" content="index, follow">',
        "".join(f'<link rel="stylesheet" href="/assets/{words.name()}.css?v={n}">\n' for n in range(12)),
        layout.shared(look) if dice.random() < 0.8 else "",
        layout.linked_data(look) if dice.random() < 0.5 else "",
        layout.style(look, int(dice.choice((0, 2000, 14000)) * size)),
        layout.script(look, int(dice.choice((3000, 12000, 40000)) * size)),
    )
    language = words.language.code
    foot_scripts = "".join(f'<script src="/assets/{words.name()}.js" defer></script>' for _ in range(8))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head>{joined(head)}</head><body>{body}{foot_scripts}</body></html>'
    )


def _search(look: Look) -> str:
    return (
        f'<form action="/search" role="search"{look.cls("search")}><label for="s">{look.words.some(1)}</label>'
        f'<input id="s" name="q" type="search" placeholder="{look.words.some(2)}">'
        f"<button>{look.words.some(1)}</button></form>"
    )


def _main(look: Look, size: float, target: str) -> str:
    """The middle of an article, a front page, a forum's thread or a directory."""
    title = f"<h1{look.cls('entry-title')}>{look.words.some(6)}</h1>{layout.items(look, 4, 'breadcrumbs')}"
    match look.dice.choices(("article", "front", "thread", "directory"), (6, 2, 2, 1))[0]:
        case "front":
            return title + joined(many(layout.card, look, int(42 * size), target))
        case "thread":
            posts = many(layout.comment, look, int(32 * size), target)
            return f"{title}<ol{look.cls('posts')}>{joined(posts)}</ol>"
        case "directory":
            rows = many(layout.row, look, int(60 * size), target)
            return f"{title}{layout.prose(look, '')}<table{look.cls('table')}><tbody>{joined(rows)}</tbody></table>"
        case _:
            return title + _article(look, size, target)


def _article(look: Look, size: float, target: str) -> str:
    paragraphs = many(layout.prose, look, int(22 * size), target)
    for at in range(4, len(paragraphs), 5):
        paragraphs[at] = f"<h2>{look.words.some(4)}</h2><figure>{look.picture()}</figure>{paragraphs[at]}"
    related = joined(many(layout.card, look, int(9 * size)))
    comments = joined(many(layout.comment, look, int(8 * size)))
    return (
        f"<{look.tag('article')}{look.cls('entry-content')}>{joined(paragraphs)}{layout.items(look, 6, 'tags')}"
        f"</{look.tag('article')}><div{look.cls('related-posts')}><h2>{look.words.some(2)}</h2>{related}</div>"
        f'<div id="comments"{look.cls("comments")}><ol>{comments}</ol></div>'
    )


def main() -> None:
    pages = list(corpus(250))
    trees = [LexborHTMLParser(page.body) for page in pages]
    figures = {
        "bytes": [len(page.body) for page in pages],
        "bytes gzipped": [len(gzip.compress(page.body, 6)) for page in pages],
        "elements": [len(tree.css("*")) for tree in trees],
        "links": [len(tree.css("a[href]")) for tree in trees],
    }
    for name, values in figures.items():
        mean, median = statistics.mean(values), statistics.median(values)
        print(f"{name:14} mean {mean:9.0f}  median {median:9.0f}  most {max(values):9}")


if __name__ == "__main__":
    main()
