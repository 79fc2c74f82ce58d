"""What a reader sees of a link, measured by a real Chromium and agreed with the eye on the screenshots."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.visible import CASES, page, target
from tests.browser_env import need_chromium, seen, verify
from tests.loopback import Page, loopback

pytestmark = pytest.mark.browser


def answer(host: str, path: str) -> Page:
    kind = {"Content-Type": "text/html; charset=utf-8"}
    return (200, kind, page().encode()) if path == "/" else (404, kind, b"<h1>Not found</h1>")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_chromium()
    folder = tmp_path_factory.mktemp("visible")
    claims = folder / "claims.csv"
    lines = [f"http://visible.test/,{target(name)},exact,purchased" for name in CASES]
    claims.write_text("source_url,target_url,match,kind\n" + "\n".join(lines) + "\n")
    with loopback(answer) as web:
        verify(folder / "links.db", claims, hosts=["visible.test"], port=web.port, RENDER_KINDS="purchased")
    return folder / "links.db"


def check_of(database: Path, name: str) -> dict[str, Any]:
    return seen(database, target_url=target(name))


@pytest.mark.parametrize("name", CASES)
def test_as_a_reader_sees_it(database: Path, name: str) -> None:
    _, visible, reason = CASES[name]
    check = check_of(database, name)
    assert (bool(check["visible"]), check["hidden_reason"]) == (visible, reason), check["visibility"]
    assert check["status"] == ("live" if visible else "altered")


def test_the_fold_is_counted_in_screens(database: Path) -> None:
    first, second = (json.loads(check_of(database, name)["visibility"]) for name in ("plain", "below-the-fold"))
    assert first["fold"] == 1
    assert second["fold"] == second["box"][1] // 768 + 1 >= 2
