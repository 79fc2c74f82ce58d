"""No way leads to a refused address: counted where the connections would arrive, with a control run."""

import json
from collections import Counter

import pytest

from tests.namespace import alone

WAYS = ("literals", "spellings", "answers", "mixed", "rebinding", "hosts", "sockets")

Attempts = dict[str, dict[str, list[str]]]


def attempts(*allowed: str) -> Attempts:
    child = alone("-m", "tests.downloader.ssrf_attempts", *allowed)
    assert child.returncode == 0, child.stderr
    return json.loads(child.stdout)


@pytest.fixture(scope="module")
def guarded() -> Attempts:
    return attempts()


@pytest.fixture(scope="module")
def unguarded() -> Attempts:
    return attempts("0.0.0.0/0", "::/0")


@pytest.mark.namespace
@pytest.mark.parametrize("way", WAYS)
def test_nothing_reaches_a_refused_address(guarded: Attempts, way: str) -> None:
    assert set(guarded["reached"][way]) <= {"8.8.8.8"}


@pytest.mark.namespace
@pytest.mark.parametrize("way", WAYS)
def test_without_the_guard_the_same_attempts_arrive(unguarded: Attempts, way: str) -> None:
    arrived = set(unguarded["reached"][way]) - {"8.8.8.8"}
    assert len(arrived) >= {"spellings": 1, "mixed": 15}.get(way, 30)


@pytest.mark.namespace
def test_public_addresses_are_reached_in_spite_of_their_company(guarded: Attempts) -> None:
    assert set(guarded["ends"]["mixed"].values()) == {"reached"}
    assert len(guarded["reached"]["mixed"]) == len(guarded["ends"]["mixed"])


@pytest.mark.namespace
@pytest.mark.parametrize("way", ["literals", "answers", "rebinding", "hosts"])
def test_the_cause_is_told(guarded: Attempts, way: str) -> None:
    assert Counter(guarded["ends"][way].values()).keys() == {"address_refused"}


@pytest.mark.namespace
def test_spellings_that_no_url_of_ours_has_are_refused_as_such(guarded: Attempts) -> None:
    assert set(guarded["ends"]["spellings"].values()) == {"address_refused", "bad_url"}
