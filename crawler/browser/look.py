"""One look at a page in the browser: open it, let it come to rest, read it, measure its links, keep the evidence."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from urllib.parse import urldefrag

from playwright.async_api import Page
from playwright.async_api import Response as PlaywrightResponse
from scrapy.http import Response

from crawler.browser.errors import RefusedError
from crawler.browser.page import MayVisit, OpenPage
from crawler.browser.pictures import Keeper
from crawler.browser.proxy import REFUSED
from crawler.browser.rest import Rest
from crawler.core.merging import merged
from crawler.core.reading import Reading
from crawler.core.records import Hop, LinkFacts, Observation
from crawler.core.soft404 import looks_bare
from crawler.core.urls import host_of
from crawler.core.visibility import sight
from crawler.core.vocabulary import FetchedBy, Place
from crawler.core.wanted import moved_to
from crawler.readers.job import Job

Read = Callable[[Job], Awaitable[Reading]]
_NOWHERE = ("about:", "blob:", "data:")
"""Where `history.back()` ends in a browser that has been nowhere else."""
_TOLD = ("x-robots-tag", "link")
"""Headers that still hold for the rendered document."""


@dataclass(slots=True, kw_only=True)
class Look:
    """Called by the handler with the open page; what both readings made together is then in `seen`."""

    raw: Observation
    may_visit: MayVisit
    read: Read
    seconds: float
    opened: Callable[[], None]
    keeper: Keeper | None
    seen: Observation | None = None
    bare: bool = False
    """Whether the browser showed so little that it may be a notice that no signature knows."""

    async def __call__(self, page: Page) -> Response:
        started = monotonic()
        self.opened()
        open_page = OpenPage(page, self.may_visit)
        url = self.raw.page.final_url or self.raw.page.source_url
        response = await open_page.open(url, seconds=self.seconds)
        headers = await response.all_headers()
        if REFUSED in headers:
            raise RefusedError(headers[REFUSED])
        hosts = sorted({host_of(claim.target_url).removeprefix("www.") for claim in self.raw.claims})
        rested = await Rest(open_page, hosts, seconds=self.seconds / 2).wait()
        if open_page.refusal is not None:
            raise RefusedError(open_page.refusal)
        captured = await open_page.ask("capture")
        if captured["url"].startswith(_NOWHERE):
            raise RefusedError(f"its scripts left it for {captured['url'][:200]}, which is no page")
        job = self._job(response, headers, captured, open_page.visited, started)
        reading = await self.read(job)
        places = _places(reading.links)
        measures = await open_page.ask("measured", places)
        trouble = open_page.trouble or (None if rested else f"still loading after {self.seconds / 2:g} s")
        self.seen = merged(self.raw, reading, [sight(told) for told in measures], trouble=trouble)
        self.bare = reading.signals is not None and looks_bare(reading.page.state, reading.signals)
        if self.keeper is not None:
            self.seen = await self.keeper.kept(open_page, self.seen, places, response, job.body)
        return Response(url=captured["url"], status=response.status, body=job.body)

    def _job(
        self,
        response: PlaywrightResponse,
        headers: Mapping[str, str],
        captured: Mapping[str, str],
        visited: Sequence[str],
        started: float,
    ) -> Job:
        url = captured["url"]
        hops = (*self.raw.page.redirects, *(Hop(url=step, status="browser") for step in _left_behind(visited, url)))
        page = replace(
            self.raw.page,
            final_url=urldefrag(url).url,
            redirects=hops,
            http_status=response.status,
            fetched_by=FetchedBy.BROWSER,
            carried_from=None,
            elapsed_ms=round((monotonic() - started) * 1000),
        )
        return Job(
            page=page,
            status=response.status,
            headers={
                **{name: (headers[name],) for name in _TOLD if name in headers},
                "content-type": ("text/html; charset=utf-8",),
            },
            body=captured["html"].encode("utf-8", "replace"),
            claims=self.raw.claims,
            hops=hops,
            rendered=True,
            moved=moved_to(self.raw.targets),
            followed=self.raw.followed,
        )


def _left_behind(visited: Sequence[str], url: str) -> list[str]:
    """The addresses that the browser went through before it came to rest elsewhere."""
    plain = urldefrag(url).url
    return [step for step in visited if urldefrag(step).url != plain]


def _places(links: Sequence[LinkFacts]) -> list[dict[str, object]]:
    """How page.js finds each link again: by its `href` and which of those it is."""
    before: Counter[tuple[str, str, bool]] = Counter()
    places: list[dict[str, object]] = []
    for link in links:
        key = (link.claim_id, link.href, link.place is Place.SRCDOC)
        places.append({"href": link.href, "occurrence": before[key], "framed": key[2]})
        before[key] += 1
    return places
