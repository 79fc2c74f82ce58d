"""The files in ops/ are what systemd and cron take, and call commands with options that there are."""

import argparse
import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

from tests.command import ROOT

OPS = ROOT / "ops"
SCRAPY = "/opt/linkwitness/.venv/bin/scrapy"
COMMANDS = [
    (file.name, words.split())
    for file in sorted(OPS.iterdir())
    for words in re.findall(r"\.venv/bin/scrapy (.+)", file.read_text())
]


@pytest.mark.parametrize(("file", "words"), COMMANDS, ids=[f"{file} {words[0]}" for file, words in COMMANDS])
def test_every_command_is_one_of_ours_with_its_options(file: str, words: list[str]) -> None:
    command = importlib.import_module(f"crawler.commands.{words[0]}").Command()
    parser = argparse.ArgumentParser(exit_on_error=False)
    command.settings = Settings()
    command.add_options(parser)
    options, unknown = parser.parse_known_args(words[1:])
    assert options.db == "/var/lib/linkwitness/links.db"
    assert not [word for word in unknown if word.startswith("-")]


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    units = []
    for file in sorted(OPS.glob("linkwitness*")):
        unit = tmp_path / file.name
        unit.write_text(file.read_text().replace(SCRAPY, sys.executable))
        units.append(str(unit))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_timer_has_its_service_and_is_told_in_the_docs() -> None:
    told = (ROOT / "docs/operations.md").read_text()
    for timer in OPS.glob("*.timer"):
        assert timer.with_suffix(".service").exists()
        assert f"`{timer.name}`" in told
