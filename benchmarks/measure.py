"""A client run to its end against the loopback web, and what the operating system counted for it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU and wall seconds of a client with all its children, and the peak memory of its largest process in MB."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The loopback web: its port, and its process."""

    port: int
    pid: int


@contextmanager
def web(*options: str) -> Iterator[Server]:
    """The loopback web as a process of its own."""
    command = [sys.executable, "-m", "benchmarks.server", *options]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Server(port=int(process.stdout.readline()), pid=process.pid)
        process.kill()


def cost_of(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    good: frozenset[int] = frozenset({0}),
    cores: frozenset[int] | None = None,
) -> Cost:
    """What `command` took; an exit code that is not `good` ends the benchmark with what the program said."""
    started = time.monotonic()
    with open(cwd / "said.txt", "wb") as said, open(cwd / "urls.txt", "rb") as urls:
        process = subprocess.Popen(
            [*(["taskset", "-c", ",".join(map(str, cores))] if cores else []), *command],
            cwd=cwd,
            stdin=urls,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        raise SystemExit(f"{command} ended with {process.returncode}:\n{(cwd / 'said.txt').read_text()[-3000:]}")
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=time.monotonic() - started, peak=usage.ru_maxrss / 1024)
