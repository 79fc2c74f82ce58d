"""One fetch through the real handler, settings as a test wants them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.downloader.errors import FetchError
from crawler.downloader.handler import DownloadHandler
from crawler.failures import Failure, failure_of
from tests.wire import Script, WireServer, serving

DEFAULTS: dict[str, Any] = {
    "DOWNLOAD_TIMEOUT": 5,
    "DOWNLOAD_MAXSIZE": 100_000,
    "BACKLINK_CONNECT_TIMEOUT": 5,
    "BACKLINK_ALLOWED_NETWORKS": ["127.0.0.0/8"],
    "BACKLINK_DNS_SERVERS": [],
    "BACKLINK_HOSTS": {"page.test": "127.0.0.1"},
}


@asynccontextmanager
async def downloading(**settings: Any) -> AsyncIterator[DownloadHandler]:
    handler = DownloadHandler(Settings({**DEFAULTS, **settings}))
    try:
        yield handler
    finally:
        await handler.close()


async def fetched(handler: DownloadHandler, url: str, **options: Any) -> Response | Failure:
    """The response, or what the failure means."""
    try:
        return await handler.download_request(Request(url, **options))
    except (FetchError, IgnoreRequest) as error:
        return failure_of(error)


async def answered(script: Script, *, path: str = "/", **settings: Any) -> tuple[Response | Failure, WireServer]:
    """What becomes of one request to a server that follows the script."""
    async with serving(script) as server, downloading(**settings) as handler:
        return await fetched(handler, f"http://page.test:{server.port}{path}"), server
