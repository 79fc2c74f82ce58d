"""The real `scrapy` command of this checkout, as a user runs it, on a web of loopback names."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]


def arguments(*words: str | Path, hosts: Iterable[str] = (), port: int = 0) -> list[str]:
    """The command line; `hosts` are served from 127.0.0.1:port."""
    names = json.dumps(dict.fromkeys(hosts, f"127.0.0.1:{port}"))
    given = [
        f"BACKLINK_HOSTS={names}",
        "BACKLINK_ALLOWED_NETWORKS=127.0.0.0/8",
        "BACKLINK_DELAY=0.01",
        "BACKLINK_RETRY_WAITS=0.05",
        "BACKLINK_RENDER=never",
        f"BACKLINK_CONFIG={ROOT / 'config'}",
    ]
    options = [part for setting in given for part in ("-s", setting)]
    return [sys.executable, "-m", "scrapy", str(words[0]), *options, *map(str, words[1:])]


def start(*words: str | Path, hosts: Iterable[str] = (), port: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        arguments(*words, hosts=hosts, port=port),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "config.settings"},
        start_new_session=True,
    )


def run(
    *words: str | Path, hosts: Iterable[str] = (), port: int = 0, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    process = start(*words, hosts=hosts, port=port)
    out, err = process.communicate(timeout=seconds)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
