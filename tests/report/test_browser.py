"""The report in a real Chromium: what a person does with it, and what it must never do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from crawler.report.buckets import Bucket
from crawler.report.model import Report, make_report
from crawler.report.page import html_report
from crawler.report.payload import clean
from crawler.store.report import ReportFacts

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "data/axe-core/axe.min.js"
TITLES = "#explorer .title"


@contextmanager
def opened(chromium: Browser, file: Path, address: str = "", **context: Any) -> Iterator[Page]:
    """The report in a tab of its own. Whatever it says on the console or asks the network for fails the test."""
    said: list[str] = []
    tab = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
    page = tab.new_page()
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None)
    page.goto(f"{file.as_uri()}{address}")
    page.wait_for_selector("html[data-ready=all]", timeout=30_000)
    yield page
    assert said == []
    tab.close()


@pytest.fixture(scope="module")
def file(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html)
    return path


@pytest.fixture
def page(chromium: Browser, file: Path) -> Iterator[Page]:
    with opened(chromium, file) as page:
        yield page


def shows(page: Page, count: int) -> None:
    """Whether so many claims are found in the end: a click on a link is followed a moment later."""
    expect(page.locator("#explorer .found span").first).to_have_text(re.compile(rf"^{count:,} "))


def ids(page: Page) -> list[str]:
    return [row.get_attribute("data-claim") or "" for row in page.locator("#explorer tbody tr[data-claim]").all()]


@pytest.mark.parametrize("bucket", [Bucket.LOST, Bucket.ALTERED, Bucket.UNVERIFIED, Bucket.LIVE])
def test_tabs_show_the_claims_of_a_status(page: Page, report: Report, bucket: Bucket) -> None:
    page.click(f"#explorer [data-status={bucket}]")
    shows(page, report.buckets[bucket])
    assert set(ids(page)) <= {claim["id"] for claim in report.claims if claim["bucket"] == bucket}
    assert page.get_attribute(f"#explorer [data-status={bucket}]", "aria-pressed") == "true"
    assert f"status={bucket}" in page.url


@pytest.mark.parametrize("key", ["reason", "vendor", "kind", "region", "rel", "anchor"])
def test_filters_count_what_they_show(page: Page, report: Report, key: str) -> None:
    name = {"rel": "follow", "anchor": "anchor_class", "reason": "reasons"}.get(key, key)
    page.select_option(f"[data-key={key}]", index=1)
    chosen = page.input_value(f"[data-key={key}]")
    expected = [c["id"] for c in report.claims if chosen == c[name] or (key == "reason" and chosen in c[name])]
    assert expected
    shows(page, len(expected))
    assert set(ids(page)) <= set(expected)
    page.click("text=Show all")
    shows(page, len(report.claims))


def test_filters_add_up_and_search_looks_everywhere(page: Page, report: Report) -> None:
    page.select_option("[data-key=kind]", "guest")
    page.fill("[data-key=q]", "KETTLE oak link")
    page.wait_for_url("**q=KETTLE*")
    expected = [
        claim
        for claim in report.claims
        if claim["kind"] == "guest" and "kettle-and-oak" in claim["source"] and "link_removed" in claim["reasons"]
    ]
    shows(page, len(expected))


def test_causes_of_a_status_say_what_to_do_and_lead_to_their_claims(page: Page, report: Report) -> None:
    assert page.locator(".causes li").count() == 0
    page.click("#explorer [data-status=lost]")
    lost = [claim for claim in report.claims if claim["bucket"] == Bucket.LOST]
    told = page.locator(".causes li", has_text="link removed")
    assert "Ask for it back, or for your money." in told.inner_text()
    told.locator("button").click()
    removed = sum("link_removed" in claim["reasons"] for claim in lost)
    assert removed
    shows(page, removed)
    told.locator("button").click()
    shows(page, len(lost))


def test_first_screen_has_changes_standing_and_money(page: Page, report: Report) -> None:
    for part in (".lede", ".bar", "#events li >> nth=3", "#money tbody tr >> nth=0"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900, part
    page.click("#money a.lost")
    shows(page, report.buckets[Bucket.LOST])
    assert page.get_attribute("#explorer th[data-sort=price]", "aria-sort") == "descending"


def test_changed_in_this_run(page: Page, report: Report) -> None:
    page.select_option("[data-key=tonight]", "1")
    shows(page, len({event["claim"] for event in report.events}))


@pytest.mark.parametrize(("column", "key"), [("since", "since"), ("price", "price"), ("vendor", "vendor")])
def test_headers_sort_both_ways_and_say_so(page: Page, report: Report, column: str, key: str) -> None:
    values = {claim["id"]: clean(claim[key]) for claim in report.claims}
    for direction, down in (("ascending", False), ("descending", True)):
        page.click(f"#explorer th[data-sort={column}] button")
        assert page.get_attribute(f"#explorer th[data-sort={column}]", "aria-sort") == direction
        assert page.locator("#explorer th[aria-sort]").count() == 1
        missing = "\uffff" if key == "vendor" else "" if key == "since" else 0
        shown = [values[name] or missing for name in ids(page)]
        shown = [value.lower() if isinstance(value, str) else value for value in shown]
        everything = [value or missing for value in values.values()]
        everything = [value.lower() if isinstance(value, str) else value for value in everything]
        assert shown == sorted(everything, reverse=down)[: len(shown)]


def test_pages_lead_through_all_claims_once(page: Page, report: Report) -> None:
    page.click("#explorer [data-status=altered]")
    page.click("#explorer [data-status='']")
    seen = ids(page)
    while page.locator("#explorer .pager button:text('Next'):not([disabled])").count():
        page.click("#explorer .pager button:text('Next')")
        seen += ids(page)
    assert sorted(seen) == sorted(claim["id"] for claim in report.claims)


def test_deep_link_to_a_claim(chromium: Browser, file: Path, report: Report) -> None:
    claim = report.worst(Bucket.LOST, 1)[0]
    with opened(chromium, file, f"#claim={claim['id']}") as page:
        assert ids(page) == [claim["id"]]
        assert page.get_attribute(TITLES, "aria-expanded") == "true"
        assert claim["id"] in page.inner_text("#explorer .details dl")
        page.click("text=Show all")
        shows(page, len(report.claims))


def test_deep_link_to_a_claim_that_is_not_there(chromium: Browser, file: Path) -> None:
    with opened(chromium, file, "#claim=nope") as page:
        assert "No claim is called nope." in page.inner_text("#explorer .found")


def test_address_of_a_view_leads_back_to_it(chromium: Browser, file: Path, page: Page) -> None:
    page.click("#explorer [data-status=live]")
    page.select_option("[data-key=kind]", "purchased")
    page.click("#explorer th[data-sort=since] button")
    page.click("#explorer .pager button:text('Next')")
    with opened(chromium, file, "#" + page.url.partition("#")[2]) as again:
        assert ids(again) == ids(page)
        assert again.input_value("[data-key=kind]") == "purchased"


def test_tiles_events_and_domains_lead_to_their_claims(page: Page, report: Report) -> None:
    page.click(".tile.altered")
    shows(page, report.buckets[Bucket.ALTERED])
    page.click("#events li a >> nth=0")
    shows(page, 1)
    assert ids(page) == [report.events[0]["claim"]]
    page.click("#domains tbody a >> nth=0")
    domain = page.inner_text("#domains tbody a >> nth=0")
    shows(page, sum(claim["domain"] == domain for claim in report.claims))


def test_chips_choose_a_kind_of_change(page: Page, report: Report) -> None:
    page.click(".chip[data-kind=altered]")
    shown = page.locator("#events .kind").all_inner_texts()
    assert set(shown) == {"altered"}
    assert len(shown) == min(8, sum(event["kind"] == "altered" for event in report.events))


def test_domains_sort(page: Page, report: Report) -> None:
    page.click("[data-domain-sort=lost]")
    counts = [int(cell) for cell in page.locator("#domains tbody tr td:nth-of-type(4)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 0


def test_evidence_is_in_the_file(page: Page) -> None:
    page.click("#explorer [data-status=lost]")
    image = page.locator("#explorer .thumb").first
    assert image.evaluate("image => image.complete && image.naturalWidth") == 1


def test_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.dataset.key") == "q"
    page.focus(f"{TITLES} >> nth=0")
    page.keyboard.press("Enter")
    assert page.get_attribute(f"{TITLES} >> nth=0", "aria-expanded") == "true"
    assert page.is_visible("#explorer .details >> nth=0")
    page.keyboard.press("Enter")
    assert not page.is_visible("#explorer .details >> nth=0")


def test_what_pages_wrote_stays_text(page: Page, report: Report) -> None:
    hostile = next(claim for claim in report.claims if "<script>" in (claim["title"] or ""))
    page.goto(f"{page.url.partition('#')[0]}#claim={quote(hostile['id'])}")
    page.wait_for_function("document.querySelectorAll('#explorer .title').length === 1")
    assert page.inner_text(TITLES) == hostile["title"]
    for _ in range(3):
        page.click("#claims .found .more") if page.locator("#claims .found .more").count() else None
    assert page.title().startswith("Link report")
    assert page.locator("img[src=x], b:text('out')").count() == 0


def test_injected_script_and_markup_do_not_run(chromium: Browser, file: Path, tmp_path: Path) -> None:
    """Even a hole in our escaping would run nothing: the policy in the file names our scripts by their hashes."""
    broken = tmp_path / "broken.html"
    text = file.read_text().replace(
        "<main>", "<main><script>document.title='owned'</script><img src=x onerror=alert(1)>", 1
    )
    broken.write_text(text)
    page = chromium.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(broken.as_uri())
    page.wait_for_selector("html[data-ready=all]")
    assert page.title().startswith("Link report")
    assert sum("Content Security Policy" in line for line in refused) >= 2
    assert (
        page.evaluate("() => { try { document.body.innerHTML = '<p>'; return 'written' } catch { return 'refused' } }")
        == "refused"
    )
    page.close()


def test_light_and_dark(chromium: Browser, file: Path) -> None:
    def paper(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    with opened(chromium, file, color_scheme="light") as page:
        light = paper(page)
        page.click("#theme")
        assert paper(page) != light
    with opened(chromium, file, color_scheme="dark") as page:
        assert paper(page) != light
        page.click("#theme")
        assert paper(page) == light


def test_print_has_the_whole_list_and_no_controls(page: Page, report: Report) -> None:
    page.click("#explorer [data-status=unverified]")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(ids(page)) == report.buckets[Bucket.UNVERIFIED] > 20
    assert not page.is_visible("#explorer .filters")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(ids(page)) == 20


def test_without_scripts_the_night_is_told_all_the_same(chromium: Browser, file: Path, report: Report) -> None:
    tab = chromium.new_context(java_script_enabled=False)
    page = tab.new_page()
    page.goto(file.as_uri())
    text = page.inner_text("body")
    assert report.lede in text
    for claim in report.worst(Bucket.LOST, 5):
        assert claim["source"] in text
    assert page.locator("noscript table").count() == 4
    tab.close()


@pytest.mark.parametrize("width", [390, 760, 1280])
def test_no_width_scrolls_sideways(chromium: Browser, file: Path, width: int) -> None:
    with opened(chromium, file, viewport={"width": width, "height": 800}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_axe_finds_nothing_serious(chromium: Browser, file: Path, scheme: str, width: int) -> None:
    with opened(chromium, file, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True) as page:
        page.click(f"{TITLES} >> nth=0")
        page.evaluate(AXE.read_text())
        violations = page.evaluate("axe.run().then(result => result.violations)")
        serious = [
            (one["id"], one["impact"], one["nodes"][0]["html"][:200])
            for one in violations
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []


def test_fifty_thousand_claims(chromium: Browser, facts: ReportFacts, tmp_path: Path) -> None:
    many = [{**facts.claims[n % 240], "id": f"n{n}", "source": f"https://s{n}.example/{n}"} for n in range(50_000)]
    path = tmp_path / "many.html"
    path.write_text(html_report(make_report(replace(facts, claims=many)), {}))
    with opened(chromium, path) as page:
        shows(page, 50_000)
        assert page.locator("#explorer tr[data-claim]").count() == 20
        page.fill("[data-key=q]", "s49999.example")
        page.wait_for_url("**q=s49999*")
        assert ids(page) == ["n49999"]


def test_run_without_claims_or_changes(chromium: Browser, facts: ReportFacts, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text(html_report(make_report(replace(facts, claims=[], events=[], nights=[], vendors=[])), {}))
    with opened(chromium, path) as page:
        shows(page, 0)
        assert "Nothing changed." in page.inner_text("#changes")


def test_bars_of_the_plots_choose_claims(page: Page, report: Report) -> None:
    page.locator("#plots figure", has_text="Rel").locator("g[fill] rect").first.click()
    assert page.input_value("[data-key=rel]") == "followed"
    shows(page, sum(claim["follow"] == "followed" for claim in report.claims))


def test_vendors_lead_to_their_claims(page: Page, report: Report) -> None:
    for row in page.locator("#vendors tbody tr").all():
        row.locator("a").click()
        page.wait_for_url("**#vendor=**")
        shows(page, int(row.locator("td").first.inner_text()))
