"""What one shows a vendor: a picture of the page with the link marked, and its HTML as WARC.

Files are named by their own SHA-256 and kept for a set number of days; the database holds their names, relative
to the evidence folder.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from time import time

from scrapy.settings import BaseSettings

from crawler.core.errors import UsageError
from crawler.core.records import Check, ClaimState
from crawler.identity import ROBOT, VERSION

_DAY = 24 * 3600
_CODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that are not true of a body as the browser hands it over: decoded, whole."""


class EvidenceMode(StrEnum):
    """When evidence is kept: `changes` where a claim's status is not its settled one."""

    NONE = "none"
    CHANGES = "changes"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A page as it was received (`body` with its `headers`) and as it stood when it was read (`html`)."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes | None
    html: bytes
    at: datetime


class Evidence:
    """The evidence folder; made with its first file."""

    def __init__(self, folder: Path, mode: EvidenceMode) -> None:
        self._folder, self.mode = folder, mode

    def wants(self, check: Check, state: ClaimState | None) -> bool:
        match self.mode:
            case EvidenceMode.NONE:
                return False
            case EvidenceMode.ALL:
                return True
            case EvidenceMode.CHANGES:
                return is_change(check, state)

    def keep(self, data: bytes, suffix: str) -> str:
        """Write a file under its digest, whole or not at all; returns its name."""
        digest = hashlib.sha256(data).hexdigest()
        name = f"{digest[:2]}/{digest}{suffix}"
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(path)
        return name

    def keep_page(self, capture: Capture) -> str:
        return self.keep(_warc(capture), ".warc.gz")


def evidence_of(settings: BaseSettings) -> Evidence:
    """As the settings say; raises `UsageError` for one that cannot be meant."""
    mode = settings["BACKLINK_EVIDENCE"]
    if mode not in list(EvidenceMode):
        raise UsageError(f"BACKLINK_EVIDENCE: expected {', '.join(EvidenceMode)}, got {mode!r}")
    return Evidence(Path(settings["BACKLINK_EVIDENCE_DIR"]), EvidenceMode(mode))


def is_change(check: Check, state: ClaimState | None) -> bool:
    """Whether a check differs from what the claim is settled as; the first sight of a claim is no change."""
    return state is not None and state.status is not None and check.status is not state.status


def forget_old(settings: BaseSettings) -> int:
    """Delete evidence older than BACKLINK_EVIDENCE_DAYS; returns how many files went."""
    folder = Path(settings["BACKLINK_EVIDENCE_DIR"])
    oldest = time() - settings.getint("BACKLINK_EVIDENCE_DAYS") * _DAY
    old = [path for path in _files(folder) if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _files(folder: Path) -> Iterator[Path]:
    """Our own files only, whatever else lies there."""
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        name, _, suffix = path.name.partition(".")
        if len(name) == 64 and suffix in ("jpg", "warc.gz"):
            yield path


def _warc(capture: Capture) -> bytes:
    """WARC 1.1: the answer as `response`, the rendered document as `conversion` of it (ISO 28500:2017)."""
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415 - every night loads this module, few write
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415 - for the same reason

    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    date = {"WARC-Date": capture.at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    writer.write_record(writer.create_warcinfo_record("", {"software": f"{ROBOT}/{VERSION}", "format": "WARC 1.1"}))
    refers: dict[str, str] = {}
    if capture.body is not None:
        told = [(name, value) for name, value in capture.headers.items() if name not in _CODED]
        told.append(("content-length", str(len(capture.body))))
        response = writer.create_warc_record(
            capture.url,
            "response",
            payload=BytesIO(capture.body),
            length=len(capture.body),
            http_headers=StatusAndHeaders(f"{capture.status} ", told, protocol="HTTP/1.1"),
            warc_headers_dict=date,
        )
        writer.write_record(response)
        refers["WARC-Refers-To"] = response.rec_headers.get_header("WARC-Record-ID")
    rendered = writer.create_warc_record(
        capture.url,
        "conversion",
        payload=BytesIO(capture.html),
        length=len(capture.html),
        warc_content_type="text/html; charset=utf-8",
        warc_headers_dict=date | refers,
    )
    writer.write_record(rendered)
    return out.getvalue()
