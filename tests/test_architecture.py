"""Import arrows run one way: core <- store, claims <- the rest of crawler <- pipelines; nobody imports upwards."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARSERS = {"ada_url", "charset_normalizer", "selectolax", "tldextract", "w3lib"}
"""The parsing packages that the pure core may use."""


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module or ""


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("file", modules("crawler/core"), ids=str)
def test_core_is_pure(file: Path) -> None:
    for name in imports(file):
        top = name.partition(".")[0]
        assert name.startswith("crawler.core") or top in PARSERS or top in sys.stdlib_module_names, name
        assert top not in {"logging", "time", "socket", "subprocess", "sqlite3", "os", "asyncio"}, name


@pytest.mark.parametrize("file", [*modules("crawler/store"), *modules("crawler/claims")], ids=str)
def test_store_and_claims_stand_on_core_alone(file: Path) -> None:
    own = f"crawler.{file.relative_to(ROOT / 'crawler').parts[0]}"
    for name in imports(file):
        if name.startswith(("crawler", "pipelines", "config", "scrapy", "twisted")):
            assert name.startswith(("crawler.core", own)), name


@pytest.mark.parametrize("file", [*modules("crawler"), *modules("config")], ids=str)
def test_nobody_imports_pipelines_or_config(file: Path) -> None:
    assert not [name for name in imports(file) if name.startswith(("pipelines", "config", "tests", "benchmarks"))]


@pytest.mark.parametrize("file", modules("crawler"), ids=str)
def test_sql_stands_in_the_store_alone(file: Path) -> None:
    if file.is_relative_to(ROOT / "crawler/store"):
        return
    assert "sqlite3" not in {name.partition(".")[0] for name in imports(file)}


@pytest.mark.parametrize("file", [*modules("crawler"), *modules("pipelines")], ids=str)
def test_modules_stay_small_and_say_what_they_are(file: Path) -> None:
    text = file.read_text()
    assert len(text.splitlines()) <= 300
    assert not text.strip() or ast.get_docstring(ast.parse(text))
