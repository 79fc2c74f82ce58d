"""An address followed over its redirects to where it ends, each hop asked of robots.txt first."""

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.core.records import Hop
from crawler.core.urls import fetch_url, resolve
from crawler.core.vocabulary import FailureKind
from crawler.crawl.fetch import Fetched, Fetcher
from crawler.crawl.redirects import REDIRECTS, locations_of
from crawler.crawl.robots import Access, Robots
from crawler.failures import Failure, one_line

MOST_HOPS = 10
"""As many as Googlebot follows (developers.google.com, "HTTP status codes")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """`end` is the last answer or why there is none; `url` the address it belongs to; `access` what robots.txt
    said of that one; `attempts` how many requests the last address took."""

    url: str
    hops: tuple[Hop, ...]
    end: Fetched | Failure
    access: Access | None = None


async def follow(
    url: str,
    *,
    fetcher: Fetcher,
    robots: Robots,
    hops: tuple[Hop, ...] = (),
    validators: Mapping[str, Mapping[str, str]] | None = None,
    most: int | None = None,
) -> Trail:
    """Go from `url` to the first answer that is no redirect; `hops` are those already behind us, `validators`
    the conditional headers to send with an address, `most` the bytes wanted of a body."""
    seen = {hop.url for hop in hops}
    while True:
        if url in seen:
            return _stop(url, hops, FailureKind.REDIRECT_LOOP, f"redirected to {url} again")
        if len(hops) > MOST_HOPS:
            return _stop(url, hops, FailureKind.REDIRECT_LOOP, f"more than {MOST_HOPS} redirects")
        seen.add(url)
        access = await robots.access(url)
        if not access.allowed:
            refused = Failure(kind=FailureKind.ROBOTS_DISALLOWED, detail=access.cause, final=True)
            return Trail(url=url, hops=hops, end=access.failure or refused, access=access)
        answer = await fetcher.fetch(url, headers=(validators or {}).get(url), most=most)
        if isinstance(answer, Failure) or answer.status not in REDIRECTS:
            return Trail(url=url, hops=hops, end=answer, access=access)
        places = locations_of(answer)
        if not places:
            return Trail(url=url, hops=hops, end=answer, access=access)
        if len(places) > 1:
            return _stop(url, hops, FailureKind.BAD_URL, f"redirected to {len(places)} addresses at once")
        place = places[0]
        onward = fetch_url(resolve(place, url) or "")
        if onward is None:
            return _stop(url, hops, FailureKind.BAD_URL, f"redirected to {place!r}, which is no web address")
        hops = (*hops, Hop(url=url, status=str(answer.status)))
        url = onward


def _stop(url: str, hops: tuple[Hop, ...], kind: FailureKind, detail: str) -> Trail:
    return Trail(url=url, hops=hops, end=Failure(kind=kind, detail=one_line(detail), final=True))
