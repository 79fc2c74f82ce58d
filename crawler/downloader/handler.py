"""Scrapy's download handler over aiohttp: fast, bounded, and never to an address that the policy refuses.

The body is delivered as it came off the wire, still content-encoded (see decompress.py), in a plain
`Response`, so that nobody guesses a charset over compressed bytes. What was read is never thrown
away; a flag, spelled as the `FailureKind`, says why there is no more of it: `too_large`, `truncated`,
`timeout`. Everything else that goes wrong is an exception of errors.py.

Request meta: `download_timeout`, `download_maxsize` (as in Scrapy), `verify_tls=False` for one fetch
without certificate checks, `ask_for_room` awaited with the bytes that a large body may take (room.py).
`download_latency` is set to the seconds until the head was read.
"""

import asyncio
from http import HTTPStatus
from time import monotonic
from typing import ClassVar, Self
from weakref import WeakKeyDictionary

import aiohttp
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from yarl import URL

from crawler.core.addresses import AddressPolicy
from crawler.core.vocabulary import FailureKind
from crawler.downloader.errors import BadUrlError, ProtocolError
from crawler.downloader.resolver import GuardedResolver
from crawler.downloader.room import LARGE, Asking
from crawler.downloader.tls import trusting_context, verifying_context
from crawler.downloader.translate import translated
from crawler.downloader.wire import MAX_HEAD, MAX_HEADERS, GuardedConnector, WireResponse
from crawler.identity import headers_of

_SCHEMES = ("http", "https")

_KEEP_ALIVE = 3.0
"""Seconds an idle connection is kept: enough for one request a second, few enough open files."""

_KEEP_NAME = 300
_NAMES_KEPT = 10_000


class DownloadHandler:
    """One instance serves http and https, so that both share connections, names and limits."""

    lazy = True
    _instances: ClassVar[WeakKeyDictionary[Crawler, Self]] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        instance = cls._instances.get(crawler)
        if instance is None:
            instance = cls._instances[crawler] = cls(crawler.settings)
        return instance

    def __init__(self, settings: BaseSettings) -> None:
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._connect_timeout = settings.getfloat("BACKLINK_CONNECT_TIMEOUT")
        self._max_size = settings.getint("DOWNLOAD_MAXSIZE")
        policy = AddressPolicy.parse(settings.getlist("BACKLINK_ALLOWED_NETWORKS"))
        self._resolver = GuardedResolver(
            policy, servers=settings.getlist("BACKLINK_DNS_SERVERS"), hosts=settings.getdict("BACKLINK_HOSTS")
        )
        self._verifying = verifying_context()
        self._trusting = trusting_context()
        self._session = aiohttp.ClientSession(
            connector=GuardedConnector(
                policy,
                resolver=self._resolver,
                limit=0,
                keepalive_timeout=_KEEP_ALIVE,
                ttl_dns_cache=_KEEP_NAME,
                dns_cache_max_size=_NAMES_KEPT,
            ),
            response_class=WireResponse,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            headers=headers_of(settings["BACKLINK_CONTACT"]),
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_line_size=MAX_HEAD,
            max_field_size=MAX_HEAD,
            max_headers=MAX_HEADERS,
        )

    async def download_request(self, request: Request) -> Response:
        """Fetch one request: the documented handler interface of Scrapy 2.14 and later."""
        started = monotonic()
        try:
            answer = await self._open(request)
            try:
                request.meta["download_latency"] = monotonic() - started
                body, flag = await _read(
                    answer,
                    request.meta.get("download_maxsize", self._max_size),
                    request.meta.get("ask_for_room"),
                    started + request.meta.get("download_timeout", self._timeout),
                )
            finally:
                answer.close()
        except (aiohttp.ClientError, OSError) as error:
            raise translated(error) from error
        return Response(
            request.url,
            status=answer.status,
            headers=answer.raw_headers,
            body=body,
            flags=[flag] if flag else [],
            protocol=answer.protocol,
        )

    async def _open(self, request: Request) -> WireResponse:
        total = request.meta.get("download_timeout", self._timeout)
        answer: WireResponse = await self._session.request(  # type: ignore[assignment]  # the session makes our class
            request.method,
            _target(request.url),
            data=request.body or None,
            headers=request.headers.to_tuple_list() or None,
            timeout=aiohttp.ClientTimeout(total=total, connect=self._connect_timeout),
            ssl=self._verifying if request.meta.get("verify_tls", True) else self._trusting,
            allow_redirects=False,
        )
        if answer.status < HTTPStatus.OK:
            answer.close()
            raise ProtocolError(f"status {answer.status}, which answers no request of ours")
        return answer

    async def close(self) -> None:
        """Scrapy closes the handler once for each scheme; the second time there is nothing left to do."""
        if not self._session.closed:
            await self._session.close()
            await self._resolver.close()


def _target(url: str) -> URL:
    """The URL byte for byte as Scrapy has it, without fragment and `user:password@`.

    Path and query are given to yarl as one path, because it drops an empty query's question mark.
    """
    scheme, _, rest = url.partition("#")[0].partition("://")
    end = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    authority, path = rest[:end], rest[end:]
    if scheme.lower() not in _SCHEMES or "\\" in authority or not url.isprintable():
        raise BadUrlError("another scheme than http, or characters that no URL has")
    if not path.startswith("/"):
        path = f"/{path}"
    try:
        target = URL.build(scheme=scheme.lower(), authority=authority.rpartition("@")[2], path=path, encoded=True)
        named = target.raw_host and target.port  # yarl reads the authority only when asked for a part of it
    except ValueError as error:
        raise BadUrlError(str(error)) from error
    if not named:
        raise BadUrlError("no host or no port to connect to")
    return target


async def _read(
    answer: WireResponse, limit: int, ask_for_room: Asking | None, deadline: float
) -> tuple[bytes, str | None]:
    """The body as far as it came, and the flag that says why it went no further."""
    parts: list[bytes] = []
    size = 0
    flag: str | None = None
    try:
        while part := await answer.content.readany():
            parts.append(part)
            size += len(part)
            if size > limit:
                return b"".join(parts)[:limit], FailureKind.TOO_LARGE.value
            if size > LARGE and ask_for_room is not None:
                async with asyncio.timeout(max(0.0, deadline - monotonic())):
                    await ask_for_room(min(limit, answer.content_length or limit))
                ask_for_room = None
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError):
        flag = FailureKind.TRUNCATED.value
        parts.append(_left_over(answer.content))
    except TimeoutError:
        flag = FailureKind.TIMEOUT.value
    if flag is None and answer.wire.reset:
        flag = FailureKind.TRUNCATED.value
    return b"".join(parts)[:limit], flag


def _left_over(content: aiohttp.StreamReader) -> bytes:
    """What had come off the wire before the error but was not yet read."""
    content.set_exception(None)  # type: ignore[arg-type]  # how it is taken off again
    return content.read_nowait()
