"""The page-state cases of tests/pages/states/*.toml, with realistic page chrome filled in."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crawler.core.document import parse
from crawler.core.page_signals import PageSignals, page_signals
from crawler.core.records import Hop
from crawler.core.signatures import Signatures, signatures_from_toml

ROOT = Path(__file__).parents[2]
SOURCE = "https://shop.example/guides/anvils"

PARAGRAPH = (
    "<p>An anvil should weigh fifty times the hammer that strikes it, or the work will wander under the blows. "
    "Look at the edges first: chips can be ground away, but a face that has gone soft in a fire is beyond repair. "
    "Drop a steel ball from a hand's height and watch how far it comes back; nine tenths is excellent. "
    "A stump of elm, sunk a foot into the floor, carries the sound away and spares your neighbours.</p>"
)
CHROME: Mapping[str, str] = {
    "paragraph": PARAGRAPH,
    "article": "<article>" + "<h2>What to look for</h2>".join([PARAGRAPH] * 6) + "</article>",
    "smallheader": "<header><a href='/'>Shop Example</a></header>",
    "header": "<header><a href='/'>Shop Example</a><nav>"
    + "".join(
        f"<a href='/{name.lower()}'>{name} for the smithy</a> "
        for name in ("Anvils", "Hammers", "Tongs", "Bellows", "Coal", "Books", "Courses")
    )
    + "</nav></header>",
    "footer": "<footer><a href='/imprint'>Imprint and contact</a> <a href='/terms'>Terms of sale</a> "
    "<a href='/jobs'>Work with us</a> <small>© Shop Example</small></footer>",
    "comments": "<section id=comments><h2>3 comments</h2>" + PARAGRAPH.replace("<p>", "<p>Greta: ") * 3 + "</section>",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One page and the state that it must be given."""

    name: str
    expect: str
    evidence: str
    signals: PageSignals


@cache
def signatures() -> Signatures:
    return signatures_from_toml(tomllib.loads((ROOT / "config/signatures.toml").read_text("utf-8")))


def filled(html: str) -> str:
    for name, part in CHROME.items():
        html = html.replace("{{" + name + "}}", part)
    assert "{{" not in html
    return html


def signals_of(html: str, /, **row: Any) -> PageSignals:
    """Signals of a page, with the defaults of the case files."""
    html_text = filled(html)
    headers = {"content-type": "text/html; charset=utf-8"} | row.get("headers", {})
    source = row.get("url", SOURCE)
    final = row.get("final", source)
    document = parse(html_text, final)
    return page_signals(
        document.tree,
        page=document.outline,
        status=row.get("status", 200),
        headers={name: (value,) for name, value in headers.items()},
        source_url=source,
        final_url=final,
        hops=(Hop(url=source, status="302"),) if final != source else (),
        body=html_text.encode(),
        html_text=html_text,
        rendered=row.get("rendered", False),
        truncated=row.get("truncated", False),
        too_large=row.get("too_large", False),
    )


def cases() -> Iterator[Case]:
    for file in sorted((ROOT / "tests/pages/states").glob("*.toml")):
        for row in tomllib.loads(file.read_text("utf-8"))["case"]:
            yield Case(
                name=f"{file.stem}: {row['name']}",
                expect=row["expect"],
                evidence=row.get("evidence", ""),
                signals=signals_of(row["html"], **row),
            )
