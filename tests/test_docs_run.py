"""Every code block of the README and the docs does what it says: run, read or asked, by its language.

Commands run in a copy of this checkout whose settings know the example's web instead of the internet, with the
databases and claim files that the docs speak of.
"""

import asyncio
import csv
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.alerts.policy import alerts_from_toml
from crawler.claims import Reject, read_claims
from examples.web import Web, serving
from tests.warm import WarmScrapy

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EMPTY_ON_ONE_NIGHT = ("unverified_streak >= 3", "WHERE confirmed", "FROM sitewide_groups")
"""Questions of which the example's single night has no case; tests/store asks them of many nights."""


class Block(NamedTuple):
    page: str
    language: str
    text: str


def blocks(*languages: str) -> list[Block]:
    found = [Block(page.name, *match.groups()) for page in PAGES for match in FENCE.finditer(page.read_text())]
    return [block for block in found if not languages or block.language in languages]


def named(block: Block) -> str:
    return f"{block.page}: {block.text.strip().splitlines()[0][:60]}"


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """The example's web, for as long as the module's tests run, in a thread of its own."""
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[Web] = []

    async def serve() -> None:
        async with serving() as web:
            found.append(web)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    yield found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(30)
    loop.close()


@pytest.fixture(scope="module")
def checkout(
    web: Web, night: tuple[subprocess.CompletedProcess[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """This checkout as a reader of the docs has it after the first quarter of an hour."""
    folder = tmp_path_factory.mktemp("checkout")
    for entry in ROOT.iterdir():
        if entry.name not in ("config", ".git") and not entry.name.startswith(("example.db", "links.db")):
            (folder / entry.name).symlink_to(entry)
    shutil.copytree(ROOT / "config", folder / "config", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "config/alerts.toml").unlink()
    with (folder / "config/settings.py").open("a") as settings:
        settings.write(
            f"BACKLINK_HOSTS = {dict(web.hosts)!r}\nBACKLINK_DNS_SERVERS = [{web.name_server!r}]\n"
            "BACKLINK_ALLOWED_NETWORKS = ['127.0.0.0/8']\nBACKLINK_DELAY = 0.01\nBACKLINK_RETRY_WAITS = [0.05]\n"
            "BACKLINK_RENDER = 'never'\nDOWNLOAD_TIMEOUT = 2\nDOWNLOAD_MAXSIZE = 500_000\n"
        )
    for name in ("example.db", "links.db"):
        with closing(sqlite3.connect(night[1])) as known, closing(sqlite3.connect(folder / name)) as copy:
            known.backup(copy)
    (folder / "my-links.csv").write_text(next(block.text for block in blocks("csv") if block.page == "quickstart.md"))
    (folder / "placements.csv").write_text(
        "Page,Links to,Cost,source_url,target_url\n"
        + 2 * "https://a.example/x,https://shop.example/,5,https://a.example/x,https://shop.example/\n"
    )
    for name in ("ahrefs.csv", "semrush.csv"):
        shutil.copy(ROOT / "examples/formats" / name, folder / name)
    return folder


def run(line: str, checkout: Path) -> subprocess.CompletedProcess[str]:
    path = f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=checkout,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


COMMANDS = {
    line: block.page
    for block in blocks("sh")
    for line in (re.sub(r"\s+#.*", "", line).strip() for line in block.text.splitlines())
    if line
}
ALONE = re.compile(r"make (?!verify CLAIMS)|bash \.ci/run|python -m (benchmarks|pytest|tests)\b")
"""What takes minutes, never ends or is this very suite: it is not run, but what it names must be there."""


@pytest.mark.parametrize("line", COMMANDS, ids=lambda line: line[:70])
def test_a_command_runs(line: str, checkout: Path, scrapy: WarmScrapy) -> None:
    if ALONE.match(line):
        there(line, checkout)
        return
    plain = re.fullmatch(r"(?:\.venv/bin/)?scrapy ([^<>|&]+)", line)
    if line.startswith("make"):
        line = line.replace("make", "make --assume-old=run-ready", 1)
    done = scrapy(*shlex.split(plain[1]), cwd=checkout) if plain else run(line, checkout)
    assert done.returncode == 0, f"{COMMANDS[line]}: {line}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr


def there(line: str, checkout: Path) -> None:
    command, *words = line.split()
    if command == "make":
        done = run(f"make --dry-run {' '.join(words)}", checkout)
        assert done.returncode == 0, done.stderr
    elif command == "bash":
        assert (ROOT / words[0]).is_file()
    elif words[1] == "pytest":
        assert all((ROOT / word).exists() for word in words[2:])
    else:
        assert importlib.util.find_spec(words[1]) is not None


@pytest.mark.parametrize("block", blocks("sql"), ids=named)
def test_a_question_is_answered(block: Block, checkout: Path) -> None:
    database = sqlite3.connect(f"file:{checkout / 'example.db'}?mode=ro", uri=True)
    answer = database.execute(block.text).fetchall()
    database.close()
    assert answer or any(words in block.text for words in EMPTY_ON_ONE_NIGHT)


@pytest.mark.parametrize("block", blocks("python"), ids=named)
def test_python_runs(block: Block, checkout: Path, scrapy: WarmScrapy) -> None:
    exported = scrapy("export", "link_facts", "--db", "example.db", "--out", "link_facts.parquet", cwd=checkout)
    assert exported.returncode == 0
    (checkout / "block.py").write_text(block.text)
    done = run("python -W error block.py", checkout)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("block", blocks("toml"), ids=named)
def test_rules_are_read(block: Block) -> None:
    written = tomllib.loads(block.text)
    if set(written) <= {"channels", "rules", "schedule"}:
        assert alerts_from_toml(written) is not None


@pytest.mark.parametrize("block", blocks("json"), ids=named)
def test_json_is_json(block: Block) -> None:
    json.loads(block.text)


@pytest.mark.parametrize("block", blocks("csv"), ids=named)
def test_a_claim_file_goes_in_whole(block: Block, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(block.text)
    items = list(read_claims(tmp_path / "claims.csv"))
    assert len(items) == len(list(csv.reader(io.StringIO(block.text)))) - 1
    assert not any(isinstance(item, Reject) for item in items)


@pytest.mark.parametrize(
    ("block", "line"), [(block, line) for block in blocks("cron") for line in block.text.splitlines()]
)
def test_a_line_of_cron_runs(block: Block, line: str, checkout: Path) -> None:
    times = re.match(r"(?:[\d*/,-]+\s+){5}", line)
    assert times is not None
    done = run(line[times.end() :].replace("cd /opt/linkwitness && ", ""), checkout)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", blocks("text", ""), ids=named)
def test_what_is_shown_is_what_is_there(
    block: Block, night: tuple[subprocess.CompletedProcess[str], Path], checkout: Path
) -> None:
    """A tree of files, commands in passing, or what the example's night prints."""
    printed = night[0].stdout
    for line in block.text.splitlines():
        first = line.split()[0].rstrip(",")
        if first in ("python", "make", "bash"):
            there(re.sub(r"\s+#.*", "", line), checkout)
        elif first.endswith("/"):
            assert (ROOT / first).is_dir(), line
        else:
            assert line.rstrip() in printed, line


def test_every_block_says_what_it_is_and_none_is_only_indented() -> None:
    run_here = {"sh", "sql", "python", "toml", "json", "csv", "cron", "text", ""}
    assert {block.language for block in blocks()} <= run_here
    for page in PAGES:
        assert re.findall(r"\n\n {4}[^ *-].*", FENCE.sub("", page.read_text())) == [], page.name


def test_the_pictures_are_there_and_show_what_is_printed(
    night: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    readme = (ROOT / "README.md").read_text()
    for picture in re.findall(r'(?:src|srcset)="([^"]+)"', readme):
        assert (ROOT / picture).is_file()
    drawn = (ROOT / "docs/pictures/terminal.svg").read_text()
    shown = [re.sub(r"&#160;", " ", text) for text in re.findall(r">([^<>]*)</text>", drawn)]
    words = {word for text in shown for word in re.findall(r"[a-z]+_[a-z_]+|https?://\S+|\d+\.\d%", text)}
    assert len(words) > 30
    assert [word for word in words if word not in night[0].stdout] == [], "run: make pictures"
    assert "http" not in "".join(re.findall(r'(?:href|url\(|src=)"?([^"\')]*)', drawn)).replace("http://www.w3.org", "")
