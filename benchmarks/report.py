"""The report of many claims: how long it takes to make, how large it is, how soon it can be used.

    python -m benchmarks.report [--claims 50000] [--nights 3]

First use is the time from opening the file to filtered claims on the screen, in headless Chromium.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from crawler.report.model import make_report
from crawler.report.page import html_report
from crawler.store.report import report_facts
from tests.report.sample import fill


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=50_000)
    parser.add_argument("--nights", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = fill(Path(folder) / "links.db", claims=options.claims, nights=options.nights)
        started = time.perf_counter()
        facts = report_facts(database, "links.db")
        assert facts is not None
        read = time.perf_counter()
        text = html_report(make_report(facts), {})
        made = time.perf_counter()
        file = Path(folder) / "report.html"
        file.write_text(text)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{options.claims} claims, {options.nights} nights")
        print(f"read {read - started:.1f} s, made {made - read:.1f} s, {len(text) / 1e6:.2f} MB, peak {peak:.0f} MB")
        for name, seconds in first_use(file).items():
            print(f"{name:24} {seconds:.2f} s")


def first_use(file: Path) -> dict[str, float]:
    """Seconds from navigation until claims are listed, until all is drawn, and for a filter, a search and a sort."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        started = time.perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_selector("html[data-ready]", state="attached")
        took = {"claims listed": time.perf_counter() - started}
        page.wait_for_selector("html[data-ready=all]", state="attached")
        took["everything drawn"] = time.perf_counter() - started
        page.click("#explorer [data-status=lost]")
        took["first filter applied"] = time.perf_counter() - started
        for name, action in {
            "first search": "document.querySelector('[data-key=q]').value = 'rugs 17';"
            "document.querySelector('[data-key=q]').dispatchEvent(new Event('input'))",
            "sort all by link": "location.hash = 'sort=link'",
        }.items():
            before = page.inner_text("#explorer tbody")
            started = time.perf_counter()
            page.evaluate(action)
            page.wait_for_function(
                "before => document.querySelector('#explorer tbody').innerText !== before", arg=before
            )
            took[name] = time.perf_counter() - started
        browser.close()
        return took


if __name__ == "__main__":
    main()
