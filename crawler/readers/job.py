"""What travels between the crawl and the processes that read pages, and how it is framed on the wire."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from crawler.core.reading import Reading, ReadingPolicy
from crawler.core.records import Claim, Followed, Hop, PageFacts

HEADER = struct.Struct(">Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Sent once: the rules, the region model's file and the limits in bytes."""

    policy: ReadingPolicy
    model: Path
    largest_body: int
    largest_memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One response as it came off the wire; `body` is still content-encoded."""

    page: PageFacts
    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes
    claims: tuple[Claim, ...] = ()
    hops: tuple[Hop, ...] = ()
    truncated: bool = False
    too_large: bool = False
    rendered: bool = False
    keep_signals: bool = False
    known_sha256: str | None = None
    """The hash of a former body: when this one is the same, nothing is parsed and `Unchanged` is the answer."""
    moved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    followed: Mapping[str, Followed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A page that could not be read within its time and memory, or (`ours`) for a mistake of our own."""

    cause: str
    ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The body is the same as a former one, whose facts therefore still hold."""

    body_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a reader answers: exactly one of the three."""

    reading: Reading | None = None
    unchanged: Unchanged | None = None
    unread: Unread | None = None


_encoder = msgspec.msgpack.Encoder()
read_job_message = msgspec.msgpack.Decoder(Job).decode
read_result_message = msgspec.msgpack.Decoder(Result).decode
"""Typed messages, not pickles: a reader that hostile markup has taken over can say nothing but facts."""


def packed(message: Job | Result) -> bytes:
    return framed(_encoder.encode(message))


def framed(data: bytes) -> bytes:
    return HEADER.pack(len(data)) + data
