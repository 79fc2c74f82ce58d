"""Every refused address on every way into a night: pages, names, redirects, refreshes, robots.txt, cloaked links,
targets; the real downloader, the real visit.

Run as a program in a namespace (tests/namespace.py), where all addresses lead to one server that counts, with the
networks that the guard allows as arguments; prints by way the addresses at which the server was reached.
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy import Request
from scrapy.http import Response

from crawler.core.records import Claim
from crawler.downloader.handler import DownloadHandler
from tests.downloader.fetching import downloading
from tests.fakeweb import FakeWeb, keep, night, page
from tests.hostile.replies import Reply, redirect
from tests.wire import Answer, Script, naming, serving

REFUSED: list[str] = json.loads((Path(__file__).parents[1] / "data/ssrf_vectors.json").read_text())["must_block"]
PUBLIC = "8.8.8.8"
WAYS = ("literal", "answer", "rebinding", "redirect", "refresh", "robots", "cloaked", "target")
_TARGET = "http://target.test/landing"


class Wire(FakeWeb):
    """No fake: what is asked for goes out by the real downloader."""

    handler: DownloadHandler

    async def download(self, request: Request) -> Response:
        return await self.handler.download_request(request)


class Names:
    """`answer-7.test` has the seventh vector's address; `rebinding-7.test` a public one for the first question and
    the vector's ever after; everything else is public."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()

    def __call__(self, name: str, kind: str) -> Answer:
        way, _, number = name.removesuffix(".test").rpartition("-")
        self._asked[name + kind] += 1
        bound = way == "answer" or (way == "rebinding" and self._asked[name + kind] > 1)
        address = REFUSED[int(number)] if bound else PUBLIC
        return 0, [address] if (":" in address) is (kind == "AAAA") else []


def _literal(number: int) -> str:
    return f"[{REFUSED[number]}]" if ":" in REFUSED[number] else REFUSED[number]


class Site:
    """What a server says: the hosts of a way lead on to their vector."""

    port = 0

    def __call__(self, request: bytes) -> Script:
        lines = request.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        host = next(line[6:] for line in lines if line.lower().startswith("host: ")).partition(":")[0]
        way, _, number = host.removesuffix(".test").rpartition("-")
        inside = f"http://{_literal(int(number))}:{self.port}/inside" if way in WAYS else ""
        return [_answer(way, path, inside).raw()]


def _answer(way: str, path: str, inside: str) -> Reply:
    match way, path:
        case "robots", "/robots.txt":
            return redirect(inside)
        case _, "/robots.txt":
            return Reply("", 404)
        case "redirect", "/page":
            return redirect(inside)
        case "refresh", "/page":
            return Reply(f'<meta http-equiv="refresh" content="0; url={inside}">')
        case "cloaked", "/page":
            return Reply(page('<a href="/go/target">x</a>'))
        case "cloaked", _:
            return redirect(inside)
    return Reply(page("Nothing."))


def _claims(way: str, port: int) -> list[Claim]:
    def source(number: int) -> str:
        host = _literal(number) if way == "literal" else f"{way}-{number}.test"
        return f"http://{host}:{port}/page"

    def target(number: int) -> str:
        return f"http://{_literal(number)}:{port}/landing" if way == "target" else _TARGET

    return [Claim(id=f"{way}-{n}", source_url=source(n), target_url=target(n)) for n in range(len(REFUSED))]


async def _tried(way: str, allowed: list[str], rounds: int) -> list[str]:
    """A night, or two on an empty cache of names, with all claims of one way and a server of its own."""
    site = Site()
    async with serving(site, everywhere=True) as server, naming(Names()) as names:
        site.port = server.port
        settings = {
            "DOWNLOAD_TIMEOUT": 20,
            "BACKLINK_CONNECT_TIMEOUT": 10,
            "BACKLINK_ALLOWED_NETWORKS": allowed,
            "BACKLINK_DNS_SERVERS": [names.address],
            "BACKLINK_HOSTS": {"target.test": f"{PUBLIC}:{server.port}"},
        }
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "links.db")
            keep(path, *_claims(way, server.port))
            for round_ in range(rounds):
                async with downloading(**settings) as handler:
                    web = Wire()
                    web.handler = handler
                    at = datetime(2026, 11, 23, 2, tzinfo=UTC) + timedelta(days=2 * round_)
                    await night(path, web, at=at, everything=True, settings={"BACKLINK_FULL_READ_DAYS": 0})
        return list(server.reached)


async def main(allowed: list[str]) -> None:
    print(json.dumps({way: await _tried(way, allowed, 2 if way == "rebinding" else 1) for way in WAYS}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
