"""Gold pages with region truth: reading them, finding their links in our tree, scoring answers.

The gold directory is not part of the project: its pages are other people's. Its README says how the
labels came about; the scores here are those of its score.py.
"""

import gzip
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from selectolax.lexbor import LexborHTMLParser

from crawler.core.outline import Outline, outline

FILES = ("links", "landmarks", "human_regions")
REGIONS = ("main", "header", "nav", "sidebar", "footer", "comments")
MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldLink:
    """`truth` is a region, or `rest` where gold only knows that the link is not main content."""

    ordinal: int
    href: str
    anchor: str
    occurrence: int
    truth: str
    accept: tuple[str, ...]
    soft: bool

    @property
    def scored(self) -> bool:
        return not self.soft and len(self.accept) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPage:
    id: str
    file: str
    html: Path
    url: str
    domain: str
    source: str
    variant: str
    links: Sequence[GoldLink]

    def read(self) -> str:
        with gzip.open(self.html, "rt", encoding="utf-8") as lines:
            return lines.read()


def pages(gold: Path) -> Iterator[GoldPage]:
    """Every page of the three label files, in the files' order."""
    for file in FILES:
        for line in (gold / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield _page(json.loads(line), file, gold)


def _page(row: Mapping[str, object], file: str, gold: Path) -> GoldPage:
    found = []
    links = row["links"]
    assert isinstance(links, list)
    for link in links:
        truth = link.get("region") or ("main" if link["main"] else "rest")
        found.append(
            GoldLink(
                ordinal=link["n"],
                href=link["href"].strip(),
                anchor=normal(link["anchor"]),
                occurrence=link.get("occ", 0),
                truth=truth,
                accept=tuple(link.get("accept") or [truth]),
                soft=bool(link.get("soft")),
            )
        )
    return GoldPage(
        id=str(row["id"]),
        file=file,
        html=gold / str(row["html"]),
        url=str(row.get("url") or ""),
        domain=str(row["domain"]),
        source=str(row["source"]),
        variant=str(row.get("variant") or ""),
        links=found,
    )


def normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def parsed(html: str) -> tuple[LexborHTMLParser, Outline, list[int]]:
    """The tree (to be kept alive), its outline and its `<a href>`."""
    tree = LexborHTMLParser(html)
    root = tree.root
    assert root is not None
    page = outline(root)
    return tree, page, [link for link in page.links if page.tags[link] == "a"]


def located(page: GoldPage, found: Outline, links: Sequence[int]) -> list[int | None]:
    """For each gold link its place in `links`: by href and anchor, else by its ordinal in gold's tree."""
    seen: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str, int], int] = {}
    for place, link in enumerate(links):
        node = found.nodes[link]
        key = (node.attributes.get("href") or "").strip(), normal(node.text(deep=True))
        places[(*key, seen[key])] = place
        seen[key] += 1
    answer: list[int | None] = []
    for asked in page.links:
        fallback = asked.ordinal if asked.ordinal < len(links) else None
        answer.append(places.get((asked.href, asked.anchor, asked.occurrence), fallback))
    return answer


@dataclass(slots=True)
class Score:
    main_f1: float = 0.0
    main_page_f1: float = 0.0
    easy: float = 0.0
    hard: float = 0.0
    human: float = 0.0
    by_region: dict[str, dict[str, float]] = field(default_factory=dict)


Answers = Mapping[tuple[str, str], Sequence[str]]
"""For each page (file, id) the region given to each gold link, `missing` where it was not found."""


def score(gold: Sequence[GoldPage], answers: Answers, keep: Callable[[GoldPage], bool] = lambda _: True) -> Score:
    """What score.py says by default: soft links and links with several right regions left out."""
    gold = [page for page in gold if keep(page)]
    result = Score()
    result.main_f1, result.main_page_f1 = _main([page for page in gold if page.file == "links"], answers)
    for name, file, variant in (
        ("easy", "landmarks", "easy"),
        ("hard", "landmarks", "hard"),
        ("human", "human_regions", ""),
    ):
        of = [page for page in gold if page.file == file and page.variant == variant]
        result.by_region[name] = _regions(of, answers)
        setattr(result, name, fmean(result.by_region[name].values()) if result.by_region[name] else 0.0)
    return result


def _main(gold: Sequence[GoldPage], answers: Answers) -> tuple[float, float]:
    total: Counter[str] = Counter()
    by_page = []
    for page in gold:
        counts: Counter[str] = Counter()
        for link, answer in zip(page.links, answers[page.file, page.id], strict=True):
            if link.soft:
                continue
            if link.truth == "main":
                counts["hit" if answer == "main" else "missed"] += 1
            elif answer in ("main", MISSING):
                counts["false"] += 1
        total += counts
        if counts["hit"] + counts["missed"]:
            by_page.append(_f1(counts["hit"], counts["false"], counts["missed"]))
    return _f1(total["hit"], total["false"], total["missed"]), fmean(by_page) if by_page else 0.0


def _regions(gold: Sequence[GoldPage], answers: Answers) -> dict[str, float]:
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    for page in gold:
        for link, answer in zip(page.links, answers[page.file, page.id], strict=True):
            if link.scored:
                confusion[link.truth][answer] += 1
    found = {}
    for region in REGIONS:
        support = confusion[region].total()
        if support:
            hit = confusion[region][region]
            false = sum(row[region] for truth, row in confusion.items() if truth != region)
            found[region] = _f1(hit, false, support - hit)
    return found


def _f1(hit: int, false: int, missed: int) -> float:
    return 2 * hit / (2 * hit + false + missed) if hit else 0.0
