"""Runs with a real Chromium: whole nights by the real command on a loopback web, and what they left in the database.

Where no Chromium is found the tests are skipped, loudly: nothing is proved then.
"""

import os
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crawler.browser.find import find_browser
from tests.command import ROOT, arguments

FOUND = find_browser("")


def need_chromium() -> None:
    if FOUND.path is None:
        pytest.skip(f"NOT TESTED: {FOUND.cause}, so nothing is proved of pages that need a browser")


def options(**settings: object) -> list[str]:
    """`-s` options for a run with a browser; names without their BACKLINK_."""
    values = {"RENDER": "auto", "TARGETS": False, "RENDER_SECONDS": 30, **settings}
    return [part for name, value in values.items() for part in ("-s", f"BACKLINK_{name}={value}")]


def begin(*words: str | Path, hosts: Iterable[str], port: int, **settings: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*arguments(*words, hosts=hosts, port=port), *options(**settings)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "config.settings"},
        start_new_session=True,
    )


def verify(path: Path, *words: str | Path, hosts: Iterable[str], port: int, **settings: object) -> str:
    """One `scrapy verify` to its end; returns what it said on stderr."""
    process = begin("verify", *words, "--db", path, "--quiet", hosts=hosts, port=port, **settings)
    _, talk = process.communicate(timeout=300)
    assert process.returncode == 0, talk
    return talk


@contextmanager
def rows_of(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.close()


def seen(path: Path, **where: str) -> dict[str, Any]:
    """The last check whose claim has these values, with its page and its best link."""
    clause = " AND ".join(f"c.{name} = :{name}" for name in where)
    with rows_of(path) as connection:
        row = connection.execute(
            "SELECT l.*, p.*, k.*, p.raw_differs AS page_raw_differs, p.title AS page_title, p.screenshot AS page_screenshot"
            " FROM checks k JOIN claims c ON c.id = k.claim_id LEFT JOIN pages p ON p.id = k.page_id"
            f" LEFT JOIN links l ON l.id = k.link_id WHERE {clause} ORDER BY k.id DESC",
            where,
        ).fetchone()
    assert row is not None, where
    return dict(row)
