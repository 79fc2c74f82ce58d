"""Every refused address on every way in, while a server listens on all addresses there are.

Run as a program in a namespace (tests/namespace.py), with the networks that the guard allows as
arguments; prints as JSON, by way, the addresses at which that server was reached and how each fetch
ended.
"""

import asyncio
import json
import socket
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout
from aiohttp.abc import AbstractResolver, ResolveResult

from crawler.core.addresses import AddressPolicy
from crawler.downloader.handler import DownloadHandler
from crawler.downloader.wire import GuardedConnector, WireResponse
from crawler.failures import Failure
from tests.downloader.fetching import downloading, fetched
from tests.wire import OK, Answer, DnsServer, WireServer, naming, serving

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "ssrf_vectors.json").read_text())
REFUSED: list[str] = VECTORS["must_block"]
PUBLIC = "8.8.8.8"


class Names:
    """`answer.7.test` has the seventh vector's address, `mixed.7.test` a public one besides it, and
    `rebinding.7.test` a public one for the first question and the vector's ever after."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()

    def __call__(self, name: str, kind: str) -> Answer:
        way, number, _ = name.split(".")
        vector = REFUSED[int(number)]
        self._asked[name + kind] += 1
        first = self._asked[name + kind] == 1
        addresses = {"answer": [vector], "mixed": [vector, PUBLIC], "rebinding": [PUBLIC if first else vector]}
        return 0, [address for address in addresses[way] if (":" in address) is (kind == "AAAA")]


class Lying(AbstractResolver):
    """Vouches for an address that it should not have let through: only the guard at the socket is left."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=self._address, port=port, family=socket.AF_UNSPEC, proto=0, flags=0)]

    async def close(self) -> None:
        pass


class Attempts:
    """The ways in, each tried with every vector."""

    def __init__(self, allowed: list[str], server: WireServer, names: DnsServer) -> None:
        self._allowed = allowed
        self._server = server
        self._names = names
        self.ends: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.reached: dict[str, list[str]] = {}

    async def all(self) -> None:
        for way in (self.literals, self.spellings, self.answers, self.mixed, self.rebinding, self.hosts, self.sockets):
            before = self._server.connections
            await way()
            self.reached[way.__name__] = self._server.reached[before:]

    async def literals(self) -> None:
        async with self._downloading() as handler:
            for address in REFUSED:
                await self._fetch(handler, "literals", address, f"[{address}]" if ":" in address else address)

    async def spellings(self) -> None:
        async with self._downloading() as handler:
            for spelling in VECTORS["hostname_spellings_of_loopback"]:
                host = spelling.removeprefix("http://").removesuffix("/")
                await self._fetch(handler, "spellings", spelling, host)

    async def answers(self) -> None:
        async with self._downloading() as handler:
            for number, address in enumerate(REFUSED):
                await self._fetch(handler, "answers", address, f"answer.{number}.test")

    async def mixed(self) -> None:
        async with self._downloading() as handler:
            for number, address in enumerate(REFUSED):
                await self._fetch(handler, "mixed", address, f"mixed.{number}.test")

    async def rebinding(self) -> None:
        for _ in range(2):
            async with self._downloading() as handler:
                for number, address in enumerate(REFUSED):
                    await self._fetch(handler, "rebinding", address, f"rebinding.{number}.test")

    async def hosts(self) -> None:
        names = {f"host.{number}.test": address for number, address in enumerate(REFUSED)}
        async with self._downloading(BACKLINK_HOSTS=names) as handler:
            for name, address in names.items():
                await self._fetch(handler, "hosts", address, name)

    async def sockets(self) -> None:
        for address in REFUSED:
            connector = GuardedConnector(AddressPolicy.parse(self._allowed), resolver=Lying(address))
            options = {"response_class": WireResponse, "timeout": ClientTimeout(2)}
            async with ClientSession(connector=connector, **options) as session:
                try:
                    await session.get(f"http://name.test:{self._server.port}/")
                except OSError as error:
                    self.ends["sockets"][address] = str(error)

    @asynccontextmanager
    async def _downloading(self, **settings: object) -> AsyncIterator[DownloadHandler]:
        limits = {"DOWNLOAD_TIMEOUT": 2, "BACKLINK_CONNECT_TIMEOUT": 2, "BACKLINK_ALLOWED_NETWORKS": self._allowed}
        async with downloading(**limits, BACKLINK_DNS_SERVERS=[self._names.address], **settings) as handler:
            yield handler

    async def _fetch(self, handler: DownloadHandler, way: str, vector: str, host: str) -> None:
        end = await fetched(handler, f"http://{host}:{self._server.port}/", meta={"verbatim_url": True})
        self.ends[way][vector] = end.kind.value if isinstance(end, Failure) else "reached"


async def main(allowed: list[str]) -> None:
    async with serving([OK], everywhere=True) as server, naming(Names()) as names:
        attempts = Attempts(allowed, server, names)
        await attempts.all()
    print(json.dumps({"reached": attempts.reached, "ends": attempts.ends}))


asyncio.run(main(sys.argv[1:]))
