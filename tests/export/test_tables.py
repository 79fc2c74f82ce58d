"""Exports read back equal, and what strangers wrote stays dead in a spreadsheet."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from sqlite_utils import Database

from crawler.core.errors import UsageError
from crawler.export.tables import dead, write_csv, write_jsonl, write_parquet
from crawler.store.columns import relations, views
from crawler.store.stream import Rows, read_events, read_relation
from tests.report.sample import HOSTILE, fill

FORMULA_SIGNS = "=+-@＝＋－＠"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return fill(tmp_path_factory.mktemp("filled") / "links.db", claims=180, nights=4)


def cells(database: Database, name: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in database.conn.execute(f'SELECT * FROM "{name}"')]


def text(cell: Any) -> str:
    return "" if cell is None else str(cell)


@pytest.mark.parametrize("name", views())
def test_raw_csv_reads_back_equal(database: Database, name: str) -> None:
    out = io.BytesIO()
    count = write_csv(read_relation(database, name, "x"), out, raw=True)
    header, *lines = csv.reader(io.StringIO(out.getvalue().decode(), newline=""))
    assert header == [row["name"] for row in database.conn.execute(f'PRAGMA table_info("{name}")')]
    assert [tuple(line) for line in lines] == [tuple(map(text, row)) for row in cells(database, name)]
    assert count == len(lines)


@pytest.mark.parametrize("name", views())
def test_safe_csv_reads_back_equal_but_for_the_apostrophes(database: Database, name: str) -> None:
    out = io.BytesIO()
    write_csv(read_relation(database, name, "x"), out)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    _, *lines = csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))
    for line, row in zip(lines, cells(database, name), strict=True):
        for got, cell in zip(line, row, strict=True):
            clean = "".join(sign for sign in text(cell) if sign >= " " or sign in "\t\r\n").replace("\x7f", "")
            assert got.replace("'", "") == clean.replace("'", "")


@pytest.mark.parametrize("name", views())
def test_parquet_reads_back_equal(database: Database, name: str, tmp_path: Path) -> None:
    with (tmp_path / "view.parquet").open("wb") as out:
        write_parquet(read_relation(database, name, "x"), out)
    table = parquet.read_table(tmp_path / "view.parquet")
    assert [tuple(row.values()) for row in table.to_pylist()] == cells(database, name)


def test_parquet_fields_tell_what_they_mean(database: Database, tmp_path: Path) -> None:
    with (tmp_path / "view.parquet").open("wb") as out:
        write_parquet(read_relation(database, "link_facts", "x"), out)
    field = parquet.read_schema(tmp_path / "view.parquet").field("elapsed_ms")
    assert field.metadata[b"unit"] == b"ms"
    assert field.metadata[b"about"] == relations()["pages"].columns["elapsed_ms"].about.encode()


@pytest.mark.parametrize("name", views())
def test_jsonl_reads_back_equal_with_lists_as_lists(database: Database, name: str) -> None:
    out = io.BytesIO()
    write_jsonl(read_relation(database, name, "x"), out)
    columns = relations()[name].columns
    read = [json.loads(line) for line in out.getvalue().decode().splitlines()]
    for record, row in zip(read, cells(database, name), strict=True):
        for (column, got), cell in zip(record.items(), row, strict=True):
            expected = json.loads(cell) if columns[column].kind == "json" and cell else cell
            assert got == expected


def test_bytes_are_written_as_their_text() -> None:
    robots = relations()["robots_cache"]
    columns = {name: robots.columns[name] for name in ("origin", "body")}
    relation = type(robots)(name="x", about="", view=True, since=None, columns=columns)

    def written(write: Callable[[Rows, IO[bytes]], int]) -> str:
        out = io.BytesIO()
        write(Rows(relation=relation, columns=tuple(columns), cells=iter([("o", "Allow: /ä".encode())])), out)
        return out.getvalue().decode("utf-8-sig")

    assert written(write_csv) == '"origin","body"\r\n"o","Allow: /ä"\r\n'
    assert json.loads(written(write_jsonl)) == {"origin": "o", "body": "Allow: /ä"}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_dead_in_a_spreadsheet(hostile: str) -> None:
    cell = dead(hostile)
    assert cell[0] not in FORMULA_SIGNS + "\t\r\n|%"
    for part in re.split(r"[;\t\r\n]", cell):
        assert not part.startswith(tuple(FORMULA_SIGNS)), part
    assert not any(sign < " " and sign not in "\t\r\n" for sign in cell)


@pytest.mark.parametrize("inside", ["x;=1+1", 'x";=1+1;"', "x\t@a", "a\r\n=1", 'x; "-1+1', "x;\u200b+1"])
def test_hostile_text_is_dead_in_a_spreadsheet_that_splits_at_other_signs(inside: str) -> None:
    for part in re.split(r"[;\t\r\n]", dead(inside)):
        assert part.strip(' "\u200b')[:1] not in tuple(FORMULA_SIGNS)


@given(st.text(st.characters() | st.sampled_from(FORMULA_SIGNS + " \t\r\n\x00\u200b\ufeff'\""), max_size=12))
def test_no_text_begins_like_a_formula(value: str) -> None:
    cell = dead(value)
    visible = "".join(sign for sign in cell if sign not in ' \u200b\u200e\u200f\u2060\ufeff"')
    if visible and visible[0] in FORMULA_SIGNS:
        float(cell)  # a plain number may have its sign


@pytest.mark.parametrize("number", [-2.5, 7, None])
def test_numbers_are_left_alone(number: float | None) -> None:
    assert dead(number) == number


def test_rows_are_written_as_they_come(database: Database) -> None:
    """A view of any size in bounded memory: the writers never hold more than a batch."""
    for write, most in ((write_csv, 2_000), (write_jsonl, 2_000), (write_parquet, 11_000)):
        out, ahead = io.BytesIO(), 0

        def endless(out: io.BytesIO = out) -> Iterator[Sequence[Any]]:
            nonlocal ahead
            since, size = 0, 0
            for number in range(30_000):
                yield (number, "brand", f"word {number}" * 40)
                grown = out.tell() > size
                since, size = (0, out.tell()) if grown else (since + 1, size)
                ahead = max(ahead, since)

        words = relations()["host_memory"]
        columns = {"key": words.columns["key"], "host": words.columns["host"], "value": words.columns["value"]}
        relation = type(words)(name="x", about="", view=True, since=None, columns=columns)
        rows = Rows(relation=relation, columns=tuple(columns), cells=((str(a), b, c) for a, b, c in endless()))
        assert write(rows, out) == 30_000
        assert ahead < most, write


def test_since_a_run_or_a_date(database: Database) -> None:
    def count(name: str, since: str) -> int:
        return len(list(read_relation(database, name, "x", since=since).cells))

    assert count("run_summary", "3") == 2
    assert count("run_summary", "2027-01-06") == 2
    assert count("run_summary", "2027-01-06T12:00:00+02:00") == 1
    assert count("link_facts", "4") == 180
    assert count("link_facts", "2028-01-01") == 0
    assert count("link_velocity", "2027-01-07") == 1, "the week that the day falls into"
    assert count("checks", "4") == 180


@pytest.mark.parametrize(
    ("name", "since", "told"),
    [
        ("nothing", None, "nothing: no such view; there are link_facts, "),
        ("rel_balance", "1", "--since: rel_balance has no time to go by"),
        ("link_facts", "99", "--since 99: no such run"),
        ("link_facts", "yesterday", "--since yesterday: expected a run's number or a date such as 2027-01-31"),
    ],
)
def test_what_cannot_be_meant(database: Database, name: str, since: str | None, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_relation(database, name, "x", since=since)
    assert str(raised.value).startswith(told)


def test_events_from_a_cursor(database: Database) -> None:
    everything = list(read_events(database, "x", after=0))
    assert [event["id"] for event in everything] == sorted(event["id"] for event in everything)
    last = everything[-3]["id"]
    assert list(read_events(database, "x", after=last)) == everything[-2:]
    assert list(read_events(database, "x", after=everything[-1]["id"])) == []
