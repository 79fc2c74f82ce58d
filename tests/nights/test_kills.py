"""SIGKILL at random moments of many nights: while checks are written, an alert is on its way, old facts are pruned, the
database is copied or upgraded, or whenever. Nothing that was committed is lost or done twice, no event is told twice
in the feed, and every event reaches the webhook at least once, always under the same id.

KILLS=N kills at least N times (5 in the suite, which is each kind once), on KILL_HOSTS hosts of ten pages;
KILL_SEED is another series of moments.
"""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle, groupby
from pathlib import Path

import pytest

from tests.alerts.receivers import Hook, hook
from tests.command import ROOT, run, start
from tests.fakeweb import page
from tests.loopback import Loopback, Page, loopback
from tests.nights.watch import holds, wait_until, written
from tests.store.earlier import to_first_version

KILLS = int(os.environ.get("KILLS", "5"))
HOSTS = [f"h{number}.test" for number in range(int(os.environ.get("KILL_HOSTS", "12")))]
PAGES = 10
TOTAL = len(HOSTS) * PAGES
SEED = int(os.environ.get("KILL_SEED", "11"))
SECRET = "a secret that is long enough"
BETWEEN = frozenset({"prune", "backup", "upgrade"})
ORDER = ("write", "alert", "prune", "backup", "upgrade", "write", "write", "whenever", "backup", "prune")


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


@dataclass(slots=True)
class Victim:
    """One database, its commands, and the dice that say when they die. `done` counts the kills by their kind."""

    path: Path
    claims: Path
    options: list[str | Path]
    web: Loopback
    receiver: Hook
    dice: random.Random
    done: Counter[str] = field(default_factory=Counter)

    def finish(self, *words: str | Path) -> None:
        """Let a command run to its end."""
        ended = run(*words, *self.options, hosts=HOSTS, port=self.web.port)
        assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), ended.stderr

    def kill(self, kind: str, *words: str | Path) -> None:
        """Start a command, wait until it is at what the kind says, and a little longer, and kill it."""
        process = start(*words, *self.options, hosts=HOSTS, port=self.web.port)
        begun, longest = self._moment(kind, process)
        wait_until(begun, process)
        time.sleep(self.dice.uniform(0, longest))
        with suppress(ProcessLookupError):  # it has ended
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        self.done[kind if process.returncode == -signal.SIGKILL else "too late"] += 1

    def _moment(self, kind: str, process: subprocess.Popen[str]) -> tuple[Callable[[], bool], float]:
        """How to see that the moment has come, and how many seconds it may be off."""
        match kind:
            case "write":
                left = TOTAL - len(self._seen_in_the_open_run())
                wanted = written(self.path) + self.dice.randint(1, max(1, left * 3 // 4))
                return lambda: written(self.path) >= wanted, 0.1
            case "alert":
                calls = len(self.receiver.calls)
                return lambda: len(self.receiver.calls) > calls, 0.03
            case "prune":
                return lambda: holds(process, self.path.with_name("links.db.lock")), 0.15
            case "backup":
                return self.path.with_name("copy.db.part").exists, 0.03
            case "upgrade":
                copy = self.path.with_name("links.db.before-counted_runs")
                return lambda: copy.exists() or copy.with_name(copy.name + ".part").exists(), 0.06
            case _:
                until = time.monotonic() + self.dice.uniform(0.2, 4.0)
                return lambda: time.monotonic() >= until, 0.1

    def night(self, kinds: list[str]) -> None:
        """One night that is killed as often as this before it comes to its end."""
        runs, marks = self._runs(), []
        for kind in kinds:
            self.kill(kind, *self._verify(runs))
            marks.append((len(self.web.requests), self._seen_in_the_open_run()))
        self.finish(*self._verify(runs))
        for mark, seen in marks:
            again = {f"http://{host}{path}" for host, path in self.web.requests[mark:]}
            assert not seen & again, "what is written is not visited again"

    def between(self, kind: str) -> None:
        """One command beside the nights, killed once and then let be."""
        words: list[str | Path] = {
            "prune": ["prune", "--keep-nights", "1"],
            "backup": ["backup", self.path.with_name("copy.db")],
            "upgrade": ["runs"],
        }[kind]
        if kind == "upgrade":
            to_first_version(self.path)
            self.path.with_name("links.db.before-counted_runs").unlink(missing_ok=True)
        self.kill(kind, *words)
        check_sound(self.path)
        self.finish(*words)
        if kind == "backup":
            assert self.rows_of(self.path.with_name("copy.db")) == self.rows_of(self.path)

    def drain(self) -> None:
        """Send what still waits; no test waits five minutes for the next try."""
        while asked(self.path, "SELECT id FROM deliveries WHERE outcome = 'waiting'"):
            with closing(sqlite3.connect(self.path)) as connection, connection:
                connection.execute("UPDATE deliveries SET not_before = created_at")
            self.finish("alert")

    def _verify(self, runs: int) -> list[str | Path]:
        """A night visits everything once; what comes when it is over visits only what is due."""
        return ["verify", self.claims, "--quiet", *(["--all"] if self._runs() == runs else [])]

    def _runs(self) -> int:
        return len(asked(self.path, "SELECT id FROM runs")) if written(self.path) else 0

    def _seen_in_the_open_run(self) -> set[str]:
        sql = "SELECT p.source_url FROM pages p JOIN runs r ON r.id = p.run_id WHERE r.outcome <> 'complete'"
        return {str(url) for (url,) in asked(self.path, sql)} if written(self.path) else set()

    @staticmethod
    def rows_of(path: Path) -> list[list[tuple[object, ...]]]:
        return [
            asked(path, f"SELECT * FROM {table}") for table in ("runs", "pages", "checks", "claim_states", "events")
        ]


def mostly_taken(call: int) -> int:
    """The status of each call to the webhook, which takes its time to answer."""
    time.sleep(0.01)
    return 500 if call % 7 == 3 else 204


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def check_sound(path: Path) -> None:
    assert asked(path, "PRAGMA integrity_check") == [("ok",)]
    assert asked(path, "PRAGMA foreign_key_check") == []


def check_invariants(path: Path) -> None:
    """Every night but the first told a change of every link; a verify after its night was over had nothing to do."""
    check_sound(path)
    assert asked(path, "SELECT DISTINCT outcome, due = written FROM runs") == [("complete", 1)]
    nights = asked(path, "SELECT id FROM runs WHERE due")
    counted = "sum(status = 'live'), sum(status = 'altered'), sum(status = 'lost'), sum(status = 'unverified')"
    by_hand = asked(path, f"SELECT run_id, count(DISTINCT claim_id), {counted} FROM checks GROUP BY 1 ORDER BY 1")
    assert by_hand == [(night, TOTAL, TOTAL, 0, 0, 0) for (night,) in nights], "each due claim has one check"
    kept = "SELECT id, written, live, altered, lost, unverified FROM runs WHERE due ORDER BY id"
    assert asked(path, kept) == by_hand, "the counts of a run are those of its checks"
    kinds = dict(asked(path, "SELECT kind, count(*) FROM events GROUP BY kind"))
    assert Counter(kinds) == Counter(verified=TOTAL) + Counter(rel_changed=(len(nights) - 1) * TOTAL)


def check_delivered(path: Path, receiver: Hook) -> None:
    wanted = [number for (number,) in asked(path, "SELECT id FROM events ORDER BY id")]
    assert asked(path, "SELECT DISTINCT outcome FROM deliveries") == [("sent",)]
    by_id: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for delivery, events in receiver.told():
        by_id[delivery].add(tuple(events))
    assert all(len(contents) == 1 for contents in by_id.values()), "the same id always tells the same"
    told = sorted(event for contents in by_id.values() for events in contents for event in events)
    assert told == wanted, "dropping doubles by id leaves every event exactly once"


def test_killed_at_any_moment(tmp_path: Path) -> None:
    path, claims, changing, dice = tmp_path / "links.db", tmp_path / "claims.csv", Changing(), random.Random(SEED)
    lines = [f"http://{host}/p{number},https://target.test/{host}" for host in HOSTS for number in range(PAGES)]
    claims.write_text("source_url,target_url\n" + "\n".join(lines) + "\n")
    options = ["-s", "BACKLINK_TARGETS=False", "-s", f"BACKLINK_CONFIG={config(tmp_path)}", "--db", path]
    with loopback(changing) as web, hook(mostly_taken) as receiver, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOOK", f"http://127.0.0.1:{receiver.port}/")
        patch.setenv("KEY", SECRET)
        victim = Victim(path=path, claims=claims, options=options, web=web, receiver=receiver, dice=dice)
        for is_between, kinds in groupby(cycle(ORDER), key=BETWEEN.__contains__):
            if is_between:
                for kind in kinds:
                    victim.between(kind)
                changing.version += 1
            else:
                victim.night(list(kinds))
            check_invariants(path)
            if victim.done.total() - victim.done["too late"] >= KILLS:
                break
        victim.drain()
        check_delivered(path, receiver)
    print(f"killed: {dict(victim.done)}")
