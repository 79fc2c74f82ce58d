"""Commands that cannot be meant, or cannot tell what they found: exit code 2, one line on stderr, no traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.core.records import Claim
from tests.command import ROOT
from tests.fakeweb import FakeWeb, crawl, keep, page
from tests.warm import WarmScrapy

WRONG = {
    ("verify", "--fail-on", ""): "--fail-on '': expected live, altered, lost, unverified",
    ("verify", "--fail-on", "lost,"): "--fail-on 'lost,': expected live, altered, lost, unverified",
    ("verify", "--fail-on", "lost,dead"): "--fail-on dead: expected live, altered, lost, unverified",
    ("verify", "--limit", "0"): "--limit 0: expected a number above 0",
    ("rejudge", "apply"): "apply: this command takes options only",
    ("events", "--since", "-1"): "--since -1",
}


BEFORE_THE_COMMAND = {
    ("-L", "loud"): "log level LOUD: expected one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
    ("-s", "LOG_FILE=/no/such/x.log"): "/no/such/x.log: the folder /no/such does not exist",
    ("--logfile", "/no/such/x.log"): "/no/such/x.log: the folder /no/such does not exist",
    ("--pidfile", "/no/such/pid"): "/no/such/pid: the folder /no/such does not exist",
}


@pytest.mark.parametrize(("words", "told"), BEFORE_THE_COMMAND.items(), ids=map(" ".join, BEFORE_THE_COMMAND))
def test_a_log_that_cannot_be_opened(scrapy: WarmScrapy, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    keep(tmp_path / "links.db", Claim(id="c", source_url="http://a.test/", target_url="http://b.test/"))
    done = scrapy("verify", "--db", tmp_path / "links.db", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"{told}\n")
    assert "Traceback" not in done.stderr


def test_a_log_level_may_be_small(scrapy: WarmScrapy, tmp_path: Path) -> None:
    keep(tmp_path / "links.db")
    done = scrapy("runs", "--db", tmp_path / "links.db", "-L", "error")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("words", "told"), WRONG.items(), ids=map(" ".join, WRONG))
def test_one_line_says_what_is_wrong(scrapy: WarmScrapy, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    path = tmp_path / "links.db"
    keep(path, Claim(id="c", source_url="http://a.test/", target_url="http://b.test/"))
    done = scrapy(*words, "--db", path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
    assert done.stderr.startswith(f"scrapy {words[0]}: {told}")


def test_a_mistyped_database_is_not_made(scrapy: WarmScrapy, tmp_path: Path) -> None:
    path = tmp_path / "lniks.db"
    done = scrapy("verify", "--db", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"scrapy verify: {path}: no such database; run `scrapy verify FILE --db {path}` first\n"
    assert not path.exists()


def piped(words: tuple[str, ...], output: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    with open(output, "wb") as out:
        return subprocess.run(
            [sys.executable, "-m", "scrapy", *words],
            cwd=ROOT,
            env={**os.environ, "SCRAPY_SETTINGS_MODULE": "config.settings", **environment},
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )


@pytest.mark.parametrize("words", [("export", "claims"), ("export", "claims", "--format", "jsonl")], ids=" ".join)
def test_data_that_finds_no_room_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    keep(tmp_path / "links.db", Claim(id="c", source_url="http://a.test/", target_url="http://b.test/"))
    done = piped((*words, "--db", str(tmp_path / "links.db")), "/dev/full")
    assert (done.returncode, done.stderr) == (2, b"scrapy export: stdout: No space left on device\n")


def test_data_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    keep(path, Claim(id="c", source_url="http://a.test/", target_url="http://b.test/", vendor="Möbel 日本"))
    crawl(path, FakeWeb({"http://a.test/": page('<a href="http://b.test/">b</a>')}))
    out = tmp_path / "events.jsonl"
    done = piped(("events", "--db", str(path)), str(out), PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["vendor"] for line in out.read_text(encoding="utf-8").splitlines()] == ["Möbel 日本"]
