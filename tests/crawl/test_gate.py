"""Politeness by a clock of its own: pace, places, crawl delay, back-off and giving up."""

import asyncio
from collections.abc import Iterable

import pytest

from crawler.core.sites import Site, Sites
from crawler.core.vocabulary import FailureKind
from crawler.crawl.gate import Gate, HostGivenUp
from crawler.failures import Failure
from tests.crawl.clock import Clock

DOWN = Failure(kind=FailureKind.TIMEOUT, detail="no answer")


def gate(clock: Clock, *, delay: float = 1.0, most: int | None = None, **sites: Site) -> Gate:
    by_name = {name.replace("_", "."): site for name, site in sites.items()}
    sites_of = Sites(by_name=by_name)
    return Gate(delay=delay, sites=sites_of, give_up_after=5, now=clock.now, sleep=clock.sleep, most=most)


def starts(clock: Clock, turns: Gate, hosts: Iterable[str], *, each: float = 0.0) -> list[tuple[float, str]]:
    """When each of these requests started, all of them wanted at once, each taking so long."""
    started = []

    async def one(host: str) -> None:
        async with turns.turn(host):
            started.append((clock.now(), host))
            await clock.sleep(each)

    async def all_of_them() -> None:
        await asyncio.gather(*(one(host) for host in hosts))

    clock.run(all_of_them())
    return started


def test_one_request_a_delay_over_all_spellings_of_a_host() -> None:
    clock = Clock()
    found = starts(clock, gate(clock), ["a.test", "www.a.test", "A.test", "a.test.", "WWW.A.TEST."])
    assert [when for when, _ in found] == [0, 1, 2, 3, 4]


def test_hosts_do_not_wait_for_each_other() -> None:
    clock = Clock()
    found = starts(clock, gate(clock), ["a.test", "b.test", "a.test", "blog.a.test"])
    assert sorted(found) == [(0, "a.test"), (0, "b.test"), (0, "blog.a.test"), (1, "a.test")]


def test_a_slow_answer_holds_the_place() -> None:
    clock = Clock()
    assert [when for when, _ in starts(clock, gate(clock), ["a.test"] * 3, each=10)] == [0, 10, 20]


def test_a_pause_counts_from_the_request_not_from_the_wait_for_a_place() -> None:
    """One place for all: `b` gets it late, and its next request keeps its distance all the same."""
    clock = Clock()
    turns = gate(clock, most=1)
    started = []

    async def one(host: str, each: float) -> None:
        async with turns.turn(host):
            started.append((clock.now(), host))
            await clock.sleep(each)

    async def all_of_them() -> None:
        await asyncio.gather(one("a.test", 0.9), one("b.test", 0.05), one("b.test", 0.05))

    clock.run(all_of_them())
    assert [(round(when, 2), host) for when, host in started] == [(0, "a.test"), (0.9, "b.test"), (1.9, "b.test")]


def test_an_operator_may_allow_more_places_and_another_pace() -> None:
    clock = Clock()
    turns = gate(clock, a_test=Site(delay=2.0, concurrency=2))
    assert [when for when, _ in starts(clock, turns, ["a.test", "x.a.test", "a.test", "a.test"], each=10)] == [
        0,
        0,
        2,
        10,
    ]
    assert turns.places("a.test") == 2
    assert turns.rate("a.test") == 1.0


@pytest.mark.parametrize(("asked", "kept"), [(5.0, 5.0), (0.1, 1.0), (9999.0, 60.0)])
def test_a_crawl_delay_only_ever_slows_down_and_within_reason(asked: float, kept: float) -> None:
    clock = Clock()
    turns = gate(clock)
    turns.slow_down("www.a.test", asked)
    assert [when for when, _ in starts(clock, turns, ["a.test", "a.test"])] == [0, kept]


def test_backing_off_keeps_everybody_away_for_so_long() -> None:
    clock = Clock()
    turns = gate(clock)
    turns.back_off("a.test", 30)
    turns.back_off("a.test", 3)
    assert turns.ready_at("a.test") == 30
    assert starts(clock, turns, ["a.test", "b.test"]) == [(0, "b.test"), (30, "a.test")]


def test_a_host_that_fails_in_a_row_is_given_up_with_its_cause() -> None:
    turns = gate(Clock())
    for _ in range(4):
        turns.failed("a.test", DOWN)
    turns.answered("A.test.")
    for _ in range(4):
        turns.failed("a.test", DOWN)
    assert turns.given_up("a.test") is None
    assert turns.patient("a.test")
    turns.failed("a.test", DOWN)
    assert turns.given_up("A.TEST.") == DOWN
    assert turns.ready_at("a.test") == 0


def test_giving_up_a_name_says_nothing_of_the_same_name_with_www() -> None:
    turns = gate(Clock())
    turns.close("www.a.test", DOWN)
    assert turns.given_up("a.test") is None


def test_whoever_waits_for_a_host_that_is_given_up_soon_hears_of_it() -> None:
    clock = Clock()
    turns = gate(clock)
    turns.back_off("a.test", 3600)

    async def waiter() -> float:
        with pytest.raises(HostGivenUp) as told:
            async with turns.turn("a.test"):
                raise AssertionError
        assert told.value.failure == DOWN
        return clock.now()

    async def both() -> float:
        waiting = asyncio.ensure_future(waiter())
        await clock.sleep(7)
        turns.close("a.test", DOWN)
        return await waiting

    assert clock.run(both()) <= 12


def test_errors_are_no_reason_to_give_up_but_end_patience() -> None:
    turns = gate(Clock())
    for _ in range(50):
        turns.erred("a.test")
    assert turns.given_up("a.test") is None
    assert not turns.patient("a.test")


def test_idle_hosts_are_forgotten_and_politeness_is_not() -> None:
    clock = Clock()
    turns = gate(clock)
    turns.slow_down("slow.test", 9)
    turns.back_off("busy.test", 50)
    for number in range(20_001):
        turns.ready_at(f"h{number}.test")
    assert turns.rate("slow.test") == 9
    assert turns.ready_at("busy.test") == 50
