"""How fast names are looked up through the address guard: `python -m benchmarks.names [--names 5000] [--answer 0.05]`.

A name server of our own, a process on loopback, answers each question after a while: A with an address, AAAA with
none. As many look-ups are in flight as requests may be.
"""

import argparse
import asyncio
import multiprocessing
import socket
import time
from typing import Any

import uvloop

from benchmarks.server import address
from config.settings import CONCURRENT_REQUESTS
from crawler.core.addresses import AddressPolicy
from crawler.downloader.resolver import GuardedResolver

_A = 1
_ANSWERED = bytes((0x81, 0x80))
"""Flags of an answer: recursion was desired and is available, no error."""


class NameServer(asyncio.DatagramProtocol):
    def __init__(self, wait: float) -> None:
        self._wait = wait

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        asyncio.get_running_loop().call_later(self._wait, self._transport.sendto, _answer(data), addr)


def _answer(question: bytes) -> bytes:
    """RFC 1035, section 4.1: header, the question again, and for an A question one address that lives for a minute."""
    end = question.index(0, 12) + 5
    kind = int.from_bytes(question[end - 4 : end - 2], "big")
    count = bytes((0, 1, 0, int(kind == _A), 0, 0, 0, 0))
    record = b"\xc0\x0c" + bytes((0, 1, 0, 1, 0, 0, 0, 60, 0, 4)) + socket.inet_aton(address(0))
    return question[:2] + _ANSWERED + count + question[12:end] + (record if kind == _A else b"")


def _serve(wait: float, ports: Any) -> None:
    async def serve() -> None:
        made, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: NameServer(wait), local_addr=("127.0.0.1", 0)
        )
        ports.put(made.get_extra_info("sockname")[1])
        await asyncio.Event().wait()

    uvloop.run(serve())


async def look_up(names: list[str], port: int, at_a_time: int) -> tuple[float, float]:
    """Wall and CPU seconds for all names."""
    resolver = GuardedResolver(AddressPolicy.parse(["127.0.0.0/8"]), servers=[f"127.0.0.1:{port}"])
    waiting = iter(names)

    async def work() -> None:
        for name in waiting:
            assert await resolver.addresses(name) == [address(0)]

    started, cpu = time.monotonic(), time.process_time()
    await asyncio.gather(*(work() for _ in range(at_a_time)))
    spent = time.monotonic() - started, time.process_time() - cpu
    await resolver.close()
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=5000)
    parser.add_argument("--answer", type=float, default=0.05, help="seconds until an answer comes")
    options = parser.parse_args()
    ports: Any = multiprocessing.Queue()
    server = multiprocessing.Process(target=_serve, args=(options.answer, ports), daemon=True)
    server.start()
    port = ports.get()
    for at_a_time in (CONCURRENT_REQUESTS // 2, CONCURRENT_REQUESTS):
        names = [f"h{number}.at{at_a_time}.test" for number in range(options.names)]
        wall, cpu = uvloop.run(look_up(names, port, at_a_time))
        print(
            f"{options.names} names, answers after {options.answer * 1000:.0f} ms, {at_a_time} in flight:"
            f" {options.names / wall:.0f} names/s, {cpu / options.names * 1000:.2f} ms CPU a name"
        )
    server.terminate()


if __name__ == "__main__":
    main()
