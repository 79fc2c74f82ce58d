"""One linking page visited for all its claims: facts in, an observation out, whatever happens to the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from crawler.core.drift import is_stranger
from crawler.core.reading import Reading
from crawler.core.records import Claim, Followed, Hop, LinkFacts, Observation, PageFacts, TargetFacts
from crawler.core.soft404 import says_little
from crawler.core.urls import fetch_url, host_of
from crawler.core.vocabulary import FailureKind, PageState
from crawler.core.wanted import moved_to
from crawler.crawl.cloaked import LONGEST_REFRESH, Cloaked, left_open, sends_to
from crawler.crawl.fetch import Fetched, Fetcher, retry_after
from crawler.crawl.formers import NOT_MODIFIED, Carried, Formers, refuses_conditions, validators_of
from crawler.crawl.robots import Robots
from crawler.crawl.siblings import Siblings
from crawler.crawl.targets import Targets
from crawler.crawl.trail import Trail, follow
from crawler.failures import Failure
from crawler.readers.job import Job, Unchanged, Unread
from crawler.readers.pool import ReaderPool
from crawler.store.interface import DuePage


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What a visit needs; `targets` is `None` where targets are not to be visited."""

    fetcher: Fetcher
    robots: Robots
    readers: ReaderPool
    siblings: Siblings
    cloaked: Cloaked
    targets: Targets | None
    formers: Formers
    now: Callable[[], float]
    wall: Callable[[], datetime]

    async def visit(self, due: DuePage) -> Observation:
        """Never raises for what a page does: a failed visit is an observation with its failure."""
        started = self.now()
        page = PageFacts(source_url=due.url, fetched_at=self.wall())
        url = fetch_url(due.url)
        if url is None:
            failed = replace(page, failure=FailureKind.BAD_URL, failure_detail="no web address")
            return Observation(claims=due.claims, page=failed)
        carried = self.formers.of(due, self.wall())
        trail = await follow(url, fetcher=self.fetcher, robots=self.robots, validators=validators_of(carried))
        return await self._read_to_the_end(trail, page, due, started, carried)

    async def _read_to_the_end(
        self, trail: Trail, page: PageFacts, due: DuePage, started: float, carried: Carried | None
    ) -> Observation:
        """Read the answer; where it refreshes to another page and a link is missing, go on to that one. Links
        found on the way are there, whatever becomes of the rest."""
        claims, found = due.claims, tuple[LinkFacts, ...]()
        while True:
            page = self._facts_of(trail, page, started)
            end = trail.end
            if isinstance(end, Failure):
                return Observation(claims=claims, page=page, links=found, targets=await self._targets(claims))
            if carried is not None and trail.url in carried.validators():
                unchanged = end.status == NOT_MODIFIED
                if unchanged and carried.confirmed_by(end):
                    return await self._as_before(carried, page, "HTTP 304")
                if unchanged or refuses_conditions(end):
                    carried = None
                    trail = await follow(trail.url, fetcher=self.fetcher, robots=self.robots, hops=trail.hops)
                    continue
            job = _job(end, page, claims, trail.hops)
            if carried is not None and carried.may_stand_for(end):
                job = replace(job, known_sha256=carried.former.page.body_sha256)
            reading = await self.readers.read(job)
            if isinstance(reading, Unchanged):
                assert carried is not None
                return await self._as_before(carried, page, "the same bytes")
            if isinstance(reading, Unread):
                failed = _unread(page, reading)
                return Observation(claims=claims, page=failed, links=found, targets=await self._targets(claims))
            onward = sends_to(reading, trail.url) if reading.missing else None
            if onward is None:
                return await self._finished(job, reading, due, found)
            found += tuple(link for link in reading.links if link.serves and link.claim_id not in reading.missing)
            hops = (*trail.hops, Hop(url=trail.url, status="refresh"))
            trail.cookies.keep(trail.url, end.headers.get("set-cookie", ()))
            trail = await follow(onward, fetcher=self.fetcher, robots=self.robots, hops=hops, cookies=trail.cookies)

    def _facts_of(self, trail: Trail, page: PageFacts, started: float) -> PageFacts:
        """What the visit itself knows of the page, before anything is read."""
        access, end = trail.access, trail.end
        seen = partial(
            replace,
            page,
            final_url=trail.url,
            redirects=trail.hops,
            elapsed_ms=round((self.now() - started) * 1000),
            robots_txt=_permission(access.allowed if access else None),
            robots_txt_googlebot=_permission(access.googlebot if access else None),
        )
        if isinstance(end, Failure):
            if end.state is not None:
                return seen(state=end.state, state_evidence=end.detail)
            return seen(failure=_own(end.kind, trail.url, page.source_url), failure_detail=end.detail)
        late = "the body did not end within DOWNLOAD_TIMEOUT" if end.timed_out else None
        return seen(
            failure=FailureKind.TIMEOUT if late else None,
            failure_detail=late,
            http_status=end.status,
            attempts=end.attempts,
            content_type=end.header("content-type"),
            etag=end.header("etag"),
            last_modified=end.header("last-modified"),
            retry_after=retry_after(end.header("retry-after"), self.wall()),
            tls_error=end.tls_error,
        )

    async def _as_before(self, carried: Carried, page: PageFacts, how: str) -> Observation:
        seen = carried.observation(page, how)
        return replace(seen, targets=await self._targets(seen.claims))

    async def _finished(self, job: Job, reading: Reading, due: DuePage, found: tuple[LinkFacts, ...]) -> Observation:
        """Look closer where a claim is missing: moved targets, cloaked links, a sibling page; then tell."""
        targets = await self._targets(due.claims)
        followed: Mapping[str, Followed] = {}
        if reading.missing:
            reading, followed = await self._look_closer(job, reading, targets)
        if reading.missing and reading.signals is not None:
            state, evidence = await self.siblings.settle(reading.page, reading.signals)
            if state is PageState.WHOLE and says_little(reading.signals) and (cause := _no_page(reading, due)):
                state, evidence = PageState.EMPTY, f"little on it, and {cause}"
            reading = replace(reading, page=replace(reading.page, state=state, state_evidence=evidence))
        return Observation(
            claims=due.claims,
            page=reading.page,
            links=reading.links + tuple(link for link in found if link.claim_id in reading.missing),
            mentions=reading.mentions,
            targets=targets,
            needs_browser=reading.needs_browser,
            followed=followed,
        )

    async def _look_closer(
        self, job: Job, reading: Reading, targets: dict[str, TargetFacts]
    ) -> tuple[Reading, Mapping[str, Followed]]:
        """Read once more with what is now known: where targets moved to, where cloaked links end (told beside the
        reading). Where one of those could not be followed, a link that is still missing cannot be called lost."""
        moved = moved_to(targets)
        ends = await self.cloaked.ends(reading.cloaked)
        if moved or ends.followed:
            again = await self.readers.read(replace(job, moved=moved, followed=ends.followed, known_sha256=None))
            if isinstance(again, Unread):
                return replace(reading, page=_unread(reading.page, again)), ends.followed
            reading = again if isinstance(again, Reading) else reading
        return left_open(reading, ends), ends.followed

    async def _targets(self, claims: tuple[Claim, ...]) -> dict[str, TargetFacts]:
        if self.targets is None:
            return {}
        return {url: await self.targets.of(url) for url in dict.fromkeys(claim.target_url for claim in claims)}


def _no_page(reading: Reading, due: DuePage) -> str | None:
    """What tells that a page with little on it is a notice: it loads itself anew at once, as waiting rooms do, or none
    of the page's links is left and it is unlike the page that they were seen on."""
    seconds, onward = reading.refresh or (LONGEST_REFRESH + 1, "")
    if seconds <= LONGEST_REFRESH and fetch_url(onward) == reading.page.final_url:
        return f"it loads itself anew in {seconds} s"
    known = (due.states.get(claim.id) for claim in due.claims)
    if len(reading.missing) == len(due.claims) and is_stranger(reading.page, filter(None, known)):
        return "unlike the page that the link was seen on"
    return None


def _job(answer: Fetched, page: PageFacts, claims: tuple[Claim, ...], hops: tuple[Hop, ...]) -> Job:
    return Job(
        page=page,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        claims=claims,
        hops=hops,
        truncated=answer.truncated or answer.timed_out,
        too_large=answer.too_large,
    )


def _unread(page: PageFacts, unread: Unread) -> PageFacts:
    kind = FailureKind.INTERNAL_ERROR if unread.ours else FailureKind.TOO_LARGE
    return replace(page, failure=kind, failure_detail=unread.cause)


def _permission(allowed: bool | None) -> str | None:
    return None if allowed is None else "allowed" if allowed else "disallowed"


def _own(kind: FailureKind, url: str, source_url: str) -> FailureKind:
    """A dead domain that the page merely redirects to says nothing of the page's own."""
    elsewhere = host_of(url) != host_of(source_url)
    return FailureKind.DNS_ERROR if kind is FailureKind.DOMAIN_GONE and elsewhere else kind
