"""Database, meanings and written reference say the same."""

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.export.reference import datasette, pages, queries
from crawler.store.columns import relations, views
from crawler.store.sqlite import open_database
from tests.report.sample import fill

_OURS = "name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
_TYPES = {"integer": {"INTEGER"}, "flag": {"INTEGER"}, "number": {"REAL", "INTEGER"}, "blob": {"BLOB"}}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(tmp_path_factory.mktemp("empty") / "links.db")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return fill(tmp_path_factory.mktemp("filled") / "links.db", claims=60, nights=3)


def columns_of(database: Database, kind: str) -> dict[str, dict[str, str]]:
    names = [
        row[0] for row in database.conn.execute(f"SELECT name FROM sqlite_master WHERE type = '{kind}' AND {_OURS}")
    ]
    return {
        name: {row["name"]: row["type"] for row in database.conn.execute(f'PRAGMA table_info("{name}")')}
        for name in names
    }


@pytest.mark.parametrize("kind", ["table", "view"])
def test_every_table_view_and_column_has_a_meaning_and_every_meaning_a_column(database: Database, kind: str) -> None:
    there = {name: set(columns) for name, columns in columns_of(database, kind).items()}
    told = {name: set(relation.columns) for name, relation in relations().items() if relation.view == (kind == "view")}
    assert told == there


def test_kinds_are_those_of_the_tables(database: Database) -> None:
    for table, columns in columns_of(database, "table").items():
        for name, written in columns.items():
            kind = relations()[table].columns[name].kind
            assert written in _TYPES.get(kind, {"TEXT"}), f"{table}.{name}: {kind} in a {written} column"


def test_since_names_a_column_of_its_relation() -> None:
    for relation in relations().values():
        assert relation.since is None or relation.columns[relation.since].kind in ("time", "date"), relation.name


@pytest.mark.parametrize("relation", sorted(relations()))
def test_rows_are_what_their_schema_says(filled: Database, relation: str) -> None:
    columns = relations()[relation].columns
    for row in filled.conn.execute(f'SELECT * FROM "{relation}" LIMIT 400'):
        for name, value in dict(row).items():
            column = columns[name]
            if value is None:
                continue
            allowed = column.schema()["type"]
            match column.kind:
                case "integer" | "flag":
                    assert type(value) is int, (name, value)
                case "number":
                    assert isinstance(value, int | float), (name, value)
                case "json":
                    assert isinstance(json.loads(value), list | dict), (name, value)
                case "time":
                    assert len(value) == 20
                    assert value.endswith("Z")
                case _:
                    assert "string" in allowed
            if column.words:
                assert value in column.words, (name, value)
            if column.kind == "flag":
                assert value in (0, 1)


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_written_reference_is_made_from_its_source(path: Path) -> None:
    assert path.read_text() == pages()[path], "run: python -m crawler.export.reference"


def test_every_view_has_an_example_query_that_gives_rows(filled: Database) -> None:
    assert set(queries()) == set(views())
    assert [name for name, query in queries().items() if not filled.conn.execute(query["sql"]).fetchall()] == []


def test_datasette_hides_no_view_behind_a_query() -> None:
    links = datasette()["databases"]["links"]
    assert not set(links["queries"]) & set(links["tables"])
    for name, table in links["tables"].items():
        assert set(table["facets"]) <= set(table["columns"]), name
