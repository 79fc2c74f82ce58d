"""What a night over unchanged pages costs, against the first: `python -m benchmarks.second_night [PAGES]`.

Whole crawls in this process on a web in memory, so that only our own work is counted. Bodies that are the same
and answers of 304 are measured apart; the facts of both nights must be the same.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.core.records import Claim
from tests.fakeweb import FakeWeb, crawl, html, keep

FIRST = datetime(2027, 1, 1, 2, tzinfo=UTC)
TARGET = "https://target.test/landing"
WORDS = ("garden winter pruning hedge spade compost orchard border seed frost mulch rake lawn root stem leaf").split()


def article(number: int) -> str:
    """About 100 KB as a news site sends it: navigation, prose, teasers, scripts."""
    nav = "".join(f'<li class="item"><a href="/section/{each}">Section {each}</a></li>' for each in range(60))
    prose = "".join(
        f"<p>{' '.join(WORDS[(number * 7 + each * 3 + step) % len(WORDS)] for step in range(80))}.</p>"
        for each in range(60)
    )
    teasers = "".join(
        f'<div class="teaser"><a href="/story/{each}"><img src="/i/{each}.jpg" alt="">Story {each}</a>'
        "<p>Some words.</p></div>"
        for each in range(120)
    )
    script = f"<script>{'var a = 1; ' * 2000}</script>"
    return (
        f"<!doctype html><html lang=en><head><title>Article {number}</title>{script}</head><body>"
        f"<nav><ul>{nav}</ul></nav>"
        f'<main><h1>Article {number}</h1>{prose}<p>See <a href="{TARGET}/{number}">this</a> for more.</p></main>'
        f"<aside>{teasers}</aside></body></html>"
    )


def tagged(body: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        if request.headers.get("If-None-Match") == b'"v1"':
            return html("", status=304, headers={"ETag": '"v1"'})
        return html(body, headers={"ETag": '"v1"'})

    return answer


def facts(path: Path, run: int) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(
            "SELECT k.claim_id, k.status, k.reasons, l.anchor, l.rel, l.region, l.path, l.context_before, p.title,"
            " p.words, p.body_sha256, p.text_fingerprint, p.noindex FROM checks k JOIN pages p ON p.id = k.page_id"
            " LEFT JOIN links l ON l.id = k.link_id WHERE k.run_id = ? ORDER BY k.claim_id",
            (run,),
        ).fetchall()


def measure(pages: int, answer: Callable[[str], Any]) -> tuple[float, float]:
    """CPU seconds of the first and the second night."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "links.db"
        bodies = {f"https://h{number}.test/": answer(article(number)) for number in range(pages)}
        web = FakeWeb({**bodies})
        keep(path, *(Claim(id=f"c{n}", source_url=url, target_url=f"{TARGET}/{n}") for n, url in enumerate(bodies)))
        spent = []
        for night in range(2):
            began = time.process_time()
            crawl(path, web, at=FIRST + timedelta(days=night), settings={"BACKLINK_TARGETS": False})
            spent.append(time.process_time() - began)
        assert facts(path, 1) == facts(path, 2)
        assert len(facts(path, 2)) == pages
    return spent[0], spent[1]


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    for name, answer in (("the same bytes", lambda body: body), ("304", tagged)):
        first, second = measure(pages, answer)
        print(
            f"{name}: first night {first / pages * 1000:.2f} ms a page, second {second / pages * 1000:.2f} ms,"
            f" {second / first:.0%} of it, the same facts"
        )


if __name__ == "__main__":
    main()
