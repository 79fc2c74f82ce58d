"""How the crawl's own work grows with the list: stub downloads and stub reading, everything else the real thing.

    python -m benchmarks.scale [--claims 1000000] [--hosts 100000] [--stop-after 30000] [--delay 0]

Prints seconds from the start to the first request, the longest stall of the loop (time in which it only waited for a
core that other programs held does not count), CPU a claim over all and over the last tenth, peak memory and the size
of the database. With `--against` the same for a smaller list, and the ratio of their CPU a claim:

    python -m benchmarks.scale --against 10000x1000
    python -m benchmarks.scale --claims 100000 --hosts 100000 --against 100000x1000
"""

import argparse
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import uvloop

from benchmarks.stub_crawl import fill, measure


def night(claims: int, hosts: int, *, stop_after: int, delay: float) -> float:
    """One size measured and printed; gives the CPU a claim."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "links.db"
        fill(path, ((f"h{number % hosts}.test", number) for number in range(claims)))
        empty = path.stat().st_size
        found = uvloop.run(measure(path, stop_after=min(claims, stop_after), delay=delay))
        grown = path.stat().st_size - empty
    print(
        f"{claims} claims on {hosts} hosts: first request {found.first:.2f} s, longest stall {found.stall:.3f} s,"
        f" {found.cpu_ms:.3f} ms CPU a claim ({found.last_ms:.3f} in the last tenth),"
        f" {found.done / found.seconds:.0f} claims/s, peak {found.peak_mb:.0f} MB,"
        f" {empty / claims:.0f} B a claim before its first night, {grown / found.done:.0f} B a claim and night",
        flush=True,
    )
    return found.cpu_ms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--hosts", type=int, default=100_000)
    parser.add_argument("--stop-after", type=int, default=30_000)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--against", help="CLAIMSxHOSTS")
    options = parser.parse_args()
    sizes = [(options.claims, options.hosts)]
    if options.against:
        claims, hosts = options.against.split("x")
        sizes.insert(0, (int(claims), int(hosts)))
    # Each size in a process of its own, as peak memory is a process's.
    with ProcessPoolExecutor(max_workers=1, max_tasks_per_child=1, mp_context=get_context("spawn")) as pool:
        costs = [
            pool.submit(night, *size, stop_after=options.stop_after, delay=options.delay).result() for size in sizes
        ]
    if options.against:
        print(f"CPU a claim: {costs[1] / costs[0]:.2f}x that of the smaller list")


if __name__ == "__main__":
    main()
