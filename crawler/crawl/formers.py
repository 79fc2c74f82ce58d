"""Cheap nights: a page that did not change since its last full reading keeps that reading's facts.

The server says so (304 to our validators) or the body does (the same hash). Every few days a page is read in full
all the same, and never is anything carried that needed a browser (RFC 9110 section 13; docs/history.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate

from crawler.core.directives import directives
from crawler.core.document import header_canonicals
from crawler.core.records import Observation, PageFacts
from crawler.core.urls import resolve
from crawler.crawl.fetch import Fetched
from crawler.store.interface import CrawlStore, DuePage, Former, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A former reading that may stand for today's, with what it saw."""

    former: Former
    seen: Observation

    def validators(self) -> dict[str, dict[str, str]]:
        """The conditional headers for the address where the page was read. A date that is none is not sent back
        (RFC 9110 section 13.1.3)."""
        page = self.former.page
        modified = page.last_modified if page.last_modified and parsedate(page.last_modified) else None
        told = {"If-None-Match": page.etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in told.items() if value}
        return {page.final_url or page.source_url: headers} if headers else {}

    def confirmed_by(self, answer: Fetched) -> bool:
        """Whether a 304 means this very reading: one with another entity tag is of another state of the page, and what
        it tells search engines in its head replaces what was told (RFC 9111 sections 4.3.4 and 3.2)."""
        page = self.former.page
        tag = answer.header("etag")
        if tag and page.etag and tag.removeprefix("W/") != page.etag.removeprefix("W/"):
            return False
        told = answer.headers.get("x-robots-tag", ())
        if told and directives((), told).text("header") != page.x_robots_tag:
            return False
        canonicals = header_canonicals(answer.headers.get("link", ()))
        return all(resolve(one, answer.url) == page.canonical for one in canonicals)

    def may_stand_for(self, answer: Fetched) -> bool:
        """Whether the rest of the answer is as it was too: what its head says of the page is not carried."""
        page = self.former.page
        silent = not answer.headers.get("x-robots-tag") and not answer.headers.get("link")
        return (
            answer.url == page.final_url and answer.status == page.http_status and silent and page.x_robots_tag is None
        )

    def observation(self, today: PageFacts, how: str) -> Observation:
        """The former facts under today's visit, marked as carried."""
        page = replace(
            self.seen.page,
            redirects=today.redirects,
            fetched_at=today.fetched_at,
            elapsed_ms=today.elapsed_ms,
            attempts=today.attempts,
            robots_txt=today.robots_txt,
            robots_txt_googlebot=today.robots_txt_googlebot,
            etag=today.etag or self.seen.page.etag,
            last_modified=today.last_modified or self.seen.page.last_modified,
            state_evidence=f"unchanged ({how}) since it was read whole on {self.former.read_at:%Y-%m-%d}",
            carried_from=self.former.page.carried_from or self.former.page_id,
        )
        return replace(self.seen, page=page)


class Formers:
    """`of` finds what may be carried forward for a due page."""

    def __init__(self, store: CrawlStore, run: Run, *, full_read_days: float) -> None:
        self._store, self._run, self._age = store, run, timedelta(days=full_read_days)

    def of(self, due: DuePage, now: datetime) -> Carried | None:
        if not self._age:
            return None
        former = self._store.former(self._run, due)
        if former is None or now - former.read_at >= self._age:
            return None
        seen = self._store.carried(former, due.claims)
        return None if seen is None else Carried(former=former, seen=seen)


NOT_MODIFIED = 304
_BAD_REQUEST, _PRECONDITION_FAILED = 400, 412


def refuses_conditions(answer: Fetched) -> bool:
    """Whether a server took offence at the condition, as some old ones and caches do, rather than at the request."""
    return answer.status in (_BAD_REQUEST, _PRECONDITION_FAILED) or (answer.status == 200 and not answer.body)


def validators_of(carried: Carried | None) -> Mapping[str, Mapping[str, str]]:
    return {} if carried is None else carried.validators()
