"""The written reference made from its one source: docs/database.md, docs/views.md and config/datasette.json.

`python -m crawler.export.reference` writes them again after columns.toml or queries.toml changed.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.store.columns import Relation, relations

_ROOT = Path(__file__).parents[2]
_FACETS = {
    "link_facts": ["status", "region", "anchor_class", "vendor"],
    "claim_status": ["state", "status", "vendor"],
    "lost_links": ["vendor", "page_state", "confirmed"],
    "anchor_profile": ["anchor_class", "anchor_kind"],
    "events": ["kind", "run_id"],
    "checks": ["status", "run_id"],
    "claims": ["origin", "vendor", "kind"],
}
_DATABASE = """\
# The database

One SQLite file (`--db`, default `links.db`): STRICT tables, foreign keys, WAL. Facts (`pages`, `links`, `targets`) are
what visits saw, judgements (`checks`, `claim_states`) what was made of them; scores are yours to make. Names and stored
words never change their meaning; more may be added. NULL is "not seen", never "no". The views, which are what other
tools should read, are in [views.md](views.md).

Made by `python -m crawler.export.reference` from `crawler/store/columns.toml`; change it there.
"""
_VIEWS = """\
# The views

Raw signals for whoever scores links downstream. In all of them *status* is the last check, *state* is what is settled
([history.md](history.md)), and a link is *there* when its status is `live` or `altered`. `scrapy export VIEW` writes
any of them ([export.md](export.md)); `scrapy export VIEW --schema` prints the JSON Schema of a row.

Made by `python -m crawler.export.reference` from `crawler/store/columns.toml` and `crawler/export/queries.toml`.
"""


def queries() -> Mapping[str, Mapping[str, str]]:
    """An example query for each view: `question` and `sql`."""
    return tomllib.loads(Path(__file__).with_name("queries.toml").read_text())


def database_page() -> str:
    tables = [relation for relation in relations().values() if not relation.view]
    return "\n".join([_DATABASE, *(line for table in tables for line in _section(table))])


def views_page() -> str:
    lines = [_VIEWS]
    for view in (relation for relation in relations().values() if relation.view):
        query = queries()[view.name]
        lines += _section(view)
        lines += [f"{query['question']}\n", f"```sql\n{query['sql'].strip()}\n```\n"]
    return "\n".join(lines)


def _section(relation: Relation) -> Iterator[str]:
    yield f"## `{relation.name}`\n"
    yield f"{relation.about}\n"
    yield "| column | kind | meaning | unit |"
    yield "|---|---|---|---|"
    for column in relation.columns.values():
        words = f" One of: {', '.join(f'`{word}`' for word in column.words)}." if column.words else ""
        yield f"| `{column.name}` | {column.kind} | {column.about}{words} | {column.unit} |".replace("  |", " |")
    if relation.since:
        yield f"\n`--since` goes by `{relation.since}`."
    yield ""


def datasette(database: str = "links") -> dict[str, Any]:
    """Datasette's metadata for a database of this name: meanings, units, facets and the example queries."""
    tables = {}
    for relation in relations().values():
        tables[relation.name] = {
            "description": relation.about,
            "columns": {
                column.name: f"{column.about} [{column.unit}]" if column.unit else column.about
                for column in relation.columns.values()
            },
            "facets": _FACETS.get(relation.name, []),
            "hidden": "not an interface" in relation.about,
        }
    tables["_sqlite_migrations"] = {"columns": {}, "facets": [], "hidden": True}
    canned = {
        f"ask_{name}": {"title": query["question"], "sql": query["sql"].strip(), "description": relations()[name].about}
        for name, query in queries().items()
    }
    return {
        "title": "Linkwitness",
        "description": "Which links are there, night by night: facts and checks, no scores.",
        "databases": {database: {"tables": tables, "queries": canned}},
    }


def pages() -> dict[Path, str]:
    """Each file that is made from here, with its text."""
    return {
        _ROOT / "docs/database.md": database_page(),
        _ROOT / "docs/views.md": views_page(),
        _ROOT / "config/datasette.json": json.dumps(datasette(), indent=1, ensure_ascii=False) + "\n",
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text)
