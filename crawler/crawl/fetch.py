"""One address fetched politely: the host's turn, a few patient tries, and every failure as data."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.http import Response

from crawler.core.urls import host_of
from crawler.core.vocabulary import FailureKind
from crawler.crawl.gate import Gate, HostGivenUp
from crawler.failures import Failure, failure_of, failure_of_flags

ROBOT = "Linkwitness"
"""The name by which a robots.txt speaks to us."""
VERSION = "1.0"
_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_PASSING_FAILURES = frozenset(
    {FailureKind.TIMEOUT, FailureKind.CONNECT_ERROR, FailureKind.PROTOCOL_ERROR, FailureKind.DNS_ERROR}
)
_HOST_FAILURES = frozenset(
    {FailureKind.TIMEOUT, FailureKind.CONNECT_ERROR, FailureKind.DNS_ERROR, FailureKind.DOMAIN_GONE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer as it came: `headers` have lower-case names, `body` is still content-encoded."""

    url: str
    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes
    truncated: bool = False
    too_large: bool = False
    attempts: int = 1
    tls_error: str | None = None

    def header(self, name: str) -> str | None:
        values = self.headers.get(name)
        return values[0] if values else None


def headers_of(contact: str) -> dict[str, str]:
    """What every request says of itself: who we are and whom to write to, honestly."""
    return {
        "User-Agent": f"Mozilla/5.0 (compatible; {ROBOT}/{VERSION}; +{contact})",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "en;q=0.8,*;q=0.5",
        "Accept-Encoding": "gzip, deflate, br, zstd",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How a failed try is repeated: `waits` are the seconds before each further try; a longer Retry-After than
    `longest_wait` is left to another night."""

    waits: tuple[float, ...]
    longest_wait: float
    retry_unverified_tls: bool = False


@dataclass(slots=True)
class Fetcher:
    """`download` is Scrapy's engine; `sleep` waits, `wall` tells the time: tests bring their own."""

    download: Callable[[Request], Awaitable[Response]]
    headers: Mapping[str, str]
    gate: Gate
    patience: Patience
    sleep: Callable[[float], Awaitable[None]]
    wall: Callable[[], datetime]
    jitter: random.Random = field(default_factory=random.Random)

    async def fetch(self, url: str, *, headers: Mapping[str, str] | None = None) -> Fetched | Failure:
        """Fetch `url`, again where what went wrong may pass; never raises for what a server does."""
        host = host_of(url)
        attempts = 0
        tls_error: str | None = None
        while True:
            attempts += 1
            result = await self._once(url, host, headers, attempts=attempts, tls_error=tls_error)
            if isinstance(result, Failure) and result.certificate and self.patience.retry_unverified_tls:
                if tls_error is not None:
                    return result
                tls_error = result.detail
                continue
            wait = self._wait_before_next(result, attempts)
            if wait is None:
                return result
            self.gate.back_off(host, wait)
            await self.sleep(wait)

    async def _once(
        self, url: str, host: str, headers: Mapping[str, str] | None, *, attempts: int, tls_error: str | None
    ) -> Fetched | Failure:
        meta = {"verify_tls": tls_error is None}
        all_headers = {**self.headers, **(headers or {})}
        try:
            async with self.gate.turn(host):
                response = await self.download(Request(url, headers=all_headers, meta=meta, dont_filter=True))
        except HostGivenUp as error:
            return Failure(
                kind=FailureKind.CONNECT_ERROR, detail=f"the host was given up for this run: {error}", final=True
            )
        except Exception as error:
            failure = failure_of(error)
            if failure.kind in _HOST_FAILURES:
                self.gate.failed(host, f"{failure.kind.value}: {failure.detail}")
            return failure
        self.gate.answered(host)
        flagged = failure_of_flags(response.flags)
        return Fetched(
            url=url,
            status=response.status,
            headers=lower_headers(response),
            body=response.body,
            truncated=flagged is not None and flagged.kind is FailureKind.TRUNCATED,
            too_large=flagged is not None and flagged.kind is FailureKind.TOO_LARGE,
            attempts=attempts,
            tls_error=tls_error,
        )

    def _wait_before_next(self, result: Fetched | Failure, attempts: int) -> float | None:
        """Seconds until the next try, `None` where there is to be none."""
        if attempts > len(self.patience.waits):
            return None
        if isinstance(result, Failure):
            if result.final or result.kind not in _PASSING_FAILURES:
                return None
        elif result.status not in _PASSING_STATUS:
            return None
        wait = self.patience.waits[attempts - 1] * self.jitter.uniform(0.75, 1.25)
        if isinstance(result, Fetched):
            asked = retry_after(result.header("retry-after"), self.wall())
            if asked is not None:
                seconds = (asked - self.wall()).total_seconds()
                return max(wait, seconds) if seconds <= self.patience.longest_wait else None
        return wait


def lower_headers(response: Response) -> dict[str, tuple[str, ...]]:
    return {
        name.decode("latin-1").lower(): tuple(value.decode("latin-1") for value in values)
        for name, values in response.headers.items()
    }


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names, in seconds or as a date (RFC 9110 section 10.2.3)."""
    if not value:
        return None
    value = value.strip()
    if value.isdigit():
        return datetime.fromtimestamp(now.timestamp() + min(int(value), 10**9), UTC)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
