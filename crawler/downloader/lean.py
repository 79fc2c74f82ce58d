"""Scrapy's downloader without what the crawl does itself: pace, concurrency, retries, redirects, robots.txt.

The stock one sends each request through a slot queue, a middleware chain and four signals; here it goes straight to
the handler (docs/performance.md says what that saves).
"""

from scrapy import Request
from scrapy.core.downloader.handlers import DownloadHandlers
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred


class LeanDownloader:
    """What Scrapy's engine asks of a `DOWNLOADER`."""

    def __init__(self, crawler: Crawler) -> None:
        self.active: set[Request] = set()
        self.handlers = DownloadHandlers(crawler)

    def fetch(self, request: Request) -> Deferred[Response]:
        return deferred_from_coro(self.download(request))

    async def download(self, request: Request) -> Response:
        """What the nightly crawl calls itself: through the engine each request would cost three deferreds more."""
        self.active.add(request)
        try:
            return await self.handlers.download_request_async(request)
        finally:
            self.active.discard(request)

    def needs_backout(self) -> bool:
        """Never: the crawl's own places bound what is under way."""
        return False

    def close(self) -> None:
        """Nothing is kept; handlers close themselves when the engine stops."""
