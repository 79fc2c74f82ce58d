"""Page process, browser, driver and the stage itself are killed while many pages are rendered (forty with BROWSER_PAGES=40): each page has its
check in the end and none is called lost, for its link was there all the time."""

import contextlib
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.cases import TARGET, article, script
from tests.browser_env import begin, need_chromium, rows_of
from tests.loopback import Page, loopback

pytestmark = pytest.mark.browser
PAGES = int(os.environ.get("BROWSER_PAGES", "20"))
KILLS = 4
HOSTS = [f"k{number}.test" for number in range(PAGES)]
LINK = f"<p><a href={TARGET}>the offer</a></p>"
ADDS = article(
    script(f"setTimeout(() => document.querySelector('article').insertAdjacentHTML('beforeend', '{LINK}'), 300)")
)


def answer(host: str, path: str) -> Page:
    return (200, {"Content-Type": "text/html"}, ADDS.encode()) if path == "/" else (404, {}, b"")


def below(pid: int) -> Iterator[tuple[int, str]]:
    """Every process under this one with its command line."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            waiting.append(child)
            try:
                yield child, (Path("/proc") / str(child) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue


def kill_one(pid: int, what: str) -> bool:
    """SIGKILL one process of this kind below `pid`; says whether there was one."""
    marks = {
        "renderer": lambda line: "--type=renderer" in line,
        "browser": lambda line: "--remote-debugging-pipe" in line and "--type=" not in line,
        "driver": lambda line: "run-driver" in line,
        "stage": lambda line: "crawler.browser.child" in line,
    }
    for child, line in below(pid):
        if marks[what](line):
            os.kill(child, signal.SIGKILL)
            return True
    return False


def rendered(path: Path) -> int:
    """How many pages the browser has brought; the database may not be there yet."""
    if not path.exists():
        return 0
    with rows_of(path) as connection, contextlib.suppress(sqlite3.OperationalError):
        found: int = connection.execute("SELECT count(*) FROM pages WHERE fetched_by = 'browser'").fetchone()[0]
        return found
    return 0


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The database after the run, and what was killed in it."""
    need_chromium()
    folder = tmp_path_factory.mktemp("kills")
    path, claims = folder / "links.db", folder / "claims.csv"
    claims.write_text("source_url,target_url\n" + "\n".join(f"http://{host}/,{TARGET}" for host in HOSTS) + "\n")
    killed: list[str] = []
    with loopback(answer) as web:
        process = begin("verify", claims, "--db", path, "--quiet", hosts=HOSTS, port=web.port, RENDER_SECONDS=40)
        after, kinds = 2, ["renderer", "browser", "driver", "stage"]
        try:
            while process.poll() is None:
                time.sleep(0.1)
                if len(killed) < KILLS and rendered(path) >= after and kill_one(process.pid, kinds[len(killed)]):
                    killed.append(kinds[len(killed)])
                    after = rendered(path) + 3
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            _, talk = process.communicate()
    assert process.returncode == 0, talk
    return path, killed


def test_each_kind_was_killed(night: tuple[Path, list[str]]) -> None:
    assert set(night[1]) == {"renderer", "browser", "driver", "stage"}


def test_every_page_has_its_check_and_none_is_lost(night: tuple[Path, list[str]]) -> None:
    with rows_of(night[0]) as connection:
        found = dict(connection.execute("SELECT status, count(*) FROM checks GROUP BY status").fetchall())
        assert sum(found.values()) == PAGES
        assert set(found) <= {"live", "unverified"}
        assert found["live"] >= PAGES - KILLS, found
        assert [tuple(row) for row in connection.execute("SELECT outcome, due, written FROM runs")] == [
            ("complete", PAGES, PAGES)
        ]
        assert connection.execute("SELECT count(*) FROM render_queue").fetchone()[0] == 0
