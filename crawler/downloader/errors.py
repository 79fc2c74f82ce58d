"""What can go wrong while a page is fetched, each error knowing its kind of failure.

    FetchError                                            kind               final
    |- HostGoneError       (CannotResolveHostError)       domain_gone        yes
    |- NameLookupError     (CannotResolveHostError)       dns_error
    |- AddressRefusedError                                address_refused    yes
    |- BadUrlError                                        bad_url            yes
    |- ConnectError        (DownloadFailedError)          connect_error
    |  |- ConnectRefusedError (DownloadConnectionRefusedError)
    |  `- UnreachableError
    |- TlsError            (DownloadFailedError)          tls_error
    |  `- CertificateError                                tls_error          yes
    |- ProtocolError       (DownloadFailedError)          protocol_error
    `- FetchTimeoutError   (DownloadTimeoutError)         timeout
       `- ConnectTimeoutError

They are Scrapy's own exceptions where it has one, so that stock middlewares understand them. A body
that broke off or grew too large is no error: it is a response with a flag (see handler.py).
"""

from typing import ClassVar

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from crawler.core.vocabulary import FailureKind


class FetchError(Exception):
    """The root; `final` where no later attempt of this run could end otherwise, `connected` where a
    connection stood before it failed."""

    kind: ClassVar[FailureKind]
    final: ClassVar[bool] = False
    connected: ClassVar[bool] = True


class HostGoneError(FetchError, CannotResolveHostError):
    """The name system says that there is no such name (NXDOMAIN)."""

    kind = FailureKind.DOMAIN_GONE
    final = True


class NameLookupError(FetchError, CannotResolveHostError):
    """The name system gave no answer, or the name has no address: nothing is known of the page."""

    kind = FailureKind.DNS_ERROR


class AddressRefusedError(FetchError):
    """The URL leads to an address that our own policy refuses (SSRF); nothing was sent."""

    kind = FailureKind.ADDRESS_REFUSED
    final = True


class BadUrlError(FetchError):
    """No request can be made from this URL."""

    kind = FailureKind.BAD_URL
    final = True


class ConnectError(FetchError, DownloadFailedError):
    """No connection, or one that ended before the head of an answer was whole."""

    kind = FailureKind.CONNECT_ERROR


class ConnectRefusedError(ConnectError, DownloadConnectionRefusedError):
    """The host answered that nobody listens there."""

    connected = False


class UnreachableError(ConnectError):
    """No way leads to the host."""

    connected = False


class TlsError(FetchError, DownloadFailedError):
    """The handshake failed."""

    kind = FailureKind.TLS_ERROR


class CertificateError(TlsError):
    """The server's certificate could not be verified; a fetch without verification might succeed."""

    final = True


class ProtocolError(FetchError, DownloadFailedError):
    """What came was no HTTP, or its head went over our limits."""

    kind = FailureKind.PROTOCOL_ERROR


class FetchTimeoutError(FetchError, DownloadTimeoutError):
    """The deadline for connecting or for the whole fetch passed before the head was whole."""

    kind = FailureKind.TIMEOUT


class ConnectTimeoutError(FetchTimeoutError):
    """No connection within the time allowed."""

    connected = False
