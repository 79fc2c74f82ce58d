"""Claims in: merged by id, terms changed only by a file that promises them, nothing lost silently."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.core.errors import StoreError
from crawler.core.records import Claim
from crawler.core.vocabulary import Match, RelTerm
from crawler.store.ledger import Entry, Ledger, Merged
from crawler.store.sqlite import open_database

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PROMISED = Claim(
    id="c1",
    source_url="https://www.Blog.co.uk/post#top",
    target_url="https://me.github.io/page",
    rel=RelTerm.FOLLOW,
    price=250.0,
    vendor="Smith",
)


def ledger(path: Path) -> Ledger:
    return Ledger(open_database(path), path)


def stored(path: Path) -> dict[str, object]:
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute("SELECT * FROM claims").fetchone())


def counts(merged: Merged) -> tuple[int, int, int]:
    return merged.new, merged.changed, merged.known


def test_the_same_claim_again_says_nothing_new(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.db")
    assert counts(book.merge([Entry(claim=PROMISED), Entry(claim=PROMISED)], now=NOW)) == (1, 0, 1)
    assert counts(book.merge([Entry(claim=PROMISED)], now=NOW)) == (0, 0, 1)


def test_addresses_are_kept_as_given_and_keyed_apart(tmp_path: Path) -> None:
    ledger(tmp_path / "l.db").merge([Entry(claim=PROMISED)], now=NOW)
    row = stored(tmp_path / "l.db")
    assert row["source_url"] == "https://www.Blog.co.uk/post#top"
    assert row["source_key"] == "https://www.blog.co.uk/post"
    assert (row["source_host"], row["source_domain"], row["target_domain"]) == (
        "www.blog.co.uk",
        "blog.co.uk",
        "me.github.io",
    )


def test_changed_terms_change_the_claim(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.db")
    book.merge([Entry(claim=PROMISED)], now=NOW)
    assert counts(book.merge([Entry(claim=replace(PROMISED, price=300.0))], now=NOW)) == (0, 1, 0)
    assert stored(tmp_path / "l.db")["price"] == 300.0


def test_what_the_file_does_not_speak_of_stays(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.db")
    book.merge([Entry(claim=replace(PROMISED, extra={"Row": "7"}))], now=NOW)
    short = Claim(id="c1", source_url=PROMISED.source_url, target_url=PROMISED.target_url)
    assert counts(book.merge([Entry(claim=short, said=("source_url", "target_url"))], now=NOW)) == (0, 0, 1)
    assert counts(book.merge([Entry(claim=short, said=("price", "note"))], now=NOW)) == (0, 1, 0)
    row = stored(tmp_path / "l.db")
    assert (row["price"], row["vendor"], row["rel"], row["extra"]) == (None, "Smith", "follow", '{"Row": "7"}')
    assert counts(book.merge([Entry(claim=short)], now=NOW)) == (0, 1, 0)
    row = stored(tmp_path / "l.db")
    assert (row["vendor"], row["rel"], row["extra"]) == (None, "any", "{}")


def test_a_corrected_match_counts_from_then_on(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.db")
    book.merge([Entry(claim=PROMISED)], now=NOW)
    assert counts(book.merge([Entry(claim=replace(PROMISED, match=Match.DOMAIN))], now=NOW)) == (0, 1, 0)
    assert stored(tmp_path / "l.db")["match"] == "domain"


def test_an_export_that_promises_nothing_leaves_the_terms_and_adds_its_belief(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.db")
    book.merge([Entry(claim=PROMISED)], now=NOW)
    seen = Claim(id="c1", source_url=PROMISED.source_url, target_url=PROMISED.target_url, origin="ahrefs")
    belief = {"rel": "nofollow", "first_seen": "2026-01-01", "extra": "{}"}
    assert counts(book.merge([Entry(claim=seen, promised=False, belief=belief)], now=NOW)) == (0, 0, 1)
    row = stored(tmp_path / "l.db")
    assert (row["rel"], row["price"], row["origin"]) == ("follow", 250.0, "native")
    with sqlite3.connect(tmp_path / "l.db") as connection:
        assert connection.execute("SELECT origin, rel FROM claim_beliefs").fetchall() == [("ahrefs", "nofollow")]


def test_an_id_that_belongs_to_another_link_is_told_and_left_out(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.db")
    book.merge([Entry(claim=PROMISED)], now=NOW)
    other = replace(PROMISED, target_url="https://else.test/")
    assert book.merge([Entry(claim=other)], now=NOW).clashing == [0]
    respelled = replace(PROMISED, source_url="https://WWW.blog.co.uk:443/post")
    assert book.merge([Entry(claim=respelled)], now=NOW).clashing == []


def test_a_retired_claim_comes_back_with_its_file(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.db")
    book.merge([Entry(claim=PROMISED)], now=NOW)
    nobody, other = replace(PROMISED, id="nobody"), replace(PROMISED, target_url="https://else.test/")
    assert (book.retire([nobody, other], now=NOW), book.count()) == (0, 1)
    assert (book.retire([PROMISED, PROMISED], now=NOW), book.count()) == (1, 0)
    book.merge([Entry(claim=PROMISED)], now=NOW)
    assert book.count() == 1


@pytest.mark.parametrize(
    ("content", "words"), [(b"not a database at all, but long enough to be looked at" * 40, "is not a SQLite database")]
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=words):
        open_database(path)


def test_a_missing_folder_and_a_missing_database_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        open_database(tmp_path / "nowhere" / "l.db")
    with pytest.raises(StoreError, match="scrapy verify"):
        open_database(tmp_path / "l.db", create=False)


def test_a_locked_database_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.store.sqlite.BUSY_SECONDS", 0.01)
    path = tmp_path / "l.db"
    book = ledger(path)
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program holds it"):
            book.merge([Entry(claim=PROMISED)], now=NOW)
    assert counts(book.merge([Entry(claim=PROMISED)], now=NOW)) == (1, 0, 0)
