"""The one place where exceptions, ours and others', become facts: a `Failure` to store and judge by.

Playwright is known by its class and message only, so that a crawl without a browser never imports it.
Chromium's net errors: chromium/src/net/base/net_error_list.h.
"""

import re
from asyncio import CancelledError
from dataclasses import dataclass

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.core.vocabulary import FailureKind, PageState
from crawler.downloader.errors import CertificateError, FetchError


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a visit brought no page: `detail` is one harmless line for a reader.

    `final` where no later attempt of the run could end otherwise; `certificate` where the server's
    certificate is all that stood in the way; not `connected` where the host itself could not be reached;
    `state` where the page's state is known without asking (a host that told us to stop).
    """

    kind: FailureKind
    detail: str
    final: bool = False
    certificate: bool = False
    connected: bool = True
    state: PageState | None = None


_SCRAPY: tuple[tuple[type[BaseException], FailureKind, bool], ...] = (
    (DownloadTimeoutError, FailureKind.TIMEOUT, False),
    (TimeoutError, FailureKind.TIMEOUT, False),
    (CannotResolveHostError, FailureKind.DNS_ERROR, False),
    (DownloadConnectionRefusedError, FailureKind.CONNECT_ERROR, False),
    (ResponseDataLossError, FailureKind.TRUNCATED, False),
    (DownloadCancelledError, FailureKind.CANCELLED, False),
    (CancelledError, FailureKind.CANCELLED, False),
    (DownloadFailedError, FailureKind.CONNECT_ERROR, False),
    (UnsupportedURLSchemeError, FailureKind.BAD_URL, True),
    (NotSupported, FailureKind.BAD_URL, True),
    (OSError, FailureKind.CONNECT_ERROR, False),
    (ValueError, FailureKind.BAD_URL, True),
)

_IGNORED = (
    ("robots.txt", FailureKind.ROBOTS_DISALLOWED),
    ("max redirections", FailureKind.REDIRECT_LOOP),
    ("max refresh", FailureKind.REDIRECT_LOOP),
)
"""What Scrapy's own middlewares say when they drop a request."""

_NET_ERRORS = (
    (r"NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_\w+", FailureKind.DNS_ERROR),
    (r"(CONNECTION_)?TIMED_OUT", FailureKind.TIMEOUT),
    (r"CERT_\w+|SSL_\w+|BAD_SSL_\w+", FailureKind.TLS_ERROR),
    (r"TOO_MANY_REDIRECTS", FailureKind.REDIRECT_LOOP),
    (r"(INVALID|DISALLOWED)_URL\w*|UNKNOWN_URL_SCHEME|UNSAFE_(PORT|REDIRECT)", FailureKind.BAD_URL),
    (r"CONTENT_LENGTH_MISMATCH|INCOMPLETE_\w+|CONTENT_DECODING_FAILED", FailureKind.TRUNCATED),
    (
        r"INVALID_(HTTP_)?RESPONSE|EMPTY_RESPONSE|RESPONSE_HEADERS_\w+|HTTP2_\w+|QUIC_\w+",
        FailureKind.PROTOCOL_ERROR,
    ),
    (
        r"CONNECTION_\w+|ADDRESS_\w+|INTERNET_\w+|NETWORK_\w+|SOCKET_\w+|PROXY_\w+|TUNNEL_\w+",
        FailureKind.CONNECT_ERROR,
    ),
)

_FLAGS = (
    (FailureKind.TOO_LARGE, "the body is longer than DOWNLOAD_MAXSIZE"),
    (FailureKind.TRUNCATED, "the body broke off"),
    (FailureKind.TIMEOUT, "the body did not end within DOWNLOAD_TIMEOUT"),
)

_NET_ERROR = re.compile(r"net::ERR_(\w+)")
_CREDENTIALS = re.compile(r"://[^/?#\s@]*@")
_MAX_DETAIL = 300


def failure_of(error: BaseException) -> Failure:
    """What an exception on the way to a page means for the visit; what nobody foresaw is named as such."""
    if isinstance(error, FetchError):
        certificate = isinstance(error, CertificateError)
        return Failure(
            kind=error.kind,
            detail=one_line(error),
            final=error.final,
            certificate=certificate,
            connected=error.connected,
        )
    if isinstance(error, IgnoreRequest):
        return _ignored(error)
    if type(error).__module__.partition(".")[0] == "playwright":
        return _of_browser(error)
    for exception, kind, final in _SCRAPY:
        if isinstance(error, exception):
            return Failure(kind=kind, detail=one_line(error), final=final)
    return Failure(kind=FailureKind.PROTOCOL_ERROR, detail=f"unforeseen {type(error).__name__}: {one_line(error)}")


def failure_of_flags(flags: list[str]) -> Failure | None:
    """What a response's flags say of its body: why it is not whole, or `None` where it is."""
    return next((Failure(kind=kind, detail=detail) for kind, detail in _FLAGS if kind in flags), None)


def one_line(error: object) -> str:
    """A message fit for a table, a terminal and a log: one line, no credentials, no control characters."""
    shown = "".join(one if one.isprintable() else " " for one in _CREDENTIALS.sub("://", str(error)))
    text = " ".join(shown.split())
    return text[:_MAX_DETAIL] or type(error).__name__


def _ignored(error: IgnoreRequest) -> Failure:
    message = str(error)
    kind = next((kind for words, kind in _IGNORED if words in message), FailureKind.CANCELLED)
    return Failure(kind=kind, detail=one_line(error), final=True)


def _of_browser(error: BaseException) -> Failure:
    """Playwright raises two classes: `TimeoutError`, and `Error` with Chromium's own words in it."""
    if type(error).__name__ == "TimeoutError":
        return Failure(kind=FailureKind.TIMEOUT, detail=one_line(error))
    match = _NET_ERROR.search(str(error))
    if match is None:
        return Failure(kind=FailureKind.RENDER_FAILED, detail=one_line(error))
    name = match.group(1)
    kind = next((kind for pattern, kind in _NET_ERRORS if re.fullmatch(pattern, name)), FailureKind.RENDER_FAILED)
    certificate = name.startswith("CERT_")
    final = certificate or kind in (FailureKind.BAD_URL, FailureKind.REDIRECT_LOOP)
    return Failure(kind=kind, detail=f"net::ERR_{name}", final=final, certificate=certificate)
