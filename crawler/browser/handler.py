"""scrapy-playwright's download handler, made unable to hang.

The stock handler waits for ever on a page whose script never ends, on a killed page process and on a killed
driver, and starts one browser for each scheme. Here every page has a deadline, a context of its own and a place
among a few; a browser or driver that died is replaced for the next page; one instance serves both schemes; and
the browser is started with the first page that needs it, behind the vetting proxy. Requests without the meta key
`look` take the way of the plain crawl.
"""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from typing import ClassVar, Self
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, Error, Page
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.browser.errors import BrowserLostError, DeadlineError, PageCrashedError
from crawler.browser.find import find_browser
from crawler.browser.launch import context_options, launch_options
from crawler.browser.proxy import VettingProxy
from crawler.core.addresses import AddressPolicy
from crawler.downloader.handler import DownloadHandler
from crawler.downloader.resolver import GuardedResolver
from crawler.failures import one_line
from crawler.identity import headers_of

_LOG = logging.getLogger(__name__)
PAGES = 4
"""Pages open at a time: more are no faster on the machines that we know."""
_CLOSE_SECONDS = 5.0
_LAUNCH_SECONDS = 30.0
_NO_SANDBOX = "No usable sandbox"
"""What Chromium says on its way out (chromium/src/content/browser/zygote_host/zygote_host_impl_linux.cc)."""

Look = Callable[[Page], Awaitable[Response]]
"""What is done with an open page; meta key `look`."""


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # it has no types
    _instances: ClassVar[WeakKeyDictionary[Crawler, Self]] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        instance = cls._instances.get(crawler)
        if instance is None:
            instance = cls._instances[crawler] = cls(crawler)
        return instance

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._plain = DownloadHandler.from_crawler(crawler)
        self._seconds = settings.getfloat("BACKLINK_RENDER_SECONDS")
        self._program = find_browser(settings["BACKLINK_BROWSER"])
        self._headers = headers_of(settings["BACKLINK_CONTACT"])
        self._resolver = GuardedResolver(
            AddressPolicy.parse(settings.getlist("BACKLINK_ALLOWED_NETWORKS")),
            servers=settings.getlist("BACKLINK_DNS_SERVERS"),
            hosts=settings.getdict("BACKLINK_HOSTS"),
        )
        self._proxy = VettingProxy(self._resolver)
        self._places = asyncio.Semaphore(PAGES)
        self._numbers = iter(range(1, 1 << 62))
        self._process: int | None = None
        self._closed = False

    async def _launch(self) -> None:
        """Called by the base class when the engine starts; the browser starts with its first page."""

    async def download_request(self, request: Request) -> Response:
        if "look" not in request.meta:
            return await self._plain.download_request(request)
        async with self._places:
            try:
                async with asyncio.timeout(self._seconds + _LAUNCH_SECONDS):
                    return await self._in_a_page(request)
            except TimeoutError as error:
                await self._drop_browser()
                raise DeadlineError(f"the browser did not come back within {self._seconds:g} s") from error

    async def _in_a_page(self, request: Request) -> Response:
        """Open a page in a context of its own, look, and close both whatever happened."""
        name = request.meta["playwright_context"] = f"page {next(self._numbers)}"
        request.meta["playwright_context_kwargs"] = context_options(
            self._headers, verify_tls=request.meta.get("verify_tls", True)
        )
        try:
            page = await self._create_page(request, self._crawler.spider)
        except Error as error:
            await self._drop_browser()
            raise BrowserLostError(f"no page could be opened: {one_line(error)}") from error
        try:
            return await self._looking(page, request.meta["look"])
        finally:
            await self._close_context(name)

    async def _looking(self, page: Page, look: Look) -> Response:
        """The look against its deadline, the page's crash and the browser's end, whichever comes first."""
        crash = asyncio.Event()
        page.on("crash", lambda _: crash.set())
        crashed = asyncio.ensure_future(crash.wait())
        working = asyncio.ensure_future(look(page))
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait([working, crashed], timeout=self._seconds, return_when=first)
            if working.done():
                return working.result()
            if crash.is_set():
                raise PageCrashedError("the page's process died")
            raise DeadlineError(f"the page was not at rest within {self._seconds:g} s")
        except Error as error:
            if crash.is_set():
                raise PageCrashedError("the page's process died") from error
            if page.is_closed() or not self._is_alive():
                raise BrowserLostError("the browser died") from error
            raise
        finally:
            working.cancel()
            crashed.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await working

    async def _maybe_launch_browser(self) -> None:
        """Start driver, proxy and browser where they are not running."""
        async with self.browser_launch_lock:
            if self._is_alive():
                return
            await self._put_away()
            if self._program.path is None:
                raise BrowserLostError(self._program.cause)
            await self._proxy.start()
            self.config.launch_options = launch_options(self._program.path, self._proxy.address)
            self.browser_provider = self.browser_provider_cls(self.config)
            try:
                async with asyncio.timeout(_LAUNCH_SECONDS):
                    await self.browser_provider.start()
                    self.browser = await self._launched()
                    self._process = await _process_of(self.browser)
            except (Error, OSError, TimeoutError) as error:
                await self._put_away()
                raise BrowserLostError(f"the browser could not be started: {one_line(error)}") from error
            self.stats.inc_value("playwright/browser_count")

    async def _launched(self) -> Browser:
        """In the sandbox; without one only where the system has none to give."""
        try:
            browser: Browser = await self.browser_provider.launch_browser()
        except Error as error:
            if _NO_SANDBOX not in str(error):
                raise
            _LOG.warning("Chromium runs without its sandbox: this system allows it no user namespaces")
            self.config.launch_options["chromium_sandbox"] = False
            browser = await self.browser_provider.launch_browser()
        return browser

    def _is_alive(self) -> bool:
        return hasattr(self, "browser") and self.browser.is_connected()

    async def _close_context(self, name: str) -> None:
        wrapper = self.context_wrappers.pop(name, None)
        if wrapper is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await wrapper.context.close()
        except TimeoutError:
            await self._drop_browser()
        except Error:
            pass

    async def _drop_browser(self) -> None:
        """A browser that does not answer is not waited for; the next page starts another."""
        async with self.browser_launch_lock:
            await self._put_away()

    async def _put_away(self) -> None:
        """End browser, driver and proxy, whatever is left of them."""
        self.context_wrappers.clear()
        if hasattr(self, "browser"):
            with contextlib.suppress(Error, TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self.browser.close()
            del self.browser
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
            os.close(self._process)
            self._process = None
        if getattr(self, "browser_provider", None) is not None:
            with contextlib.suppress(Error, TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self.browser_provider.close()
            del self.browser_provider
        await self._proxy.close()

    async def close(self) -> None:
        """Scrapy closes the handler once for each scheme."""
        if self._closed:
            return
        self._closed = True
        await self._drop_browser()
        await self._resolver.close()
        await super(ScrapyPlaywrightDownloadHandler, self).close()
        await self._plain.close()


async def _process_of(browser: Browser) -> int | None:
    """A descriptor of the browser's main process, so that it can be ended when it no longer listens."""
    session = await browser.new_browser_cdp_session()
    told = await session.send("SystemInfo.getProcessInfo")
    await session.detach()
    main = next((process["id"] for process in told["processInfo"] if process["type"] == "browser"), None)
    return None if main is None else os.pidfd_open(main)
