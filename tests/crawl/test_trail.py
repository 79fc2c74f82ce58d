"""Redirects as a browser follows them, each hop asked of robots.txt, and where they end."""

from collections.abc import Callable

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.core.vocabulary import FailureKind
from crawler.crawl.fetch import Fetched
from crawler.crawl.trail import MOST_HOPS, Trail, follow
from crawler.failures import Failure
from tests.crawl.web import error, parts
from tests.fakeweb import Answer, html, redirect

START = "http://a.test/dir/page"


def trail(pages: dict[str, Answer], start: str = START) -> Trail:
    house = parts(pages, waits=())
    return house.clock.run(follow(start, fetcher=house.fetcher, robots=house.robots()))


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/onward", "http://a.test/onward"),
        ("onward", "http://a.test/dir/onward"),
        ("?q=1", "http://a.test/dir/page?q=1"),
        ("//b.test/x", "http://b.test/x"),
        ("https://B.test:443/x", "https://b.test/x"),
        ("http:\\\\b.test\\x", "http://b.test/x"),
        ("http://b.test/x#part", "http://b.test/x"),
        ("http://me:secret@b.test/x", "http://b.test/x"),
        (" /onward ", "http://a.test/onward"),
        ("/caf\u00e9", "http://a.test/caf%C3%A9"),
        ("http://b\u00fccher.test/?q=\u00fc", "http://xn--bcher-kva.test/?q=%C3%BC"),
        (b"/caf\xe9", "http://a.test/caf%E9"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_where_a_location_leads(location: str | bytes, leads_to: str, status: int) -> None:
    answer = error(status)
    answer.headers["Location"] = location
    found = trail({START: answer, leads_to: "here"})
    assert isinstance(found.end, Fetched)
    assert (found.url, found.end.status) == (leads_to, 200)
    assert [(hop.url, hop.status) for hop in found.hops] == [(START, str(status))]


@pytest.mark.parametrize(
    "location",
    [
        "ftp://b.test/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.test",
        "http://[half",
        "http://",
    ],
)
def test_where_no_web_address_is(location: str) -> None:
    end = trail({START: redirect(location)}).end
    assert isinstance(end, Failure)
    assert (end.kind, end.final) == (FailureKind.BAD_URL, True)


def test_two_addresses_at_once_lead_nowhere_and_the_same_twice_is_one() -> None:
    answer = error(302)
    answer.headers.setlist("Location", ["/one", "/other"])
    end = trail({START: answer, "http://a.test/one": "here", "http://a.test/other": "here"}).end
    assert isinstance(end, Failure)
    assert (end.kind, end.final) == (FailureKind.BAD_URL, True)
    answer.headers.setlist("Location", ["/one", " /one"])
    assert trail({START: answer, "http://a.test/one": "here"}).url == "http://a.test/one"


def test_what_is_told_of_a_bad_location_is_harmless() -> None:
    end = trail({START: redirect("ftp://me:secret@b.test/\u009b31m\u202e")}).end
    assert isinstance(end, Failure)
    assert "secret" not in end.detail
    assert end.detail.isprintable()


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_other_3xx_and_those_without_a_location_are_answers(status: int) -> None:
    for answer in (error(status, Location="/x"), error(302)):
        found = trail({START: answer, "http://a.test/x": "there"})
        assert (found.url, found.hops) == (START, ())


def test_a_loop_is_seen_at_its_first_turn() -> None:
    found = trail({START: redirect("/b"), "http://a.test/b": redirect("/c"), "http://a.test/c": redirect("/b")})
    assert isinstance(found.end, Failure)
    assert found.end.kind is FailureKind.REDIRECT_LOOP
    assert len(found.hops) == 3


def gate(to: str, sets: str, name: str = "seen") -> Callable[[Request], Response | str]:
    """A page for those who bring the cookie back; others are given it and sent `to` somewhere."""
    turned_away = html("", status=302, headers={"Location": to, "Set-Cookie": sets})
    return lambda request: "here" if f"{name}=".encode() in request.headers.get("Cookie", b"") else turned_away


def test_a_cookie_goes_back_on_the_way_that_its_redirect_opens() -> None:
    found = trail({START: gate(START, "seen=1; Path=/; HttpOnly")})
    assert isinstance(found.end, Fetched)
    assert (found.end.status, found.end.body, [hop.url for hop in found.hops]) == (200, b"here", [START])
    house = parts({START: gate("/checked", "seen=1; Path=/"), "http://a.test/checked": redirect(START)}, waits=())
    for _ in range(2):  # nothing is left of a visit for the next one
        found = house.clock.run(follow(START, fetcher=house.fetcher, robots=house.robots()))
        assert isinstance(found.end, Fetched)
        assert [hop.url for hop in found.hops] == [START, "http://a.test/checked"]


@pytest.mark.parametrize(
    "sets",
    [
        *("seen=1; Secure", "seen=1; Path=/elsewhere", "seen=1; Domain=b.test", "seen=1; Max-Age=0", "other=1"),
        *("seen=caf\xe9", "seen=" + "x" * 5_000, "=", ""),
    ],
)
def test_a_page_that_never_has_its_cookie_back_is_a_loop(sets: str) -> None:
    house = parts({START: gate(START, sets)}, waits=())
    found = house.clock.run(follow(START, fetcher=house.fetcher, robots=house.robots()))
    assert isinstance(found.end, Failure)
    assert found.end.kind is FailureKind.REDIRECT_LOOP
    assert house.web.count(START) <= 2


def test_cookies_stay_with_their_host() -> None:
    told: list[bytes | None] = []
    there = gate("http://b.test/", "seen=1; Path=/")

    def elsewhere(request: Request) -> str:
        told.append(request.headers.get("Cookie"))
        return "elsewhere"

    assert isinstance(trail({START: there, "http://b.test/": elsewhere}).end, Fetched)
    assert told == [None]


def test_ten_hops_and_no_more() -> None:
    chain: dict[str, Answer] = {f"http://a.test/{n}": redirect(f"/{n + 1}") for n in range(20)}
    assert isinstance(trail({**chain, f"http://a.test/{MOST_HOPS}": "here"}, "http://a.test/0").end, Fetched)
    end = trail({**chain, f"http://a.test/{MOST_HOPS + 1}": "here"}, "http://a.test/0").end
    assert isinstance(end, Failure)
    assert end.kind is FailureKind.REDIRECT_LOOP


def test_each_hop_asks_its_own_robots_txt() -> None:
    pages: dict[str, Answer] = {
        START: redirect("http://b.test/x"),
        "http://b.test/x": "never asked for",
        "http://b.test/robots.txt": "User-agent: *\nDisallow: /x",
    }
    house = parts(pages)
    found = house.clock.run(follow(START, fetcher=house.fetcher, robots=house.robots()))
    assert isinstance(found.end, Failure)
    assert found.end.kind is FailureKind.ROBOTS_DISALLOWED
    assert found.access is not None
    assert not found.access.allowed
    assert house.web.count("http://b.test/x") == 0
