"""How fast claim files are read, and in how much memory: `python -m benchmarks.import_claims [ROWS]`.

Writes a native file and an Ahrefs export (UTF-16) of that many rows to a temporary folder, then reads each in a
process of its own, so that the peak is the reader's. The store is not part of it.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

from crawler.claims import Imported, read_claims

_NATIVE = "source_url,target_url,anchor,rel,kind,vendor,price,currency,starts_on,ends_on,campaign\n"
_AHREFS = (
    "Referring page title\tReferring page URL\tDomain rating\tTarget URL\tLeft context\tAnchor\tRight context\tType"
    "\tNofollow\tUGC\tSponsored\tFirst seen\tLast seen\tLost\tLinks in group\n"
)


def write_native(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(_NATIVE)
        for n in range(rows):
            out.write(
                f"https://site{n % 30_000}.example/blog/{n}/a-post-about-shoes,https://shop.example/p/{n % 500},"
                f'"shoes, model {n % 900}",follow,guest,Vendor {n % 40},{n % 300}.50,EUR,2026-01-15,2027-01-14,spring\n'
            )


def write_ahrefs(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-16") as out:
        out.write(_AHREFS)
        for n in range(rows):
            out.write(
                f'"Title {n}"\t"https://site{n % 30_000}.example/blog/{n}/a-post-about-shoes"\t"{n % 90}"'
                f'\t"https://shop.example/p/{n % 500}"\t"words before the"\t"shoes ""{n % 900}"""\t"and after it"'
                '\t"text"\t"false"\t"false"\t"true"\t"2026-01-16 04:11:09"\t"2026-10-30 21:00:01"\t""\t"1"\n'
            )


def measure(path: Path) -> None:
    """Reads one file to its end and prints what it took; meant to be all that its process does."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    claims = sum(isinstance(item, Imported) for item in read_claims(path))
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{path.stem:8} {path.stat().st_size / 1e6:6.0f} MB {claims:>10,} claims {took:7.1f} s "
        f"{claims / took:>8,.0f} rows/s   peak {peak / 1024:.0f} MB ({(peak - before) / 1024:.0f} MB for reading)"
    )


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("native", write_native), ("ahrefs", write_ahrefs)):
            path = Path(folder) / f"{name}.csv"
            write(path, rows)
            process = context.Process(target=measure, args=(path,))
            process.start()
            process.join()
            path.unlink()


if __name__ == "__main__":
    main()
