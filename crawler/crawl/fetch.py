"""One address fetched politely: the host's turn, a few patient tries, and every failure as data."""

import random
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.http import Response

from crawler.core.urls import host_of
from crawler.core.vocabulary import FailureKind, PageState
from crawler.crawl.gate import Gate, HostGivenUp
from crawler.failures import Failure, failure_of, failure_of_flags

_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_PASSING_FAILURES = frozenset(
    {FailureKind.TIMEOUT, FailureKind.CONNECT_ERROR, FailureKind.PROTOCOL_ERROR, FailureKind.DNS_ERROR}
)
_NO_HOST = frozenset({FailureKind.DNS_ERROR, FailureKind.DOMAIN_GONE})
_TOO_MANY_REQUESTS = 429
_DELAY = re.compile(r"[0-9]+", re.ASCII)
_LONGEST_DELAY = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer as it came: `headers` have lower-case names, `body` is still content-encoded."""

    url: str
    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes
    truncated: bool = False
    too_large: bool = False
    timed_out: bool = False
    attempts: int = 1
    tls_error: str | None = None

    def header(self, name: str) -> str | None:
        values = self.headers.get(name)
        return values[0] if values else None


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
    gate: Gate
    patience: Patience
    sleep: Callable[[float], Awaitable[None]]
    wall: Callable[[], datetime]
    jitter: random.Random = field(default_factory=random.Random)

    async def fetch(
        self, url: str, *, headers: Mapping[str, str] | None = None, cookies: str = "", most: int | None = None
    ) -> Fetched | Failure:
        """Fetch `url`, again where what went wrong may pass; never raises for what a server does. `headers` go with
        the first try alone: they are conditions, and may be what the server failed at. `cookies` go with each. `most`
        are the bytes of the body that are wanted, where that is less than usual."""
        told = {"Cookie": cookies} if cookies else {}
        host = host_of(url)
        attempts = 0
        tls_error: str | None = None
        cut: Fetched | None = None
        while True:
            attempts += 1
            sent = {**(headers or {}), **told} if attempts == 1 else told
            request = self._request(url, sent, most, verify=tls_error is None)
            try:
                async with self.gate.turn(host):
                    result = await self._once(request, attempts=attempts, tls_error=tls_error)
            except HostGivenUp as error:
                return _left_alone(error.failure)
            if isinstance(result, Failure) and result.certificate and self.patience.retry_unverified_tls:
                tls_error, attempts = result.detail, attempts - 1
                continue
            wait = self._wait_before_next(result, attempts)
            self._note(host, result, last=wait is None)
            if wait is None or not self.gate.patient(host):
                return result if cut is None else _fuller(cut, result)
            if isinstance(result, Fetched) and result.truncated:
                cut = result
            self.gate.back_off(host, wait)
            await self.sleep(wait)

    def _request(self, url: str, headers: Mapping[str, str], most: int | None, *, verify: bool) -> Request:
        meta: dict[str, object] = {"verify_tls": verify, "verbatim_url": True}  # it is in the standard's form already
        if most is not None:
            meta["download_maxsize"] = most
        return Request(url, headers=dict(headers), meta=meta, dont_filter=True)

    async def _once(self, request: Request, *, attempts: int, tls_error: str | None) -> Fetched | Failure:
        try:
            response = await self.download(request)
        except Exception as error:  # a failed fetch is data; the translator names what nobody foresaw
            return failure_of(error)
        flagged = failure_of_flags(response.flags)
        kind = None if flagged is None else flagged.kind
        return Fetched(
            url=request.url,
            status=response.status,
            headers=lower_headers(response),
            body=response.body,
            truncated=kind is FailureKind.TRUNCATED,
            too_large=kind is FailureKind.TOO_LARGE,
            timed_out=kind is FailureKind.TIMEOUT,
            attempts=attempts,
            tls_error=tls_error,
        )

    def _note(self, host: str, result: Fetched | Failure, *, last: bool) -> None:
        """What it says of the host: a page that fails counts once, a host that cannot be reached each time."""
        if isinstance(result, Failure):
            if result.kind in _NO_HOST or not result.connected or (last and result.kind in _PASSING_FAILURES):
                self.gate.failed(host, result)
        elif result.status == _TOO_MANY_REQUESTS:
            told = Failure(kind=FailureKind.CANCELLED, detail="HTTP 429", state=PageState.RATE_LIMITED)
            asked = self._asked_wait(result)
            if asked is not None and asked > self.patience.longest_wait:
                self.gate.close(host, replace(told, detail=f"HTTP 429, with Retry-After {asked:.0f} s"))
            else:
                self.gate.failed(host, told)
        elif result.status not in _PASSING_STATUS:
            self.gate.answered(host)
        elif last:
            self.gate.erred(host)

    def _wait_before_next(self, result: Fetched | Failure, attempts: int) -> float | None:
        """Seconds until the next try, `None` where there is to be none."""
        if attempts > len(self.patience.waits):
            return None
        wait = self.patience.waits[attempts - 1] * self.jitter.uniform(0.75, 1.25)
        if isinstance(result, Failure):
            return None if result.final or result.kind not in _PASSING_FAILURES else wait
        if result.status not in _PASSING_STATUS:
            return wait if result.truncated and attempts == 1 else None
        asked = self._asked_wait(result)
        if asked is None:
            return wait
        return max(wait, asked) if asked <= self.patience.longest_wait else None

    def _asked_wait(self, answer: Fetched) -> float | None:
        """The seconds that the server asks for before a next request."""
        now = self.wall()
        until = retry_after(answer.header("retry-after"), now)
        return None if until is None else (until - now).total_seconds()


def _fuller(cut: Fetched, again: Fetched | Failure) -> Fetched:
    """What is known of a page whose body broke off and that was asked for once more: a worse answer takes nothing of
    what came the first time."""
    if isinstance(again, Failure):
        return cut
    better = again.status == cut.status and (not again.truncated or len(again.body) >= len(cut.body))
    return again if better else replace(cut, attempts=again.attempts)


def _left_alone(failure: Failure) -> Failure:
    """What is said of a page that was not asked for, because its host was given up."""
    detail = f"the host was given up for this run: {failure.detail}"
    return replace(failure, detail=detail, final=True, connected=False, certificate=False)


def lower_headers(response: Response) -> dict[str, tuple[str, ...]]:
    return {
        name.decode("latin-1").lower(): tuple(value.decode("latin-1") for value in values)
        for name, values in dict.items(response.headers)
    }


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names, in seconds or as a date (RFC 9110 section 10.2.3)."""
    if not value:
        return None
    value = value.strip()
    if _DELAY.fullmatch(value):
        return now + timedelta(seconds=min(int(value[:12]), _LONGEST_DELAY))
    try:
        moment = parsedate_to_datetime(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
