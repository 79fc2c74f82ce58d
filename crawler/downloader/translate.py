"""aiohttp's exceptions to ours: the only place that knows both."""

import asyncio
import ssl

import aiohttp

from crawler.downloader.errors import (
    AddressRefusedError,
    BadUrlError,
    CertificateError,
    ConnectError,
    ConnectRefusedError,
    ConnectTimeoutError,
    FetchError,
    FetchTimeoutError,
    ProtocolError,
    TlsError,
    UnreachableError,
)
from crawler.downloader.tls import tls_cause
from crawler.downloader.wire import RefusedSocketError


def translated(error: aiohttp.ClientError | OSError) -> FetchError:
    """The error of errors.py that says the same."""
    if isinstance(error, asyncio.TimeoutError):
        if isinstance(error, aiohttp.ConnectionTimeoutError):
            return ConnectTimeoutError("no connection within the time allowed")
        return FetchTimeoutError("no whole head of an answer within the time allowed")
    if isinstance(error, aiohttp.InvalidURL):
        return BadUrlError(str(error))
    if isinstance(error, aiohttp.ClientResponseError):
        return ProtocolError(error.message or "not HTTP")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return CertificateError(_tls_words(error.certificate_error))
    if isinstance(error, aiohttp.ClientConnectorError):
        return _connecting(error.os_error)
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientConnectionResetError):
        return ConnectError("the server closed the connection without an answer")
    return ConnectError(str(error) or type(error).__name__)


def _connecting(error: OSError) -> FetchError:
    if isinstance(error, RefusedSocketError):
        return AddressRefusedError(error.strerror)
    if isinstance(error, ssl.SSLError):
        return TlsError(tls_cause(error))
    if isinstance(error, ConnectionRefusedError):
        return ConnectRefusedError("connection refused")
    if isinstance(error, ConnectionError):
        return UnreachableError("connection broken in the handshake")
    return UnreachableError(error.strerror or str(error))


def _tls_words(error: Exception) -> str:
    return tls_cause(error) if isinstance(error, ssl.SSLError) else str(error)
