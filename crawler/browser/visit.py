"""One waiting page opened in the browser: the plain observation in, the whole one out, whatever happens."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.browser.errors import RenderError
from crawler.browser.evidence import Evidence, EvidenceMode, evidence_of
from crawler.browser.look import Look
from crawler.browser.pictures import Keeper
from crawler.core.drift import is_stranger
from crawler.core.merging import bare_in_browser, unrendered
from crawler.core.reading import Reading
from crawler.core.records import Observation
from crawler.core.urls import fetch_url, host_of
from crawler.core.vocabulary import PageState
from crawler.crawl.cloaked import Cloaked, left_open
from crawler.crawl.gate import Gate, HostGivenUp
from crawler.crawl.robots import Robots
from crawler.crawl.siblings import Siblings
from crawler.crawl.visit import Visitor
from crawler.failures import failure_of
from crawler.readers.job import Job, Unread
from crawler.readers.pool import ReaderPool
from crawler.store.interface import DuePage

_TRIES = 3
"""Tries where the browser died: another page open at the time may have been its end."""


Download = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserVisitor:
    """`render` opens a page that the plain visit has read; `download` leads to `BrowserHandler`."""

    download: Download
    robots: Robots
    siblings: Siblings
    cloaked: Cloaked
    gate: Gate
    readers: ReaderPool
    seconds: float
    evidence: Evidence
    wall: Callable[[], datetime]

    @classmethod
    def of(
        cls,
        settings: BaseSettings,
        plain: Visitor,
        *,
        download: Download,
        gate: Gate,
        readers: ReaderPool,
        wall: Callable[[], datetime],
    ) -> Self:
        """With the parts of a plain visitor: robots.txt is asked once for both."""
        return cls(
            download=download,
            robots=plain.robots,
            siblings=plain.siblings,
            cloaked=plain.cloaked,
            gate=gate,
            readers=readers,
            seconds=settings.getfloat("BACKLINK_RENDER_SECONDS"),
            evidence=evidence_of(settings),
            wall=wall,
        )

    async def render(self, due: DuePage, raw: Observation, opened: Callable[[], None] = lambda: None) -> Observation:
        """The observation of both readings; never raises for what a page or the browser does. `opened` is called
        each time before the page is given to the browser."""
        url = raw.page.final_url or raw.page.source_url
        refusal = await self._refusal(url)
        if refusal is not None:
            return unrendered(raw, refusal)
        try:
            return await self._look(due, raw, url, opened)
        except RenderError as error:
            return unrendered(raw, str(error))
        except HostGivenUp as error:
            return unrendered(raw, f"the host was given up for this run: {error}")
        except asyncio.CancelledError:
            raise
        except Exception as error:  # whatever goes wrong in a browser, the raw reading still stands
            return unrendered(raw, failure_of(error).detail)

    async def _look(self, due: DuePage, raw: Observation, url: str, opened: Callable[[], None]) -> Observation:
        keeper = None
        if self.evidence.mode is not EvidenceMode.NONE:
            keeper = Keeper(evidence=self.evidence, states=due.states, wall=self.wall)
        for attempt in range(1, _TRIES + 1):
            look = Look(
                raw=raw,
                may_visit=self._refusal,
                read=self._read,
                seconds=self.seconds,
                opened=opened,
                keeper=keeper,
            )
            request = Request(url, meta={"look": look, "verify_tls": raw.page.tls_error is None}, dont_filter=True)
            try:
                async with self.gate.turn(host_of(url)):
                    pass  # not held: robots.txt of this very host may have to be asked while the page is open
                await self.download(request)
            except RenderError as error:
                if not error.again or attempt == _TRIES:
                    raise
                continue
            assert look.seen is not None
            if look.bare and raw.page.state is not PageState.WHOLE and not await self._is_known(due, look.seen, url):
                return bare_in_browser(look.seen, raw)
            return look.seen
        raise AssertionError("unreachable")

    async def _is_known(self, due: DuePage, seen: Observation, url: str) -> bool:
        """Whether a page with little on it is the claimed one: not unlike the one that the links were seen on, on
        a host that refuses an impossible address beside it."""
        return not is_stranger(seen.page, due.states.values()) and await self.siblings.told_apart(url)

    async def _refusal(self, url: str) -> str | None:
        """Why robots.txt keeps us from an address; asked for every page that the browser goes to."""
        address = fetch_url(url)
        if address is None:
            return "no web address"
        access = await self.robots.access(address)
        return None if access.allowed else access.cause

    async def _read(self, job: Job) -> Reading:
        """Links that scripts added and that do not say where they lead are followed like those of a plain page."""
        reading = await self._read_as_it_is(job)
        new = [cloak.url for cloak in reading.cloaked.follow if cloak.url not in job.followed]
        if not new:
            return reading
        ends = await self.cloaked.ends(reading.cloaked)
        if ends.followed.keys() & set(new):
            reading = await self._read_as_it_is(replace(job, followed={**job.followed, **ends.followed}))
        return left_open(reading, ends)

    async def _read_as_it_is(self, job: Job) -> Reading:
        reading = await self.readers.read(job)
        if isinstance(reading, Reading):
            return reading
        cause = reading.cause if isinstance(reading, Unread) else "nothing new in it"
        raise RenderError(f"the rendered page could not be read: {cause}")
