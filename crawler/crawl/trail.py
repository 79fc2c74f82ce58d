"""An address followed over its redirects to where it ends, each hop asked of robots.txt first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.core.records import Hop
from crawler.core.urls import fetch_url, resolve
from crawler.core.vocabulary import FailureKind
from crawler.crawl.fetch import Fetched, Fetcher
from crawler.crawl.redirects import REDIRECTS, locations_of
from crawler.crawl.robots import Access, Robots
from crawler.downloader.cookies import VisitCookies
from crawler.failures import Failure, one_line

MOST_HOPS = 10
"""As many as Googlebot follows (developers.google.com, "HTTP status codes")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """`end` is the last answer or why there is none; `url` the address it belongs to; `access` what robots.txt
    said of that one; `cookies` are those that the redirects set."""

    url: str
    hops: tuple[Hop, ...]
    end: Fetched | Failure
    access: Access | None = None
    cookies: VisitCookies = field(default_factory=VisitCookies)


async def follow(
    url: str,
    *,
    fetcher: Fetcher,
    robots: Robots,
    hops: tuple[Hop, ...] = (),
    validators: Mapping[str, Mapping[str, str]] | None = None,
    most: int | None = None,
    cookies: VisitCookies | None = None,
) -> Trail:
    """Go from `url` to the first answer that is no redirect; `hops` are those already behind us and `cookies` what was
    set there, `validators` the conditional headers to send with an address, `most` the bytes wanted of a body."""
    cookies = cookies or VisitCookies()
    seen = {(hop.url, "") for hop in hops}
    while True:
        sent = cookies.header(url)
        if (url, sent) in seen:
            return _stop(url, hops, FailureKind.REDIRECT_LOOP, f"redirected to {url} again")
        if len(hops) > MOST_HOPS:
            return _stop(url, hops, FailureKind.REDIRECT_LOOP, f"more than {MOST_HOPS} redirects")
        seen.add((url, sent))
        access = await robots.access(url)
        if not access.allowed:
            refused = Failure(kind=FailureKind.ROBOTS_DISALLOWED, detail=access.cause, final=True)
            return Trail(url=url, hops=hops, end=access.failure or refused, access=access)
        answer = await fetcher.fetch(url, headers=(validators or {}).get(url), cookies=sent, most=most)
        places = () if isinstance(answer, Failure) or answer.status not in REDIRECTS else locations_of(answer)
        if isinstance(answer, Failure) or not places:
            return Trail(url=url, hops=hops, end=answer, access=access, cookies=cookies)
        if len(places) > 1:
            return _stop(url, hops, FailureKind.BAD_URL, f"redirected to {len(places)} addresses at once")
        place = places[0]
        onward = fetch_url(resolve(place, url) or "")
        if onward is None:
            return _stop(url, hops, FailureKind.BAD_URL, f"redirected to {place!r}, which is no web address")
        cookies.keep(url, answer.headers.get("set-cookie", ()))
        hops = (*hops, Hop(url=url, status=str(answer.status)))
        url = onward


def _stop(url: str, hops: tuple[Hop, ...], kind: FailureKind, detail: str) -> Trail:
    return Trail(url=url, hops=hops, end=Failure(kind=kind, detail=one_line(detail), final=True))
