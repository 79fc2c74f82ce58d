"""The programs that are measured: ours, and others that fetch the same list of pages for their links.

The others come from the package index into a venv of their own: `make build/peers`.
"""

import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import TARGET
from benchmarks.measure import ROOT

PEERS = ROOT / "build" / "peers" / "bin"
_OURS = {
    "BACKLINK_ALLOWED_NETWORKS": "127.0.0.0/8",
    "BACKLINK_DELAY": "0",
    "BACKLINK_TARGETS": "False",
    "BACKLINK_RENDER": "never",
    "ROBOTSTXT_OBEY": "False",
    "BACKLINK_CONFIG": str(ROOT / "config"),
}
"""Pages alone, as the others do: no robots.txt, no targets, no browser, no pause. All the rest is as by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Reads `urls.txt` (also its standard input) or `claims.csv` in its folder; `found` counts the pages' links to
    the target in what it wrote there, or in `said.txt`, which is what it printed."""

    name: str
    command: Sequence[str]
    found: Callable[[Path], int]
    good: frozenset[int] = frozenset({0})


def ours(**settings: str) -> list[str]:
    options = [part for key, value in {**_OURS, **settings}.items() for part in ("-s", f"{key}={value}")]
    scrapy = ["env", "SCRAPY_SETTINGS_MODULE=config.settings", sys.executable, "-m", "scrapy"]
    return [*scrapy, "verify", "claims.csv", "--db", "ours.db", "--quiet", *options]


def _rows(name: str, query: str) -> Callable[[Path], int]:
    def count(folder: Path) -> int:
        connection = sqlite3.connect(folder / name)
        try:
            return int(connection.execute(query).fetchone()[0])
        finally:
            connection.close()

    return count


def _mentions(name: str) -> Callable[[Path], int]:
    """Lines of a file that have the target; written as one line a link or one line a page."""
    return lambda folder: sum(TARGET.encode() in line for line in (folder / name).read_bytes().splitlines())


def _script(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.peers.{name}", *arguments]


PROGRAMS = {
    program.name: program
    for program in (
        Program(
            name="linkwitness",
            command=ours(),
            found=_rows("ours.db", "SELECT count(DISTINCT page_id) FROM links WHERE serves"),
        ),
        *(
            Program(
                name=f"bare-scrapy{name}",
                command=_script("bare_scrapy", "urls.txt", "bare.jsonl", items),
                found=_mentions("bare.jsonl"),
            )
            for name, items in (("", "links"), ("-pages", "pages"))
        ),
        Program(
            name="aiohttp-lxml",
            command=_script("aiohttp_lxml", "urls.txt", "aiohttp.db"),
            found=_rows("aiohttp.db", "SELECT count(*) FROM links"),
        ),
        Program(
            name="lychee",
            command=[str(PEERS / "lychee"), "-vv", "--dump", "--insecure", "--files-from", "urls.txt"],
            found=_mentions("said.txt"),
        ),
        Program(
            name="linkchecker",
            command=[
                *(
                    str(PEERS / "linkchecker"),
                    "-f",
                    str(ROOT / "benchmarks/peers/linkcheckerrc"),
                    "--no-robots",
                    "-r1",
                    "-t32",
                    "--no-status",
                    "--no-warnings",
                ),
                *("--verbose", "-o", "csv", "--ignore-url", "^(?!.*claim=)", "--stdin"),
            ],
            found=_mentions("said.txt"),
            good=frozenset({0, 1}),
        ),
        Program(
            name="advertools",
            command=[str(PEERS / "python"), "-m", "benchmarks.peers.advertools_list", "urls.txt", "advertools.jsonl"],
            found=_mentions("advertools.jsonl"),
        ),
    )
}
