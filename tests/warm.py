"""The `scrapy` command without its second of imports each time: a process that has them runs each call in a fork.

What runs is the command of this checkout, from argv to exit code; only the start is shared. Calls that kill or stop a
crawl start one of their own (tests/command.py).
"""

import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


class WarmScrapy:
    """Call it with the words behind `scrapy`; it answers as `subprocess.run` does."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, *words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        arguments = ["scrapy", *map(str, words)]
        self._server.stdin.write(json.dumps({"arguments": arguments, "cwd": str(cwd)}) + "\n")
        self._server.stdin.flush()
        said = json.loads(self._server.stdout.readline())
        return subprocess.CompletedProcess(arguments, said["code"], said["out"], said["err"])

    def close(self) -> None:
        self._server.communicate()


def serve() -> None:
    from scrapy.cmdline import execute

    import crawler.commands

    for module in pkgutil.iter_modules(crawler.commands.__path__, "crawler.commands."):
        importlib.import_module(module.name)
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                _become(asked, out.fileno(), err.fileno())
                _run(execute, asked["arguments"])
            _, status = os.waitpid(child, 0)
            answer = {"code": os.waitstatus_to_exitcode(status), "out": _text(out), "err": _text(err)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _become(asked: dict[str, Any], out: int, err: int) -> None:
    """A process as `python -m scrapy` in that folder has it."""
    os.chdir(asked["cwd"])
    sys.path[0] = asked["cwd"]
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)


def _run(execute: Any, arguments: list[str]) -> None:
    code = 1
    try:
        execute(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _text(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode())


if __name__ == "__main__":
    serve()
