"""Wrapped addresses are decoded, cloaked ones recognised, and neither where it would be a lie."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.errors import PolicyError
from crawler.core.wrapped import WrapPolicy, is_cloaked, unwrap
from tests.core.link_cases import TARGET, reading_policy

POLICY = reading_policy().wraps


def base64_of(url: str) -> str:
    return base64.b64encode(url.encode()).decode()


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.google.com/url?q={TARGET}&sa=D",
        f"https://l.facebook.com/l.php?u={quote(TARGET, safe='')}&h=AT0",
        f"https://l.instagram.com/?u={quote(TARGET, safe='')}",
        f"https://blog.example/out.php?url={TARGET}",
        f"https://blog.example/a/redirect?x=1&to={quote(quote(TARGET, safe=''), safe='')}",
        f"https://blog.example/go/{TARGET}",
        f"https://blog.example/go?{TARGET}",
        f"https://blog.example/away?to={base64_of(TARGET)}",
        f"https://blog.example/away?to={base64_of(TARGET + '?~')}",
        f"https://blog.example/away?to={base64_of(TARGET + '?a').rstrip('=')}",
        f"https://blog.example/away?to={base64.urlsafe_b64encode((TARGET + '??>').encode()).decode()}",
        "https://blog.example/out?url=target.example/page",
        "https://blog.example/out?url=//target.example/page",
        "https://blog.example/out/https:/target.example/page",
        f"https://blog.example/out/{base64_of(TARGET).rstrip('=')}",
        f"https://brand.pxf.io/c/1/2/3?u={quote(TARGET, safe='')}",
        f"https://redirect.viglink.com/?key=1&u={quote(TARGET, safe='')}",
        f"https://eur01.safelinks.protection.outlook.com/?url={quote(TARGET, safe='')}&data=05%7C",
        f"https://urldefense.com/v3/__{TARGET}__;!!abc$",
    ],
)
def test_the_target_is_read_out_of_the_wrapper(url: str) -> None:
    assert [carried.partition("?")[0] for carried in unwrap(url, POLICY)] == [TARGET]


def test_a_wrapper_in_a_wrapper_is_opened_too() -> None:
    inner = f"https://www.google.com/url?q={quote(TARGET, safe='')}"
    assert list(unwrap(f"https://l.facebook.com/l.php?u={quote(inner, safe='')}&h=AT0", POLICY)) == [inner, TARGET]


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.facebook.com/sharer/sharer.php?u={quote(TARGET, safe='')}",
        f"https://twitter.com/intent/tweet?url={TARGET}",
        f"https://web.archive.org/web/2020/{TARGET}",
        f"https://translate.google.com/translate?u={TARGET}",
        f"https://www.linkedin.com/shareArticle?url={TARGET}",
        f"https://validator.w3.org/check?uri={TARGET}",
        f"https://www.pinterest.de/pin/create/link/?url={TARGET}",
        f"https://mobile.twitter.com/intent/tweet?url={TARGET}",
        f"https://blog.example/share/link?url={TARGET}",
        f"https://blog.example/login/redirect?url={TARGET}",
        f"https://blog.example/post?ref={TARGET}",
        f"https://blog.example/login?next={TARGET}",
        f"https://blog.example/out?url=https://elsewhere.example/&ref={TARGET}",
        f"https://blog.example/go?from={TARGET}&to=https://elsewhere.example/",
        f"https://blog.example/out?url={quote(f'https://elsewhere.example/?u={TARGET}', safe='')}",
        "https://blog.example/out?id=17",
        "https://blog.example/out?to=aHR0c%%%",
        "https://blog.example/about/target",
    ],
)
def test_what_only_names_the_target_is_no_link_to_it(url: str) -> None:
    assert TARGET not in list(unwrap(url, POLICY))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bit.ly/3xYz", True),
        ("https://www.bit.ly/3xYz", True),
        ("https://bit.ly/", False),
        ("https://blog.example/go/anvil-shop", True),
        ("https://blog.example/recommends/anvils/", True),
        ("https://blog.example/blog/go/x", True),
        ("https://blog.example/a/b/go/x", False),
        ("https://blog.example/google/x", False),
        ("https://blog.example/go", False),
        ("https://blog.example/go?id=7", True),
        ("https://brand.sjv.io/3xYz", True),
        ("https://nosjv.io/3xYz", False),
        ("https://blog.example/post", False),
    ],
)
def test_cloaked_by_form(url: str, expected: bool) -> None:
    assert is_cloaked(url, POLICY) is expected


@pytest.mark.parametrize(
    ("wrapped", "cloaked", "named"),
    [
        ({"hosts": "l.facebook.com"}, {}, "wrapped.hosts"),
        ({"path_words": [1]}, {}, "wrapped.path_words"),
        ({}, {"shorteners": [""]}, "cloaked.shorteners"),
        ({}, {"follow_per_page": 21}, "cloaked.follow_per_page"),
        ({}, {"follow_per_page": "3"}, "cloaked.follow_per_page"),
    ],
)
def test_a_mistake_in_the_policy_is_named(wrapped: dict[str, object], cloaked: dict[str, object], named: str) -> None:
    with pytest.raises(PolicyError, match=named):
        WrapPolicy.from_toml(wrapped, cloaked)


@given(st.text(alphabet="htps:/%3A2Fa0cGt.=&?-_+ü ", max_size=40))
def test_nothing_raises(tail: str) -> None:
    for url in (f"https://blog.example/out?url={tail}", f"https://l.facebook.com/{tail}"):
        for carried in unwrap(url, POLICY):
            assert carried.lower().startswith(("http://", "https://"))
        is_cloaked(url, POLICY)
