"""Patience with one address: what is tried again, after how long, and when a whole host is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from crawler.core.vocabulary import FailureKind, PageState
from crawler.crawl.fetch import Fetched, retry_after
from crawler.downloader.errors import (
    AddressRefusedError,
    CertificateError,
    ConnectError,
    ConnectRefusedError,
    FetchError,
    FetchTimeoutError,
    HostGoneError,
    NameLookupError,
    ProtocolError,
)
from crawler.failures import Failure
from tests.crawl.web import Parts, error, in_turn, parts
from tests.fakeweb import Answer, html

URL = "http://a.test/page"
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def fetched(house: Parts, url: str = URL) -> Fetched | Failure:
    return house.clock.run(house.fetcher.fetch(url))


@pytest.mark.parametrize(
    "first", [error(500), error(503), error(429), FetchTimeoutError("x"), NameLookupError("x"), ProtocolError("x")]
)
def test_what_may_pass_is_tried_again(first: Response | Exception) -> None:
    house = parts({URL: in_turn(first, "here")})
    answer = fetched(house)
    assert isinstance(answer, Fetched)
    assert (answer.status, answer.attempts) == (200, 2)


@pytest.mark.parametrize(
    "only", [error(404), error(403), HostGoneError("x"), AddressRefusedError("x"), CertificateError("x")]
)
def test_what_will_not_pass_is_asked_once(only: Response | Exception) -> None:
    house = parts({URL: in_turn(only, "here")})
    fetched(house)
    assert house.web.count(URL) == 1
    assert house.clock.slept == []


def test_a_condition_goes_with_the_first_try_alone() -> None:
    def answer(request: Request) -> Response:
        return error(500) if "If-None-Match" in request.headers else html("here")

    house = parts({URL: answer})
    told = house.clock.run(house.fetcher.fetch(URL, headers={"If-None-Match": '"v1"'}))
    assert isinstance(told, Fetched)
    assert (told.status, told.attempts) == (200, 2)


def test_waits_grow_and_are_jittered() -> None:
    house = parts({URL: error(500)})
    fetched(house)
    first, second = house.clock.slept[0], sum(house.clock.slept[1:])
    assert 3.75 <= first <= 6.25
    assert 22.5 <= second <= 37.5
    assert first != 5.0


@pytest.mark.parametrize("told", ["60", "Mon, 23 Nov 2026 02:01:00 GMT"])
def test_retry_after_is_obeyed(told: str) -> None:
    house = parts({URL: in_turn(error(429, Retry_After=told), "here")})
    answer = fetched(house)
    assert isinstance(answer, Fetched)
    assert answer.status == 200
    assert house.clock.now() >= 60


def test_a_host_that_wants_an_hour_of_rest_gets_the_night() -> None:
    house = parts({URL: error(429, Retry_After="3600"), "http://a.test/other": "here", "http://www.a.test/": "here"})
    answer = fetched(house)
    assert isinstance(answer, Fetched)
    assert answer.status == 429
    other = fetched(house, "http://a.test/other")
    assert isinstance(other, Failure)
    assert other.state is PageState.RATE_LIMITED
    assert "given up" in other.detail
    assert house.web.requests == [URL]
    assert isinstance(fetched(house, "http://www.a.test/"), Fetched)


def test_a_503_for_an_hour_is_that_page_alone() -> None:
    house = parts({URL: error(503, Retry_After="3600"), "http://a.test/other": "here"})
    fetched(house)
    assert house.web.count(URL) == 1
    assert isinstance(fetched(house, "http://a.test/other"), Fetched)


@pytest.mark.parametrize(
    ("failing", "kind", "requests"),
    [
        (ConnectRefusedError("refused"), FailureKind.CONNECT_ERROR, 5),
        (NameLookupError("no name server"), FailureKind.DNS_ERROR, 5),
        (FetchTimeoutError("slow"), FailureKind.TIMEOUT, 15),
    ],
)
def test_a_host_that_keeps_failing_is_given_up_with_its_own_cause(
    failing: FetchError, kind: FailureKind, requests: int
) -> None:
    """One that cannot be reached after as many tries, one with slow pages after as many pages."""
    house = parts({f"http://a.test/{n}": failing for n in range(20)})
    ends = [fetched(house, f"http://a.test/{n}") for n in range(20)]
    assert {end.kind for end in ends if isinstance(end, Failure)} == {kind}
    assert len(house.web.requests) == requests


def test_a_host_that_only_errs_is_asked_for_every_page_but_once_each() -> None:
    house = parts({f"http://a.test/{n}": error(500) for n in range(40)})
    ends = [fetched(house, f"http://a.test/{n}") for n in range(40)]
    assert all(isinstance(end, Fetched) for end in ends)
    assert len(house.web.requests) == 5 * 3 + 35


def test_too_many_requests_in_a_row_end_the_night_for_a_host() -> None:
    house = parts({f"http://a.test/{n}": error(429) for n in range(20)})
    ends = [fetched(house, f"http://a.test/{n}") for n in range(20)]
    assert len(house.web.requests) == 5
    last = ends[-1]
    assert isinstance(last, Failure)
    assert last.state is PageState.RATE_LIMITED


def test_an_answer_makes_up_for_earlier_failures() -> None:
    house = parts(
        {f"http://a.test/{n}": "here" if n % 4 == 0 else FetchTimeoutError("slow") for n in range(40)}, waits=()
    )
    for n in range(40):
        fetched(house, f"http://a.test/{n}")
    assert len(house.web.requests) == 40


def test_a_bad_certificate_is_passed_over_once_where_policy_says_so() -> None:
    house = parts(
        {URL: lambda r: "here" if not r.meta["verify_tls"] else CertificateError("expired")}, tls_unverified=True
    )
    answer = fetched(house)
    assert isinstance(answer, Fetched)
    assert (answer.status, answer.tls_error) == (200, "expired")
    assert house.web.count(URL) == 2


def test_never_without_verification_unless_policy_says_so() -> None:
    house = parts({URL: lambda r: "here" if not r.meta["verify_tls"] else CertificateError("expired")})
    answer = fetched(house)
    assert isinstance(answer, Failure)
    assert answer.certificate


CUT = html("the first part").replace(flags=["truncated"])


@pytest.mark.parametrize(
    ("again", "body", "tries"),
    [
        ("the whole page", b"the whole page", 2),
        (html("the first").replace(flags=["truncated"]), b"the first part", 2),
        (html("the first part, and more").replace(flags=["truncated"]), b"the first part, and more", 2),
        (error(503), b"the first part", 3),
        (ConnectError("connection reset"), b"the first part", 3),
    ],
    ids=["whole", "shorter", "longer", "an error", "nothing"],
)
def test_a_body_that_broke_off_is_asked_for_once_more(again: Answer, body: bytes, tries: int) -> None:
    house = parts({URL: in_turn(CUT, again, again)})
    answer = fetched(house)
    assert isinstance(answer, Fetched)
    assert (answer.status, answer.body, answer.truncated) == (200, body, body != b"the whole page")
    assert house.web.count(URL) == tries


@pytest.mark.parametrize(
    ("flag", "field"), [("truncated", "truncated"), ("too_large", "too_large"), ("timeout", "timed_out")]
)
def test_a_body_that_is_not_whole_says_why(flag: str, field: str) -> None:
    house = parts({URL: html("part").replace(flags=[flag])})
    answer = fetched(house)
    assert isinstance(answer, Fetched)
    assert [name for name in ("truncated", "too_large", "timed_out") if getattr(answer, name)] == [field]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("Mon, 23 Nov 2026 02:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 02:00:30 +0000", 30),
        ("Monday, 23-Nov-26 02:00:30 GMT", 30),
    ],
)
def test_retry_after_in_both_notations(value: str, seconds: int) -> None:
    assert retry_after(value, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value", [None, "", "soon", "-5", "\u00b2", "1.5", "Mon, 99 Foo 2026", "Fri, 31 Dec 9999 23:59:59 -2359"]
)
def test_retry_after_that_says_nothing(value: str | None) -> None:
    assert retry_after(value, NOW) is None


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=60) | st.integers(0, 6000).map(lambda n: "9" * n))
def test_retry_after_never_raises(value: str) -> None:
    retry_after(value, NOW)
