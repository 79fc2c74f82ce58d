"""One open page: our questions to it and our rules for where it may go.

Questions are asked in an isolated world over the DevTools protocol: the page's own scripts cannot change what
`getBoundingClientRect` or `querySelectorAll` answer there, and each question has its own time.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Error, Page, Request
from playwright.async_api import Response as PlaywrightResponse

from crawler.browser.errors import RefusedError
from crawler.core.urls import host_of, registrable_domain
from crawler.failures import one_line

_SCRIPT = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
_TIMERS = (Path(__file__).parent / "timers.js").read_text(encoding="utf-8")
_WORLD = "linkwitness"
_QUESTION_MS = 8_000
_AT_THE_EDGE = (4, 384)
_ONE_NOTCH = 100
_KEPT_FROM_US = (401, 403, 429)
_NOT_LOADED = ("Media", "Font")

MayVisit = Callable[[str], Awaitable[str | None]]
"""Why an address may not be visited, `None` where it may."""


class OpenPage:
    """`open` first; then `ask` calls a function of page.js."""

    def __init__(self, page: Page, may_visit: MayVisit) -> None:
        self.page = page
        self._may_visit = may_visit
        self._session: CDPSession
        self._frame = ""
        self._world: int | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._requests = 0
        self._last_request = 0.0
        self.refusal: str | None = None
        """Why the page was not allowed to go on to where it wanted."""
        self.trouble: str | None = None
        """A part of the page that a script asked for and did not get: what it would have added is not known."""
        self.visited: list[str] = []
        """The addresses that the page's own frame went to, redirects among them."""

    async def open(self, url: str, *, seconds: float) -> PlaywrightResponse:
        """Go there, until the document is parsed; raises `RefusedError` and Playwright's errors."""
        page = self.page
        page.context.on("page", lambda popup: self._later(self._close_popup(popup)))
        page.on("request", lambda _: self._moved(1))
        page.on("requestfinished", lambda _: self._moved(-1))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("dialog", lambda dialog: self._later(dialog.dismiss()))
        await page.add_init_script(_TIMERS)
        self._session = session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        self._frame = tree["frameTree"]["frame"]["id"]
        session.on("Fetch.requestPaused", lambda event: self._later(self._decide(event)))
        kinds = ("Document", *_NOT_LOADED)
        patterns = [{"resourceType": kind, "requestStage": "Request"} for kind in kinds]
        await session.send("Fetch.enable", {"patterns": patterns})
        try:
            response = await page.goto(url, wait_until="domcontentloaded", timeout=seconds * 1000)
        except Error as error:
            if self.refusal is not None:
                raise RefusedError(self.refusal) from error
            if "Download is starting" in str(error):
                raise RefusedError("the address is a download") from error
            raise
        if response is None:
            raise RefusedError("the browser was given no answer")
        return response

    async def ask(self, name: str, *arguments: object) -> Any:
        """What `linkwitness.<name>(...)` of page.js returns."""
        call = f"linkwitness.{name}({', '.join(json.dumps(argument) for argument in arguments)})"
        for attempt in (1, 2):
            try:
                if self._world is None:
                    await self._enter()
                return await self._evaluate(call, contextId=self._world)
            except Error:
                self._world = None
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    async def stir(self) -> None:
        """Move the pointer and turn the wheel once, as any visitor does: many sites hold all their scripts back until
        then. At the left edge, where hardly anything stands that opens under a pointer."""
        with contextlib.suppress(Error, TimeoutError):
            async with asyncio.timeout(_QUESTION_MS / 1000):
                await self.page.mouse.move(*_AT_THE_EDGE)
                await self.page.mouse.wheel(0, _ONE_NOTCH)

    async def timers(self) -> float:
        """Milliseconds until the last short timer of the page is due; 0 where none is."""
        with contextlib.suppress(Error, TypeError, ValueError):
            return max(0.0, float(await self._evaluate("globalThis.__pendingTimers?.() ?? 0")))
        return 0.0

    def idle_seconds(self) -> float:
        """How long nothing has been on its way to the page; 0 while something is."""
        if self._requests > 0:
            return 0.0
        return asyncio.get_running_loop().time() - self._last_request

    async def _enter(self) -> None:
        world = await self._session.send(
            "Page.createIsolatedWorld", {"frameId": self._frame, "worldName": _WORLD, "grantUniveralAccess": True}
        )
        self._world = world["executionContextId"]
        await self._evaluate(_SCRIPT, contextId=self._world)

    async def _evaluate(self, expression: str, **where: object) -> Any:
        told = await self._session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "returnByValue": True,
                "awaitPromise": True,
                "timeout": _QUESTION_MS,
                **where,
            },
        )
        if "exceptionDetails" in told:
            details = told["exceptionDetails"]
            raise Error(one_line(details.get("exception", {}).get("description") or details.get("text", "?")))
        return told["result"].get("value")

    async def _decide(self, event: dict[str, Any]) -> None:
        """Let a request through or not: robots.txt is asked for the page itself, wherever it turns."""
        answer, more = "Fetch.continueRequest", {}
        url = event["request"]["url"]
        if event["resourceType"] in _NOT_LOADED:
            answer, more = "Fetch.failRequest", {"errorReason": "BlockedByClient"}
        elif event.get("frameId") == self._frame and url.startswith(("http:", "https:")):
            refusal = await self._may_visit(url)
            if refusal is None:
                self.visited.append(url)
            else:
                self.refusal = f"{url[:200]}: {refusal}"
                answer, more = "Fetch.failRequest", {"errorReason": "BlockedByClient"}
        await self._session.send(answer, {"requestId": event["requestId"], **more})

    async def _close_popup(self, popup: Page) -> None:
        if popup is not self.page:
            await popup.close()

    def _failed(self, request: Request) -> None:
        self._moved(-1)
        if request.failure != "net::ERR_ABORTED" and self._matters(request):
            self.trouble = f"{request.url[:200]} failed: {request.failure}"

    def _answered(self, response: PlaywrightResponse) -> None:
        if (response.status >= 500 or response.status in _KEPT_FROM_US) and self._matters(response.request):
            self.trouble = f"{response.url[:200]} answered {response.status}"

    def _matters(self, request: Request) -> bool:
        """Whether links may hang on it: a script, or data from the page's own site."""
        own = registrable_domain(host_of(request.url)) == registrable_domain(host_of(self.page.url))
        return request.resource_type == "script" or (own and request.resource_type in ("xhr", "fetch"))

    def _moved(self, step: int) -> None:
        self._requests = max(0, self._requests + step)
        self._last_request = asyncio.get_running_loop().time()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    """A page that closes meanwhile ends what was still to be answered."""
    with contextlib.suppress(Error):
        await work
