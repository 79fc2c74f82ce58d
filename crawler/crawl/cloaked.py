"""Links that do not say where they lead (`/go/acme`, shorteners), followed to their end where a claim is missing.

What could not be followed may be the very link that is missed: then nothing can be called lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crawler.core.cloaks import Cloaks
from crawler.core.reading import Reading
from crawler.core.records import Followed, Hop, PageFacts
from crawler.core.urls import fetch_url, host_of, site_of
from crawler.core.vocabulary import FailureKind, PageState
from crawler.core.wrapped import habit_of
from crawler.crawl.fetch import Fetched, Fetcher
from crawler.crawl.robots import Robots
from crawler.crawl.targets import MOST_OF_A_TARGET
from crawler.crawl.trail import Trail, follow
from crawler.failures import Failure
from crawler.readers.job import Job
from crawler.readers.pool import ReaderPool

LONGEST_REFRESH = 10
"""Seconds: a meta refresh that comes later leaves time to read the page, so the page is what a reader sees."""
_KEPT = 10_000
_PASSING = frozenset(
    {
        FailureKind.TIMEOUT,
        FailureKind.DNS_ERROR,
        FailureKind.CONNECT_ERROR,
        FailureKind.TLS_ERROR,
        FailureKind.PROTOCOL_ERROR,
        FailureKind.CANCELLED,
    }
)
"""Failures on the way that leave open where it leads; others (a loop, no web address, a dead domain) are its end."""
_LOOKED_THROUGH = frozenset({PageState.WHOLE, PageState.NEEDS_BROWSER, PageState.MAYBE_SOFT_404, PageState.REDIRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Where the addresses lead, and why one that may be the missing link could not be followed."""

    followed: Mapping[str, Followed]
    unknown: Failure | None = None


def left_open(reading: Reading, ends: Ends) -> Reading:
    """The reading of a page of which it is not known where one of its links leads, if it is for want of the link that
    its claims would be lost: a page that is gone or blocked says so itself."""
    unknown, page = ends.unknown, reading.page
    if unknown is None or not reading.missing or page.failure is not None or page.state not in _LOOKED_THROUGH:
        return reading
    if unknown.state is not None:
        page = replace(page, state=unknown.state, state_evidence=unknown.detail)
    else:
        page = replace(page, failure=unknown.kind, failure_detail=unknown.detail)
    return replace(reading, page=page, signals=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    followed: Followed | None = None
    passing: Failure | None = None
    closed: Failure | None = None
    """A door that stays closed to robots: it tells only where the link itself does."""


@dataclass(slots=True)
class Cloaked:
    """`ends` follows addresses, each once a run."""

    fetcher: Fetcher
    robots: Robots
    readers: ReaderPool
    _known: dict[str, _End] = field(default_factory=dict)

    async def ends(self, cloaks: Cloaks) -> Ends:
        followed: dict[str, Followed] = {}
        unknown = None
        for cloak in cloaks.follow:
            end = await self._end_of(cloak.url)
            if end.followed is not None:
                followed[cloak.url] = end.followed
            unknown = unknown or end.passing or (end.closed if cloak.telling else None)
        return Ends(followed=followed, unknown=unknown or _left_out(cloaks, followed))

    async def _end_of(self, address: str) -> _End:
        end = self._known.get(address)
        if end is None:
            end = await self._follow(address)
            while len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[address] = end
        return end

    async def _follow(self, address: str) -> _End:
        trail = await follow(address, fetcher=self.fetcher, robots=self.robots, most=MOST_OF_A_TARGET)
        unbuilt = None
        if isinstance(trail.end, Fetched) and trail.end.status == 200:
            reading = await self._read(trail, trail.end)
            onward = sends_to(reading, trail.url) if reading else None
            if onward is not None:
                hops = (*trail.hops, Hop(url=trail.url, status="refresh"))
                trail = await follow(onward, fetcher=self.fetcher, robots=self.robots, hops=hops, most=MOST_OF_A_TARGET)
            elif reading and reading.page.state is PageState.NEEDS_BROWSER:
                unbuilt = _stopped(address, FailureKind.RENDER_FAILED, "only a browser is led on from there")
        followed = Followed(final_url=trail.url, hops=trail.hops) if trail.hops else None
        return _End(followed=followed, passing=_passing(address, trail), closed=unbuilt or _closed(address, trail))

    async def _read(self, trail: Trail, answer: Fetched) -> Reading | None:
        reading = await self.readers.read(
            Job(
                page=PageFacts(source_url=trail.url, final_url=trail.url),
                status=answer.status,
                headers=answer.headers,
                body=answer.body,
            )
        )
        return reading if isinstance(reading, Reading) else None


def sends_to(reading: Reading, url: str) -> str | None:
    """Where the page at `url` sends its reader on soon; `None` where it stays or only loads itself anew."""
    if reading.refresh is None or reading.refresh[0] > LONGEST_REFRESH:
        return None
    onward = fetch_url(reading.refresh[1])
    return None if onward == url else onward


def _left_out(cloaks: Cloaks, followed: Mapping[str, Followed]) -> Failure | None:
    """Whether addresses are left that nobody followed and that may lead away from their site as others of their habit
    do: a menu of `/deals/…` that answers in place is no cloak."""
    in_place = {habit_of(cloak.url) for cloak in cloaks.follow}
    in_place -= {habit_of(url) for url, end in followed.items() if _site(end.final_url) != _site(url)}
    left = [url for url in cloaks.left if habit_of(url) not in in_place]
    if not left:
        return None
    return _stopped(left[0], FailureKind.TOO_LARGE, "the page has more such links than are followed (follow_per_page)")


def _site(url: str) -> str:
    return site_of(host_of(url))


def _passing(address: str, trail: Trail) -> Failure | None:
    match trail.end:
        case Failure(kind=kind, detail=detail) if kind in _PASSING:
            return _stopped(address, kind, detail)
        case Fetched(status=status) if status == 429 or status >= 500:
            state = PageState.RATE_LIMITED if status == 429 else PageState.SERVER_ERROR
            return _stopped(address, FailureKind.CONNECT_ERROR, f"HTTP {status}", state)
    return None


def _closed(address: str, trail: Trail) -> Failure | None:
    match trail.end:
        case Failure(kind=FailureKind.ROBOTS_DISALLOWED, detail=detail):
            return _stopped(address, FailureKind.ROBOTS_DISALLOWED, detail)
        case Fetched(status=status) if status in (401, 403, 405, 999):
            state = PageState.LOGIN_REQUIRED if status == 401 else PageState.FORBIDDEN
            return _stopped(address, FailureKind.CONNECT_ERROR, f"HTTP {status}", state)
    return None


def _stopped(address: str, kind: FailureKind, detail: str, state: PageState | None = None) -> Failure:
    told = f"a link that may lead to the target could not be followed: {address}: {detail}"
    return Failure(kind=kind, detail=told, state=state)
