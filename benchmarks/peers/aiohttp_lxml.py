"""Peer: a hand-written aiohttp and lxml script, the claimed link of each page to SQLite.

No region, no robots.txt, no address guard.

Arguments: list of URLs, output.
"""

import asyncio
import sqlite3
import sys
from pathlib import Path
from urllib.parse import urljoin

import aiohttp
import uvloop
from lxml import html

from benchmarks.corpus import TARGET


async def main() -> None:
    urls = iter(Path(sys.argv[1]).read_text().split())
    database = sqlite3.connect(sys.argv[2])
    database.execute("CREATE TABLE links (source, url, anchor, rel)")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64, ssl=False)) as session:

        async def work() -> None:
            for url in urls:
                async with session.get(url) as response:
                    tree = html.fromstring(await response.read())
                for link in tree.iter("a"):
                    href = link.get("href")
                    if href and urljoin(url, href) == TARGET:
                        database.execute(
                            "INSERT INTO links VALUES (?, ?, ?, ?)", (url, href, link.text_content(), link.get("rel"))
                        )

        await asyncio.gather(*(work() for _ in range(64)))
    database.commit()


if __name__ == "__main__":
    uvloop.run(main())
