"""A filled database, its report and a browser, made once for all tests of the report."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from crawler.report.model import Report, make_report
from crawler.report.page import html_report
from crawler.report.payload import thumbnails
from crawler.store.report import ReportFacts, report_facts
from tests.chromium import chromium as chromium_path
from tests.report.sample import fill

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SHOT = "ab/one.png"


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> ReportFacts:
    """Six nights of 240 claims; one lost claim has an evidence image."""
    path = tmp_path_factory.mktemp("sample") / "links.db"
    database = fill(path)
    with database.atomic():
        database.execute(
            "UPDATE links SET screenshot = ? WHERE claim_id ="
            " (SELECT claim_id FROM lost_links WHERE confirmed AND last_live_at IS NOT NULL ORDER BY 1 LIMIT 1)",
            [SHOT],
        )
    found = report_facts(database, path)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def report(facts: ReportFacts) -> Report:
    return make_report(facts)


@pytest.fixture(scope="session")
def html(report: Report, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("evidence")
    (folder / "ab").mkdir()
    (folder / SHOT).write_bytes(PIXEL)
    return html_report(report, thumbnails(report.claims, folder))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: while it is open Playwright's event loop runs in this thread, and no other may."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
