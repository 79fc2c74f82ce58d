"""When is a page done? When what we look for stands there and nothing moves, or nothing has moved for a while.

Not by Playwright's `networkidle`, which a single long poll keeps for ever, nor by a fixed pause.
"""

import asyncio
from typing import Any

from crawler.browser.page import OpenPage

_STEP = 0.15
_STILL_FOUND = 0.6
"""Seconds of rest when every target's host is linked: time for a script to add a rel or take a link away."""
_STILL_MISSING = 1.5
_MOST_SCREENS = 25
_TIMERS_UNTIL = 6.0
"""Seconds from the start in which a timer of the page is waited for; sliders set new ones for ever."""


class Rest:
    """`hosts` are the targets' hosts, `seconds` the most that is waited."""

    def __init__(self, page: OpenPage, hosts: list[str], *, seconds: float) -> None:
        self._page, self._hosts = page, hosts
        self._start = asyncio.get_running_loop().time()
        self._end = self._start + seconds

    async def wait(self) -> bool:
        """Wait, and say whether rest came. Where a link is still missing, do as a reader would, move the pointer
        and scroll down: many pages load by that."""
        state = await self._still()
        screens = 0
        stirred = state["missing"] and self._left() > 0
        if stirred:
            await self._page.stir()
            await asyncio.sleep(_STEP)
            state = await self._still()
        while state["missing"] and state["left"] > 1 and screens < _MOST_SCREENS and self._left() > 0:
            await self._page.ask("down")
            await asyncio.sleep(_STEP)
            screens += 1
            state = await self._page.ask("state", self._hosts)
            if state["left"] <= 1 or not state["missing"]:
                state = await self._still()
        if stirred:
            await self._page.ask("top")
        return self._left() > 0

    async def _still(self) -> dict[str, Any]:
        while True:
            state: dict[str, Any] = await self._page.ask("state", self._hosts)
            needed = _STILL_MISSING if state["missing"] else _STILL_FOUND
            still = min(state["still"] / 1000, self._page.idle_seconds())
            if self._left() <= 0 or (still >= needed and not (state["missing"] and await self._timers())):
                return state
            await asyncio.sleep(_STEP)

    async def _timers(self) -> bool:
        """Whether a timer of the page is still to be waited for."""
        passed = asyncio.get_running_loop().time() - self._start
        return passed < _TIMERS_UNTIL and await self._page.timers() > 0

    def _left(self) -> float:
        return self._end - asyncio.get_running_loop().time()
