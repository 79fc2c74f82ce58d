"""Claims that are read again from another file: what changes, what stays, and how every row is accounted for."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from crawler.claims import read_claims
from crawler.core.vocabulary import Match
from crawler.importing import Account, import_claims
from crawler.store.ledger import Ledger
from crawler.store.sqlite import open_database
from tests.claims.reading import write
from tests.warm import WarmScrapy

NOW = datetime(2026, 11, 23, tzinfo=UTC)
URLS = "https://a.example/1,https://t.example/x"


def imported(folder: Path, text: str, **options: object) -> Account:
    path = folder / "links.db"
    reading = read_claims(write(folder, text), **options)  # type: ignore[arg-type]
    return import_claims(reading, Ledger(open_database(path), path), now=NOW)


def counts(account: Account) -> tuple[int, int, int, int, int]:
    return account.rows, account.new, account.changed, account.known, account.rejected


def claim(folder: Path) -> dict[str, object]:
    with closing(sqlite3.connect(folder / "links.db")) as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute("SELECT * FROM claims").fetchone())


def test_a_list_without_terms_takes_none_back(tmp_path: Path) -> None:
    imported(tmp_path, f"source_url,target_url,rel,price,ends_on,Deal\n{URLS},nofollow,250,2027-01-01,7\n")
    before = claim(tmp_path)
    assert counts(imported(tmp_path, f"source_url,target_url\n{URLS}\n")) == (1, 0, 0, 1, 0)
    assert claim(tmp_path) == before
    assert counts(imported(tmp_path, f"source_url,target_url,price,Deal\n{URLS},,\n")) == (1, 0, 1, 0, 0)
    assert claim(tmp_path) == before | {"price": None, "extra": "{}"}


def test_a_match_is_corrected_by_column_or_option(tmp_path: Path) -> None:
    imported(tmp_path, f"source_url,target_url,id,match\n{URLS},k,exact\n")
    assert counts(imported(tmp_path, f"source_url,target_url,id,match\n{URLS},k,domain\n")) == (1, 0, 1, 0, 0)
    assert claim(tmp_path)["match"] == "domain"
    assert counts(imported(tmp_path, f"source_url,target_url,id\n{URLS},k\n")) == (1, 0, 0, 1, 0)
    assert counts(imported(tmp_path, f"source_url,target_url,id\n{URLS},k\n", match=Match.HOST)) == (1, 0, 1, 0, 0)
    assert claim(tmp_path)["match"] == "host"


def test_a_dry_run_tells_each_reject_and_an_import_the_first_twenty(scrapy: WarmScrapy, tmp_path: Path) -> None:
    file = write(
        tmp_path, "source_url,target_url\n" + "".join(f"row{number},https://t.example/\n" for number in range(30))
    )
    dry = scrapy("claims", "--dry-run", file)
    assert [f"line {number}: " in dry.stderr for number in (2, 21, 31)] == [True, True, True]
    assert "30 rows: 0 claims, 30 rejected (nothing was stored)" in dry.stderr
    done = scrapy("claims", file, "--db", tmp_path / "links.db")
    assert [f"line {number}: " in done.stderr for number in (2, 21, 22, 31)] == [True, True, False, False]
    assert "… and 10 more rejected rows; `scrapy claims --dry-run` shows each" in done.stderr


def test_an_id_for_two_links_is_a_reject_with_its_line(tmp_path: Path) -> None:
    account = imported(tmp_path, f"source_url,target_url,id\n{URLS},k\nhttps://a.example/2,https://t.example/x,k\n")
    assert counts(account) == (2, 1, 0, 0, 1)
    assert [(reject.line, reject.cause) for reject in account.rejects] == [(3, "id_taken")]
    assert claim(tmp_path)["source_url"] == "https://a.example/1"


def test_claims_are_taken_off_the_list_by_their_file(tmp_path: Path, scrapy: WarmScrapy) -> None:
    kept, gone = "https://a.example/1,https://t.example/x,", "https://a.example/2,https://t.example/x,g"
    head, database = "source_url,target_url,id\n", tmp_path / "links.db"
    scrapy("claims", write(tmp_path, f"{head}{kept}\n{gone}\n"), "--db", database)
    ended = write(tmp_path, f"{head}{gone}\nhttps://a.example/3,https://t.example/x,\nno address,,\n", name="ended.csv")
    done = scrapy("claims", "--retire", ended, "--db", database)
    assert done.returncode == 0
    assert "3 rows: 1 taken off the list, 1 rejected" in done.stderr
    assert "1 skipped: not on the list" in done.stderr
    with closing(sqlite3.connect(database)) as connection:
        on_it = connection.execute("SELECT source_url FROM claims WHERE retired_at IS NULL").fetchall()
    assert on_it == [("https://a.example/1",)]
    assert scrapy("claims", "--retire", ended, "--db", tmp_path / "nothing.db").returncode == 2
    assert scrapy("claims", "--retire", "--dry-run", ended, "--db", database).returncode == 2
