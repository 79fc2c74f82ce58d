"""A plain web server on loopback, for whole crawls by the real command: any host name, pages by a function."""

import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Page = tuple[int, Mapping[str, str], bytes]


@dataclass(slots=True)
class Loopback:
    """`port` it listens on; `requests` are (host, path) in order of arrival, `agents` what they called themselves."""

    port: int
    requests: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str | None] = field(default_factory=set)


@contextmanager
def loopback(page: Callable[[str, str], Page]) -> Iterator[Loopback]:
    """Serve `page(host, path)` on 127.0.0.1 until the block ends."""
    web = Loopback(port=0)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            web.requests.append((host, self.path))
            web.agents.add(self.headers.get("User-Agent"))
            status, headers, body = page(host, self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # a client that is killed on purpose
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
