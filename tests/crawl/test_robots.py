"""robots.txt by RFC 9309: who is asked, what an answer means, how long it is kept."""

import asyncio
import gzip
from datetime import timedelta

import pytest
from scrapy.http import Response

from crawler.core.vocabulary import FailureKind
from crawler.crawl.robots import Access
from crawler.downloader.errors import (
    AddressRefusedError,
    BadUrlError,
    CertificateError,
    ConnectRefusedError,
    FetchTimeoutError,
    HostGoneError,
    NameLookupError,
    ProtocolError,
)
from tests.crawl.web import Parts, error, in_turn, parts
from tests.fakeweb import Answer, redirect

URL = "http://a.test/private/page"
FILE = "http://a.test/robots.txt"
NO = "User-agent: *\nDisallow: /private/\n"


def rules(text: str | bytes, **headers: str) -> Response:
    body = text if isinstance(text, bytes) else text.encode()
    return Response(FILE, body=body, headers={"Content-Type": "text/plain", **headers})


def access(answer: Answer, url: str = URL, **others: Answer) -> Access:
    return asked(parts({FILE: answer, **others}, waits=()), url)


def asked(house: Parts, url: str = URL) -> Access:
    return house.clock.run(house.robots().access(url))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451])
def test_4xx_is_no_rules(status: int) -> None:
    assert access(error(status)).allowed


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 520])
def test_a_file_that_cannot_be_had_closes_the_site_and_says_so(status: int) -> None:
    told = access(error(status))
    assert not told.allowed
    assert str(status) in told.cause


@pytest.mark.parametrize("failing", [FetchTimeoutError("slow"), ProtocolError("garbage")])
def test_a_file_that_never_comes_closes_the_site(failing: Exception) -> None:
    told = access(failing)
    assert told.failure is not None
    assert told.failure.kind is FailureKind.ROBOTS_DISALLOWED
    assert str(failing) in told.failure.detail


@pytest.mark.parametrize(
    ("failing", "kind"),
    [
        (HostGoneError("x"), FailureKind.DOMAIN_GONE),
        (NameLookupError("x"), FailureKind.DNS_ERROR),
        (AddressRefusedError("x"), FailureKind.ADDRESS_REFUSED),
        (CertificateError("x"), FailureKind.TLS_ERROR),
        (ConnectRefusedError("x"), FailureKind.CONNECT_ERROR),
        (BadUrlError("x"), FailureKind.BAD_URL),
    ],
)
def test_a_host_that_is_not_there_tells_its_own_cause(failing: Exception, kind: FailureKind) -> None:
    told = access(failing)
    assert told.failure is not None
    assert told.failure.kind is kind


@pytest.mark.parametrize(
    "failing", [HostGoneError("x"), NameLookupError("x"), AddressRefusedError("x"), FetchTimeoutError("x")]
)
def test_what_befalls_another_host_that_it_redirects_to_is_not_this_host_s_end(failing: Exception) -> None:
    told = access(redirect("http://b.test/r"), **{"http://b.test/r": failing})
    assert told.failure is not None
    assert told.failure.kind is FailureKind.ROBOTS_DISALLOWED
    assert "b.test" in told.failure.detail


def test_five_redirects_are_followed_and_no_more() -> None:
    chain: dict[str, Answer] = {f"http://b.test/{n}": redirect(f"http://b.test/{n + 1}") for n in range(1, 9)}
    assert not access(redirect("http://b.test/1"), **{**chain, "http://b.test/5": rules(NO)}).allowed
    assert access(redirect("http://b.test/1"), **{**chain, "http://b.test/6": rules(NO)}).allowed


@pytest.mark.parametrize(
    "body",
    [
        NO.encode(),
        b"\xef\xbb\xbf" + NO.encode(),
        NO.encode("utf-16"),
        b"\xfe\xff" + NO.encode("utf-16-be"),
        NO.replace("\n", "\r").encode(),
        b"\x00\xff\n" + NO.encode(),
    ],
)
def test_it_is_read_in_whatever_bytes_it_comes(body: bytes) -> None:
    assert not access(rules(body)).allowed
    assert access(rules(body), "http://a.test/public").allowed


def test_compressed() -> None:
    assert not access(rules(gzip.compress(NO.encode()), **{"Content-Encoding": "gzip"})).allowed


def test_half_a_file_closes_the_site() -> None:
    cut = rules("User-agent: *\nAllow: /").replace(flags=["truncated"])
    assert not access(cut, "http://a.test/public").allowed
    assert not access(rules(gzip.compress(b"User-agent: *" * 99)[:-9], **{"Content-Encoding": "gzip"})).allowed


def test_500_kib_are_read_and_the_last_line_only_if_it_is_whole() -> None:
    filler = "# " + "x" * (500 * 1024 - len(NO) - 12) + "\n"
    assert not access(rules(NO + filler)).allowed
    assert access(rules(filler + "#" * 50 + "\n" + NO)).allowed
    half = "User-agent: *\n"
    half += "#" * (500 * 1024 - len(half) - len("\nDisallow: /p")) + "\nDisallow: /private/but-not-this\n"
    assert access(rules(half), "http://a.test/public").allowed


def test_our_name_counts_and_googlebot_s_permission_is_a_fact_only() -> None:
    text = "User-agent: Linkwitness\nDisallow: /private/\n\nUser-agent: Googlebot\nDisallow: /\n\nUser-agent: *\nDisallow:\n"
    told = access(rules(text), "http://a.test/public")
    assert (told.allowed, told.googlebot) == (True, False)
    assert not access(rules(text)).allowed


@pytest.mark.parametrize(
    ("agent", "meant"),
    [
        ("Linkwitness", True),
        ("LINKWITNESS/2.1 (+https://linkwitness.test)", True),
        ("linkwitness*", True),
        ("*", True),
        ("* # everybody", True),
        ("Link", False),
        ("Linkwitness-Images", False),
        ("Mozilla/5.0 (compatible; Linkwitness)", False),
        ("*bot", False),
        ("", False),
    ],
)
def test_a_product_token_is_met_whole_whatever_version_stands_behind_it(agent: str, meant: bool) -> None:
    assert access(rules(f"User-agent: {agent}\nDisallow: /\n"), "http://a.test/page").allowed is not meant


def test_many_agents_times_many_rules_cost_no_more_than_their_sum() -> None:
    """A file within the limit whose agents and rules multiply to a hundred million."""
    text = "".join(f"User-agent: bot{n}\n" for n in range(10_000)) + "User-agent: linkwitness\n"
    text += "".join(f"Disallow: /{n}\n" for n in range(10_000))
    assert not access(rules(text), "http://a.test/77").allowed
    assert access(rules(text), "http://a.test/public").allowed


@pytest.mark.parametrize(
    ("asks", "rate"),
    [("7", 7.0), ("0.5", 0.5), ("9999", 60.0), ("nan", 0.0), ("-3", 0.0), ("1e999", 0.0), ("soon", 0.0)],
)
def test_crawl_delay(asks: str, rate: float) -> None:
    house = parts({FILE: rules(f"User-agent: *\nCrawl-delay: {asks}")})
    asked(house)
    assert house.gate.rate("a.test") == rate


def test_it_is_asked_once_a_run_and_kept_for_a_day_over_runs() -> None:
    house = parts({FILE: rules(NO)})
    robots = house.robots()

    async def many() -> None:
        await asyncio.gather(*(robots.access(f"http://a.test/{n}") for n in range(9)))

    house.clock.run(many())
    assert house.web.count(FILE) == 1
    assert not asked(house).allowed
    assert house.web.count(FILE) == 1
    house.clock.skip(timedelta(hours=24).total_seconds())
    assert not asked(house).allowed
    assert house.web.count(FILE) == 2


def test_a_closed_site_is_asked_again_in_the_next_run() -> None:
    house = parts({FILE: in_turn(error(503), rules("User-agent: *\nDisallow:"))}, waits=())
    assert not asked(house).allowed
    assert asked(house).allowed


def test_each_scheme_and_port_has_its_own() -> None:
    house = parts(
        {FILE: rules(NO), "https://a.test/robots.txt": error(404), "http://a.test:8080/robots.txt": error(404)}
    )
    assert not asked(house).allowed
    assert asked(house, "https://a.test/private/page").allowed
    assert asked(house, "http://a.test:8080/private/page").allowed


def test_memory_holds_a_bounded_number_of_rules() -> None:
    big = rules(NO + "#" * 400_000 + "\n")
    house = parts({f"http://h{n}.test/robots.txt": big for n in range(40)})
    house.clock.idle = 5000
    robots = house.robots()

    async def all_of_them() -> int:
        for n in range(40):
            assert not (await robots.access(f"http://h{n}.test/private/page")).allowed
        return len(robots._known)

    assert house.clock.run(all_of_them()) <= 11


def test_nobody_asks_where_the_operator_says_so() -> None:
    house = parts({FILE: rules(NO)})
    assert house.clock.run(house.robots(obey=False).access(URL)).allowed
    assert house.web.requests == []
