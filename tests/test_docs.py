"""Docs are held to the code: every command, setting, status, reason, table, view and event is documented, or red."""

import re
import sqlite3
from pathlib import Path

import pytest

from crawler.core.vocabulary import ALTERED_REASONS, LOST_REASONS, UNVERIFIED_REASONS, EventKind, Reason, Status
from crawler.store.sqlite import open_database

ROOT = Path(__file__).parents[1]
DOCS = {file.name: file.read_text() for file in (ROOT / "docs").glob("*.md")}
ALL = "\n".join([*DOCS.values(), (ROOT / "README.md").read_text() if (ROOT / "README.md").exists() else ""])
SETTINGS = re.findall(r"^(BACKLINK_[A-Z_]+)\b", (ROOT / "config/settings.py").read_text(), re.MULTILINE)
COMMANDS = sorted(file.stem for file in (ROOT / "crawler/commands").glob("*.py") if file.stem != "__init__")


def named_in_a_table(text: str, name: str) -> bool:
    return re.search(rf"^\|\s*`{re.escape(name)}`\s*\|", text, re.MULTILINE) is not None


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_documented(name: str) -> None:
    assert named_in_a_table(DOCS["settings.md"], name)


def test_no_setting_is_documented_that_is_not_there() -> None:
    told = set(re.findall(r"\bBACKLINK_[A-Z_]+\b", ALL))
    assert told - set(SETTINGS) == set()


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_used(name: str) -> None:
    files = [file for folder in ("crawler", "pipelines") for file in (ROOT / folder).rglob("*.py")]
    code = "".join(file.read_text() for file in files if file != ROOT / "crawler/ops/settings.py")
    assert f'"{name}"' in code


@pytest.mark.parametrize("status", list(Status))
def test_each_status_is_documented(status: Status) -> None:
    assert named_in_a_table(DOCS["statuses.md"], status.value)


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_is_documented_under_its_status(reason: Reason) -> None:
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", DOCS["statuses.md"], re.MULTILINE | re.DOTALL))
    groups = {"altered": ALTERED_REASONS, "lost": LOST_REASONS, "unverified": UNVERIFIED_REASONS}
    assert [name for name, text in sections.items() if named_in_a_table(text, reason.value)] == [
        name for name, reasons in groups.items() if reason in reasons
    ]


@pytest.mark.parametrize("kind", list(EventKind))
def test_each_event_is_documented(kind: EventKind) -> None:
    assert re.search(rf"^\|.*`{kind.value}`", DOCS["history.md"], re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_documented(name: str) -> None:
    assert f"scrapy {name}" in ALL


def test_no_command_is_documented_that_is_not_there() -> None:
    told = re.findall(r"^\| `scrapy (\w+)", ALL, re.MULTILINE)
    assert sorted(set(told)) == COMMANDS


def test_each_table_and_view_is_documented(tmp_path: Path) -> None:
    open_database(tmp_path / "l.db")
    with sqlite3.connect(tmp_path / "l.db") as connection:
        found = connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        ).fetchall()
    assert [name for (name,) in found if f"`{name}`" not in DOCS["database.md"] + DOCS["views.md"]] == []


@pytest.mark.parametrize("file", sorted((ROOT / "docs").glob("*.md")), ids=lambda file: file.stem)
def test_links_between_docs_lead_somewhere(file: Path) -> None:
    for place in re.findall(r"\]\((?!https?://)([^)#]+)", file.read_text()):
        assert (file.parent / place).exists(), place
