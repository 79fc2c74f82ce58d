"""No way into a night leads to a refused address: counted at the socket, with a run without the guard as control."""

import json

import pytest

from tests.hostile.ssrf import PUBLIC, REFUSED, WAYS
from tests.namespace import alone

Reached = dict[str, list[str]]


def reached(*allowed: str) -> Reached:
    child = alone("-m", "tests.hostile.ssrf", *allowed, timeout=300)
    assert child.returncode == 0, child.stderr
    found: Reached = json.loads(child.stdout)
    return found


@pytest.fixture(scope="module")
def guarded() -> Reached:
    return reached()


@pytest.fixture(scope="module")
def unguarded() -> Reached:
    return reached("0.0.0.0/0", "::/0")


@pytest.mark.namespace
@pytest.mark.parametrize("way", WAYS)
def test_no_connection_to_a_refused_address(guarded: Reached, way: str) -> None:
    assert set(guarded[way]) <= {PUBLIC}


@pytest.mark.namespace
@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("literal", "answer")])
def test_the_way_there_was_walked(guarded: Reached, way: str) -> None:
    """As far as its public part goes, for every vector."""
    assert len(guarded[way]) >= len(REFUSED) or way == "target"


@pytest.mark.namespace
@pytest.mark.parametrize("way", WAYS)
def test_without_the_guard_the_same_nights_arrive(unguarded: Reached, way: str) -> None:
    assert len(set(unguarded[way]) - {PUBLIC}) >= 25
