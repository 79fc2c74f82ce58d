"""Commands that cannot be meant: exit code 2, one line on stderr, nothing on stdout, nothing written."""

from pathlib import Path

import pytest

from crawler.core.records import Claim
from tests.fakeweb import keep
from tests.warm import WarmScrapy

WRONG = {
    ("verify", "--fail-on", ""): "--fail-on '': expected live, altered, lost, unverified",
    ("verify", "--fail-on", "lost,"): "--fail-on 'lost,': expected live, altered, lost, unverified",
    ("verify", "--fail-on", "lost,dead"): "--fail-on dead: expected live, altered, lost, unverified",
    ("verify", "--limit", "0"): "--limit 0: expected a number above 0",
    ("rejudge", "apply"): "apply: this command takes options only",
    ("events", "--since", "-1"): "--since -1",
}


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
