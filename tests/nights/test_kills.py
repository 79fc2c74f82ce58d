"""SIGKILL at any moment of many nights: nothing that was committed is lost, no event is told twice in the feed, and
every event reaches the webhook at least once, always under the same id.

BACKLINK_KILLS=N kills N times (8 in the suite, 50 by `BACKLINK_KILLS=50 pytest tests/nights/test_kills.py`).
"""

import os
import random
import signal
import sqlite3
import time
from collections import defaultdict
from pathlib import Path

import pytest

from tests.alerts.receivers import Hook, hook
from tests.command import ROOT, run, start
from tests.fakeweb import page
from tests.loopback import Loopback, Page, loopback

KILLS = int(os.environ.get("BACKLINK_KILLS", "8"))
HOSTS = [f"h{number}.test" for number in range(20)]
PAGES = 10
TOTAL = len(HOSTS) * PAGES
SEED = int(os.environ.get("BACKLINK_KILL_SEED", "11"))
SECRET = "a secret that is long enough"


class Changing:
    """A web on which the rel of every link changes from version to version."""

    def __init__(self) -> None:
        self.version = 0

    def __call__(self, host: str, path: str) -> Page:
        if path == "/robots.txt":
            return 404, {}, b""
        time.sleep(0.01)
        rel = ("", " rel=nofollow", " rel=sponsored", " rel=ugc")[self.version % 4]
        return 200, {"Content-Type": "text/html"}, page(f'<a href="https://target.test/{host}"{rel}>x</a>').encode()


def config(folder: Path) -> Path:
    made = folder / "config"
    made.mkdir()
    for file in (ROOT / "config").glob("*.toml"):
        (made / file.name).write_bytes(file.read_bytes())
    policy = (made / "policy.toml").read_text()
    (made / "policy.toml").write_text(policy.replace("confirm_after = 2", "confirm_after = 2\nwatch_days = 0"))
    (made / "alerts.toml").write_text('[[channels]]\nname = "hook"\nurl = "env:HOOK"\nsecret = "env:KEY"\n')
    return made


def survive(
    command: list[str | Path], web: Loopback, dice: random.Random, *, longest: float, kills: int
) -> tuple[int, str]:
    """Start a command and kill it after a while, `kills` times; then let it end. Returns its exit code and talk."""
    for _ in range(kills):
        process = start(*command, hosts=HOSTS, port=web.port)
        time.sleep(dice.uniform(0.3, longest))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    done = run(*command, hosts=HOSTS, port=web.port)
    return done.returncode, done.stderr


def check_invariants(path: Path, changes: int) -> None:
    """`changes` is how often the web changed; a kill that came after its run had ended makes a night without one."""
    with sqlite3.connect(path) as connection:
        execute = connection.execute
        assert execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert execute("PRAGMA foreign_key_check").fetchall() == []
        assert execute("SELECT DISTINCT outcome FROM runs").fetchall() == [("complete",)]
        nights = execute("SELECT count(*) FROM runs").fetchone()[0]
        counted = execute("SELECT count(*), count(DISTINCT run_id || '/' || claim_id) FROM checks").fetchone()
        assert counted == (nights * TOTAL, nights * TOTAL), "each due claim has exactly one check a run"
        kinds = dict(execute("SELECT kind, count(*) FROM events GROUP BY kind").fetchall())
        assert kinds == {"verified": TOTAL} | ({"rel_changed": changes * TOTAL} if changes else {})


def check_delivered(path: Path, receiver: Hook) -> None:
    with sqlite3.connect(path) as connection:
        wanted = [row[0] for row in connection.execute("SELECT id FROM events ORDER BY id")]
        assert connection.execute("SELECT DISTINCT outcome FROM deliveries").fetchall() == [("sent",)]
    by_id: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for delivery, events in receiver.told():
        by_id[delivery].add(tuple(events))
    assert all(len(contents) == 1 for contents in by_id.values()), "the same id always tells the same"
    told = sorted(event for contents in by_id.values() for events in contents for event in events)
    assert told == wanted, "dropping doubles by id leaves every event exactly once"


def test_killed_at_any_moment(tmp_path: Path) -> None:
    path, claims, dice, changing = tmp_path / "links.db", tmp_path / "claims.csv", random.Random(SEED), Changing()
    lines = [f"http://{host}/p{number},https://target.test/{host}" for host in HOSTS for number in range(PAGES)]
    claims.write_text("source_url,target_url\n" + "\n".join(lines) + "\n")
    options = ["-s", "BACKLINK_TARGETS=False", "-s", f"BACKLINK_CONFIG={config(tmp_path)}", "--db", path]
    with loopback(changing) as web, hook(lambda call: 500 if call % 5 == 3 else 204) as receiver:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HOOK", f"http://127.0.0.1:{receiver.port}/")
            patch.setenv("KEY", SECRET)
            spent = 0
            while spent < KILLS:
                kills = min(3, KILLS - spent)
                verify: list[str | Path] = ["verify", claims, "--quiet", "--all", *options]
                assert survive(verify, web, dice, longest=3.0, kills=kills)[0] == 0
                spent += kills
                if spent < KILLS:
                    prune: list[str | Path] = ["prune", "--keep-nights", "1", *options]
                    assert survive(prune, web, dice, longest=1.5, kills=1)[0] == 0
                    spent += 1
                check_invariants(path, changing.version)
                changing.version += 1
            for _ in range(5):
                run("alert", *options, hosts=HOSTS, port=web.port)
                with sqlite3.connect(path) as connection:  # no test waits five minutes for the next try
                    connection.execute("UPDATE deliveries SET not_before = created_at")
        check_delivered(path, receiver)
