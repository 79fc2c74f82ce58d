"""Peer: Scrapy as it comes, every link of each page by parsel, to JSONL: an item a link, or an item a page.

Arguments: list of URLs, output, `links` or `pages`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class BareSpider(Spider):
    name = "bare"
    start_urls = Path(sys.argv[1]).read_text().split()

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        links = (
            {
                "source": response.url,
                "url": response.urljoin(link.attrib["href"]),
                "anchor": " ".join(link.css("::text").getall()).strip(),
                "rel": link.attrib.get("rel"),
            }
            for link in response.css("a[href]")
        )
        if sys.argv[3] == "pages":
            yield {"source": response.url, "links": list(links)}
        else:
            yield from links


if __name__ == "__main__":
    process = AsyncCrawlerProcess(
        {
            "FEEDS": {sys.argv[2]: {"format": "jsonlines", "overwrite": True}},
            "CONCURRENT_REQUESTS": 64,
            "LOG_LEVEL": "ERROR",
            "REMOTE_CONTROL_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "DOWNLOAD_VERIFY_CERTIFICATES": False,
        }
    )
    process.crawl(BareSpider)
    process.start()
