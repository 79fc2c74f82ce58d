"""Faults on the wire, and names and addresses that lead nowhere or where nobody may go (name server: night.py)."""

import gzip

from tests.hostile.cases.table import Table
from tests.hostile.replies import BARE, GOOD, Reply, bombs, chunk, coded, drip, flood, head, wire
from tests.wire import Act

CASES = Table()

# Faults on the wire.
CASES.add("never-answers", "unverified timeout", wire(Act.HOLD))
CASES.add("slow-head", "unverified timeout", drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"))
CASES.add(
    "slow-body", "unverified timeout", drip(head("Transfer-Encoding: chunked") + chunk(BARE.encode()), chunk(b" "))
)
CASES.add(
    "slow-body-with-the-link", "live", drip(head("Transfer-Encoding: chunked") + chunk(GOOD.encode()), chunk(b" "))
)
CASES.add("reset-at-once", "unverified connect_error", wire(Act.RESET))
CASES.add(
    "reset-in-the-body", "unverified truncated", wire(head("Content-Length: 9000") + BARE.encode()[:900], Act.RESET)
)
CASES.add("closes-without-a-word", "unverified connect_error", wire())
CASES.add("garbage", "unverified connect_error", wire(b"\x00\xff\x13garbage\r\n\r\n"))
CASES.add("http-0.9", "unverified connect_error", wire(BARE.encode()))
CASES.add("bad-status-line", "unverified connect_error", wire(b"HTTP/1.1 two-hundred OK\r\n\r\n" + BARE.encode()))
CASES.add(
    "upgrade-101",
    "unverified connect_error",
    wire(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
)
CASES.add("continue-for-ever", "unverified connect_error", flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100))
CASES.add("endless-headers", "unverified connect_error", flood(b"HTTP/1.1 200 OK\r\n", b"X-Filler: yes\r\n" * 500))
CASES.add("one-long-header", "unverified connect_error", wire(head("X: " + "y" * 100_000) + BARE.encode()))
CASES.add(
    "two-lengths", "unverified connect_error", wire(head("Content-Length: 5", "Content-Length: 50") + BARE.encode())
)
CASES.add("negative-length", "unverified truncated", wire(head("Content-Length: -5") + BARE.encode()))
CASES.add(
    "short-of-its-length", "unverified truncated", wire(head(f"Content-Length: {len(BARE) + 500}") + BARE.encode())
)
CASES.add("short-of-its-length-with-the-link", "live", wire(head(f"Content-Length: {len(GOOD) + 500}") + GOOD.encode()))
CASES.add(
    "bad-chunk",
    "unverified truncated",
    wire(head("Transfer-Encoding: chunked") + chunk(BARE.encode()[:800]) + b"zz\r\nboom\r\n"),
)
CASES.add("no-last-chunk", "unverified truncated", wire(head("Transfer-Encoding: chunked") + chunk(BARE.encode())))
CASES.add(
    "chunk-of-an-exabyte",
    "unverified truncated",
    wire(head("Transfer-Encoding: chunked") + b"fffffffffffffff\r\n" + BARE.encode()),
)
CASES.add(
    "cut-without-a-sign",
    "unverified truncated",
    wire(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BARE.encode()[: len(BARE) // 2]),
)
CASES.add(
    "cut-inside-a-tag",
    "unverified truncated",
    wire(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BARE.encode() + b"<a href=http://targ"),
)
CASES.add(
    "http-1.0-whole", "lost link_removed", wire(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BARE.encode())
)
CASES.add("cut-gzip", "unverified truncated", coded("gzip", gzip.compress(BARE.encode() * 3)[:-40]))
CASES.add(
    "corrupt-gzip",
    "unverified truncated",
    coded("gzip", gzip.compress(BARE.encode(), 0)[:1200] + b"\xff\x00\xff" * 20),
)
CASES.add("gzip-in-name-only", "live", coded("gzip", GOOD.encode()))
CASES.add("unknown-coding", "live", coded("rot13", GOOD.encode()))
CASES.add("gzip-unannounced", "unverified not_html", Reply(gzip.compress(GOOD.encode())))
for _name, _bomb in bombs().items():
    CASES.add(_name, "unverified too_large", _bomb)
CASES.add("endless-body", "unverified too_large", flood(head(), b"<p>and on</p>" * 5000))
CASES.add(
    "endless-body-after-the-link",
    "live",
    flood(head() + GOOD.replace("</main>", "").partition("<footer>")[0].encode(), b"and-on-and-" * 5000),
)
CASES.add(
    "endless-chunks", "unverified too_large", flood(head("Transfer-Encoding: chunked"), chunk(b"<p>and on</p>" * 5000))
)
CASES.add("nobody-listens", "unverified connect_error", wire())
CASES.add("tls-unknown-issuer", "unverified tls_error", url="https://tls-unknown-issuer.test/page")
CASES.add("tls-plain-http", "unverified tls_error", url="https://tls-plain-http.test/page")
CASES.add("tls-closes", "unverified connect_error", url="https://tls-closes.test/page")

# Names that the name server of the test answers (night.py), and addresses.
CASES.add("no-such-name", "lost domain_gone", url="http://gone.nowhere.test/page")
CASES.add("name-server-fails", "unverified dns_error", url="http://fails.nowhere.test/page")
CASES.add("name-server-silent", "unverified dns_error", url="http://silent.nowhere.test/page")
CASES.add("name-server-refuses", "unverified dns_error", url="http://refuses.nowhere.test/page")
CASES.add("name-without-address", "unverified dns_error", url="http://empty.nowhere.test/page")
CASES.add("name-of-a-private-address", "unverified address_refused", url="http://private.nowhere.test/page")
CASES.add("private-address", "unverified address_refused", url="http://10.0.0.1/page")
CASES.add("metadata-address", "unverified address_refused", url="http://169.254.169.254/latest/meta-data/")
CASES.add("ipv6-loopback", "unverified address_refused", url="http://[::1]/page")
