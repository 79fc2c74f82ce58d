"""A small fast web on loopback addresses (each a host of its own): `/p17` is page 17 of the corpus, gzipped.

Latency and TLS on request. Run as a process of its own, so that what is measured is the client: prints its port,
ends with its standard input.
"""

import argparse
import asyncio
import gzip
import ssl
import sys
from pathlib import Path

import uvloop

from benchmarks.corpus import corpus

HOSTS_A_CERTIFICATE = 50
"""Hosts that share a certificate, so that a chain is as long as real ones are."""
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"


def address(number: int) -> str:
    """The loopback address of host `number`."""
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"


def certificates(folder: Path, hosts: int) -> Path:
    """Certificates for all the addresses as `0.pem` …, and the authority that a client must trust: its file."""
    import trustme

    authority = trustme.CA()
    for first in range(0, hosts, HOSTS_A_CERTIFICATE):
        names = [address(number) for number in range(first, min(hosts, first + HOSTS_A_CERTIFICATE))]
        certificate = authority.issue_cert(*names)
        chain = folder / f"{first // HOSTS_A_CERTIFICATE}.pem"
        certificate.private_key_and_cert_chain_pem.write_to_path(str(chain))
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    return folder / "ca.pem"


class Web(asyncio.Protocol):
    """HTTP/1.1 GET and HEAD, one answer a request, ready-made."""

    def __init__(self, answers: list[bytes], latency: float) -> None:
        self._answers, self._latency, self._held = answers, latency, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # uvloop has its own class

    def data_received(self, data: bytes) -> None:
        self._held += data
        while b"\r\n\r\n" in self._held:
            head, _, self._held = self._held.partition(b"\r\n\r\n")
            answer = self._answer(head)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._transport.write, answer)
            else:
                self._transport.write(answer)

    def _answer(self, head: bytes) -> bytes:
        method, path = head.split(b" ", 2)[:2]
        name = path.partition(b"?")[0]
        if not name.startswith(b"/p") or not name[2:].isdigit():
            return _NOT_FOUND
        answer = self._answers[int(name[2:]) % len(self._answers)]
        return answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == b"HEAD" else answer


def _answers(pages: int) -> list[bytes]:
    answers = []
    for page in corpus(pages):
        body = gzip.compress(page.body, 6)
        lines = ("HTTP/1.1 200 OK", f"Content-Type: {page.content_type}", "Content-Encoding: gzip")
        head = "\r\n".join((*lines, f"Content-Length: {len(body)}", "", ""))
        answers.append(head.encode() + body)
    return answers


def _context(chain: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain)
    return context


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=250)
    parser.add_argument("--hosts", type=int, default=500, help="loopback addresses to answer on")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--tls", type=Path, help="folder with the hosts' certificates")
    options = parser.parse_args()
    answers = _answers(options.pages)
    context = None
    port = 0
    for number in range(options.hosts):
        if options.tls and number % HOSTS_A_CERTIFICATE == 0:
            context = _context(options.tls / f"{number // HOSTS_A_CERTIFICATE}.pem")
        server = await asyncio.get_running_loop().create_server(
            lambda: Web(answers, options.latency), address(number), port, ssl=context, backlog=1024
        )
        port = server.sockets[0].getsockname()[1]
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(main())
