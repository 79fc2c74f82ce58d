"""The host read at a glance must be the host that the URL standard finds, or none at all."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.core.urls import host_of, resolve
from crawler.core.wanted import NO_HOST, plain_host, start_of, tells_host, wanted_for
from tests.core.link_cases import claim, reading_policy

OWN = "own.example"
BASES = ("https://own.example/dir/page?q", "http://own.example:8080/")
PIECES = st.sampled_from(
    [
        *(
            "http:",
            "https:",
            "HTTP:",
            "//",
            "/",
            "\\",
            ":",
            ":80",
            ":443",
            ":99999",
            "?",
            "#",
            "@",
            "me:pw@",
            ".",
            "..",
        ),
        *(
            "\t",
            "\n",
            "\r",
            " ",
            "\x00",
            "\x0b",
            "\x7f",
            "\u00a0",
            "\u3000",
            "\ufeff",
            "\u00ad",
            "\u200b",
            "\u3002",
            "\uff0e",
        ),
        *(
            "a",
            "-",
            "_",
            "a.example",
            "EXAMPLE.com",
            "a..b",
            "b.",
            "localhost",
            "1.2.3.4",
            "0x7f",
            "256",
            ".1",
            "1.example.2",
        ),
        *("xn--", "xn--a", "xn--bcher-kva.example", "bücher.example", "\ufb00", "\u017f", "\u212a", "\u0131", "\u0130"),
        *("%41", "%2e", "%", "[::1]", "[", "]", "|", "^", "<", '"', "foo.html", "a=b", "x.y:1"),
        *("mailto:", "javascript:", "tel:", "data:", "blob:", "ftp:", "file:", "ws:", "sms:", "java\tscript:", "a:b"),
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=2)), max_size=7).map("".join), st.sampled_from(BASES))
@example("foo.x:1", BASES[0])
@example("//1.2.3", BASES[0])
@example("/\t/evil.example", BASES[0])
@example("http://a.example:65536/", BASES[0])
def test_a_host_read_at_a_glance_is_the_standards(href: str, base: str) -> None:
    host = plain_host(href, OWN)
    absolute = resolve(href, base)
    if host is not None:
        assert host == (host_of(absolute or "") or NO_HOST)


@given(
    st.lists(st.one_of(PIECES, st.text(max_size=2)), max_size=4).map("".join),
    st.lists(st.one_of(PIECES, st.text(max_size=2)), max_size=4).map("".join),
    st.sampled_from(BASES),
)
@example("https://a.example", "/x", BASES[0])
@example("/", "/a.example/x", BASES[0])
@example("/", "\t/a.example/x", BASES[0])
def test_addresses_that_begin_alike_lead_to_one_host(start: str, rest: str, base: str) -> None:
    href = start + rest
    if tells_host(start_of(href)):
        assert host_of(resolve(href, base) or "") == host_of(resolve(start_of(href), base) or "")


@pytest.mark.parametrize(
    ("href", "start"),
    [("https://a.example/x/y", "https://a.example"), ("/x", "/"), ("//a.example/x", ""), ("/", ""), ("x/y", "")],
)
def test_the_start_of_an_address(href: str, start: str) -> None:
    assert start_of(href) == start
    assert tells_host(start) == bool(start)


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://a.example/x", "a.example"),
        (" HTTPS://WWW.a-b.example?x", "www.a-b.example"),
        ("//cdn.example", "cdn.example"),
        ("/x", OWN),
        ("x/y.html", OWN),
        ("?q", OWN),
        ("#top", OWN),
        ("../up", OWN),
        ("mailto:me@a.example", NO_HOST),
        ("JavaScript:void(0)", NO_HOST),
    ],
)
def test_everyday_addresses_are_read_at_a_glance(href: str, host: str) -> None:
    assert plain_host(href, OWN) == host


def test_the_names_that_a_target_goes_by() -> None:
    wanted = wanted_for(
        (claim("https://www.bücher.example:8080/x"), claim("https://A.example/"), claim("no address")),
        moved={},
        policy=reading_policy().urls,
    )
    assert [one.names for one in wanted] == [("xn--bcher-kva.example", "bücher.example"), ("a.example",)]
