"""Comparison of addresses: what each level leaves aside, and what holds for any two addresses."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crawler.core.errors import PolicyError
from crawler.core.urls import (
    UrlKeys,
    UrlPolicy,
    fetch_url,
    host_of,
    match_level,
    registrable_domain,
    resolve,
    serves,
    url_keys,
)
from crawler.core.vocabulary import Match
from tests.core.link_cases import reading_policy

POLICY = reading_policy().urls
TIGHT_TO_WIDE = [Match.EXACT, Match.PAGE, Match.PREFIX, Match.HOST, Match.DOMAIN, None]


def keys(url: str) -> UrlKeys:
    found = url_keys(url, POLICY)
    assert found is not None
    return found


def level(url: str, target: str) -> Match | None:
    return match_level(keys(url), keys(target))


@pytest.mark.parametrize(
    ("url", "target", "expected"),
    [
        ("https://a.example/x", "https://a.example/x#part", Match.EXACT),
        ("https://A.example:443/x/../x", "https://a.example/x", Match.EXACT),
        ("http://a.example/x", "https://a.example/x", Match.PAGE),
        ("https://www.a.example/x", "https://a.example/x", Match.PAGE),
        ("https://a.example./x", "https://a.example/x", Match.PAGE),
        ("https://a.example/x/", "https://a.example/x", Match.PAGE),
        ("https://a.example/x/index.PHP", "https://a.example/x", Match.PAGE),
        ("https://a.example/", "https://a.example/index.html", Match.PAGE),
        ("https://a.example/x?utm_source=n&fbclid=2", "https://a.example/x", Match.PAGE),
        ("https://a.example/x?id=3&amp;utm_source=n", "https://a.example/x?id=3", Match.PAGE),
        ("https://a.example/x?id=3&amp;page=2", "https://a.example/x?id=3&page=2", Match.HOST),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2", Match.PAGE),
        ("https://a.example/x?a=%7E+b", "https://a.example/x?a=~%20b", Match.PAGE),
        ("https://a.example/%7Eme/%c3%a4", "https://a.example/~me/%C3%A4", Match.PAGE),
        ("https://a.example/x|y'z", "https://a.example/x%7Cy%27z", Match.PAGE),
        ("https://a.example/x?", "https://a.example/x", Match.PAGE),
        ("https://me:pw@a.example/x", "https://a.example/x", Match.PAGE),
        ("https://a.example/x?a=1", "https://a.example/x?a=2", Match.HOST),
        ("https://a.example/x?q=%E4", "https://a.example/x?q=%E5", Match.HOST),
        ("https://a.example/X", "https://a.example/x", Match.HOST),
        ("https://a.example/x%2Fy", "https://a.example/x/y", Match.HOST),
        ("https://a.example/x/y", "https://a.example/x", Match.PREFIX),
        ("https://a.example/x?page=2", "https://a.example/x", Match.PREFIX),
        ("https://a.example/xy", "https://a.example/x", Match.HOST),
        ("https://a.example/", "https://a.example/x", Match.HOST),
        ("https://a.example:8080/x", "https://a.example/x", Match.DOMAIN),
        ("https://shop.a.example/x", "https://a.example/x", Match.DOMAIN),
        ("https://www.gov.uk/x", "https://gov.uk/x", Match.PAGE),
        ("https://www.gov.uk/x", "https://other.gov.uk/x", None),
        ("https://a.co.uk/", "https://b.co.uk/", None),
        ("https://a.github.io/", "https://b.github.io/", None),
        ("https://a.github.io/", "https://a.github.io/x", Match.HOST),
        ("http://192.0.2.1/", "http://192.0.2.2/", None),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]/", Match.DOMAIN),
        ("http://[2001:db8::1]/", "http://[2001:db8::2]/", None),
        ("https://www.com/", "https://com/", None),
    ],
)
def test_levels(url: str, target: str, expected: Match | None) -> None:
    assert level(url, target) == expected


@pytest.mark.parametrize(
    "url", ["", "x", "/x", "mailto:a@b.example", "javascript:1", "ftp://a.example/", "https://", "http://[", "\ud800"]
)
def test_no_keys_for_what_is_no_web_address(url: str) -> None:
    assert url_keys(url, POLICY) is None
    assert fetch_url(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://me:pw@a.example/x?utm_source=1#part", "https://a.example/x?utm_source=1"),
        ("HTTP://A.example", "http://a.example/"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://a.example/x/", "https://a.example/x/"),
    ],
)
def test_what_is_fetched_is_not_the_key(url: str, expected: str) -> None:
    assert fetch_url(url) == expected


@pytest.mark.parametrize("table", [{"tracking_parameters": "utm_*"}, {"index_pages": [1]}, {"index_pages": [""]}])
def test_a_mistake_in_the_policy_is_named(table: dict[str, object]) -> None:
    with pytest.raises(PolicyError, match=next(iter(table))):
        UrlPolicy.from_toml(table)


HOSTS = st.sampled_from(
    ["a.example", "www.a.example", "shop.a.example", "b.example", "a.co.uk", "b.co.uk", "A.example:8080", "192.0.2.1"]
)
SEGMENTS = st.lists(st.sampled_from(["", "a", "A", "b%20c", "~x", "%7Ex", "index.html", ".", "..", "ü"]), max_size=4)
PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "utm_source", "fbclid", "ä"]),
        st.sampled_from(["", "1", "a b", "%20", "+", "ü", "="]),
    ),
    max_size=4,
)


@st.composite
def urls(draw: st.DrawFn) -> str:
    scheme, host = draw(st.sampled_from(["http", "https"])), draw(HOSTS)
    query = "&".join(f"{name}={value}" for name, value in draw(PARAMETERS))
    url = f"{scheme}://{host}/{'/'.join(draw(SEGMENTS))}{'?' if query else ''}{query}"
    assume(url_keys(url, POLICY) is not None)
    return url


@given(urls())
def test_an_address_meets_itself_exactly_and_its_normal_form_too(url: str) -> None:
    assert level(url, url) is Match.EXACT
    assert level(resolve(url) or "", url) is Match.EXACT


@given(urls(), urls())
def test_levels_are_symmetric_but_for_prefix(one: str, other: str) -> None:
    there, back = level(one, other), level(other, one)
    if Match.PREFIX in (there, back):
        assert {there, back} <= {Match.PREFIX, Match.HOST}
    else:
        assert there == back


@given(urls(), urls())
def test_a_link_that_serves_a_tight_claim_serves_every_wider_one(one: str, other: str) -> None:
    found = level(one, other)
    served = [found is not None and serves(found, wanted) for wanted in TIGHT_TO_WIDE[:-1] if wanted is not None]
    assert served == sorted(served)
    assert any(served) == (found is not None)


@given(
    urls(),
    st.lists(st.sampled_from(["utm_source=x", "fbclid=1", "UTM_campaign=a%20b", "gclid="]), max_size=3),
    st.randoms(),
)
def test_tracking_and_order_of_parameters_are_aside_for_a_page(
    url: str, tracking: list[str], random: "st.Random"
) -> None:
    address, _, query = url.partition("?")
    pairs = [*filter(None, query.split("&")), *tracking]
    random.shuffle(pairs)
    assert level(f"{address}?{'&'.join(pairs)}", url) in (Match.EXACT, Match.PAGE)


@given(urls(), urls())
def test_levels_nest(one: str, other: str) -> None:
    """Equal hosts have one domain, equal pages one host."""
    first, second = keys(one), keys(other)
    if first.exact == second.exact:
        assert first.page == second.page
    if first.page == second.page:
        assert first.host == second.host
    if first.host == second.host:
        assert first.domain == second.domain


@given(st.text(max_size=60), urls())
def test_nothing_raises(text: str, base: str) -> None:
    for url in (text, f"https://{text}", f"//{text}"):
        absolute = resolve(url, base)
        assert absolute is None or resolve(absolute) == absolute
        assert registrable_domain(host_of(absolute or "")) is not None
        url_keys(url, POLICY)
