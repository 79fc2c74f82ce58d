"""The evidence folder: named by content, whole files only, kept for a set time; WARC that others can read."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from scrapy.settings import Settings
from warcio.archiveiterator import ArchiveIterator

from crawler.browser.evidence import Capture, Evidence, EvidenceMode, evidence_of, forget_old
from crawler.core.errors import UsageError
from crawler.core.records import Check, ClaimState
from crawler.core.vocabulary import Status

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
CAPTURE = Capture(
    url="https://a.test/post",
    status=200,
    headers={"content-type": "text/html", "content-encoding": "br", "content-length": "7", "x-a": "b"},
    body=b"<p>raw</p>",
    html="<p>rendered é</p>".encode(),
    at=NOW,
)


def records(data: bytes) -> list[tuple[str, str | None, bytes]]:
    return [
        (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
        for record in ArchiveIterator(BytesIO(data))
    ]


def test_a_file_is_named_by_its_content(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "deep", EvidenceMode.ALL)
    name = evidence.keep(b"picture", ".jpg")
    digest = hashlib.sha256(b"picture").hexdigest()
    assert name == f"{digest[:2]}/{digest}.jpg" == evidence.keep(b"picture", ".jpg")
    assert [path.read_bytes() for path in tmp_path.rglob("*.*")] == [b"picture"]


def test_a_page_is_kept_as_received_and_as_rendered(tmp_path: Path) -> None:
    name = Evidence(tmp_path, EvidenceMode.ALL).keep_page(CAPTURE)
    _, response, rendered = records((tmp_path / name).read_bytes())
    assert response == ("response", "https://a.test/post", b"<p>raw</p>")
    assert rendered == ("conversion", "https://a.test/post", "<p>rendered é</p>".encode())


def test_headers_that_are_not_true_of_the_decoded_body_are_left_out(tmp_path: Path) -> None:
    name = Evidence(tmp_path, EvidenceMode.ALL).keep_page(CAPTURE)
    with (tmp_path / name).open("rb") as file:
        headers = next(r.http_headers for r in ArchiveIterator(file) if r.rec_type == "response")
    assert sorted(headers.headers) == [("content-length", "10"), ("content-type", "text/html"), ("x-a", "b")]


@pytest.mark.parametrize(
    ("mode", "settled", "tonight", "wanted"),
    [
        (EvidenceMode.NONE, Status.LIVE, Status.LOST, False),
        (EvidenceMode.CHANGES, Status.LIVE, Status.LOST, True),
        (EvidenceMode.CHANGES, Status.LIVE, Status.LIVE, False),
        (EvidenceMode.CHANGES, None, Status.LIVE, False),
        (EvidenceMode.ALL, Status.LIVE, Status.LIVE, True),
        (EvidenceMode.ALL, None, Status.LIVE, True),
    ],
)
def test_what_is_kept(
    tmp_path: Path, mode: EvidenceMode, settled: Status | None, tonight: Status, wanted: bool
) -> None:
    check = Check(claim_id="c", status=tonight, checked_at=NOW)
    state = ClaimState(claim_id="c", status=settled) if settled else None
    assert Evidence(tmp_path, mode).wants(check, state) is wanted


def test_old_evidence_goes_and_nothing_else(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path, EvidenceMode.ALL)
    old, young = evidence.keep(b"old", ".jpg"), evidence.keep_page(CAPTURE)
    stranger = tmp_path / "ab" / "holiday.jpg"
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"mine")
    past = (datetime.now(UTC) - timedelta(days=31)).timestamp()
    for path in (tmp_path / old, stranger):
        os.utime(path, (past, past))
    settings = Settings({"BACKLINK_EVIDENCE_DIR": str(tmp_path), "BACKLINK_EVIDENCE_DAYS": 30})
    assert forget_old(settings) == 1
    assert not (tmp_path / old).exists()
    assert (tmp_path / young).exists()
    assert stranger.exists()


def test_a_mode_that_there_is_not_is_told() -> None:
    with pytest.raises(UsageError, match="BACKLINK_EVIDENCE: expected none, changes, all"):
        evidence_of(Settings({"BACKLINK_EVIDENCE": "some", "BACKLINK_EVIDENCE_DIR": "x"}))
