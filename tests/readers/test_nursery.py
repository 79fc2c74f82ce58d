"""The process that readers are forked from: it may die, be asked in vain, and leaves nothing behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.core.reading import Reading
from crawler.readers.job import Setup
from crawler.readers.nursery import Nursery, NurseryError, kill
from crawler.readers.pool import ReaderPool
from crawler.readers.work import MODEL
from tests.fakeweb import POLICY
from tests.readers.test_pool import GOOD, MEBI, job

SETUP = Setup(policy=POLICY.reading, model=MODEL, largest_body=10 * MEBI, largest_memory=256 * MEBI)


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_how_a_reader_ended_is_told() -> None:
    async def scenario() -> tuple[int | None, int | None]:
        nursery = Nursery(SETUP)
        try:
            killed, line = await nursery.born(1.0)
            kill(killed)
            line.close()
            left, line = await nursery.born(1.0)
            line.close()  # it reads that nobody is there any more
            return await nursery.ended(killed), await nursery.ended(left)
        finally:
            nursery.close()

    assert asyncio.run(scenario()) == (-signal.SIGKILL, 0)


def test_it_starts_again_when_it_died_and_its_readers_outlive_it() -> None:
    async def scenario() -> list[object]:
        pool = ReaderPool(SETUP, readers=1, seconds=5.0)
        try:
            first = await pool.read(job(GOOD))
            assert pool._nursery._process is not None
            pool._nursery._process.kill()
            second = await pool.read(job(GOOD))
            (reader,) = pool._quick._all
            reader.kill()
            dead = await pool.read(job(GOOD))
            return [first, second, dead, await pool.read(job(GOOD))]
        finally:
            await pool.close()

    first, second, _, last = asyncio.run(scenario())
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    assert isinstance(last, Reading)


def test_nothing_is_left_when_it_closes() -> None:
    async def scenario() -> list[int]:
        nursery = Nursery(SETUP)
        born = [await nursery.born(1.0) for _ in range(3)]
        assert nursery._process is not None
        processes = [nursery._process.pid, *(process for process, _ in born)]
        assert all(map(lives, processes))
        nursery.close()
        for _, line in born:
            line.close()
        return processes

    assert not any(map(lives, asyncio.run(scenario())))


def test_who_goes_away_while_a_reader_is_born_does_not_confuse_the_next() -> None:
    async def scenario() -> tuple[int, int | None]:
        nursery = Nursery(SETUP)
        try:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):  # it still loads
                    await nursery.born(1.0)
            process, line = await nursery.born(1.0)
            alive = line.getpeername() is not None and lives(process)
            assert alive
            kill(process)
            line.close()
            return process, await nursery.ended(process)
        finally:
            nursery.close()

    assert asyncio.run(scenario())[1] == -signal.SIGKILL


def test_after_its_end_none_is_born() -> None:
    async def scenario() -> None:
        nursery = Nursery(SETUP)
        nursery.close()
        with pytest.raises(NurseryError):
            await nursery.born(1.0)

    asyncio.run(scenario())


def test_it_ends_with_the_crawl_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "crawl.py"
    script.write_text(
        "import asyncio\n"
        "from tests.readers.test_nursery import SETUP, Nursery\n"
        "async def crawl():\n"
        "    nursery = Nursery(SETUP)\n"
        "    reader, line = await nursery.born(1.0)\n"
        "    print(nursery._process.pid, reader, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(crawl())\n"
    )
    root = Path(__file__).parents[2]
    told = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, script], cwd=root, stdout=subprocess.PIPE, env=told) as crawl:
        assert crawl.stdout is not None
        processes = [int(word) for word in crawl.stdout.readline().split()]
        assert len(processes) == 2
        assert all(map(lives, processes))
        crawl.kill()
        crawl.wait()
    for _ in range(100):
        if not any(map(lives, processes)):
            break
        time.sleep(0.05)
    assert not any(map(lives, processes))
