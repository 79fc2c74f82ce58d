"""The hostile web as one real crawl: servers and `scrapy verify` together, watched; prints what was seen as JSON.

Run as a program, if possible in a namespace (tests/namespace.py), where nothing can leave the machine and every
address there is leads back to it: then `strays` are connections to addresses that nobody may connect to.
"""

import asyncio
import contextlib
import csv
import json
import os
import re
import socket
import sqlite3
import ssl
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import trustme

from tests.command import ROOT, arguments
from tests.hostile.cases import CASES, addresses
from tests.hostile.replies import TARGET, Answer, Reply, Wire
from tests.wire import Act, Script, WireServer, naming, serving
from tests.wire import Answer as Named

_REQUEST = re.compile(rb"(?:GET|HEAD) (?:http://[^/\s]+)?(\S+) HTTP/1\.1\r\n(?:.*\r\n)*?Host: (\S+)\r\n", re.IGNORECASE)
_NAMES: dict[str, Named] = {
    "gone": (3, []),
    "fails": (2, []),
    "silent": None,
    "refuses": (5, []),
    "empty": (0, []),
    "private": (0, ["10.0.0.1"]),
}
SETTINGS = (
    "DOWNLOAD_TIMEOUT=10",
    "BACKLINK_CONNECT_TIMEOUT=4",
    "BACKLINK_READ_SECONDS=3",
    "BACKLINK_RETRY_WAITS=0.05",
    "BACKLINK_RETRY_AFTER_MOST=2",
    "LOG_LEVEL=INFO",
)


class HostileWeb:
    """What the servers say and what they saw: `seen` are (host, path) of requests in order, and `-` with the host
    and path of one that was held until its client went away."""

    def __init__(self) -> None:
        self._answers = addresses()
        self.seen: list[tuple[str, str]] = []
        self.requests: list[str] = []
        self.secure = False

    def __call__(self, request: bytes) -> Script:
        found = _REQUEST.match(request)
        if found is None:
            return [b"HTTP/1.1 400 What\r\nContent-Length: 0\r\n\r\n"]
        path, host = found[1].decode("latin-1"), found[2].decode("latin-1").partition(":")[0]
        self.seen.append((host, path))
        self.requests.append(request.decode("latin-1"))
        answer = self._answers.get(f"http://{host}{path}") or self._answers.get(f"https://{host}{path}")
        return self._told(answer, host, path)

    def _told(self, answer: Answer | None, host: str, path: str) -> Script:
        match answer:
            case Wire():
                for step in answer.steps():
                    yield step
                    if step is Act.HOLD:
                        self.seen.append(("-", host + path))
            case Reply():
                yield answer.raw()
            case None if path == "/robots.txt":
                yield Reply("no rules", 404).raw()
            case None:
                yield Reply("<title>Not found</title>", 404).raw()


def _named(name: str, kind: str) -> Named:
    known = _NAMES.get(name.partition(".")[0], (3, []))
    return known and (known[0], [one for one in known[1] if kind == "A"])


@contextlib.asynccontextmanager
async def _tls(web: HostileWeb) -> AsyncIterator[WireServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("tls-unknown-issuer.test").configure_cert(context)
    async with serving(web, tls=context) as server:
        yield server


@contextlib.asynccontextmanager
async def _rude(words: bytes) -> AsyncIterator[int]:
    """Says its words to whoever comes, without listening, and closes."""

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def _hosts(port: int) -> dict[str, str]:
    hosts = {address.split("/")[2] for address in addresses()}
    return {host: f"127.0.0.1:{port}" for host in hosts if host.endswith(".test") and ".nowhere." not in host}


async def _peaks(pid: int, peaks: dict[str, int]) -> None:
    """The highest memory (MB) of the crawl's own process and of those below it, as long as they live."""
    while True:
        for one in [pid, *_below(pid)]:
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{one}/status").read_text()
                found = re.search(r"VmHWM:\s+(\d+) kB", status)
                kind = "crawl" if one == pid else "reader"
                if found:
                    peaks[kind] = max(peaks.get(kind, 0), int(found[1]) // 1024)
        await asyncio.sleep(0.1)


def _below(pid: int) -> list[int]:
    """The processes that a process started, and those that they started: readers have a parent of their own."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            found += [child, *_below(child)]
    return found


async def main() -> None:
    web = HostileWeb()
    peaks: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder, _closed_port() as closed:
        async with (
            serving(web) as plain,
            _tls(web) as tls,
            _rude(b"HTTP/1.1 400 Bad Request\r\n\r\n") as plainly,
            _rude(b"") as rudely,
            naming(_named) as names,
            _strays() as strays,
        ):
            hosts = _hosts(plain.port)
            ports = {"unknown-issuer": tls.port, "plain-http": plainly, "closes": rudely}
            hosts |= {f"tls-{name}.test": f"127.0.0.1:{port}" for name, port in ports.items()}
            hosts["nobody-listens.test"] = f"127.0.0.1:{closed}"
            claims = Path(folder, "claims.csv")
            with claims.open("w", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["id", "source_url", "target_url"])
                rows.writerows([case.name, case.source, TARGET] for case in CASES)
            extra = [*SETTINGS, f"BACKLINK_HOSTS={json.dumps(hosts)}", f"BACKLINK_DNS_SERVERS={names.address}"]
            command = arguments("verify", claims, "--db", Path(folder, "links.db"))
            command += [part for setting in extra for part in ("-s", setting)]
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=ROOT,
                env={**os.environ, "SCRAPY_SETTINGS_MODULE": "config.settings"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            watching = asyncio.ensure_future(_peaks(process.pid, peaks))
            out, err = await process.communicate()
            watching.cancel()
        print(
            json.dumps(_result(Path(folder, "links.db"), web, peaks, process.returncode, out, err) | {"strays": strays})
        )


@contextlib.asynccontextmanager
async def _strays() -> AsyncIterator[list[str]]:
    """In a namespace, who came to the ports that no case is served at: to an address that a guard let through."""
    came: list[str] = []

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(str(writer.get_extra_info("sockname")))
        writer.close()

    async with contextlib.AsyncExitStack() as stack:
        for port in (80, 443) if sys.argv[1:] == ["alone"] else ():
            listener = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
            await stack.enter_async_context(await asyncio.start_server(note, sock=listener))
        yield came


@contextlib.contextmanager
def _closed_port() -> Iterator[int]:
    """A port where nobody listens, kept from others for as long."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def _result(
    path: Path, web: HostileWeb, peaks: dict[str, int], code: int | None, out: bytes, err: bytes
) -> dict[str, object]:
    with contextlib.closing(sqlite3.connect(path)) as database:
        checks = database.execute(
            "SELECT c.claim_id, c.status, c.reasons, c.id, p.state_evidence, p.failure_detail"
            " FROM checks c LEFT JOIN pages p ON p.id = c.page_id ORDER BY c.id"
        ).fetchall()
        outcome = database.execute("SELECT outcome FROM runs").fetchall()
    return {
        "code": code,
        "outcome": outcome,
        "checks": {one[0]: [one[1], *json.loads(one[2])] for one in checks},
        "why": {one[0]: f"{one[4]} {one[5]}" for one in checks},
        "order": [one[0] for one in checks],
        "seen": web.seen,
        "requests": web.requests,
        "peaks": peaks,
        "out": out.decode(),
        "err": err.decode(),
    }


if __name__ == "__main__":
    asyncio.run(main())
    sys.exit(0)
