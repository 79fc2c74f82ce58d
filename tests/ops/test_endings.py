"""However a run ends, what was committed stays, the outcome is told in one line, and the next start goes on."""

import os
import resource
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.core.errors import StoreError
from crawler.core.records import Claim
from crawler.store import sqlite
from crawler.store.sqlite import open_database
from tests.command import run, start
from tests.fakeweb import keep, page
from tests.loopback import Loopback, Page, loopback
from tests.nights.watch import wait_until, written
from tests.warm import WarmScrapy

HOSTS = [f"h{number}.test" for number in range(12)]
PAGES = 10
TOTAL = len(HOSTS) * PAGES
Begun = Callable[..., subprocess.Popen[str]]
OPTIONS = ("--quiet", "-s", "BACKLINK_TARGETS=False")


class Patient:
    """A web that answers so many pages and lets the others wait until it is told to go on."""

    def __init__(self) -> None:
        self._going_on = threading.Event()
        self._left = 0

    def stop_after(self, pages: int) -> None:
        self._left = pages
        self._going_on.clear()

    def go_on(self) -> None:
        self._going_on.set()

    def __call__(self, host: str, path: str) -> Page:
        if path == "/robots.txt":
            return 404, {}, b""
        self._left -= 1
        if self._left < 0:
            self._going_on.wait(60)
        linked = page(f'<a href="https://target.test/{host}">the target</a>')
        return 200, {"Content-Type": "text/html"}, linked.encode()


@pytest.fixture
def patient() -> Patient:
    return Patient()


@pytest.fixture
def web(patient: Patient) -> Iterator[Loopback]:
    with loopback(patient) as found:
        yield found
        patient.go_on()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with claims."""
    urls = [(host, f"http://{host}/p{number}") for host in HOSTS for number in range(PAGES)]
    claims = [Claim(id=url, source_url=url, target_url=f"https://target.test/{host}") for host, url in urls]
    keep(tmp_path / "links.db", *claims)
    return tmp_path / "links.db"


@pytest.fixture
def begun() -> Iterator[Begun]:
    """`start`, with nothing left over whatever the test does."""
    processes = []

    def begin(*words: str | Path, web: Loopback) -> subprocess.Popen[str]:
        processes.append(start(*words, hosts=HOSTS, port=web.port))
        return processes[-1]

    yield begin
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def outcomes(path: Path) -> list[tuple[str, int, int]]:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT outcome, due, written FROM runs").fetchall()


def is_whole(path: Path) -> bool:
    with sqlite3.connect(path) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counts = connection.execute("SELECT count(*), count(DISTINCT claim_id) FROM checks").fetchone()
        said = connection.execute("SELECT sum(written) FROM runs").fetchone()[0]
        return sound and counts[0] == counts[1] == said


def test_a_run_told_to_stop_writes_what_it_read_and_goes_on_later(
    path: Path, patient: Patient, web: Loopback, begun: Begun
) -> None:
    """Told twice, it does not wait for what is under way."""
    before = 0
    for how in ([signal.SIGTERM], [signal.SIGINT], [signal.SIGINT, signal.SIGINT]):
        patient.stop_after(25)
        process = begun("verify", "--db", path, *OPTIONS, web=web)
        wait_until(lambda: written(path) > before, process)  # noqa: B023  # it is over before the next turn
        for one in how:
            process.send_signal(one)
            time.sleep(0.2)
        if len(how) == 1:
            patient.go_on()
        _, err = process.communicate(timeout=180)
        patient.go_on()
        assert process.returncode == 3, err
        assert "Traceback" not in err
        ((outcome, due, done),) = outcomes(path)
        assert (outcome, due) == ("incomplete", TOTAL)
        assert before < done == written(path) < TOTAL
        assert is_whole(path)
        before = done
    last = run("verify", "--db", path, *OPTIONS, hosts=HOSTS, port=web.port)
    assert (last.returncode, last.stderr) == (0, "")
    assert outcomes(path) == [("complete", TOTAL, TOTAL)]
    assert is_whole(path)


def test_a_second_run_on_the_same_database_says_so(
    scrapy: WarmScrapy, path: Path, patient: Patient, web: Loopback, begun: Begun
) -> None:
    patient.stop_after(0)
    first = begun("verify", "--db", path, *OPTIONS, web=web)
    wait_until(lambda: bool(web.requests), first)
    for command in (["verify"], ["prune", "--keep-nights", "1"]):
        second = scrapy(*command, "--db", path)
        assert second.returncode == 2
        refusal = f"{path}: another run is writing to it; wait for it, or end it\n"
        assert second.stderr == f"scrapy {command[0]}: {refusal}"


def test_a_full_disk_ends_the_run_in_one_line_and_loses_nothing(
    path: Path, patient: Patient, web: Loopback, begun: Begun
) -> None:
    patient.stop_after(25)
    process = begun("verify", "--db", path, *OPTIONS, web=web)
    wait_until(lambda: written(path) > 0, process)
    most = max(file.stat().st_size for file in path.parent.iterdir()) + 20_000
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
    patient.go_on()
    _, err = process.communicate(timeout=180)
    assert process.returncode == 3, err
    assert "full" in err
    assert "Traceback" not in err
    assert 0 < written(path) < TOTAL
    assert is_whole(path)
    last = run("verify", "--db", path, *OPTIONS, hosts=HOSTS, port=web.port)
    assert (last.returncode, last.stderr) == (0, "")
    assert outcomes(path)[-1] == ("complete", TOTAL, TOTAL)
    assert is_whole(path)


def test_a_run_that_cannot_begin_says_so_in_one_line(scrapy: WarmScrapy, tmp_path: Path) -> None:
    """Another program writes; the file could be opened all the same."""
    path = tmp_path / "links.db"
    keep(path, Claim(id="c", source_url="http://a.test/", target_url="http://b.test/"))
    with sqlite3.connect(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        done = scrapy("verify", "--db", path, *OPTIONS)
        connection.rollback()
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert f"{path}: another program holds it" in done.stderr


def test_a_damaged_database_is_told_in_one_line(scrapy: WarmScrapy, tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    keep(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 60_000)
    done = scrapy("verify", "--db", path, *OPTIONS)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"{path}: it is damaged" in done.stderr


def test_what_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    path.write_bytes(b"source_url,target_url\n" * 200)
    with pytest.raises(StoreError, match="it is not a SQLite database"):
        open_database(path)


STRANGERS = {
    "other tables": "CREATE TABLE photos (id INTEGER); CREATE VIEW mine AS SELECT id FROM photos",
    "a table of our name": "CREATE TABLE claims (id INTEGER, text TEXT)",
    "another program's migrations": "CREATE TABLE _sqlite_migrations (id INTEGER, migration_set TEXT, name TEXT);"
    " INSERT INTO _sqlite_migrations VALUES (1, 'photos', 'first_version'); CREATE TABLE photos (id INTEGER)",
}


@pytest.mark.parametrize("script", STRANGERS.values(), ids=STRANGERS)
def test_another_programs_database_is_not_touched(tmp_path: Path, script: str) -> None:
    path = tmp_path / "photos.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    before = path.read_bytes()
    for create in (True, False):
        with pytest.raises(StoreError, match="the database of another program"):
            open_database(path, create=create)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["photos.db"]


def test_a_database_of_a_later_version_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    keep(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('linkwitness', 'of_2030', '')"
        )
        connection.execute("PRAGMA user_version = 7")
    with pytest.raises(StoreError, match="later version of Linkwitness"):
        open_database(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (7,)


def test_a_database_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "links.db"
    with sqlite3.connect(path) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
        with pytest.raises(StoreError, match="another program holds it"):
            open_database(path)
        connection.rollback()
