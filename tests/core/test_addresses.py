"""The address policy against the vectors of three projects that guard fetches."""

import json
from pathlib import Path

import pytest

from crawler.core.addresses import AddressPolicy
from crawler.core.errors import UsageError

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "ssrf_vectors.json").read_text())
TRANSLATED = {"64:ff9b::808:808", "64:ff9b:1:808:8:800::", "2002:808:808::1"}


@pytest.mark.parametrize("address", VECTORS["must_block"])
def test_refused(address: str) -> None:
    assert AddressPolicy().refusal(address)


@pytest.mark.parametrize("address", VECTORS["must_allow"])
def test_permitted(address: str) -> None:
    assert AddressPolicy().refusal(address) is None


@pytest.mark.parametrize("address", VECTORS["policy_choice_embedded_public"])
def test_translators_are_refused_even_to_public_addresses(address: str) -> None:
    assert bool(AddressPolicy().refusal(address)) is (address in TRANSLATED)


@pytest.mark.parametrize("address", ["", "127.1", "0x7f000001", "localhost", "1.2.3.4:80", "[::1]"])
def test_what_is_no_address_is_refused(address: str) -> None:
    assert AddressPolicy().refusal(address)


def test_a_scope_hides_nothing() -> None:
    assert AddressPolicy().refusal("fe80::1%eth0")


def test_allowed_networks_let_in_themselves_alone() -> None:
    policy = AddressPolicy.parse(["127.0.0.0/8", "fd00::/8"])
    assert policy.refusal("127.0.0.1") is None
    assert policy.refusal("::ffff:127.0.0.1") is None
    assert policy.refusal("fd00::1") is None
    assert policy.refusal("10.0.0.1") == "10.0.0.1 is private (RFC 1918)"
    assert policy.refusal("::1") == "::1 is loopback (RFC 4291)"


@pytest.mark.parametrize("network", ["127.0.0.1/8", "localhost", "127.0.0.0/33"])
def test_a_network_that_cannot_be_meant_is_the_users_mistake(network: str) -> None:
    with pytest.raises(UsageError, match="BACKLINK_ALLOWED_NETWORKS"):
        AddressPolicy.parse([network])
