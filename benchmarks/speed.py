"""CPU a page, ours beside its peers, on the same pages in the same run: medians of interleaved rounds, as ratios.

    python -m benchmarks.speed [--pages 2000] [--rounds 5] [--tls] [--programs linkwitness,bare-scrapy,lychee]
    python -m benchmarks.speed --cores        ours on one core and on two: pages a second

CPU is what the operating system counted for the client and all its children, start-up included. Each page is on a
host of its own, so each costs a connection, and over TLS a handshake. Ours runs with everything on (facts, regions,
address guard, limits, certificate checks); robots.txt is asked by none of the programs, so that all send the same
requests. A ratio is the median of the rounds' ratios.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import TARGET
from benchmarks.measure import Cost, Server, cost_of, web
from benchmarks.programs import PROGRAMS, Program
from benchmarks.server import address, certificates

REFERENCE = "linkwitness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The folder in which the programs run, with their list of pages, and the web that serves these."""

    folder: Path
    server: Server
    pages: int
    environment: dict[str, str]

    def run(self, program: Program, *, cores: frozenset[int] | None = None) -> tuple[Cost, int]:
        for left in self.folder.glob("*.db*"):
            left.unlink()
        for left in self.folder.glob("*.jsonl"):
            left.unlink()
        cost = cost_of(program.command, cwd=self.folder, environment=self.environment, good=program.good, cores=cores)
        return cost, program.found(self.folder)


@contextmanager
def ground(pages: int, hosts: int, *, tls: bool) -> Iterator[Ground]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        environment = {}
        if tls:
            trusted = str(certificates(folder, hosts))
            environment = {"SSL_CERT_FILE": trusted, "REQUESTS_CA_BUNDLE": trusted}
        with web("--hosts", str(hosts), *(["--tls", name] if tls else [])) as server:
            scheme = "https" if tls else "http"
            urls = [
                f"{scheme}://{address(number % hosts)}:{server.port}/p{number}?claim={number}"
                for number in range(pages)
            ]
            (folder / "urls.txt").write_text("\n".join(urls))
            (folder / "claims.csv").write_text("source_url,target_url\n" + "".join(f"{url},{TARGET}\n" for url in urls))
            yield Ground(folder=folder, server=server, pages=pages, environment=environment)


def machine() -> str:
    model = next(
        (line.partition(": ")[2] for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"


def beside(ground: Ground, programs: Sequence[Program], rounds: int) -> None:
    """Every program once to warm up, then `rounds` times in turn; prints the table."""
    costs: dict[str, list[Cost]] = {program.name: [] for program in programs}
    found: dict[str, int] = {}
    for number in range(-1, rounds):
        for program in programs:
            cost, found[program.name] = ground.run(program)
            if number >= 0:
                costs[program.name].append(cost)
            print(f"  round {number + 1}: {program.name} {cost.cpu / ground.pages * 1000:.2f} ms", file=sys.stderr)
    ours = costs[REFERENCE]
    print(f"{'program':14} {'CPU ms/page':>12} {'ours is':>10} {'pages/s':>8} {'peak MB':>8} {'links found':>12}")
    for name, spent in costs.items():
        cpu, wall = statistics.median(one.cpu for one in spent), statistics.median(one.wall for one in spent)
        ratio = statistics.median(other.cpu / own.cpu for other, own in zip(spent, ours, strict=True))
        print(
            f"{name:14} {cpu / ground.pages * 1000:12.2f} {ratio:9.2f}x {ground.pages / wall:8.0f}"
            f" {max(one.peak for one in spent):8.0f} {found[name]:12}"
        )


def cores(ground: Ground, rounds: int) -> None:
    """Ours on the whole machine and on one core of it, the server with it."""
    walls: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for count, spent in walls.items():
            chosen = frozenset(range(count))
            os.sched_setaffinity(ground.server.pid, chosen)
            spent.append(ground.run(PROGRAMS[REFERENCE], cores=chosen)[0].wall)
    for count, spent in walls.items():
        print(f"ours on {count} core(s): {ground.pages / statistics.median(spent):.0f} pages/s")
    gain = statistics.median(one / two for one, two in zip(walls[1], walls[2], strict=True))
    print(f"two cores against one: {gain:.2f}x pages a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--hosts", type=int, help="hosts that the pages are on; as many as pages unless said")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--programs", default="linkwitness,bare-scrapy,bare-scrapy-pages,aiohttp-lxml")
    parser.add_argument("--cores", action="store_true")
    options = parser.parse_args()
    programs = [PROGRAMS[name] for name in dict.fromkeys([REFERENCE, *options.programs.split(",")])]
    with ground(options.pages, options.hosts or options.pages, tls=options.tls) as prepared:
        how = ", TLS" if options.tls else ""
        print(f"{options.pages} pages{how}, medians of {options.rounds} interleaved rounds, {machine()}")
        if options.cores:
            cores(prepared, options.rounds)
        else:
            beside(prepared, programs, options.rounds)


if __name__ == "__main__":
    main()
