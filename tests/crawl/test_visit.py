"""What would be a false loss, one story each: the link is there, or nobody could tell."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.core.records import Claim
from crawler.core.urls import origin_of
from crawler.downloader.errors import FetchTimeoutError, HostGoneError
from tests.fakeweb import POLICY, Answer, FakeWeb, crawl, html, keep, page, redirect

PAGE = "https://a.test/page"
TARGET = "https://target.test/landing"
LINK = f'<a href="{TARGET}">the guide</a>'
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def judged(
    path: Path, pages: dict[str, Answer], *targets: str, anchor: str | None = None, **options: object
) -> list[str]:
    """One night with a claim for each target; status and reasons of each."""
    web = FakeWeb({TARGET: "<p>landing</p>", **pages})
    claims = [
        Claim(id=f"c{n}", source_url=PAGE, target_url=target, anchor=anchor)
        for n, target in enumerate(targets or (TARGET,))
    ]
    keep(path, *claims)
    crawl(path, web, **options)
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(
            "SELECT status, reasons FROM checks WHERE run_id = (SELECT max(id) FROM runs) ORDER BY claim_id"
        )
        return [" ".join([status, *json.loads(reasons)]) for status, reasons in found]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "links.db"


def test_a_link_found_before_a_refresh_stays_found(path: Path) -> None:
    """The page serves one claim and refreshes to one that serves the other."""
    other = "https://other.test/"
    first = page(LINK, head='<meta http-equiv=refresh content="3;url=/next">')
    found = judged(
        path, {PAGE: first, "https://a.test/next": page(f'<a href="{other}">x</a>'), other: "x"}, TARGET, other
    )
    assert found == ["live", "live"]


@pytest.mark.parametrize(
    "end", [HostGoneError("gone"), FetchTimeoutError("slow"), html("", status=404), page("Nothing.")]
)
def test_a_link_found_before_a_refresh_stays_found_whatever_comes_after(path: Path, end: Answer) -> None:
    first = page(LINK, head='<meta http-equiv=refresh content="3;url=/next">')
    found = judged(path, {PAGE: first, "https://a.test/next": end}, TARGET, "https://other.test/")
    assert found[0].split()[0] in ("live", "altered")


def test_a_late_refresh_leaves_time_to_read(path: Path) -> None:
    slow = page("Nothing.", head='<meta http-equiv=refresh content="300;url=/next">')
    assert judged(path, {PAGE: slow, "https://a.test/next": page(LINK)}) == ["lost link_removed"]


@pytest.mark.parametrize("refresh", ["0", "5; url=/page", "1;url=https://a.test/page#x"])
def test_a_notice_that_loads_itself_anew_is_a_waiting_room(path: Path, refresh: str) -> None:
    notice = f"<title>Umleitung</title><meta http-equiv=refresh content='{refresh}'><p>Gleich da, einen kleinen Moment"
    assert judged(path, {PAGE: f"<!doctype html>{notice}"}) == ["unverified empty"]


@pytest.mark.parametrize(
    "body",
    [
        page("Nothing.", head="<meta http-equiv=refresh content=5>"),
        "<!doctype html><title>Stand</title><meta http-equiv=refresh content=60><p>Drei zu zwei, noch zehn Minuten",
    ],
    ids=["long", "late"],
)
def test_a_page_that_is_renewed_is_a_page(path: Path, body: str) -> None:
    assert judged(path, {PAGE: body}) == ["lost link_removed"]


def test_a_body_that_ran_out_of_time_is_no_whole_page(path: Path) -> None:
    assert judged(path, {PAGE: html(page("Nothing.")).replace(flags=["timeout"])}) == ["unverified timeout"]


def test_yet_what_came_of_it_counts(path: Path) -> None:
    assert judged(path, {PAGE: html(page(LINK)).replace(flags=["timeout"])}) == ["live"]


def test_a_redirect_to_a_dead_domain_is_not_this_domain_s_end(path: Path) -> None:
    pages: dict[str, Answer] = {
        PAGE: redirect("https://dead.test/"),
        "https://dead.test/robots.txt": HostGoneError("no such name"),
    }
    assert judged(path, pages) == ["unverified dns_error"]


def test_a_dead_domain_is(path: Path) -> None:
    assert judged(path, {"https://a.test/robots.txt": HostGoneError("no such name")}) == ["lost domain_gone"]


def test_a_target_that_moved_is_met_at_its_new_address(path: Path) -> None:
    new = "https://newname.test/landing"
    assert judged(path, {PAGE: page(f'<a href="{new}">x</a>'), TARGET: redirect(new), new: "here"}) == ["live"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (redirect(TARGET), "live"),
        (html(f'<meta http-equiv=refresh content="0;url={TARGET}">'), "live"),
        (FetchTimeoutError("slow"), "unverified timeout"),
        (html("", status=503), "unverified server_error"),
        (html("", status=429), "unverified rate_limited"),
        (html("", status=403), "unverified forbidden"),
        (html("", status=404), "lost link_removed"),
        (redirect("https://elsewhere.test/"), "lost link_removed"),
        (redirect("itms-apps://app"), "lost link_removed"),
    ],
)
def test_a_cloaked_link(path: Path, answer: Answer, expected: str) -> None:
    pages: dict[str, Answer] = {PAGE: page('<a href="/go/target">x</a>'), "https://a.test/go/target": answer}
    assert judged(path, pages) == [expected]


@pytest.mark.parametrize(
    ("name", "expected"), [("target", "unverified robots_disallowed"), ("anything", "lost link_removed")]
)
def test_a_cloaked_link_that_robots_may_not_follow_counts_where_it_names_the_target(
    path: Path, name: str, expected: str
) -> None:
    pages: dict[str, Answer] = {
        PAGE: page(f'<a href="/go/{name}">x</a>'),
        f"{origin_of(PAGE)}/robots.txt": "User-agent: *\nDisallow: /go/",
    }
    assert judged(path, pages) == [expected]


@pytest.mark.parametrize("address", ["/go/anything", "https://bit.ly/3xYz"])
@pytest.mark.parametrize("words", ["our guide", "Our  Guide"])
def test_a_cloaked_link_that_robots_may_not_follow_counts_where_it_says_the_promised_words(
    path: Path, address: str, words: str
) -> None:
    closed = "User-agent: *\nDisallow: /go/\nDisallow: /3"
    pages: dict[str, Answer] = {
        PAGE: page(f'<a href="{address}">{words}</a> <a href="/go/x">x</a>'),
        f"{origin_of(PAGE)}/robots.txt": closed,
        "https://bit.ly/robots.txt": closed,
    }
    assert judged(path, pages, anchor="our guide") == ["unverified robots_disallowed"]


@pytest.mark.parametrize(
    ("address", "end", "expected"),
    [
        ("https://short.test/3xYz", redirect(TARGET), "live"),
        ("/x/17", redirect(TARGET), "live"),
        ("https://short.test/3xYz", FetchTimeoutError("slow"), "unverified timeout"),
        ("https://elsewhere.test/", page("Other guides."), "lost mention_only"),
        ("https://elsewhere.test/", html("", status=403), "lost mention_only"),
        ("https://elsewhere.test/", redirect("https://elsewhere.test/guides"), "lost mention_only"),
    ],
)
def test_a_link_with_the_promised_words_is_followed_whatever_its_form(
    path: Path, address: str, end: Answer, expected: str
) -> None:
    """Who sold it to somebody else is told apart from who put it behind an address that no list knows."""
    pages: dict[str, Answer] = {
        PAGE: page(f'<a href="{address}">our guide</a>'),
        address if "://" in address else f"https://a.test{address}": end,
    }
    assert judged(path, pages, anchor="our guide") == [expected]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (redirect(TARGET), "live"),
        (html("", status=403), "unverified forbidden"),
        (page("A dictionary of addresses."), "lost link_removed"),
    ],
)
def test_an_unknown_address_that_carries_the_target_s_is_followed(path: Path, end: Answer, expected: str) -> None:
    carrier = f"https://count.test/hit?u={TARGET}"
    assert judged(path, {PAGE: page(f'<a href="{carrier}">x</a>'), carrier: end}) == [expected]


def test_a_cloaked_link_is_met_at_a_network_that_closes_its_door_but_says_where_it_leads(path: Path) -> None:
    network = f"https://click.linksynergy.com/deeplink?murl={TARGET}"
    pages: dict[str, Answer] = {
        PAGE: page('<a href="/go/x">x</a>'),
        "https://a.test/go/x": redirect(network),
        "https://click.linksynergy.com/robots.txt": "User-agent: *\nDisallow: /",
    }
    assert judged(path, pages) == ["live"]


def test_a_page_that_is_gone_is_gone_whatever_its_menu_leads_to(path: Path) -> None:
    gone = html(page('<a href="/go/target">x</a>'), status=404)
    assert judged(path, {PAGE: gone, "https://a.test/go/target": FetchTimeoutError("slow")}) == ["lost page_gone"]


def test_a_cloaked_link_to_another_page_of_the_target_s_site(path: Path) -> None:
    other = "https://target.test/other"
    pages: dict[str, Answer] = {PAGE: page('<a href="/go/x">x</a>'), "https://a.test/go/x": redirect(other), other: "x"}
    assert judged(path, pages) == ["altered target_differs"]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (redirect("https://elsewhere.test/"), "unverified too_large"),
        (redirect("https://a.test/deals/"), "lost link_removed"),
        (page("What is cheap this week."), "lost link_removed"),
    ],
)
def test_more_cloaked_links_than_are_followed_leave_open_where_they_lead(
    path: Path, end: Answer, expected: str
) -> None:
    """A menu of addresses that answer where they are is no list of cloaks."""
    addresses = [f"/deals/{number}" for number in range(POLICY.reading.wraps.follow_per_page + 1)]
    links = " ".join(f'<a href="{address}">x</a>' for address in addresses)
    web = {f"https://a.test{address}": end for address in addresses}
    pages: dict[str, Answer] = {PAGE: page(links), "https://elsewhere.test/": "x", "https://a.test/deals/": "x", **web}
    assert judged(path, pages) == [expected]


@pytest.mark.parametrize(
    "last", ["here", FetchTimeoutError("slow"), html("", status=403), redirect("https://newname.test/robots")]
)
@pytest.mark.parametrize("linked", ["https://between.test/landing", "https://newname.test/landing"])
def test_a_target_that_moved_is_met_at_every_address_that_it_was_sent_to(path: Path, linked: str, last: Answer) -> None:
    pages: dict[str, Answer] = {
        PAGE: page(f'<a href="{linked}">x</a>'),
        TARGET: redirect("https://between.test/landing"),
        "https://between.test/landing": redirect("https://newname.test/landing"),
        "https://newname.test/landing": last,
        "https://newname.test/robots.txt": "User-agent: *\nDisallow: /robots",
    }
    assert judged(path, pages) == ["live"]


def test_a_304_to_another_address_than_the_one_asked_about_carries_nothing(path: Path) -> None:
    tagged = html(page(LINK), headers={"ETag": '"1"'})
    assert judged(path, {PAGE: tagged}) == ["live"]
    moved: dict[str, Answer] = {PAGE: redirect("/moved"), "https://a.test/moved": html("", status=304)}
    assert judged(path, moved, at=AT + timedelta(days=1), everything=True) == ["unverified server_error"]


def test_one_sibling_is_asked_once_for_all_doubtful_pages_of_a_host(path: Path) -> None:
    doubtful = page("Nothing.", title="Page not found")
    web = FakeWeb({TARGET: "x", **{f"https://a.test/p{n}": doubtful for n in range(5)}})
    keep(path, *(Claim(id=f"c{n}", source_url=f"https://a.test/p{n}", target_url=TARGET) for n in range(5)))
    crawl(path, web)
    assert len([url for url in web.requests if "does-not-exist" in url]) == 1


class Everywhere(FakeWeb):
    """A host that says the same at every address but robots.txt."""

    said = "<title>a.test</title><p>Kaikki on hyvin, tuli palaa."

    async def download(self, request: Request) -> Response:
        if not request.url.endswith("/robots.txt"):
            self.pages.setdefault(request.url, self.said)
        return await super().download(request)


@pytest.mark.parametrize(
    ("web", "expected"),
    [
        (Everywhere({TARGET: "x"}), ("unverified", '["empty"]', "empty")),
        (FakeWeb({TARGET: "x", PAGE: Everywhere.said}), ("lost", '["link_removed"]', "whole")),
    ],
    ids=["everywhere", "here alone"],
)
def test_a_page_with_little_on_it_that_stands_at_every_address_is_no_page(
    path: Path, web: FakeWeb, expected: tuple[str, ...]
) -> None:
    """Whatever its words mean, it is not the claimed one."""
    keep(path, Claim(id="c", source_url=PAGE, target_url=TARGET))
    crawl(path, web)
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT c.status, c.reasons, p.state FROM checks c JOIN pages p ON p.id = c.page_id")
        assert found.fetchall() == [expected]


def test_no_target_no_page_is_fetched_with_a_password(path: Path) -> None:
    web = FakeWeb({PAGE: page(LINK), TARGET: "x"})
    keep(
        path,
        Claim(id="c", source_url="https://me:secret@a.test/page", target_url="https://me:secret@target.test/landing"),
    )
    crawl(path, web)
    assert {url for url in web.requests if not url.endswith("robots.txt")} == {PAGE, TARGET}


NOTICE = "<title>Portti</title><h1>Portti</h1><p>Pyydä avain naapurilta, niin se aukeaa."


@pytest.mark.parametrize(
    ("tonight", "expected"),
    [
        (NOTICE, "unverified empty"),
        ("<title>A page</title><h1>A page</h1><p>It was long, and is short now.", "lost link_removed"),
    ],
    ids=["a notice", "the page, cut short"],
)
def test_a_page_with_little_on_it_is_held_against_the_page_that_the_link_was_seen_on(
    path: Path, tonight: str, expected: str
) -> None:
    """The host knows its pages, so its answer at an impossible address tells nothing of this one."""
    assert judged(path, {PAGE: page(LINK)}) == ["live"]
    assert judged(path, {PAGE: tonight}, at=AT + timedelta(days=1), everything=True) == [expected]
