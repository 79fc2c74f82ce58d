"""How a message leaves the house: apprise for people, a signed webhook for programs. A refusal is data."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import aiohttp

from crawler.alerts.message import Message
from crawler.failures import one_line
from crawler.store.outbox import AlertEvent, Delivery

SECONDS = 20.0
_PREFIX = "whsec_"


def send_to_people(url: str, message: Message) -> str | None:
    """Hand a message to the service that an apprise URL names; returns why it was refused, if it was."""
    import apprise  # noqa: PLC0415  # slow to import, and only nights with something to tell need it

    receiver = apprise.Apprise()
    if not receiver.add(url):
        return "apprise does not understand this address"
    with apprise.LogCapture(level=logging.DEBUG, fmt="%(levelname)s %(message)s") as said:  # type: ignore[no-untyped-call]  # it has no types
        try:
            if receiver.notify(body=message.body, title=message.title, body_format=apprise.NotifyFormat.TEXT):
                return None
        except Exception as error:  # a plugin's own mistake must cost neither the night nor the message
            return without_secret(f"{type(error).__name__}: {error}", url)
        return without_secret(_last_words(said.getvalue().splitlines()), url)


def _last_words(lines: Sequence[str]) -> str:
    """Apprise's last warning, and the cause, which it tells at debug level only."""
    warnings = [line for line in lines if line.startswith(("WARNING ", "ERROR "))]
    causes = [line for line in lines if " Exception: " in line or " Response Details:" in line]
    told = [line.partition(" ")[2].strip() for line in (*warnings[-1:], *causes[-1:])]
    return " ".join(told) or "it was not taken"


def send_to_program(
    url: str, secret: str, delivery: Delivery, events: Sequence[AlertEvent], *, now: datetime
) -> str | None:
    """POST the events as JSON, signed; any 2xx takes them. Redirects are not followed: a signed body goes to the
    address it was meant for."""
    body = payload(delivery, events)
    try:
        headers = signed(secret, delivery.id, body, now=now)
    except ValueError:
        return "the webhook's secret is not whsec_ and base64"
    return without_secret(asyncio.run(_post(url, body, headers)), url)


def payload(delivery: Delivery, events: Sequence[AlertEvent]) -> bytes:
    told = {
        "id": delivery.id,
        "type": "linkwitness.events",
        "timestamp": delivery.created_at.isoformat(),
        "urgency": delivery.urgency,
        "events": [asdict(event) for event in events],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def signed(secret: str, delivery_id: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """The headers of the Standard Webhooks specification (standardwebhooks.com), version 1: HMAC-SHA256 over id,
    time and body. A secret that does not begin with whsec_ is taken as it is."""
    key = (
        base64.b64decode(secret.removeprefix(_PREFIX), validate=True) if secret.startswith(_PREFIX) else secret.encode()
    )
    stamp = str(int(now.timestamp()))
    digest = hmac.new(key, f"{delivery_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


async def _post(url: str, body: bytes, headers: Mapping[str, str]) -> str | None:
    limit = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return None if 200 <= answer.status < 300 else f"it answered {answer.status}"
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
        return f"{type(error).__name__}: {one_line(error)}"


def without_secret(refusal: str | None, url: str) -> str | None:
    """A refusal fit for the log: nothing in it that stands in the address, which is all secret."""
    if refusal is None:
        return None
    text = one_line(refusal)
    pieces = {piece for piece in url.replace("?", "/").replace("@", "/").replace(":", "/").split("/") if len(piece) > 3}
    for piece in sorted(pieces, key=len, reverse=True):
        text = text.replace(piece, "…")
    return text
