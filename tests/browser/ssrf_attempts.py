"""Runs in a network namespace where every address leads here: pages that try to reach refused addresses by every
way a browser has, opened by our own browser pieces. Prints who was reached; `control` opens them in a bare one.
"""

import asyncio
import contextlib
import json
import socket
import struct
import subprocess
import sys
import tempfile
from typing import Any

from playwright.async_api import Error, Playwright, async_playwright

from crawler.browser.find import find_browser
from crawler.browser.launch import context_options, launch_options
from crawler.browser.page import OpenPage
from crawler.browser.proxy import VettingProxy
from crawler.core.addresses import AddressPolicy
from crawler.downloader.resolver import GuardedResolver
from crawler.identity import headers_of

PUBLIC = "8.8.8.8"
NAMES = {"page.test": PUBLIC, "inner.test": "10.0.0.19"}
PORT = 8080
ORIGIN = f"http://page.test:{PORT}"

WAYS = f"""
<img src="http://10.0.0.2:{PORT}/"><img src="/to/10.0.0.1"><iframe src="http://10.0.0.3:{PORT}/"></iframe>
<iframe src="/to/10.0.0.4"></iframe><object data="http://10.0.0.22:{PORT}/"></object>
<video src="http://10.0.0.23:{PORT}/"></video><link rel=stylesheet href="http://10.0.0.24:{PORT}/">
<link rel=dns-prefetch href="//prefetched.test"><link rel=preconnect href="http://10.0.0.11:{PORT}">
<link rel=preconnect href="http://preconnected.test:{PORT}"><link rel=prefetch href="http://10.0.0.12:{PORT}/">
<script type=speculationrules>{{"prerender": [{{"urls": ["http://10.0.0.30:{PORT}/"]}}]}}</script>
<form id=form method=post action="http://10.0.0.14:{PORT}/" target=sink></form><iframe name=sink></iframe>
<img src="http://inner.test:{PORT}/"><img src="http://[fd00::1]:{PORT}/"><img src="http://[::ffff:10.0.0.20]:{PORT}/">
<img src="http://167772181:{PORT}/"><img src="http://localhost:{PORT}/"><img src="http://127.0.0.1:{PORT}/">
<img src="http://169.254.169.254:{PORT}/">
<script>
const quiet = (work) => {{ try {{ const done = work(); if (done && done.catch) done.catch(() => 0); }} catch {{}} }};
quiet(() => fetch("http://10.0.0.6:{PORT}/", {{mode: "no-cors"}}));
quiet(() => fetch("/to/10.0.0.25", {{mode: "no-cors"}}));
quiet(() => new WebSocket("ws://10.0.0.7:{PORT}/"));
quiet(() => open("http://10.0.0.5:{PORT}/"));
quiet(() => form.submit());
quiet(() => navigator.sendBeacon("http://10.0.0.15:{PORT}/", "x"));
quiet(() => new EventSource("http://10.0.0.16:{PORT}/"));
quiet(() => new Worker(URL.createObjectURL(new Blob(["fetch('http://10.0.0.17:{PORT}/', {{mode: 'no-cors'}})"]))));
quiet(() => navigator.serviceWorker.register("/sw.js"));
quiet(() => new WebTransport("https://10.0.0.18:{PORT}/"));
quiet(() => {{
  const talk = new RTCPeerConnection({{iceServers: [{{urls: "stun:10.0.0.9:{PORT}"}},
    {{urls: "turn:10.0.0.10:{PORT}?transport=tcp", username: "a", credential: "b"}}]}});
  talk.createDataChannel("x"); return talk.createOffer().then((offer) => talk.setLocalDescription(offer));
}});
</script>
"""
PAGES = {
    "/ways": WAYS,
    "/script": f"<script>location = 'http://10.0.0.26:{PORT}/'</script>",
    "/refresh": f"<meta http-equiv=refresh content='0; url=http://10.0.0.27:{PORT}/'>",
    "/sw.js": f"fetch('http://10.0.0.8:{PORT}/', {{mode: 'no-cors'}});",
}


class World:
    """Everybody there is: web servers on each address, a name server, and whoever is spoken to by datagrams."""

    def __init__(self) -> None:
        self.reached: set[str] = set()
        self.datagrams: set[str] = set()
        self.asked: set[str] = set()

    async def start(self) -> None:
        listener = socket.create_server(("", PORT), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1000)
        await asyncio.start_server(self._serve, sock=listener)
        loop = asyncio.get_running_loop()
        for address in ("10.0.0.9", "10.0.0.10", "10.0.0.18"):
            await loop.create_datagram_endpoint(lambda a=address: Datagrams(self, a), local_addr=(address, PORT))
        await loop.create_datagram_endpoint(lambda: Names(self), local_addr=("0.0.0.0", 53))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached.add(writer.get_extra_info("sockname")[0].removeprefix("::ffff:"))
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            if path.startswith("/to/"):
                place = f"http://{path[4:]}:{PORT}/"
                writer.write(f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode())
            else:
                kind = "text/javascript" if path.endswith(".js") else "text/html"
                body = PAGES.get(path, "nothing").encode()
                told = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                writer.write(told.encode() + body)
            await writer.drain()
        writer.close()


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, world: World, address: str) -> None:
        self._world, self._address = world, address

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._world.datagrams.add(self._address)


class Names(asyncio.DatagramProtocol):
    """Knows every name, so that a look-up leads on to a connection."""

    def __init__(self, world: World) -> None:
        self._world = world

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += 1 + data[at]
        name, kind = ".".join(labels), struct.unpack(">H", data[at + 1 : at + 3])[0]
        self._world.asked.add(name)
        answers = b""
        if kind == 1:
            answers = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(NAMES.get(name, PUBLIC))
        head = data[:2] + struct.pack(">HHHHH", 0x8180, 1, bool(answers), 0, 0)
        self._transport.sendto(head + data[12 : at + 5] + answers, addr)


async def allowed(url: str) -> str | None:
    return None


def network_card() -> None:
    """WebRTC speaks over nothing but a card, and the loopback device is none; kernels differ in what they offer."""
    made = any(
        subprocess.run(["ip", "link", "add", "card", "type", kind], capture_output=True, check=False).returncode == 0
        for kind in ("dummy", "ifb")
    )
    assert made, "no network card can be made"
    for words in ("address add 198.18.0.1/24 dev card", "link set card up", "route add default dev card"):
        subprocess.run(["ip", *words.split()], check=True)


PATHS = ("/ways", "/to/10.0.0.13", "/script", "/refresh")


async def guarded(playwright: Playwright, options: dict[str, Any], context: dict[str, Any]) -> None:
    browser = await playwright.chromium.launch(**options)
    for path in PATHS:
        opened = await browser.new_context(**context)
        page = await opened.new_page()
        with contextlib.suppress(Error):
            await OpenPage(page, allowed).open(ORIGIN + path, seconds=20)
        await asyncio.sleep(6 if path == "/ways" else 1.5)
        await opened.close()
    await browser.close()


async def bare(playwright: Playwright, options: dict[str, Any]) -> None:
    """A lasting profile, as a person has: Chromium prefetches names in no other."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        opened = await playwright.chromium.launch_persistent_context(profile, **options)
        for path in PATHS:
            page = await opened.new_page()
            with contextlib.suppress(Error):
                await page.goto(ORIGIN + path, wait_until="domcontentloaded", timeout=20_000)
            await asyncio.sleep(6 if path == "/ways" else 1.5)
            await page.close()
        await opened.close()


async def main(control: bool) -> None:
    network_card()
    world = World()
    await world.start()
    resolver = GuardedResolver(AddressPolicy(), hosts=NAMES)
    proxy = VettingProxy(resolver)
    await proxy.start()
    program = find_browser("").path
    assert program is not None
    options = launch_options(program, proxy.address)
    context = context_options(headers_of("test"), verify_tls=True)
    if control:
        tame = ["--disable-background-networking"]
        options = {"executable_path": options["executable_path"], "args": [], "ignore_default_args": tame}
    options["chromium_sandbox"] = False
    options["args"] = [*options["args"], f"--unsafely-treat-insecure-origin-as-secure={ORIGIN}"]
    async with async_playwright() as playwright:
        if control:
            await bare(playwright, options)
        else:
            await guarded(playwright, options, context)
    await proxy.close()
    await resolver.close()
    told = {"reached": world.reached, "datagrams": world.datagrams, "asked": world.asked}
    print(json.dumps({name: sorted(value) for name, value in told.items()}))


asyncio.run(main(sys.argv[1:] == ["control"]))
