"""`make browse`: Datasette reads our database, and knows what every column means and what may be asked."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.export.reference import queries
from tests.report.sample import fill

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "another.db"
    fill(path, claims=24, nights=2).conn.close()
    return path


def get(db: Path, path: str) -> str:
    command = [sys.executable, "-m", "crawler.export.browse", str(db), "--get", path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_view_is_shown_with_its_meanings_and_facets(db: Path) -> None:
    shown: dict[str, Any] = json.loads(get(db, "/another/link_facts.json?_size=5&_shape=objects"))
    assert len(shown["rows"]) == 5
    assert set(shown["facet_results"]) >= {"status", "region", "anchor_class", "vendor"}
    page = get(db, "/another/link_facts")
    assert "How far down the page" in page


def test_every_example_query_is_offered_and_one_answers(db: Path) -> None:
    offered = {query["name"] for query in json.loads(get(db, "/another.json"))["queries"]}
    assert offered == {f"ask_{name}" for name in queries()}
    answer = json.loads(get(db, "/another/ask_run_summary.json?_shape=objects"))
    assert [row["run_id"] for row in answer["rows"]] == [2, 1]


def test_no_database_is_said_in_a_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crawler.export.browse", str(tmp_path / "none.db")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no such database" in done.stderr
    assert done.stderr.count("\n") == 1
