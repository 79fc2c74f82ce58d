"""What a page gathers around: its prose, its lists of like parts, and the line that repeats its title."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.outline import HEADINGS, Outline

if TYPE_CHECKING:
    from crawler.core.region_page import Page

INLINE = frozenset(
    "a abbr b bdi bdo big cite code del em font i ins kbd label mark nobr q s small span strike strong sub sup "
    "time tt u var".split()
)
_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "li"})
DEEPEST = 200
"""Ancestors looked at; on hostile nesting a walk to the root for every run would never end."""
LONG = 100
"""Characters from which a run of prose is a sentence or more."""
TITLE_LIKE = range(4, 300)
"""How long a line may be that repeats the title."""
ROW = 3
"""So many siblings with links and the same tag are a list."""


class Prose(NamedTuple):
    """`story` is the element whose own paragraphs hold the most prose, `merits` what an element is worth as the
    article's: its paragraphs' length and commas, half of that for the element around it, less its share of
    links (the idea of Arc90's Readability)."""

    story: int
    story_chars: int
    story_parts: int
    merits: Mapping[int, float]
    best: int
    most: float
    long_runs: int


def prose_of(o: Outline, body: int) -> Prose:
    """Where the prose stands; the body where there is none."""
    story: dict[int, int] = {}
    parts: dict[int, int] = {}
    merits: dict[int, float] = {}
    tags, parents, owners, before = o.tags, o.parents, o.run_owners, o.prose_before
    long_runs = 0
    for run, text in enumerate(o.runs):
        length = before[run + 1] - before[run]
        if not length:
            continue
        long_runs += length >= LONG
        index = owners[run]
        for _ in range(DEEPEST):
            if index <= 0 or tags[index] not in INLINE:
                break
            index = parents[index]
        up = parents[index]
        place = up if index > 0 and tags[index] in _PARAGRAPHS else index
        story[place] = story.get(place, 0) + length
        parts[place] = parts.get(place, 0) + 1
        if up >= 0:
            merit = 1 + text.count(",") + text.count("，") + text.count("、") + min(length // 100, 3)
            merits[up] = merits.get(up, 0) + merit
            if parents[up] >= 0:
                merits[parents[up]] = merits.get(parents[up], 0) + merit / 2
    merits = {index: merit * (1 - o.link_density(index)) for index, merit in merits.items()}
    best = max(merits, key=merits.__getitem__, default=body)
    top = max(story, key=story.__getitem__, default=body)
    return Prose(
        story=top,
        story_chars=story.get(top, 0),
        story_parts=parts.get(top, 0),
        merits=merits,
        best=best,
        most=merits.get(best, 0) or 1,
        long_runs=long_runs,
    )


class ListFacts(NamedTuple):
    """A list of like siblings outside boilerplate; `own_text` is that of one item on average."""

    rank: int
    weight: int
    own_text: float


Lists = Mapping[tuple[int, str], ListFacts]
"""By parent and tag, the weightiest first."""


def lists_of(page: "Page", rows: Mapping[int, Mapping[str, Sequence[int]]]) -> Lists:
    """The page's lists: siblings of one tag that hold links, three or more of them; `rows` are all, by parent."""
    o, weight = page.outline, page.weight
    found = []
    for parent, tagged in rows.items():
        for tag, items in tagged.items():
            if len(items) >= ROW and parent >= page.body and not page.mark(items[0]).apart:
                found.append((sum(map(weight, items)), (parent, tag), items))
    found.sort(key=lambda one: (-one[0], one[1]))
    lists = {}
    for rank, (total, key, items) in enumerate(found):
        own_text = sum(map(o.chars, items)) - sum(map(o.link_chars, items))
        lists[key] = ListFacts(rank, total, own_text / len(items))
    return lists


class Headline(NamedTuple):
    """The text run that repeats most of the title, -1 where none does, and the heading that it stands in."""

    run: int
    element: int
    level: int
    coverage: float


def headline(o: Outline, title: str) -> Headline:
    """The longest run that is part of the title; in a heading it counts twice, in a link about half."""
    best, most = Headline(-1, -1, 0, 0.0), 0.0
    if not title:
        return best
    for run, text in enumerate(o.runs):
        if len(text) not in TITLE_LIKE:
            continue
        line = text.strip()
        if len(line) not in TITLE_LIKE or line not in title:
            continue
        level = _level(o.tags, o.parents, o.run_owners[run])
        in_link = o.link_chars_before[run + 1] > o.link_chars_before[run]
        worth = len(line.encode("utf-8", "replace")) * (2 if level in (1, 2, 3) else 1) * (0.6 if in_link else 1)
        if worth > most:
            best, most = Headline(run, o.run_owners[run], level, len(line) / len(title)), worth
    return best


def _level(tags: Sequence[str], parents: Sequence[int], index: int) -> int:
    for _ in range(4):
        if index < 0:
            break
        if tags[index] in HEADINGS:
            return int(tags[index][1])
        index = parents[index]
    return 0
