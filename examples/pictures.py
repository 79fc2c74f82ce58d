"""`make pictures`: the pictures of the README, taken anew: a terminal with a night over the example, and the report.

The terminal's is what `make verify` printed, at 80 columns; the report's is of invented claims over forty nights, for
the example has but one. Needs a Chromium.
"""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from crawler.browser.find import find_browser
from crawler.core.errors import UsageError
from crawler.report.model import make_report
from crawler.report.page import html_report
from crawler.store.report import report_facts
from tests.report.sample import fill

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
_COLUMNS, _HEAD = 80, 23
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (PICTURES / "terminal.svg").write_text(terminal(night(folder)))
        report(folder)


def night(folder: Path) -> str:
    """What a night over the example prints on a terminal of 80 columns, colours and all."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, _COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(_COLUMNS)}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "examples.night", "--db", "example.db"]
    run = subprocess.Popen(  # noqa: S603 - our own module
        command,
        cwd=folder,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**environment, "PYTHONPATH": str(ROOT)},
    )
    os.close(theirs)
    said = io.BytesIO()
    while part := _read(ours):
        said.write(part)
    run.wait()
    return said.getvalue().decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so when the other end is closed
        return b""


def terminal(said: str) -> str:
    """The first and the last lines of a night as SVG that asks nobody for a font."""
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    lines = said.rstrip("\n").split("\n")
    end = next(place for place, line in enumerate(lines) if "Claims" in line)
    for line in ["\x1b[1m$ make verify\x1b[0m", *lines[:_HEAD], "…", "", *lines[end:]]:
        console.print(Text.from_ansi(re.sub(r"(Database: ).*/", r"\1", line)))
    svg = console.export_svg(title="Linkwitness", theme=MONOKAI, unique_id="terminal")
    return _FONT_FACE.sub("", svg).replace("Fira Code", "ui-monospace, SFMono-Regular, Menlo, DejaVu Sans Mono")


def report(folder: Path) -> None:
    """The report's first screen, in light and in dark."""
    facts = report_facts(fill(folder / "links.db", claims=600, nights=40, hostile=False), "links.db")
    assert facts is not None
    page = folder / "report.html"
    page.write_text(html_report(make_report(facts), {}))
    browser = find_browser("")
    if browser.path is None:
        raise UsageError(f"no picture of the report: {browser.cause}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.path, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            tab = chromium.new_page(viewport={"width": 1240, "height": 900}, color_scheme=scheme)
            tab.goto(page.as_uri())
            tab.wait_for_selector("html[data-ready=all]")
            tab.screenshot(path=PICTURES / f"report-{scheme}.png")
        chromium.close()


if __name__ == "__main__":
    main()
