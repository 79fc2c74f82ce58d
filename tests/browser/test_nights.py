"""Nights in a row, and nights on a machine without a browser."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.browser.cases import TARGET, article, script
from tests.browser_env import need_chromium, seen, verify
from tests.loopback import Page, loopback

LINK = f"<p><a href={TARGET}>the offer</a></p>"
ADDS = article(script(f"document.querySelector('article').insertAdjacentHTML('beforeend', '{LINK}')"))
HOSTS = ["plain.test", "added.test"]


def pages(**bodies: str) -> Callable[[str, str], Page]:
    def answer(host: str, path: str) -> Page:
        body = bodies.get(host.removesuffix(".test"), "") if path == "/" else ""
        return (200 if body else 404), {"Content-Type": "text/html; charset=utf-8"}, body.encode()

    return answer


def claims_in(folder: Path) -> Path:
    claims = folder / "claims.csv"
    claims.write_text("source_url,target_url\n" + "".join(f"http://{host}/,{TARGET}\n" for host in HOSTS))
    return claims


def told(path: Path, host: str) -> tuple[str, list[str], str]:
    check = seen(path, source_host=host)
    return check["status"], json.loads(check["reasons"]), check["fetched_by"]


@pytest.mark.browser
def test_before_a_live_link_is_called_lost_a_browser_looks_and_keeps_evidence(tmp_path: Path) -> None:
    need_chromium()
    path, evidence = tmp_path / "links.db", tmp_path / "evidence"
    kept = {"EVIDENCE": "changes", "EVIDENCE_DIR": evidence}
    with loopback(pages(plain=article(LINK), added=ADDS)) as web:
        verify(path, claims_in(tmp_path), hosts=HOSTS, port=web.port, **kept)
    assert told(path, "plain.test") == ("live", [], "http")
    assert told(path, "added.test") == ("live", [], "browser")
    assert not evidence.exists(), "the first sight of a claim is no change"
    with loopback(pages(plain=article("<p>nothing here</p>"), added=ADDS)) as web:
        verify(path, "--all", hosts=HOSTS, port=web.port, **kept)
    assert told(path, "plain.test") == ("lost", ["link_removed"], "browser")
    assert told(path, "added.test") == ("live", [], "browser")
    lost, live = seen(path, source_host="plain.test"), seen(path, source_host="added.test")
    assert (evidence / lost["page_screenshot"]).read_bytes().startswith(b"\xff\xd8\xff"), "a JPEG"
    records = list(ArchiveIterator(BytesIO((evidence / lost["warc"]).read_bytes())))
    assert [record.rec_type for record in records] == ["warcinfo", "response", "conversion"]
    assert (live["warc"], live["screenshot"]) == (None, None)


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        ({"BROWSER": "/no/such/browser"}, "BACKLINK_BROWSER: /no/such/browser is no program"),
        ({"RENDER": "never"}, "it is switched off"),
        ({"RENDER_BUDGET": 0, "BROWSER": "/bin/true"}, "the run's budget of 0 pages is used up"),
    ],
)
def test_without_a_browser_all_else_is_as_ever(tmp_path: Path, settings: dict[str, object], cause: str) -> None:
    path = tmp_path / "links.db"
    with loopback(pages(plain=article(LINK), added=ADDS)) as web:
        verify(path, claims_in(tmp_path), hosts=HOSTS, port=web.port, **settings)
    assert told(path, "plain.test") == ("live", [], "http")
    assert told(path, "added.test") == ("unverified", ["render_failed"], "http")
    assert cause in seen(path, source_host="added.test")["failure_detail"]


def test_a_browser_that_does_not_start_leaves_no_claim_without_its_check(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    with loopback(pages(plain=article(LINK), added=ADDS)) as web:
        verify(path, claims_in(tmp_path), hosts=HOSTS, port=web.port, BROWSER="/bin/true")
    assert told(path, "plain.test") == ("live", [], "http")
    assert told(path, "added.test") == ("unverified", ["render_failed"], "browser")
    assert "could not be started" in seen(path, source_host="added.test")["failure_detail"]
