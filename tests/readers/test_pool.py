"""Readers that may die: what a page costs them, and that the others go on."""

import asyncio
from pathlib import Path

import pytest

from crawler.core.reading import Reading
from crawler.core.records import Claim, PageFacts
from crawler.readers.job import Job, Setup, Unchanged, Unread
from crawler.readers.pool import ReaderPool
from crawler.readers.work import MODEL
from tests.fakeweb import POLICY, page

URL = "http://a.test/"
CLAIM = Claim(id="c", source_url=URL, target_url="http://t.test/")
GOOD = page('<a href="http://t.test/">x</a>').encode()
DEEP = b"<html><body>" + b"<div>" * 100_000
WIDE = b"<html><body>" + b"<b>" * 3_000_000
MEBI = 1024 * 1024


def results(
    *bodies: bytes, seconds: float = 1.5, memory: int = 256, model: Path = MODEL
) -> list[Reading | Unchanged | Unread]:
    """Each body read, all at once, by a pool of one."""
    setup = Setup(policy=POLICY.reading, model=model, largest_body=10 * MEBI, largest_memory=memory * MEBI)

    async def scenario() -> list[Reading | Unchanged | Unread]:
        pool = ReaderPool(setup, readers=1, seconds=seconds)
        await pool.start()
        try:
            return list(await asyncio.gather(*(pool.read(job(body)) for body in bodies)))
        finally:
            await pool.close()

    return asyncio.run(scenario())


def job(body: bytes) -> Job:
    facts = PageFacts(source_url=URL, final_url=URL)
    return Job(page=facts, status=200, headers={"content-type": ("text/html",)}, body=body, claims=(CLAIM,))


def test_a_page_that_takes_too_long_costs_its_own_claim_alone() -> None:
    slow, good, other = results(DEEP, GOOD, GOOD)
    assert isinstance(slow, Unread)
    assert "takes more than 1.5 s" in slow.cause
    assert isinstance(good, Reading)
    assert isinstance(other, Reading)
    assert good.links[0].serves


def test_a_page_that_takes_too_much_memory_does_too() -> None:
    wide, good = results(WIDE, GOOD)
    assert isinstance(wide, Unread)
    assert not wide.ours
    assert isinstance(good, Reading)


def test_elements_too_deep_for_us_are_no_mistake_of_ours() -> None:
    (read,) = results(b"<html><body>" + b"<template>" * 50_000)
    assert isinstance(read, Unread)
    assert not read.ours


def test_only_so_many_slow_pages_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.readers.pool._MOST_SLOW", 0)
    (slow,) = results(DEEP)
    assert isinstance(slow, Unread)
    assert "other pages take long too" in slow.cause


def test_a_reader_that_does_not_start_is_our_own_mistake() -> None:
    (read,) = results(GOOD, model=Path("/nowhere/model.json"))
    assert isinstance(read, Unread)
    assert read.ours
