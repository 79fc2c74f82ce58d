"""Parts of web pages as content systems make them: nested, with classes, data attributes, pictures and their sets."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.words import Words

_UTILITIES = (
    "flex grid p-4 mx-auto mt-2 text-sm font-bold text-gray-700 md:w-1/2 lg:px-8 hover:underline rounded".split()
)
_CODES = ("en", "de", "fr", "es", "it", "x-default")


@dataclass(slots=True, kw_only=True)
class Look:
    """One site's habits: `semantic` elements or `div`s, how it names classes, how deep it nests."""

    dice: random.Random
    words: Words
    semantic: bool
    naming: str
    depth: int

    def tag(self, name: str) -> str:
        return name if self.semantic else "div"

    def cls(self, role: str, *more: str) -> str:
        """A class attribute for a role such as `menu`, in this site's naming; a quarter of the elements have none."""
        if not more and self.dice.random() < 0.25:
            return ""
        match self.naming:
            case "utility":
                names = [f"js-{role}", *self.dice.choices(_UTILITIES, k=4)]
            case "bem":
                names = [f"c-{role}", f"c-{role}--{self.words.name()}", f"c-{role}__inner"]
            case "cms":
                number = self.dice.randrange(90000)
                names = [role, f"{role}-type-post", f"{role}-{number}", f"wp-block-{role}", f"has-{self.words.name()}"]
            case _:
                names = [role]
        return f' class="{" ".join((*names, *more))}"'

    def wrapped(self, role: str, inner: str) -> str:
        for level in range(self.depth):
            inner = f"<div{self.cls(role if level else f'{role}-inner')}>\n{inner}\n</div>"
        return inner

    def href(self) -> str:
        """A link's address: mostly of the site itself, now and then of another."""
        path = "/".join(self.words.name() for _ in range(self.dice.randint(1, 3)))
        path = f"/{path}-{self.words.name()}-{self.dice.randrange(99999)}{self.dice.choice(('', '/', '.html'))}"
        kind = self.dice.random()
        if kind < 0.35:
            return path
        if kind < 0.8:
            return f"https://www.own-site.test{path}"
        query = f"?utm_source={self.words.name()}&amp;utm_medium=web" if kind > 0.93 else ""
        return f"https://{self.words.name()}{self.dice.randrange(400)}.test{path}{query}"

    def link(self, count: int = 3, role: str = "link") -> str:
        extra = self.dice.choice(("", "", ' target="_blank" rel="noopener"', f' title="{self.words.some(3)}"'))
        text = self.words.some(count)
        if self.depth > 1:
            text = f"<span{self.cls('label')}>{text}</span>"
        return f'<a{self.cls(role)} href="{self.href()}"{extra}>{text}</a>'

    def picture(self) -> str:
        base = f"https://cdn.own-site.test/media/{self.words.name()}/{self.dice.randrange(10**7)}"
        sizes = ", ".join(f"{base}-{width}x{width * 2 // 3}.jpg {width}w" for width in (320, 640, 1024))
        return (
            f'<img{self.cls("image", "lazyload")} src="{base}.jpg" srcset="{sizes}" sizes="(max-width: 640px) 100vw"'
            f' alt="{self.words.some(4)}" width="640" height="427" loading="lazy" decoding="async">'
        )


def items(look: Look, count: int, role: str) -> str:
    icon = "<i class='icon icon-chevron' aria-hidden='true'></i>" if look.depth > 2 else ""
    made = (f"<li{look.cls(f'{role}-item')}>{icon}{look.link(2, role)}</li>" for _ in range(count))
    return f"<ul{look.cls(role)}>\n" + "\n".join(made) + "\n</ul>"


def menu(look: Look, count: int) -> str:
    """A bar of menus, each with a list below it."""
    tops = (
        f'<li{look.cls("menu-item")} data-menu="{number}"><a href="{look.href()}"><span>{look.words.some(1)}</span>'
        f"<svg width='8' height='8'><path d='M0 0l4 4 4-4'/></svg></a>"
        f"<div{look.cls('sub-menu-box')}>{items(look, 4, 'sub-menu')}</div></li>"
        for number in range(max(1, count // 5))
    )
    return look.wrapped("menu", f'<ul{look.cls("menu")} role="menubar">{"".join(tops)}</ul>')


def prose(look: Look, target: str) -> str:
    """A paragraph of running text with `target` (or nothing) in its middle."""
    links = f" {look.link(3)} " if look.dice.random() < 0.3 else " "
    opening, closing = look.words.sentence(look.dice.randint(18, 45)), look.words.sentence(look.dice.randint(10, 30))
    marked = f"<strong>{look.words.some(2)}</strong>, <em>{look.words.some(2)}</em><br>"
    return f"<p{look.cls('text')}>{opening}{links}{marked}{look.words.some(6)} {target} {closing}</p>"


def card(look: Look, target: str) -> str:
    """A teaser of another article."""
    text = look.words.sentence(18)
    return (
        f'<article{look.cls("card")} data-id="{look.dice.randrange(10**6)}" data-track="{look.words.name()}|click">'
        f'<div{look.cls("card-media")}><a href="{look.href()}" tabindex="-1" aria-hidden="true">{look.picture()}</a>'
        f"</div><div{look.cls('card-body')}><div{look.cls('row')}>{_buttons(look)}</div>"
        f"<h3{look.cls('card-title')}>{look.link(6, 'title')}</h3>"
        f"<p{look.cls('card-text')}>{text} {target}</p><footer><time datetime='2026-03-0{look.dice.randint(1, 9)}'>"
        f"{look.words.some(2)}</time> {look.link(2, 'author')}</footer></div></article>"
    )


def comment(look: Look, target: str) -> str:
    """A reader's comment or a forum's post."""
    number = look.dice.randrange(10**6)
    body = look.wrapped("message", f"{prose(look, target)}{_buttons(look)}")
    return (
        f'<li id="comment-{number}"{look.cls("comment")}><div{look.cls("comment-author")}>{look.picture()}'
        f"<b>{look.link(2, 'author')}</b> <a href='#comment-{number}'>{look.words.some(3)}</a></div>"
        f"<div{look.cls('comment-body')}>{body}</div></li>"
    )


def _buttons(look: Look) -> str:
    return "".join(
        f'<button type="button"{look.cls("button")} data-do="{look.words.name()}" aria-label="{look.words.some(1)}">'
        f"<div{look.cls('button-icon')}></div><div{look.cls('button-text')}></div></button>"
        for _ in range(2)
    )


def row(look: Look, target: str) -> str:
    """A line of a directory or a table of offers."""
    cells = "".join(f"<td{look.cls('cell')}>{look.words.some(2)}</td>" for _ in range(3))
    return f"<tr>{cells}<td>{look.link(3)} {look.words.some(8)} {target}</td></tr>"


def widget(look: Look, count: int, target: str) -> str:
    inner = f"<h3{look.cls('widget-title')}>{look.words.some(2)}</h3>{items(look, count, 'widget-list')}{target}"
    return f"<section{look.cls('widget')}>{look.wrapped('widget-body', inner)}</section>"


def many(part: Callable[[Look, str], str], look: Look, count: int, target: str = "") -> list[str]:
    """`count` parts, at least one, the target's link in one of them."""
    place = look.dice.randrange(max(1, count)) if target else -1
    return [part(look, target if number == place else "") for number in range(max(1, count))]


def script(look: Look, size: int) -> str:
    """Code and data as pages carry them inline, of about `size` characters."""
    data = (f'"{look.words.name()}{n}":{{"id":{look.dice.randrange(10**6)},"on":true}}' for n in range(size // 38))
    return f"<script>window.__data = {{{','.join(data)}}};</script>"


def style(look: Look, size: int) -> str:
    rules = (
        f".{look.words.name()}-{n}{{margin:{n % 40}px;color:#{n * 9973 % 0xFFFFFF:06x}}}" for n in range(size // 38)
    )
    return f"<style>{''.join(rules)}</style>"


def shared(look: Look) -> str:
    """What a page tells networks that show it, and crawlers of other languages."""
    named = [("property", f"og:{name}") for name in ("type", "title", "description", "url", "site_name", "image")]
    named += [("name", f"twitter:{name}") for name in ("card", "title", "description", "image", "site")]
    named += [("property", f"article:{look.words.name()}") for _ in range(8)]
    metas = (f'<meta {key}="{name}" content="{look.words.some(8)}">' for key, name in named)
    others = (f'<link rel="alternate" hreflang="{code}" href="https://www.own-site.test/{code}/">' for code in _CODES)
    return joined([*metas, *others])


def linked_data(look: Look) -> str:
    """The page once more as schema.org data."""
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": look.words.some(8),
        "description": look.words.some(30),
        "author": [{"@type": "Person", "name": look.words.some(2), "url": f"https://www.own-site.test{look.href()}"}],
        "image": [f"https://cdn.own-site.test/{look.words.name()}.jpg" for _ in range(3)],
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def joined(parts: Iterable[str]) -> str:
    return "\n      ".join(parts)


def spread(look: Look, markup: str) -> str:
    """The markup as its author's templates leave it: white space between most tags, comments between some."""
    between = (">\n<", ">\n    <", ">\n\t\t\t<", "> <", ">\n        <", "><", f">\n<!-- {look.words.name()} -->\n<")
    shares = (4, 4, 2, 1, 1, 7, 0.2)
    pieces = markup.split("><")
    gaps = look.dice.choices(between, shares, k=len(pieces) - 1)
    return "".join(part for pair in zip(pieces, [*gaps, ""], strict=True) for part in pair)
