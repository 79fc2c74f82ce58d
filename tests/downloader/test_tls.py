"""Certificates: verified unless a request says otherwise, and the reason told when they fail."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from scrapy.http import Response

from crawler.core.vocabulary import FailureKind
from crawler.failures import Failure
from tests.downloader.fetching import downloading, fetched
from tests.wire import OK, Act, serving

AUTHORITY = trustme.CA()
PAST = datetime.now(UTC) - timedelta(days=30)


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def self_signed() -> ssl.SSLContext:
    """An authority's own certificate served as if it were a page's."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with authority.cert_pem.tempfile() as certificate, authority.private_key_pem.tempfile() as key:
        context.load_cert_chain(certificate, key)
    return context


BAD: dict[str, tuple[Callable[[], ssl.SSLContext], str]] = {
    "expired": (lambda: server_context(AUTHORITY.issue_cert("page.test", not_after=PAST)), "certificate expired"),
    "another host": (lambda: server_context(AUTHORITY.issue_cert("other.test")), "certificate of another host"),
    "unknown issuer": (
        lambda: server_context(trustme.CA().issue_cert("page.test")),
        "certificate of an unknown issuer",
    ),
    "self-signed": (self_signed, "certificate self-signed"),
}


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts `AUTHORITY`."""
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


async def over_tls(context: ssl.SSLContext, host: str = "page.test", **options: object) -> Response | Failure:
    async with serving([OK], tls=context) as server, downloading() as handler:
        return await fetched(handler, f"https://{host}:{server.port}/", **options)


def test_a_good_certificate() -> None:
    response = asyncio.run(over_tls(server_context(AUTHORITY.issue_cert("page.test"))))
    assert isinstance(response, Response)
    assert (response.body, response.flags) == (b"hello", [])


@pytest.mark.parametrize("name", BAD)
def test_a_bad_certificate_is_refused_with_its_reason(name: str) -> None:
    context, reason = BAD[name]
    failure = asyncio.run(over_tls(context()))
    assert isinstance(failure, Failure), failure
    assert failure == Failure(kind=FailureKind.TLS_ERROR, detail=reason, final=True, certificate=True)


@pytest.mark.parametrize("name", BAD)
def test_a_request_may_do_without(name: str) -> None:
    response = asyncio.run(over_tls(BAD[name][0](), meta={"verify_tls": False}))
    assert isinstance(response, Response), response
    assert response.body == b"hello"


def test_an_unverified_connection_serves_no_verified_request() -> None:
    async def scenario() -> list[type]:
        context = server_context(trustme.CA().issue_cert("page.test"))
        async with serving([OK], tls=context) as server, downloading() as handler:
            url = f"https://page.test:{server.port}/again"
            return [type(await fetched(handler, url, meta={"verify_tls": verify})) for verify in (False, True)]

    assert asyncio.run(scenario()) == [Response, Failure]


def test_a_server_that_speaks_no_tls() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        await reader.read()
        writer.close()

    async def scenario() -> Response | Failure:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        async with server, downloading() as handler:
            return await fetched(handler, f"https://page.test:{server.sockets[0].getsockname()[1]}/")

    failure = asyncio.run(scenario())
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.certificate) == (FailureKind.TLS_ERROR, False)
    assert failure.detail.startswith("handshake failed: ")


def test_a_handshake_that_never_ends_is_cut() -> None:
    async def scenario() -> Response | Failure:
        async with serving([Act.HOLD]) as server, downloading(BACKLINK_CONNECT_TIMEOUT=0.3) as handler:
            return await fetched(handler, f"https://page.test:{server.port}/")

    failure = asyncio.run(scenario())
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.connected) == (FailureKind.TIMEOUT, False)
