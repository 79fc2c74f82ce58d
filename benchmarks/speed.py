"""CPU a page, ours beside its peers, on the same pages in the same run: medians of interleaved rounds, as ratios.

    python -m benchmarks.speed [--pages 2000] [--rounds 5] [--tls] [--peers linkchecker,advertools,lychee]

CPU is what the operating system counted for the client and all its children, start-up included. Ours runs with
everything on (facts, regions, address guard, limits, certificates where there are any); robots.txt is asked by
none of the programs, so that all send the same requests.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import TARGET
from benchmarks.server import address

ROOT = Path(__file__).parents[1]
REFERENCE = "bare-scrapy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One run: CPU and wall seconds, peak memory of the largest process in MB, links to the target it found."""

    cpu: float
    wall: float
    peak: float
    found: int


@contextmanager
def web(*options: str) -> Iterator[int]:
    """The loopback web as a process of its own; gives its port."""
    command = [sys.executable, "-m", "benchmarks.server", *options]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.kill()


def cost_of(command: Sequence[str], *, cwd: Path, seconds: float = 900) -> Cost:
    """Run a client to its end and ask the system what it took."""
    started = time.monotonic()
    with open(cwd / "talk.txt", "ab") as talk:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdout=talk,
            stderr=talk,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        _, status, usage = os.wait4(process.pid, 0)
    if status and "linkchecker" not in command[0] and "lychee" not in command[0]:
        raise SystemExit(f"{command[:4]} ended with {status}: see {cwd / 'talk.txt'}")
    return Cost(
        cpu=usage.ru_utime + usage.ru_stime, wall=time.monotonic() - started, peak=usage.ru_maxrss / 1024, found=0
    )


def urls_for(pages: int, hosts: int, port: int, scheme: str) -> list[str]:
    return [f"{scheme}://{address(number % hosts)}:{port}/p{number}?claim={number}" for number in range(pages)]


def command_of(name: str, folder: Path, tls: Path | None) -> list[str]:
    """The command line of one program; each reads `urls.txt` or `claims.csv` in `folder`."""
    python = sys.executable
    match name:
        case "linkwitness":
            settings = {
                "BACKLINK_ALLOWED_NETWORKS": "127.0.0.0/8",
                "BACKLINK_DELAY": "0",
                "BACKLINK_TARGETS": "False",
                "BACKLINK_RENDER": "never",
                "BACKLINK_FULL_READ_DAYS": "0",
                "ROBOTSTXT_OBEY": "False",
                "BACKLINK_CONFIG": str(ROOT / "config"),
            }
            options = [part for key, value in settings.items() for part in ("-s", f"{key}={value}")]
            return [
                "env",
                f"SSL_CERT_FILE={tls}" if tls else "_=_",
                "SCRAPY_SETTINGS_MODULE=config.settings",
                python,
                "-m",
                "scrapy",
                "verify",
                "claims.csv",
                "--db",
                "ours.db",
                "--quiet",
                *options,
            ]
        case "bare-scrapy":
            return [python, "-m", "benchmarks.peers.bare_scrapy", "urls.txt", "bare.jsonl"]
        case "aiohttp-lxml":
            return [python, "-m", "benchmarks.peers.aiohttp_lxml", "urls.txt", "aiohttp.db"]
        case "linkchecker":
            return [str(_peer("linkchecker")), "--no-robots", "-r0", "-t32", "--no-warnings", "-o", "none", "--stdin"]
        case _:
            raise SystemExit(f"no such program: {name}")


def _peer(name: str) -> Path:
    return ROOT / "build" / "peers" / "bin" / name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--programs", default="linkwitness,bare-scrapy,aiohttp-lxml")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    programs = options.programs.split(",")
    costs: dict[str, list[Cost]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tls = _certificate(folder, options.hosts) if options.tls else None
        with web("--hosts", str(options.hosts), *(["--tls", str(folder / "server.pem")] if tls else [])) as port:
            urls = urls_for(options.pages, options.hosts, port, "https" if tls else "http")
            (folder / "urls.txt").write_text("\n".join(urls))
            (folder / "claims.csv").write_text("source_url,target_url\n" + "".join(f"{url},{TARGET}\n" for url in urls))
            for number in range(-1, options.rounds):
                for program in programs:
                    for left in folder.glob("*.db*"):
                        left.unlink()
                    cost = cost_of(command_of(program, folder, tls), cwd=folder)
                    if number >= 0:
                        costs[program].append(cost)
    _print(costs, options.pages)
    if options.json:
        options.json.write_text(
            json.dumps({name: [vars_of(cost) for cost in found] for name, found in costs.items()}, indent=1)
        )


def vars_of(cost: Cost) -> dict[str, float]:
    return {"cpu": cost.cpu, "wall": cost.wall, "peak": cost.peak}


def _certificate(folder: Path, hosts: int) -> Path:
    """A certificate authority and a certificate for all the addresses; ours trusts the authority and verifies."""
    import trustme

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate = authority.issue_cert(*(address(number) for number in range(hosts)))
    certificate.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    return folder / "ca.pem"


def _print(costs: dict[str, list[Cost]], pages: int) -> None:
    reference = [cost.cpu for cost in costs.get(REFERENCE, [])]
    rounds = f"{len(next(iter(costs.values())))} rounds"
    print(
        f"{'program':14} {'CPU ms/page':>12} {'against bare':>13} {'pages/s':>8} {'peak MB':>8}   (medians of {rounds})"
    )
    for name, found in costs.items():
        cpu = statistics.median(cost.cpu for cost in found)
        wall = statistics.median(cost.wall for cost in found)
        ratio = (
            statistics.median(other / cost.cpu for other, cost in zip(reference, found, strict=True))
            if reference
            else float("nan")
        )
        peak = max(cost.peak for cost in found)
        print(f"{name:14} {cpu / pages * 1000:12.2f} {ratio:12.2f}x {pages / wall:8.0f} {peak:8.0f}")


if __name__ == "__main__":
    main()
