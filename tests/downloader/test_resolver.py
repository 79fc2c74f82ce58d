"""What the name system says, and what it fails to say, through the guard."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from crawler.core.addresses import AddressPolicy
from crawler.core.vocabulary import FailureKind
from crawler.downloader import resolver as module
from crawler.downloader.errors import FetchError
from crawler.downloader.resolver import GuardedResolver
from crawler.failures import failure_of
from tests.wire import Answer, DnsServer, naming

T = TypeVar("T")

PUBLIC = "93.184.216.34"
PUBLIC_V6 = "2606:2800:220:1:248:1893:25c8:1946"

ANSWERS: dict[str, dict[str, Answer]] = {
    "both.test": {"A": (0, [PUBLIC]), "AAAA": (0, [PUBLIC_V6])},
    "v4.test": {"A": (0, [PUBLIC]), "AAAA": (0, [])},
    "v6.test": {"A": (0, []), "AAAA": (0, [PUBLIC_V6])},
    "v4-and-lie.test": {"A": (0, [PUBLIC]), "AAAA": (3, [])},
    "v4-and-silence.test": {"A": (0, [PUBLIC]), "AAAA": None},
    "gone.test": {"A": (3, []), "AAAA": (3, [])},
    "empty.test": {"A": (0, []), "AAAA": (0, [])},
    "empty-and-gone.test": {"A": (0, []), "AAAA": (3, [])},
    "failing.test": {"A": (2, []), "AAAA": (2, [])},
    "failing-and-gone.test": {"A": (2, []), "AAAA": (3, [])},
    "refusing.test": {"A": (5, []), "AAAA": (5, [])},
    "silent.test": {"A": None, "AAAA": None},
    "silent-and-gone.test": {"A": None, "AAAA": (3, [])},
    "private.test": {"A": (0, ["10.0.0.1"]), "AAAA": (0, ["fd00::1"])},
    "mixed.test": {"A": (0, ["10.0.0.1", PUBLIC]), "AAAA": (0, ["::1"])},
}


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_QUERY_TIMEOUT", 0.2)


def asking(
    question: Callable[[GuardedResolver, DnsServer], Awaitable[T]], policy: AddressPolicy | None = None, **hosts: str
) -> T:
    async def scenario() -> T:
        async with naming(lambda name, kind: ANSWERS.get(name.lower(), {}).get(kind, (3, []))) as server:
            resolver = GuardedResolver(policy or AddressPolicy(), servers=[server.address], hosts=hosts)
            try:
                return await question(resolver, server)
            finally:
                await resolver.close()

    return asyncio.run(scenario())


async def addresses(name: str, resolver: GuardedResolver) -> list[str] | tuple[FailureKind, str]:
    try:
        return await resolver.addresses(name)
    except FetchError as error:
        failure = failure_of(error)
        return failure.kind, failure.detail


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("both.test", [PUBLIC, PUBLIC_V6]),
        ("both.test.", [PUBLIC, PUBLIC_V6]),
        ("BOTH.test", [PUBLIC, PUBLIC_V6]),
        ("v4.test", [PUBLIC]),
        ("v6.test", [PUBLIC_V6]),
        ("v4-and-lie.test", [PUBLIC]),
        ("v4-and-silence.test", [PUBLIC]),
        ("mixed.test", [PUBLIC]),
        ("93.184.216.34", [PUBLIC]),
    ],
)
def test_addresses(name: str, found: list[str]) -> None:
    assert asking(lambda resolver, _: addresses(name, resolver)) == found


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("gone.test", FailureKind.DOMAIN_GONE, "name does not exist"),
        ("empty.test", FailureKind.DNS_ERROR, "name has no address"),
        ("empty-and-gone.test", FailureKind.DNS_ERROR, "name has no address"),
        ("failing.test", FailureKind.DNS_ERROR, "name server failed"),
        ("failing-and-gone.test", FailureKind.DNS_ERROR, "name server failed"),
        ("refusing.test", FailureKind.DNS_ERROR, "name server refused the question"),
        ("silent.test", FailureKind.DNS_ERROR, "name servers did not answer"),
        ("silent-and-gone.test", FailureKind.DNS_ERROR, "name servers did not answer"),
        (
            "private.test",
            FailureKind.ADDRESS_REFUSED,
            "10.0.0.1 is private (RFC 1918); fd00::1 is unique local (RFC 4193)",
        ),
        ("localhost", FailureKind.ADDRESS_REFUSED, "127.0.0.1 is loopback (RFC 1122)"),
        ("localhost.", FailureKind.ADDRESS_REFUSED, "127.0.0.1 is loopback (RFC 1122)"),
        ("127.1", FailureKind.BAD_URL, "an IPv4 address is written as four decimal numbers"),
        ("0x7f000001", FailureKind.BAD_URL, "an IPv4 address is written as four decimal numbers"),
        ("name.0x7f", FailureKind.BAD_URL, "an IPv4 address is written as four decimal numbers"),
        ("a..test", FailureKind.BAD_URL, "not a host name"),
        ("a b.test", FailureKind.BAD_URL, "not a host name"),
        ("127.0.0.1%00.test", FailureKind.BAD_URL, "not a host name"),
        ("x" * 64 + ".test", FailureKind.BAD_URL, "not a host name"),
    ],
)
def test_no_address(name: str, kind: FailureKind, words: str) -> None:
    end = asking(lambda resolver, _: addresses(name, resolver))
    assert isinstance(end, tuple)
    assert end[0] is kind
    assert words in end[1]


def test_a_name_server_that_is_not_there() -> None:
    async def scenario() -> object:
        resolver = GuardedResolver(AddressPolicy(), servers=["127.0.0.1:1"])
        try:
            return await addresses("v4.test", resolver)
        finally:
            await resolver.close()

    assert asyncio.run(scenario())[0] is FailureKind.DNS_ERROR  # type: ignore[index]


def test_no_search_domain_is_tried() -> None:
    async def question(resolver: GuardedResolver, server: DnsServer) -> set[str]:
        await addresses("gone", resolver)
        return {name for name, _ in server.asked}

    assert asking(question) == {"gone"}


def test_hosts_go_first_and_are_judged_too() -> None:
    hosts = {"v4.test": "127.0.0.1", "gone.test": "10.0.0.1"}
    policy = AddressPolicy.parse(["127.0.0.0/8"])
    assert asking(lambda resolver, _: addresses("v4.test", resolver), policy, **hosts) == ["127.0.0.1"]
    end = asking(lambda resolver, _: addresses("gone.test", resolver), policy, **hosts)
    assert isinstance(end, tuple)
    assert end[0] is FailureKind.ADDRESS_REFUSED


def test_many_names_at_once_and_a_cache_that_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_NAMES_KEPT", 100)
    names = [f"n{number}.test" for number in range(1000)]

    async def scenario() -> list[list[str]]:
        async with naming(lambda _, kind: (0, [PUBLIC] if kind == "A" else [])) as server:
            resolver = GuardedResolver(AddressPolicy(), servers=[server.address])
            found = []
            for start in range(0, 1000, 50):
                found += await asyncio.gather(*(resolver.addresses(name) for name in names[start : start + 50]))
            await resolver.close()
            return found

    assert asyncio.run(scenario()) == [[PUBLIC]] * 1000


@pytest.mark.parametrize(
    ("place", "end"),
    [
        ("127.0.0.1", ("127.0.0.1", 80)),
        ("127.0.0.1:8081", ("127.0.0.1", 8081)),
        ("::1", ("::1", 80)),
        ("[::1]:8081", ("::1", 8081)),
    ],
)
def test_a_host_may_be_mapped_to_a_port_too(place: str, end: tuple[str, int]) -> None:
    async def connects_to(resolver: GuardedResolver, _: DnsServer) -> list[tuple[str, int]]:
        return [(one["host"], one["port"]) for one in await resolver.resolve("v4.test.", 80)]

    policy = AddressPolicy.parse(["127.0.0.0/8", "::1/128"])
    assert asking(connects_to, policy, **{"v4.test": place}) == [end]
