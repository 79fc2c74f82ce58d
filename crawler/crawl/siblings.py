"""The doubt whether a page is the claimed one, settled by an address beside it that surely does not exist."""

from hashlib import sha256
from urllib.parse import urljoin

from crawler.core.page_signals import PageSignals
from crawler.core.reading import Reading
from crawler.core.records import PageFacts
from crawler.core.soft404 import GONE, probe_verdict
from crawler.core.urls import host_of
from crawler.core.vocabulary import PageState
from crawler.crawl.fetch import Fetched, Fetcher
from crawler.crawl.robots import Robots
from crawler.crawl.trail import follow
from crawler.readers.job import Job
from crawler.readers.pool import ReaderPool


class Siblings:
    """One probe a host and run; `settle` says what the page is."""

    def __init__(self, *, fetcher: Fetcher, robots: Robots, readers: ReaderPool) -> None:
        self._fetcher, self._robots, self._readers = fetcher, robots, readers
        self._probes: dict[str, PageSignals | None] = {}

    async def settle(self, page: PageFacts, signals: PageSignals) -> tuple[PageState, str]:
        """The page's state and its evidence; one that may be a soft 404 stays in doubt where the probe tells
        nothing, and one that has merely little on it is nothing where the probe shows the same."""
        probe = await self._beside(page.final_url or page.source_url)
        same = probe_verdict(signals, probe) if probe is not None else None
        doubt = page.state_evidence or ""
        if page.state is PageState.WHOLE:
            if not same:
                return PageState.WHOLE, doubt
            return PageState.EMPTY, "little on it, and an impossible address beside it shows the same page"
        if same is None:
            return PageState.MAYBE_SOFT_404, f"{doubt}; an impossible address beside it told nothing"
        if same:
            return PageState.SOFT_404, f"{doubt}; an impossible address beside it shows the same page"
        return PageState.WHOLE, f"{doubt}; yet an impossible address beside it answers differently"

    async def told_apart(self, url: str) -> bool:
        """Whether the host knows which of its pages exist: it refuses an impossible address beside this one."""
        probe = await self._beside(url)
        return probe is not None and probe.status in GONE

    async def _beside(self, url: str) -> PageSignals | None:
        host = host_of(url)
        if host not in self._probes:
            self._probes[host] = await self._probe(url)
        return self._probes[host]

    async def _probe(self, url: str) -> PageSignals | None:
        impossible = urljoin(url, f"linkwitness-{sha256(url.encode()).hexdigest()[:16]}-does-not-exist")
        trail = await follow(impossible, fetcher=self._fetcher, robots=self._robots)
        if not isinstance(trail.end, Fetched):
            return None
        answer = trail.end
        reading = await self._readers.read(
            Job(
                page=PageFacts(source_url=impossible, final_url=trail.url),
                status=answer.status,
                headers=answer.headers,
                body=answer.body,
                hops=trail.hops,
                truncated=answer.truncated or answer.timed_out,
                too_large=answer.too_large,
                keep_signals=True,
            )
        )
        return reading.signals if isinstance(reading, Reading) else None
