"""Every exception that a fetch or a browser raises becomes one harmless line and a closed kind."""

import asyncio

import pytest
from scrapy import exceptions as scrapy

from crawler.core.vocabulary import FailureKind
from crawler.downloader import errors
from crawler.downloader.errors import FetchError
from crawler.failures import failure_of, one_line

BROWSER = {
    "net::ERR_NAME_NOT_RESOLVED at https://a.test/": FailureKind.DNS_ERROR,
    "net::ERR_CONNECTION_TIMED_OUT at https://a.test/": FailureKind.TIMEOUT,
    "net::ERR_TIMED_OUT": FailureKind.TIMEOUT,
    "net::ERR_CERT_DATE_INVALID at https://a.test/": FailureKind.TLS_ERROR,
    "net::ERR_CERT_COMMON_NAME_INVALID": FailureKind.TLS_ERROR,
    "net::ERR_SSL_PROTOCOL_ERROR": FailureKind.TLS_ERROR,
    "net::ERR_CONNECTION_REFUSED": FailureKind.CONNECT_ERROR,
    "net::ERR_CONNECTION_RESET": FailureKind.CONNECT_ERROR,
    "net::ERR_ADDRESS_UNREACHABLE": FailureKind.CONNECT_ERROR,
    "net::ERR_TUNNEL_CONNECTION_FAILED": FailureKind.CONNECT_ERROR,
    "net::ERR_TOO_MANY_REDIRECTS": FailureKind.REDIRECT_LOOP,
    "net::ERR_EMPTY_RESPONSE": FailureKind.PROTOCOL_ERROR,
    "net::ERR_INVALID_HTTP_RESPONSE": FailureKind.PROTOCOL_ERROR,
    "net::ERR_HTTP2_PROTOCOL_ERROR": FailureKind.PROTOCOL_ERROR,
    "net::ERR_INCOMPLETE_CHUNKED_ENCODING": FailureKind.TRUNCATED,
    "net::ERR_UNKNOWN_URL_SCHEME": FailureKind.BAD_URL,
    "net::ERR_UNSAFE_PORT": FailureKind.BAD_URL,
    "net::ERR_ABORTED": FailureKind.RENDER_FAILED,
    "Page crashed": FailureKind.RENDER_FAILED,
    "Target page, context or browser has been closed": FailureKind.RENDER_FAILED,
}


def browser_error(name: str, message: str) -> Exception:
    """An exception as Playwright makes them, without Playwright."""
    return type(name, (Exception,), {"__module__": "playwright._impl._errors"})(message)


@pytest.mark.parametrize("message", BROWSER)
def test_browser_errors(message: str) -> None:
    failure = failure_of(browser_error("Error", f"Page.goto: {message}\nCall log:\n  - navigating"))
    assert failure.kind is BROWSER[message]
    assert failure.certificate is ("ERR_CERT_" in message)


def test_browser_timeouts() -> None:
    assert failure_of(browser_error("TimeoutError", "Timeout 30000ms exceeded.")).kind is FailureKind.TIMEOUT


@pytest.mark.parametrize(
    ("error", "kind", "final"),
    [
        (scrapy.DownloadTimeoutError("late"), FailureKind.TIMEOUT, False),
        (TimeoutError(), FailureKind.TIMEOUT, False),
        (scrapy.CannotResolveHostError("x"), FailureKind.DNS_ERROR, False),
        (scrapy.DownloadConnectionRefusedError("x"), FailureKind.CONNECT_ERROR, False),
        (scrapy.DownloadFailedError("x"), FailureKind.CONNECT_ERROR, False),
        (scrapy.ResponseDataLossError("x"), FailureKind.TRUNCATED, False),
        (scrapy.DownloadCancelledError("x"), FailureKind.CANCELLED, False),
        (asyncio.CancelledError(), FailureKind.CANCELLED, False),
        (scrapy.UnsupportedURLSchemeError("x"), FailureKind.BAD_URL, True),
        (scrapy.NotSupported("x"), FailureKind.BAD_URL, True),
        (scrapy.IgnoreRequest("Forbidden by robots.txt"), FailureKind.ROBOTS_DISALLOWED, True),
        (scrapy.IgnoreRequest("max redirections reached"), FailureKind.REDIRECT_LOOP, True),
        (scrapy.IgnoreRequest("something else"), FailureKind.CANCELLED, True),
        (ConnectionResetError(104, "reset"), FailureKind.CONNECT_ERROR, False),
        (ValueError("Missing scheme"), FailureKind.BAD_URL, True),
    ],
)
def test_foreign_errors(error: BaseException, kind: FailureKind, final: bool) -> None:
    failure = failure_of(error)
    assert (failure.kind, failure.final) == (kind, final)
    assert failure.detail


def test_what_nobody_foresaw_says_so() -> None:
    failure = failure_of(ZeroDivisionError("oops"))
    assert (failure.kind, failure.detail) == (FailureKind.PROTOCOL_ERROR, "unforeseen ZeroDivisionError: oops")


OURS = [error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, FetchError)]


@pytest.mark.parametrize("error", [error for error in OURS if error is not FetchError])
def test_our_errors_know_their_kind(error: type[FetchError]) -> None:
    failure = failure_of(error("because"))
    assert (failure.kind, failure.detail, failure.final) == (error.kind, "because", error.final)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("a\r\nb\tc", "a b c"),
        ("\x1b[31mred\x1b]0;title\x07", "[31mred ]0;title"),
        ("at https://me:secret@a.test/x", "at https://a.test/x"),
        ("at https://a.test/@me", "at https://a.test/@me"),
        ("\u202eevil\u2066\u200b", "evil"),
        ("Ünïcödé 日本 \U0001f600", "Ünïcödé 日本 \U0001f600"),
    ],
)
def test_details_are_harmless(message: str, line: str) -> None:
    assert one_line(message) == line


def test_details_are_short() -> None:
    assert len(one_line("x" * 10_000)) == 300
