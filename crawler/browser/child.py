"""The browser stage's own process: `python -m crawler.browser.child FD`, settings on stdin, a pulse on FD."""

import json
import resource
import sys
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from crawler.browser.launch import HANDLERS
from crawler.spiders.render import RenderSpider

_DATA_LIMIT = 3 * 1024**3
"""Bytes of writable memory for each process of the browser: a page that wants more loses its process."""
INTERRUPTED = 130
"""Exit code where the user asked for an end, as a shell tells it."""
_DEFER = "pipelines.defer.DeferPipeline"


def main() -> None:
    told: dict[str, Any] = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_DATA, (_DATA_LIMIT, _DATA_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    process = AsyncCrawlerProcess(_settings(told["settings"]))
    crawler = process.create_crawler(RenderSpider)
    process.crawl(crawler, gave_up=told["gave_up"], pulse=int(sys.argv[1]))
    process.start()
    ended = crawler.spider.ended if isinstance(crawler.spider, RenderSpider) else None
    if ended != "finished":
        sys.exit(INTERRUPTED if ended == "shutdown" else 1)


def _settings(handed_over: dict[str, Any]) -> Settings:
    settings: Settings = get_project_settings()
    settings.setdict(handed_over, priority="cmdline")
    settings.set("DOWNLOAD_HANDLERS", settings.getdict("DOWNLOAD_HANDLERS") | HANDLERS, priority="cmdline")
    pipelines = settings.getdict("ITEM_PIPELINES") | {_DEFER: None}
    settings.set("ITEM_PIPELINES", pipelines, priority="cmdline")
    return settings


if __name__ == "__main__":
    main()
