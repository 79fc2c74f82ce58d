"""Whose domain a host belongs to, by the suffix list and by the rule for what the list does not know."""

import pytest

from crawler.core.document import parse
from crawler.core.links import LinkFinder
from crawler.core.records import Claim, Followed
from crawler.core.urls import UrlPolicy, registrable_domain
from crawler.core.wanted import wanted_for
from crawler.core.wrapped import WrapPolicy


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.shop.example", "shop.example"),
        ("www.shop.co.uk", "shop.co.uk"),
        ("a.github.io", "a.github.io"),
        ("blog.shop.notyetlisted", "shop.notyetlisted"),
        ("www.shop.test.", "shop.test"),
        ("wiki.corp", "wiki.corp"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("[2001:db8::1]", "[2001:db8::1]"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize("host", ["www.shop.test", "shop.test", "www.blog.shop.test"])
def test_a_link_under_a_top_level_domain_that_no_list_knows_is_found(host: str) -> None:
    """Every spelling of the same domain has to lead to the same one, or a link in plain sight is called lost."""
    claim = Claim(id="1", source_url="http://page.test/", target_url=f"http://{host}/x")
    document = parse(f"<p>By <a href='http://{host}/x'>the smith</a>.", "http://page.test/")
    followed: dict[str, Followed] = {}
    finder = LinkFinder(
        document,
        wanted_for((claim,), moved={}, policy=UrlPolicy()),
        urls=UrlPolicy(),
        wraps=WrapPolicy(),
        followed=followed,
    )
    finder.read()
    assert [found.serves for found in finder.found] == [True]
