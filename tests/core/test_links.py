"""Which links a page has, which of them serve a claim, and what is counted."""

import dataclasses
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.cloaks import Cloaks
from crawler.core.document import parse
from crawler.core.found import MOST_OTHERS_OF_PAGE
from crawler.core.link_hidden import declarations
from crawler.core.links import MOST_LINKS, MOST_OTHERS, list_links
from crawler.core.records import Followed, Hop
from crawler.core.urls import match_level, resolve, serves, url_keys
from crawler.core.vocabulary import Match, PageState, Place, Via
from tests.core.link_cases import SOURCE, TARGET, claim, read_page, reading_policy

DATA = Path(__file__).parents[1] / "data"
LINK = f'<a href="{TARGET}">anvils</a>'


def urls_of(html: str, url: str = SOURCE) -> list[str | None]:
    return [link.url for link in list_links(parse(html, url))]


def test_links_are_counted_in_document_order() -> None:
    html = "<a name=x>no</a><a href>own</a><map><area href=/b></map><link href=/c><svg><a xlink:href=/d>d</a></svg><a href=/e>e</a>"
    links = list_links(parse(html, SOURCE))
    assert [(link.ordinal, link.href) for link in links] == [(0, ""), (1, "/b"), (2, "/d"), (3, "/e")]
    assert [link.anchor for link in links] == ["own", "", "d", "e"]
    assert links[0].url == SOURCE


def test_an_address_that_no_browser_makes_sense_of_has_no_url() -> None:
    assert urls_of('<a href="https://exa mple/">x</a><a href="http://[">y</a>') == [None, None]


def test_internal_external_and_nofollowed_links_of_the_page() -> None:
    page = read_page(
        f"{LINK}<a href=/a>1</a><a href='//www.blog.example/b'>2</a><a href='https://shop.blog.example/'>3</a>"
        "<a href=#top>4</a><a href='mailto:a@b.example'>-</a><a href='javascript:x()'>-</a><a href='ftp://f.example/'>-</a>"
        "<a rel='NoFollow,noopener' href='https://other.example/'>5</a><a rel=nofollowed href='http://1.2.3/'>6</a>"
    ).page
    assert (page.links_internal, page.links_external, page.links_nofollow) == (4, 3, 1)


def test_one_reading_serves_many_claims() -> None:
    first, second, third = (
        claim(id="a"),
        claim("https://target.example/", id="b"),
        claim("https://none.example/", id="c"),
    )
    wide = claim("https://target.example/", id="d", match=Match.DOMAIN)
    reading = read_page(f"{LINK}<a href='http://www.target.example'>home</a>", first, second, third, wide)
    served = [(link.claim_id, link.ordinal) for link in reading.links if link.serves]
    assert served == [("a", 0), ("d", 0), ("b", 1), ("d", 1)]
    assert reading.missing == {"c"}


def test_a_claim_on_the_page_s_own_site_takes_no_menu_for_another_link() -> None:
    reading = read_page("<a href=/>home</a><a href=/list>list</a>", claim("https://blog.example/gone"))
    assert reading.links == ()
    assert reading.missing == {"claim"}


HOSTS = st.sampled_from(
    [
        *(
            "gov.uk",
            "www.gov.uk",
            "a.gov.uk",
            "github.io",
            "www.github.io",
            "a.github.io",
            "www.a.github.io",
            "www.com",
        ),
        *("a.example", "WWW.a.example", "www.a.example.", "shop.a.example", "1.2.3.4", "[::1]", "[::1]:8080", "com"),
        *(
            "bücher.example",
            "xn--bcher-kva.example",
            "www.bücher.example",
            "user:pw@a.example",
            "localhost",
            "a.example:81",
        ),
    ]
)
HREFS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["http://", "https://", "//", " https:\\\\", "HTTPS:/"]),
    HOSTS,
    st.sampled_from(["", "/", "/x", "/x?a=1"]),
)


@given(HREFS, st.builds("https://{}{}".format, HOSTS, st.sampled_from(["/", "/x"])), st.sampled_from(Match))
def test_the_finder_finds_what_the_keys_say_and_nothing_else(href: str, target: str, match: Match) -> None:
    """The short cuts by host and domain must not lose what a comparison of every single link would find."""
    url, of = resolve(href, SOURCE), claim(target, match=match)
    keys, wanted = url_keys(url or "", reading_policy().urls), url_keys(target, reading_policy().urls)
    level = match_level(keys, wanted) if keys and wanted else None
    links = read_page(f'<a href="{href}">x</a>', of).links
    assert [link.match for link in links] == ([] if level is None else [level])
    assert [link.serves for link in links] == ([] if level is None else [serves(level, match)])


OTHER = "<a href='https://target.example/other'>x</a>"


def test_a_hundred_links_are_kept_or_twenty_others() -> None:
    served = read_page(OTHER * 5 + LINK * (MOST_LINKS + 5))
    assert [link.serves for link in served.links] == [True] * MOST_LINKS
    assert served.page.links_external == MOST_LINKS + 10
    missing = read_page(OTHER * (MOST_OTHERS + 5))
    assert [link.serves for link in missing.links] == [False] * MOST_OTHERS


def test_a_page_with_many_claims_to_one_domain_keeps_each_its_own_link() -> None:
    claims = [claim(f"https://target.example/{number}", id=f"c{number}") for number in range(60)]
    reading = read_page("".join(f"<a href='{one.target_url}'>x</a>" for one in claims), *claims)
    assert [(link.claim_id, link.url) for link in reading.links] == [(one.id, one.target_url) for one in claims]


def test_many_missing_claims_share_what_is_kept_of_others() -> None:
    claims = [claim(f"https://target.example/{number}", id=f"c{number}") for number in range(MOST_OTHERS_OF_PAGE // 2)]
    comment = "<!-- <a href='https://target.example/a'>x</a> -->"
    reading = read_page(comment + "<a href='https://sub.target.example/'>x</a>" + OTHER * 30, *claims)
    kept = {one.id: [link for link in reading.links if link.claim_id == one.id] for one in claims}
    assert len(reading.links) == MOST_OTHERS_OF_PAGE
    for links in kept.values():
        assert [(link.place, link.match) for link in links] == [(Place.BODY, Match.HOST)] * 2


def test_a_target_that_moved_is_met_at_its_new_address() -> None:
    html = "<a href='https://new.example/page'>anvils</a>"
    assert read_page(html).missing == {"claim"}
    reading = read_page(html, moved={TARGET: ("https://new.example/page/",)})
    assert [(link.match, link.serves, link.via) for link in reading.links] == [(Match.PAGE, True, Via.DIRECT)]


def test_a_cloaked_link_is_offered_and_met_once_followed() -> None:
    html = (
        "<a href='/go/hammer'>hammer</a><a href='/go/target-shop'>shop</a><a href='/go/x'>Anvils</a><a href='/go/y'>y</a>"
        "<a href='/post'>post</a>"
    )
    of = claim(anchor="anvils")
    reading = read_page(html, of)
    assert [(one.url.rpartition("/")[2], one.telling) for one in reading.cloaked.follow] == [
        *(("x", True), ("target-shop", True), ("hammer", False), ("y", False))
    ]
    hops = (Hop(url="https://blog.example/go/x", status="302"),)
    followed = {"https://blog.example/go/x": Followed(final_url=f"{TARGET}?utm_source=x", hops=hops)}
    link, *others = read_page(html, of, followed=followed).links
    assert others == []
    assert (link.via, link.url, link.hops, link.match) == (Via.REDIRECT, "https://blog.example/go/x", hops, Match.PAGE)


def test_nothing_is_followed_where_nothing_is_missing() -> None:
    assert read_page(f"{LINK}<a href=/go/x>x</a>").cloaked == Cloaks()


def test_a_click_handler_is_kept_and_still_looked_for_by_a_browser() -> None:
    reading = read_page(f"<div data-href='{TARGET}'>anvils</div>")
    assert [(link.place, link.serves) for link in reading.links] == [(Place.SCRIPT, True)]
    assert reading.missing == {"claim"}
    assert reading.needs_browser is not None


def test_links_in_every_place_have_their_facts_and_none_has_a_place_it_has_not() -> None:
    html = f"<template>{LINK}</template><!-- {LINK} --><iframe srcdoc='<a href={TARGET}>x</a>'></iframe>"
    for link in read_page(html).links:
        assert link.anchor
        assert link.ordinal == -1
        assert (link.position, link.heading, link.context_before) == (None, None, "")


def test_what_is_no_page_is_not_searched() -> None:
    reading = read_page(
        b"%PDF-1.7 <a href='https://target.example/page'>x</a>", headers={"content-type": "application/pdf"}
    )
    assert reading.page.state is PageState.NOT_HTML
    assert reading.links == ()
    assert reading.missing == {"claim"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("absolute", "http://another.example.invalid/ok"),
        ("empty-base", "https://site.example/dir/ok"),
        ("relative-dot-folder", "https://site.example/dir/anotherBase/ok"),
        ("relative-folder", "https://site.example/dir/anotherBase/ok"),
        ("relative-page", "https://site.example/dir/ok"),
        ("relative-to-root", "https://site.example/anotherBase/ok"),
    ],
)
def test_linkinators_bases(name: str, expected: str) -> None:
    html = (DATA / f"linkinator/{name}.html").read_text("utf-8")
    broken = expected.removesuffix("ok") + "broken"
    assert urls_of(html, "https://site.example/dir/page") == [expected, broken, expected, broken]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lychee/TEST_HTML5", ["https://example.com/body/a", *["https://example.com/body/div_empty_a"] * 2]),
        (
            "lychee/TEST_HTML5_MINIFIED",
            ["https://example.com/docs/", "https://example.com/", "https://example.com/forum"],
        ),
        ("lychee/TEST_VERBATIM", ["http://www.example.com/pre/a"]),
        ("lychee/TEST_HTML5_CUSTOM_ELEMENTS", []),
        ("lychee/resolve_paths", ["https://s.example/", "https://s.example/about", "https://s.example/another%20page"]),
        (
            "lychee/TEST_HTML5_MALFORMED_LINKS",
            ["https://s.example/https;//example.com/malformed_one", None, "https://example.com/valid"],
        ),
        ("linkinator/malformed", [None]),
        ("linkinator/protocols", ["irc://irc.freenode.net/%23bootstrap", "mailto:email@example.com"]),
    ],
)
def test_fixtures_of_other_checkers(name: str, expected: list[str | None]) -> None:
    assert urls_of((DATA / f"{name}.html").read_text("utf-8"), "https://s.example/") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sources: target.example", True),
        ("Sources: www.TARGET.example/page", True),
        ("nottarget.example is another", False),
        ("The Target makes anvils", True),
        ("retargeting is something else", False),
        ("we like good anvils for sale here", True),
        ("nothing at all", False),
    ],
)
def test_mentions_are_whole_words(text: str, expected: bool) -> None:
    reading = read_page(f"<p>{text}</p>", claim(anchor="Good  Anvils"))
    assert bool(reading.mentions) is expected


def test_declarations_of_a_style() -> None:
    style = "COLOR : Red !important; color:blue;;display:/* x;y */none; margin"
    assert declarations(style) == {"color": "red", "display": "none"}


FRAGMENTS = st.sampled_from(
    [
        *(
            LINK,
            "<a href=/x>",
            "</a>",
            "<p>",
            "<table>",
            "<td>",
            "<svg>",
            "<a xlink:href=/y>",
            "<template>",
            "</template>",
        ),
        *(
            "<noscript>",
            "</noscript>",
            "<!--",
            "-->",
            "<iframe srcdoc='<a href=x>'>",
            "<base href='data:,x'>",
            "<base href=http://[>",
        ),
        *(
            "<meta name=robots content='none'>",
            "<meta http-equiv=refresh content='0;url=/z'>",
            "<link rel=canonical href=x>",
        ),
        *(
            "<area href>",
            "<object>",
            "<title>",
            "<h2>",
            "text \u00ad\ufeff",
            "\0",
            "<div style='opacity:'>",
            "<x onclick='http://a'>",
        ),
    ]
)


@given(
    st.lists(FRAGMENTS, max_size=20).map("".join),
    st.sampled_from([SOURCE, "http://[::1]/", "https://blog.example/go/"]),
)
def test_reading_never_raises_and_every_path_leads_back(html: str, url: str) -> None:
    reading = read_page(html, url=url)
    tree = parse(html, url).tree
    for link in reading.links:
        if link.ordinal >= 0:
            found = tree.css(link.path)
            assert [node.attributes.get("href") for node in found] == [link.href]


def test_a_record_of_facts_is_whole_for_the_best_link() -> None:
    link = read_page(f"<h2>Tools</h2><p>Long before {LINK} and for a long time after it.</p>").links[0]
    told = dataclasses.asdict(link)
    assert told["heading"] == "Tools"
    assert (told["context_before"], told["context_after"]) == ("Long before", "and for a long time after it.")
    assert told["block_text"] == "Long before anvils and for a long time after it."


def test_an_address_in_base64_is_for_a_browser_to_tell() -> None:
    hidden = b64encode(f"{TARGET}?a=1".encode()).decode()
    reading = read_page(f"<span class=obf data-o='{hidden}'>anvils</span>")
    assert reading.links == ()
    assert reading.needs_browser is not None
    assert "the attribute data-o" in reading.needs_browser


def test_a_way_that_serves_one_claim_comes_near_another_of_its_site() -> None:
    claims = claim(id="page"), claim("https://target.example/other", id="other")
    links = read_page(f"<a href='/out?url={TARGET}'>x</a>", *claims).links
    assert [(link.claim_id, link.serves, link.via) for link in links] == [
        *(("page", True, Via.WRAPPED), ("other", False, Via.WRAPPED))
    ]


@pytest.mark.parametrize(
    "link", ["<img src=x alt='Bob’s anvils'>", "Bob’s  an&shy;vils", "Bob's <b>an</b>vils", "Bob&#39;s<br>anvils"]
)
def test_the_promised_words_are_those_of_the_judge(link: str) -> None:
    cloaks = read_page(f"<a href='/go/x'>{link}</a>", claim(anchor="Bob's anvils")).cloaked
    assert [one.telling for one in cloaks.follow] == [True]
