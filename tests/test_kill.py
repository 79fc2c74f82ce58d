"""`kill -9` loses nothing: a run that died is resumed, and each claim of it has exactly one check in the end."""

import os
import signal
import sqlite3
import time
from pathlib import Path

from tests.command import run, start
from tests.fakeweb import page
from tests.loopback import Page, loopback

HOSTS = [f"h{number}.test" for number in range(int(os.environ.get("KILL_HOSTS", "60")))]
PAGES = int(os.environ.get("KILL_PAGES", "10"))
KILLS = 3


def answer(host: str, path: str) -> Page:
    if path == "/robots.txt":
        return 404, {}, b""
    time.sleep(0.02)
    linked = f'<a href="https://target.test/{host}">the target</a>' if int(path[2:]) % 3 else "nothing"
    return 200, {"Content-Type": "text/html"}, page(linked).encode()


def written(path: Path) -> int:
    if not path.exists():
        return 0
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM checks").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def wait_for(path: Path, count: int, process: object) -> None:
    for _ in range(600):
        if written(path) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(f"no {count} checks within half a minute: {process}")


def test_killed_three_times_and_resumed(tmp_path: Path) -> None:
    path, claims = tmp_path / "links.db", tmp_path / "claims.csv"
    lines = [f"http://{host}/p{number},https://target.test/{host}" for host in HOSTS for number in range(PAGES)]
    claims.write_text("source_url,target_url\n" + "\n".join(lines) + "\n")
    total = len(lines)
    with loopback(answer) as web:
        command: tuple[str | Path, ...] = ("verify", claims, "--db", path, "--quiet", "-s", "BACKLINK_TARGETS=False")
        for kill in range(1, KILLS + 1):
            process = start(*command, hosts=HOSTS, port=web.port)
            wait_for(path, kill * total // 5, process)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            assert written(path) < total, "it was killed too late to show anything"
            command = ("verify", "--db", path, "--quiet", "-s", "BACKLINK_TARGETS=False")
        last = run(*command, hosts=HOSTS, port=web.port)
        repeated = len([one for one in web.requests if one[1] != "/robots.txt"]) - total
    assert (last.returncode, last.stderr) == (0, "")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT outcome, due, written FROM runs").fetchall() == [("complete", total, total)]
        found = connection.execute("SELECT count(*), count(DISTINCT claim_id) FROM checks").fetchone()
        assert found == (total, total)
        assert connection.execute("SELECT count(*) FROM checks WHERE status = 'live'").fetchone()[0] > total // 2
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert repeated <= KILLS * (200 + 128), "only what was in flight or unwritten is visited again"
