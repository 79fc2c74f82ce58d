"""Does politeness alone set the pace? Downloads that only take time and stub reading, everything else the real thing.

python -m benchmarks.pace latency    500 hosts, answers after 200 ms, a request a second and host
python -m benchmarks.pace sorted     claims sorted by host, on 4,000 hosts, a request a second and host
python -m benchmarks.pace giant      one host with 5,000 pages beside 2,000 hosts with one
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import uvloop

from benchmarks.stub_crawl import Night, fill, measure
from crawler.store.interface import DuePage


def crawl(
    pages: Iterable[tuple[str, int]],
    *,
    stop_after: int,
    latency: float = 0.0,
    tell: Callable[[DuePage], None] = lambda page: None,
) -> Night:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "links.db"
        fill(path, pages)
        return uvloop.run(measure(path, stop_after=stop_after, delay=1.0, latency=latency, tell=tell))


def latency(hosts: int = 500, each: int = 30, answer: float = 0.2) -> None:
    pages = [(f"h{number % hosts}.test", number) for number in range(hosts * each)]
    night = crawl(pages, stop_after=len(pages), latency=answer)
    polite = each - 1 + answer  # a host's last page starts so many seconds after its first
    print(
        f"{hosts} hosts, answers after {answer * 1000:.0f} ms, delay 1 s: {len(pages) / night.seconds:.0f} pages/s,"
        f" {polite / night.seconds:.1%} of the rate that politeness allows"
    )


def by_host(hosts: int = 4000, each: int = 8) -> None:
    pages = [(f"h{number // each}.test", number) for number in range(hosts * each)]
    night = crawl(pages, stop_after=len(pages))
    print(
        f"{len(pages)} claims sorted by host, {hosts} hosts, delay 1 s: {len(pages) / night.seconds:.0f} pages/s,"
        f" {night.cpu_ms:.2f} ms CPU a page"
    )


def giant(hosts: int = 2000, giants: int = 5000) -> None:
    pages = [*(("giant.test", number) for number in range(giants)), *((f"h{n}.test", n) for n in range(hosts))]
    seen: dict[bool, list[float]] = {True: [], False: []}
    crawl(
        pages,
        stop_after=hosts + 20,
        latency=0.2,
        tell=lambda page: seen[page.host == "giant.test"].append(time.monotonic()),
    )
    begun = min(seen[True] + seen[False])
    pace = (len(seen[True]) - 1) / (max(seen[True]) - min(seen[True]))
    print(
        f"a host with {giants} pages beside {hosts} with one: the others were done after"
        f" {max(seen[False]) - begun:.1f} s, the giant kept {pace:.2f} pages/s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("latency", "sorted", "giant"))
    match parser.parse_args().what:
        case "latency":
            latency()
        case "sorted":
            by_host()
        case _:
            giant()


if __name__ == "__main__":
    main()
