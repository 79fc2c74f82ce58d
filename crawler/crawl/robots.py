"""robots.txt by RFC 9309: asked before every page, kept for a day, and never passed by.

4xx: no rules. 5xx, 429, no answer or half of one: nothing is fetched for now, with the cause. At most five
redirects are followed and 500 KiB read. What Googlebot may do is noted as a fact and changes nothing for us.
"""

import asyncio
import codecs
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from protego import Protego

from crawler.core.urls import fetch_url, host_of, origin_of, resolve
from crawler.core.vocabulary import FailureKind
from crawler.crawl.fetch import Fetched, Fetcher
from crawler.crawl.redirects import REDIRECTS, locations_of
from crawler.downloader.decompress import decompress
from crawler.failures import Failure, one_line
from crawler.identity import ROBOT
from crawler.store.interface import CrawlStore, RobotsRecord

_GOOGLE = "Googlebot"
_MOST_BYTES = 500 * 1024
_MOST_REDIRECTS = 5
_KEPT_FOR = timedelta(hours=24)
_IN_MEMORY = 4096
_MOST_TEXT = 4 * 1024 * 1024
"""Bytes of rules kept parsed; a parsed rule takes some twenty times its text."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_AGENT = re.compile(r"[ \t]*user[- ]?agents?[ \t]*[: \t][ \t]*([^#\r\n]*)", re.IGNORECASE)
_PAST_TOKEN = re.compile(r"[^a-z_-]", re.IGNORECASE)
_NOBODY = "nobody-we-ask-for"
_ASKED_FOR = {agent.lower(): agent for agent in (ROBOT, _GOOGLE)}
_UNREACHED = frozenset(
    {FailureKind.DOMAIN_GONE, FailureKind.DNS_ERROR, FailureKind.TLS_ERROR, FailureKind.ADDRESS_REFUSED}
    | {FailureKind.BAD_URL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Whether we may fetch an address and why; `failure` where the host itself could not be reached."""

    allowed: bool
    cause: str
    googlebot: bool | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    access: str
    cause: str
    parser: Protego | None = None
    failure: Failure | None = None
    size: int = 0


class Robots:
    """`access` answers for one address; each origin's file is fetched once at a time."""

    def __init__(self, fetcher: Fetcher, store: CrawlStore, *, obey: bool, wall: Callable[[], datetime]) -> None:
        self._fetcher, self._store, self._obey, self._wall = fetcher, store, obey, wall
        self._known: OrderedDict[str, asyncio.Future[_Rules]] = OrderedDict()
        self._size = 0

    async def access(self, url: str) -> Access:
        if not self._obey:
            return Access(allowed=True, cause="robots.txt is not asked (ROBOTSTXT_OBEY is off)")
        rules = await self._rules(origin_of(url), host_of(url))
        if rules.failure is not None:
            return Access(allowed=False, cause=rules.cause, failure=rules.failure)
        if rules.parser is None:
            allowed = rules.access != "disallowed"
            return Access(allowed=allowed, cause=rules.cause, googlebot=allowed)
        allowed = rules.parser.can_fetch(url, ROBOT)
        cause = f"robots.txt {'allows' if allowed else 'disallows'} it for {ROBOT}"
        return Access(allowed=allowed, cause=cause, googlebot=rules.parser.can_fetch(url, _GOOGLE))

    async def _rules(self, origin: str, host: str) -> _Rules:
        known = self._known.get(origin)
        if known is None:
            known = self._known[origin] = asyncio.ensure_future(self._learn(origin, host))
            rules = await asyncio.shield(known)
            self._size += rules.size
            self._forget()
            return rules
        self._known.move_to_end(origin)
        return await asyncio.shield(known)

    def _forget(self) -> None:
        """Drop what was not asked for the longest while; the store still has it."""
        while len(self._known) > 1 and (len(self._known) > _IN_MEMORY or self._size > _MOST_TEXT):
            oldest = next(iter(self._known.values()))
            if not oldest.done():
                return
            self._known.popitem(last=False)
            if not oldest.cancelled() and oldest.exception() is None:
                self._size -= oldest.result().size

    async def _learn(self, origin: str, host: str) -> _Rules:
        record = self._store.robots(origin)
        if record is None or record.expires_at <= self._wall():
            answer = await self._ask(f"{origin}/robots.txt")
            if isinstance(answer, Failure):
                return _unreached(answer)
            record = self._record(answer)
            self._store.remember_robots(origin, record)
        if record.access != "rules":
            return _Rules(access=record.access, cause=record.cause)
        parser = Protego.parse(_text_of(record.body))
        delay = parser.crawl_delay(ROBOT)
        if delay:
            self._fetcher.gate.slow_down(host, float(delay))
        return _Rules(access="rules", cause=record.cause, parser=parser, size=len(record.body))

    async def _ask(self, url: str) -> Fetched | Failure:
        answer = await self._fetcher.fetch(url, most=_MOST_BYTES)
        for _ in range(_MOST_REDIRECTS):
            if isinstance(answer, Failure) or answer.status not in REDIRECTS:
                return answer
            places = locations_of(answer)
            onward = fetch_url(resolve(places[0], answer.url) or "") if len(places) == 1 else None
            if onward is None:
                return answer
            answer = await self._fetcher.fetch(onward, most=_MOST_BYTES)
            if isinstance(answer, Failure):
                detail = f"it redirects to {one_line(onward)}: {answer.detail}"
                return replace(answer, kind=FailureKind.ROBOTS_DISALLOWED, detail=detail, connected=True, state=None)
        return answer

    def _record(self, answer: Fetched) -> RobotsRecord:
        now = self._wall()
        access, cause, body = "allowed", f"robots.txt answered {answer.status}: no rules", b""
        if answer.status == 429 or answer.status >= 500:
            access, cause = "disallowed", f"robots.txt answered {answer.status}: nothing is fetched for now"
        elif 200 <= answer.status < 300:
            access, cause = "rules", "robots.txt was read"
            codings = ", ".join(answer.headers.get("content-encoding", ()))
            read = decompress(answer.body, codings, _MOST_BYTES)
            too_large = answer.too_large or read.too_large
            if answer.truncated or answer.timed_out or not (read.complete or too_large):
                access, cause = "disallowed", "robots.txt broke off: nothing is fetched for now"
            else:
                body = read.body.rpartition(b"\n")[0] if too_large else read.body
        kept = _KEPT_FOR if access != "disallowed" else timedelta()
        return RobotsRecord(access=access, cause=cause, body=body, fetched_at=now, expires_at=now + kept)


def _text_of(body: bytes) -> str:
    """The rules as text with each agent under its plain name, and all that are not ours to ask for under one: a file
    of many thousand agents with many thousand rules each would take their product of time and memory."""
    mark, encoding = next(((mark, name) for mark, name in _BOMS if body.startswith(mark)), (b"", "utf-8"))
    text = body[len(mark) :].decode(encoding, "replace")
    return "\n".join(map(_plainly, text.splitlines()))


def _plainly(line: str) -> str:
    """The line; if it names an agent, by that agent's product token alone, whatever version stands behind it. A token
    is met whole, case aside (RFC 9309 section 2.2.1; so does Google's parser)."""
    found = _AGENT.match(line)
    if found is None:
        return line
    token = _PAST_TOKEN.split(found[1], maxsplit=1)[0].lower()
    everybody = found[1][:2].strip() == "*"
    return f"User-agent: {'*' if everybody else _ASKED_FOR.get(token, _NOBODY)}"


def _unreached(failure: Failure) -> _Rules:
    """No answer: a host that is not there at all tells its own cause, a silent robots.txt closes the site."""
    if failure.kind in _UNREACHED or not failure.connected:
        return _Rules(access="disallowed", cause=failure.detail, failure=failure)
    cause = f"robots.txt could not be read, nothing is fetched for now: {failure.detail}"
    return _Rules(
        access="disallowed", cause=cause, failure=replace(failure, kind=FailureKind.ROBOTS_DISALLOWED, detail=cause)
    )
