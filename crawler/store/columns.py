"""What every table, view and column means, read from `columns.toml`: docs, schemas and Datasette are made from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from crawler.core import vocabulary

_UNITS = {"time": "UTC, ISO 8601", "date": "YYYY-MM-DD", "flag": "1 or 0", "json": "JSON"}
_JSON_TYPES = {"integer": "integer", "number": "number", "flag": "integer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`kind` is text, url, integer, number, flag, time, date, json, blob, or a word's (`words` are its values)."""

    name: str
    kind: str
    about: str
    unit: str
    words: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """The column as JSON Schema: what a line of `scrapy export --format jsonl` holds under its name."""
        described = self.about if not self.unit else f"{self.about} ({self.unit})"
        if self.kind == "json":
            return {"type": ["array", "object", "null"], "description": described}
        kind = _JSON_TYPES.get(self.kind, "string")
        schema: dict[str, Any] = {"type": [kind, "null"], "description": described}
        if self.words:
            schema["enum"] = [*self.words, None]
        if self.kind == "flag":
            schema["enum"] = [0, 1, None]
        if self.kind in ("time", "date"):
            schema["format"] = "date-time" if self.kind == "time" else "date"
        return schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A table or a view. `since` names the column that tells how new a row is."""

    name: str
    about: str
    view: bool
    since: str | None
    columns: Mapping[str, Column]

    def schema(self) -> dict[str, Any]:
        """One row as JSON Schema."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "description": self.about,
            "type": "object",
            "properties": {name: column.schema() for name, column in self.columns.items()},
            "required": sorted(self.columns),
            "additionalProperties": False,
        }


@cache
def relations() -> Mapping[str, Relation]:
    """All tables and views by name."""
    found: dict[str, Relation] = {}
    for name, table in tomllib.loads(Path(__file__).with_name("columns.toml").read_text()).items():
        columns: dict[str, Column] = {}
        for source, names in table.get("from", {}).items():
            columns |= {column: found[source].columns[column] for column in _own_names(found, source, names)}
        for column, meaning in table["columns"].items():
            columns[column] = _column(column, meaning, found)
        found[name] = Relation(
            name=name,
            about=table["about"],
            view="from" in table,
            since=table.get("since"),
            columns=columns,
        )
    return found


def views() -> tuple[str, ...]:
    return tuple(name for name, relation in relations().items() if relation.view)


def _own_names(found: Mapping[str, Relation], source: str, names: str) -> list[str]:
    listed = names.split()
    missing = [name for name in listed if name not in found[source].columns]
    if missing:
        raise ValueError(f"columns.toml: {source} has no column {missing[0]}")
    return listed


def _column(name: str, meaning: str | list[str], found: Mapping[str, Relation]) -> Column:
    if isinstance(meaning, str):
        source, _, column = meaning.partition(".")
        passed = found[source].columns[column]
        return Column(name=name, kind=passed.kind, about=passed.about, unit=passed.unit, words=passed.words)
    written, about, *unit = meaning
    kind, _, listed = written.partition(":")
    words = _words(listed or kind)
    shown = "text" if words and not listed else kind
    return Column(
        name=name,
        kind=shown,
        about=about,
        unit=unit[0] if unit else _UNITS.get(shown, ""),
        words=() if listed else words,
    )


def _words(kind: str) -> tuple[str, ...]:
    found = getattr(vocabulary, kind, None)
    return tuple(found) if isinstance(found, type) and issubclass(found, StrEnum) else ()
