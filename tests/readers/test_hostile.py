"""Hostile markup, read as the crawl reads it: in processes that can be killed. No crash, no silent loss.

A page is either read, and then the link on it is found, or the claim is unverified with its cause.
"""

import asyncio
from pathlib import Path

import pytest

from crawler.core.judge import judge
from crawler.core.reading import Reading
from crawler.core.records import Check, Claim, Observation, PageFacts
from crawler.core.vocabulary import FailureKind, Status
from crawler.policy import load_policy
from crawler.readers.job import Job, Setup, Unread
from crawler.readers.pool import ReaderPool
from crawler.readers.work import MODEL
from tests.core.link_cases import NOON, SOURCE, TARGET

LARGEST = 10 * 1024 * 1024
LINK = f'<a href="{TARGET}">anvils</a>'
CLAIM = Claim(id="claim", source_url=SOURCE, target_url=TARGET)

READ = {
    "a link after 5 MB": ("<p>" + "word " * 200 + "</p>\n") * 5000 + LINK,
    "NUL bytes": "\0" * 100_000 + LINK + "\0" * 100,
    "unclosed everything": "<table><tr><td><b><i><a href=/x><p>" * 300 + LINK,
    "adoption agency": "<a href=/1><b><i><u><s><p>" * 500 + "</a></b></i></u></s>" * 500 + LINK,
    "formatting reopened": "<font size=1>" * 2000 + "<p>x" * 2000 + LINK,
    "a thousand nested blocks": "<div>" * 1000 + LINK,
    "a thousand attributes": "<p " + " ".join(f"a{n}=x" for n in range(1000)) + ">" + LINK,
    "a long style": "<div style='" + "a:b;" * 100_000 + "'>" + LINK,
    "a long address": f'<a href="{TARGET}?{"x" * 1_000_000}">x</a>' + LINK,
    "a link that holds the page": f'<a href="{TARGET}">' + "<span>" * 2000 + "anvils",
    "many links to the target": LINK * 20_000,
    "many siblings": "<i></i>" * 100_000 + LINK * 120,
    "many click handlers": f"<p onclick=\"location='{TARGET}'\">x</p>" * 10_000 + LINK,
    "many directives": "<meta name=robots content='max-snippet:1,'>" * 20_000 + LINK,
    "entities": "&amp;" * 500_000 + LINK,
    "one line": "x" * 5_000_000 + LINK,
}
UNREAD = {
    "100,000 nested blocks": "<div>" * 100_000 + LINK,
    "a tag of 100,000 attributes": "<p " + " ".join(f"a{n}=x" for n in range(100_000)) + ">" + LINK,
    "50 MB in one line": "x" * 50_000_000 + LINK,
    "comments never closed": "<!--" * 500_000 + LINK,
    "endless templates": "<template>" * 20_000 + LINK,
}


def job(html: str) -> Job:
    page = PageFacts(source_url=SOURCE, final_url=SOURCE, http_status=200)
    headers = {"content-type": ("text/html; charset=utf-8",)}
    return Job(page=page, status=200, headers=headers, body=html.encode(), claims=(CLAIM,))


async def read_all(pages: dict[str, str], *, seconds: float) -> dict[str, Reading | Unread]:
    """Each page, and at last a plain one, which has to be read whatever came before it."""
    policy = load_policy(Path(__file__).parents[2] / "config").reading
    setup = Setup(policy=policy, model=MODEL, largest_body=LARGEST, largest_memory=1024**3)
    pool = ReaderPool(setup, readers=1, seconds=seconds)
    await pool.start()
    try:
        readings = {}
        for name, html in pages.items():
            readings[name] = await pool.read(job(html))
        plain = await pool.read(job(f"<p>{LINK}"))
        assert isinstance(plain, Reading)
        assert plain.links
        return readings
    finally:
        await pool.close()


def check_of(reading: Reading | Unread) -> Check:
    if isinstance(reading, Unread):
        assert not reading.ours, reading.cause
        page = PageFacts(source_url=SOURCE, failure=FailureKind.TOO_LARGE, failure_detail=reading.cause)
        return judge(CLAIM, Observation(claims=(CLAIM,), page=page), now=NOON)
    seen = Observation(claims=(CLAIM,), page=reading.page, links=reading.links, needs_browser=reading.needs_browser)
    return judge(CLAIM, seen, now=NOON)


@pytest.fixture(scope="module")
def read() -> dict[str, Reading | Unread]:
    return asyncio.run(read_all(READ, seconds=120))


@pytest.fixture(scope="module")
def unread() -> dict[str, Reading | Unread]:
    return asyncio.run(read_all(UNREAD, seconds=3))


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_and_the_link_found(name: str, read: dict[str, Reading | Unread]) -> None:
    check = check_of(read[name])
    assert check.status in (Status.LIVE, Status.ALTERED)
    assert check.link is not None
    assert check.link.url.startswith(TARGET)


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_whole_is_unverified(name: str, unread: dict[str, Reading | Unread]) -> None:
    assert check_of(unread[name]).status is Status.UNVERIFIED


def test_a_reader_without_memory_says_so() -> None:
    async def starved() -> Reading | Unread:
        policy = load_policy(Path(__file__).parents[2] / "config").reading
        setup = Setup(policy=policy, model=MODEL, largest_body=LARGEST, largest_memory=300 * 1024 * 1024)
        pool = ReaderPool(setup, readers=1, seconds=60)
        await pool.start()
        try:
            return await pool.read(job("<a href=/x>y</a>" * 600_000 + LINK))
        finally:
            await pool.close()

    reading = asyncio.run(starved())
    assert isinstance(reading, Unread)
    assert check_of(reading).status is Status.UNVERIFIED
