"""Pages to crawl, made by our own templates: many layouts, sizes, languages and encodings, the same for a seed."""

import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TARGET = "https://target.test/landing"
_WORDS = {
    "en": "the quick market garden guide shows how local growers share seasonal produce with neighbours every week",
    "de": "der neue Ratgeber zeigt wie Betriebe ihre Ernte über kurze Wege an Nachbarn und Märkte verteilen können",
    "fr": "le guide montre comment les fermes partagent chaque semaine les récoltes avec leurs voisins du marché",
    "ru": "новое руководство показывает как местные хозяйства каждую неделю делят урожай с соседями и рынками города",
    "ja": "新しい ガイド は 地元 の 農家 が 毎週 収穫 を 近所 の 市場 と 分け合う 方法 を 示し ます",
}
_ENCODINGS = {"en": "utf-8", "de": "iso-8859-1", "fr": "utf-8", "ru": "windows-1251", "ja": "shift_jis"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusPage:
    body: bytes
    content_type: str


def corpus(count: int, seed: int = 7) -> Iterator[CorpusPage]:
    """`count` pages, on average some 105 kB and 140 links, one of which leads to `TARGET`."""
    dice = random.Random(seed)
    for _ in range(count):
        language = dice.choices(list(_WORDS), weights=[6, 2, 1, 1, 1])[0]
        text = _page(dice, language)
        encoding = _ENCODINGS[language]
        declared = dice.random() < 0.6
        kind = f"text/html; charset={encoding}" if declared else "text/html"
        yield CorpusPage(body=text.encode(encoding, "xmlcharrefreplace"), content_type=kind)


def _page(dice: random.Random, language: str) -> str:
    words = _WORDS[language].split()
    size = min(4.0, max(0.15, dice.lognormvariate(0.1, 0.7)))
    semantic = dice.random() < 0.6
    blocks = [_prose(dice, words, linked=dice.random() < 0.3) for _ in range(int(34 * size))]
    place = dice.randrange(len(blocks))
    rel = dice.choice(["", ' rel="nofollow"', ' rel="sponsored noopener"'])
    blocks[place] += (
        f'<p>{_words(dice, words, 20)} <a href="{TARGET}"{rel}>{_words(dice, words, 3)}</a>'
        f" {_words(dice, words, 18)}</p>"
    )
    main = "\n".join(blocks)
    menu = _list(dice, words, int(28 * size), "nav-menu")
    side = "".join(
        f"<div class='widget'><h3>{_words(dice, words, 2)}</h3>{_list(dice, words, 8, 'links')}</div>"
        for _ in range(int(5 * size))
    )
    foot = _list(dice, words, int(22 * size), "footer-links")
    script = f"<script>var data = {{{', '.join(f'k{n}: {dice.random()}' for n in range(int(1400 * size)))}}};</script>"
    style = f"<style>{' '.join(f'.c{n} {{ margin: {n}px; color: #{n:06x} }}' for n in range(int(300 * size)))}</style>"
    tags = ("header", "nav", "main", "aside", "footer") if semantic else ("div",) * 5
    parts = zip(
        tags,
        ("head", "menu", "content", "sidebar", "foot"),
        (f"<h1>{_words(dice, words, 5)}</h1>", menu, main, side, foot),
        strict=True,
    )
    body = "\n".join(f'<{tag} class="{name}">{inner}</{tag}>' for tag, name, inner in parts)
    meta = f'<meta charset="{_ENCODINGS[language]}">' if dice.random() < 0.9 else ""
    head = f"{meta}<title>{_words(dice, words, 6)}</title>{style}{script}"
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'


def _words(dice: random.Random, words: list[str], count: int) -> str:
    return " ".join(dice.choices(words, k=count))


def _prose(dice: random.Random, words: list[str], *, linked: bool) -> str:
    link = f' <a href="/p/{dice.randrange(9999)}">{_words(dice, words, 3)}</a> ' if linked else " "
    text = f"{_words(dice, words, 45)}{link}{_words(dice, words, 30)}."
    return f'<div class="block c{dice.randrange(300)}"><p>{text}</p></div>'


def _list(dice: random.Random, words: list[str], count: int, name: str) -> str:
    def href() -> str:
        path = f"/{dice.choice(words)}/{dice.randrange(9999)}?ref={dice.randrange(99)}"
        return path if dice.random() < 0.7 else f"https://site{dice.randrange(400)}.test{path}"

    items = "".join(
        f'<li class="item"><a href="{href()}"><span>{_words(dice, words, 3)}</span></a></li>' for _ in range(count)
    )
    return f'<ul class="{name}">{items}</ul>'


def write(folder: Path, count: int) -> list[CorpusPage]:
    """The pages as `p0.html`, `p1.html` … and gzipped beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = list(corpus(count))
    for number, page in enumerate(pages):
        (folder / f"p{number}.html").write_bytes(page.body)
        (folder / f"p{number}.html.gz").write_bytes(gzip.compress(page.body, 6))
    return pages
