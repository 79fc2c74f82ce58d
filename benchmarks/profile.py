"""Where ours spends its time, process by process: `python -m benchmarks.profile [--pages 2000] [--top 25] [--tls]`.

py-spy looks at every process from outside, so that what is measured runs as it always does. Printed are shares of the
time that all processes together were at work: `own` in the function itself, `all` with what it calls.
"""

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.programs import PEERS, PROGRAMS, Program
from benchmarks.speed import REFERENCE, ground

_RATE = 200


def stacks(path: Path) -> dict[str, Counter[tuple[str, ...]]]:
    """py-spy's raw output: for each process how often each stack was seen."""
    found: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for line in path.read_text().splitlines():
        names, _, count = line.rpartition(" ")
        frames = names.split(";")
        process = max((at for at, frame in enumerate(frames) if frame.startswith("process ")), default=-1)
        if 0 <= process < len(frames) - 1:
            found[frames[process]][tuple(frames[process + 1 :])] += int(count)
    return found


def show(process: str, seen: Counter[tuple[str, ...]], *, total: int, top: int) -> None:
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for frames, count in seen.items():
        named = [frame.rpartition(":")[0] + ")" for frame in frames]  # without its line
        own[named[-1]] += count
        for name in set(named):
            whole[name] += count
    print(f"\n{process[:110]}: {seen.total() / total:.1%}")
    for title, counts in (("all", whole), ("own", own)):
        print(f"  {title}:")
        for name, count in counts.most_common(top):
            print(f"  {count / total:7.1%}  {name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--top", type=int, default=25)
    parser.add_argument("--tls", action="store_true")
    options = parser.parse_args()
    ours = PROGRAMS[REFERENCE]
    spying = [str(PEERS / "py-spy"), "record", "--subprocesses", "--rate", str(_RATE), "--format", "raw"]
    with ground(options.pages, options.pages, tls=options.tls) as prepared:
        spied = Program(
            name=ours.name, command=[*spying, "--output", "seen.txt", "--", *ours.command], found=ours.found
        )
        prepared.run(spied)
        found = stacks(prepared.folder / "seen.txt")
    total = sum(seen.total() for seen in found.values())
    for process, seen in sorted(found.items(), key=lambda one: -one[1].total()):
        show(process, seen, total=total, top=options.top)


if __name__ == "__main__":
    main()
