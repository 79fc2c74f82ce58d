"""Real receivers on loopback, and a database with events to tell."""

import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from crawler.core.records import Claim
from crawler.store.codec import timestamp
from crawler.store.sqlite import open_database
from tests.fakeweb import keep

NOW = datetime(2027, 1, 11, 12, tzinfo=UTC)


@dataclass
class Mailbox:
    """A mail server that refuses while `refusing` is set."""

    port: int = 0
    refusing: str | None = None
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusing:
            return self.refusing
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"

    def texts(self) -> list[str]:
        bodies = [mail.get_body(("plain", "html")) for mail in self.mails]
        return [body.get_content() for body in bodies if body is not None]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = _started(box)
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _started(box: Mailbox) -> Controller:
    """A mail server on a free port, on the next one where another test was quicker."""
    while True:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = int(found.getsockname()[1])
        controller = Controller(box, hostname="127.0.0.1", port=port)
        try:
            controller.start()
        except OSError:
            continue
        return controller


@dataclass(slots=True)
class Hook:
    """A webhook's receiver: `answer` decides the status of each call, by its number from 0."""

    answer: Callable[[int], int] = lambda call: 204
    port: int = 0
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def told(self) -> list[tuple[str, list[int]]]:
        """Id and event ids of every call."""
        return [
            (headers["webhook-id"], [event["id"] for event in json.loads(body)["events"]])
            for headers, body in self.calls
        ]


@contextmanager
def hook(answer: Callable[[int], int] = lambda call: 204) -> Iterator[Hook]:
    receiver = Hook(answer=answer)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.answer(len(receiver.calls) - 1))
            self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


Row = tuple[str, str | None, str | None]


def with_events(path: Path, *events: Row, claim: dict[str, Any] | None = None, claims: int = 1) -> None:
    """A run that told these events (kind, before, after), each for every one of the claims."""
    keep(path, *(_claim(number, claim or {}) for number in range(claims)))
    add_run(path, events, claims=claims)


def add_run(path: Path, events: Sequence[Row], *, claims: int = 1, outcome: str = "complete") -> None:
    database = open_database(path)
    with database.atomic():
        run = database.conn.execute(
            "INSERT INTO runs (started_at, outcome) VALUES (?, ?)", (timestamp(NOW), outcome)
        ).lastrowid
        for number in range(claims):
            for kind, before, after in events:
                database.conn.execute(
                    "INSERT INTO events (run_id, claim_id, kind, before, after, at) VALUES (?, ?, ?, ?, ?, ?)",
                    (run, f"c{number}", kind, before, after, timestamp(NOW)),
                )
    database.conn.close()


def _claim(number: int, terms: dict[str, Any]) -> Claim:
    given = {"source_url": "https://blog.test/a", "target_url": f"https://shop.test/{number}", **terms}
    return Claim(id=f"c{number}", **given)
