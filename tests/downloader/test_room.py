"""Large bodies share one room: what does not fit waits, and nothing given is ever lost."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from crawler.core.vocabulary import FailureKind
from crawler.downloader.room import LARGE, Asking, Room
from tests.downloader.fetching import downloading
from tests.wire import Script, serving

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@settings(max_examples=50)
@given(st.lists(st.integers(1, 15), min_size=1, max_size=12))
def test_never_more_than_the_room_and_all_come_in(sizes: list[int]) -> None:
    """A download that wants more than there is gets all of it, alone."""

    async def download(size: int) -> None:
        nonlocal held
        async with room.asking() as ask:
            await ask(size)
            held += min(size, 10)
            most.append(held)
            await asyncio.sleep(0)
            held -= min(size, 10)

    async def together() -> None:
        await asyncio.gather(*(download(size) for size in sizes))

    room, held, most = Room(10), 0, [0]
    asyncio.run(together())
    assert max(most) <= 10
    assert len(most) == len(sizes) + 1


def test_whoever_gives_up_leaves_its_room() -> None:
    async def story() -> None:
        room = Room(10)
        async with room.asking() as ask:
            await ask(10)
            async with room.asking() as other:
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.01):
                        await other(1)
        async with room.asking() as ask:
            await ask(10)

    asyncio.run(story())


async def downloaded(script: Script, ask: Asking, **settings: float) -> Response:
    async with serving(script) as server, downloading(DOWNLOAD_MAXSIZE=10_000_000, **settings) as handler:
        request = Request(f"http://page.test:{server.port}/", meta={"ask_for_room": ask})
        return await handler.download_request(request)


@pytest.mark.parametrize(("size", "told"), [(LARGE, []), (LARGE + 1, [LARGE + 1])])
def test_only_a_large_body_asks_and_for_what_it_says(size: int, told: list[int]) -> None:
    asked: list[int] = []

    async def ask(wanted: int) -> None:
        asked.append(wanted)

    script = [HEAD + b"Content-Length: %d\r\n\r\n" % size + b"x" * size]
    assert len(asyncio.run(downloaded(script, ask)).body) == size
    assert asked == told


def test_a_body_that_gets_no_room_in_its_time_is_late() -> None:
    async def ask(_: int) -> None:
        await asyncio.Event().wait()

    response = asyncio.run(downloaded([HEAD + b"\r\n" + b"x" * 2 * LARGE], ask, DOWNLOAD_TIMEOUT=2))
    assert response.flags == [FailureKind.TIMEOUT.value]
    assert len(response.body) > LARGE
