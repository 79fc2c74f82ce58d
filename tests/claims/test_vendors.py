"""One sample of every tool's export, read to the letter: claims without promises, and what the tool believed."""

from datetime import date
from pathlib import Path

import pytest

from crawler.claims import RejectCause, VendorBelief, read_claims
from crawler.core.errors import ClaimFileError
from crawler.core.vocabulary import Match, RelTerm
from tests.claims.reading import DATA, EXAMPLES, read, write

BLOG = "https://blog.partner.example/2026/walking-shoes"
FORUM = "https://forum.example/t/42"
SHOES = "https://www.shop.example/shoes"
SEEN = {"first_seen": date(2026, 1, 16), "last_seen": date(2026, 10, 30)}


def beliefs_of(name: str, **options: str) -> list[tuple[str, str, VendorBelief]]:
    imported, _, _, _ = read(EXAMPLES / name, **options)
    assert all(item.belief is not None for item in imported)
    return [(item.claim.source_url, item.claim.target_url, item.belief) for item in imported if item.belief]


def without_metrics(belief: VendorBelief) -> dict[str, object]:
    return {
        name: value
        for name in VendorBelief.__dataclass_fields__
        if name != "metrics" and (value := getattr(belief, name)) not in (None, {})
    }


@pytest.mark.parametrize("name", ["ahrefs.csv", "ahrefs-excel.csv", "ahrefs-2023.csv"])
def test_ahrefs(name: str) -> None:
    (live, lost) = beliefs_of(name)
    assert live[:2] == (BLOG, SHOES)
    assert without_metrics(live[2]) == SEEN | {
        "anchor": "walking shoes",
        "nofollow": False,
        "sponsored": True,
        "ugc": False,
        "link_type": "text",
        "lost": False,
    }
    assert live[2].metrics["Domain rating"] == "54"
    assert live[2].metrics["Left context"] == "we tried the"
    assert (lost[0], lost[2].lost, lost[2].lost_on, lost[2].lost_reason) == (
        FORUM,
        True,
        date(2026, 8, 2),
        "removedfromhtml",
    )
    assert (lost[2].nofollow, lost[2].ugc, lost[2].sponsored) == (True, True, False)
    _, rejects, skips, _ = read(EXAMPLES / name)
    assert (rejects, [(skip.line, skip.cause) for skip in skips]) == ([], [(4, "redirect")])


def test_ahrefs_broken_links_are_not_taken_for_lost() -> None:
    ((source, target, belief),) = beliefs_of("ahrefs-broken.csv")
    assert (source, target) == (BLOG, "https://www.shop.example/old-shoes")
    assert (belief.lost, belief.last_seen) == (None, date(2026, 10, 30))
    assert belief.metrics["Target page HTTP code"] == "404"


def test_semrush() -> None:
    (live, lost) = beliefs_of("semrush.csv")
    assert live[:2] == (BLOG, SHOES)
    assert without_metrics(live[2]) == SEEN | {
        "anchor": "walking shoes",
        "nofollow": False,
        "sponsored": True,
        "ugc": False,
        "link_type": "text",
        "lost": False,
    }
    assert (lost[0], lost[2].lost, lost[2].nofollow, lost[2].link_type) == (FORUM, True, True, "image")
    assert [skip.cause for skip in read(EXAMPLES / "semrush.csv")[2]] == ["frame"]


def test_older_semrush() -> None:
    ((source, target, belief),) = beliefs_of("semrush-old.csv")
    assert (source, target, belief.link_type) == (BLOG, SHOES, None)
    assert belief.metrics["Page trust score"] == "20"
    assert [skip.cause for skip in read(EXAMPLES / "semrush-old.csv")[2]] == ["frame"]


def test_semrush_audit() -> None:
    ((source, _, belief),) = beliefs_of("semrush-audit.csv")
    assert source == "https://casino.example/page1"
    assert (belief.anchor, belief.nofollow, belief.first_seen) == ("casino, bonus", False, date(2026, 9, 20))
    assert belief.metrics["Toxic markers"] == "Link Network"


def test_moz_under_its_own_lines_and_without_schemes() -> None:
    imported, rejects, skips, _ = read(EXAMPLES / "moz.csv")
    assert rejects == []
    assert read_claims(EXAMPLES / "moz.csv").recognised[0].header_line == 7
    assert [(item.line, item.claim.source_url, item.claim.target_url) for item in imported] == [
        (8, BLOG, SHOES),
        (9, FORUM, "https://www.shop.example/"),
    ]
    assert [item.belief.nofollow for item in imported if item.belief] == [False, True]
    assert imported[1].claim.extra["source_url_note"] == "https:// put before it"
    assert [(skip.line, skip.cause) for skip in skips] == [(10, "redirect")]


def test_majestic_with_its_broken_rows() -> None:
    imported, rejects, skips, _ = read(EXAMPLES / "majestic.csv")
    assert [(item.line, item.claim.source_url) for item in imported] == [(2, BLOG), (3, FORUM), (5, BLOG)]
    assert [item.belief.nofollow for item in imported if item.belief] == [False, True, False]
    assert imported[0].belief is not None
    assert without_metrics(imported[0].belief) == SEEN | {"anchor": "walking shoes", "nofollow": False}
    assert imported[2].belief is not None
    assert imported[2].belief.metrics["column 21"] == "Business"
    assert [(skip.line, skip.cause) for skip in skips] == [(4, "mention")]
    assert [(reject.line, reject.cause) for reject in rejects] == [(6, RejectCause.BAD_URL)]


def test_majestic_api() -> None:
    (live, lost) = beliefs_of("majestic-api.csv")
    assert (live[2].lost, live[2].link_type, live[2].first_seen) == (False, "TextLink", date(2026, 1, 16))
    assert (lost[2].lost, lost[2].lost_on, lost[2].lost_reason) == (True, date(2026, 8, 2), "LinkRemoved")
    assert [skip.cause for skip in read(EXAMPLES / "majestic-api.csv")[2]] == ["mention"]


def test_bing() -> None:
    ((source, target, belief),) = beliefs_of("bing.csv")
    assert (source, target, without_metrics(belief)) == (BLOG, SHOES, {"anchor": "walking shoes"})


def test_yandex() -> None:
    assert [without_metrics(belief) for _, _, belief in beliefs_of("yandex.csv")] == [SEEN]


def test_dataforseo() -> None:
    ((_, _, belief),) = beliefs_of("dataforseo.csv")
    assert without_metrics(belief) == SEEN | {
        "anchor": "walking shoes",
        "rel": "noopener",
        "nofollow": False,
        "link_type": "anchor",
        "region": "article",
        "lost": False,
    }
    assert [skip.cause for skip in read(EXAMPLES / "dataforseo.csv")[2]] == ["redirect"]


def test_screaming_frog_takes_alt_text_where_there_is_no_anchor() -> None:
    (text, image) = beliefs_of("screaming-frog.csv")
    assert (text[2].anchor, text[2].rel, text[2].nofollow, text[2].region) == (
        "walking shoes",
        "sponsored noopener",
        False,
        "Content",
    )
    assert (image[2].anchor, image[2].nofollow, image[2].rel) == ("Shop logo", True, "nofollow noreferrer")
    assert [skip.cause for skip in read(EXAMPLES / "screaming-frog.csv")[2]] == ["Image"]


def test_older_screaming_frog_under_its_title() -> None:
    imported, rejects, skips, _ = read(EXAMPLES / "screaming-frog-old.csv")
    assert ([item.line for item in imported], rejects, [skip.cause for skip in skips]) == ([3], [], ["IMG"])


def test_a_real_screaming_frog_export() -> None:
    imported, rejects, skips, _ = read(DATA / "screaming-frog" / "all_inlinks_excerpt.csv")
    assert (len(imported) + len(skips), rejects) == (46, [])
    assert {skip.cause for skip in skips} == {
        "HTML Canonical",
        "HTML Rel Next",
        "HTML Rel Prev",
        "HTML Hreflang",
        "CSS",
        "JavaScript",
        "Image",
    }
    assert {item.belief.link_type for item in imported if item.belief} == {"Hyperlink"}
    assert {item.belief.nofollow for item in imported if item.belief} == {True, False}
    assert len(imported) == 28


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("gsc-latest-links.csv", [date(2026, 9, 28), date(2026, 9, 21), date(2026, 8, 30)]),
        ("gsc-latest-links-es.csv", [date(2026, 9, 28), date(2026, 9, 21), date(2026, 4, 3)]),
        ("gsc-latest-links-unknown-language.csv", [date(2026, 9, 28), date(2026, 9, 21)]),
        ("gsc-sample-links.csv", [None, None]),
    ],
)
def test_search_console(name: str, days: list[date | None]) -> None:
    read_in = beliefs_of(name, target="shop.example")
    assert [belief.last_seen for _, _, belief in read_in] == days
    assert {target for _, target, _ in read_in} == {"https://shop.example"}
    assert {item.claim.match for item in read(EXAMPLES / name, target="shop.example")[0]} == {Match.DOMAIN}
    with pytest.raises(ClaimFileError, match=r"Search Console.* --target example.com"):
        read_claims(EXAMPLES / name)


def test_a_date_that_could_be_two_days_stays_as_it_was_written(tmp_path: Path) -> None:
    path = write(tmp_path, "Linking page,Last crawled\nhttps://a.example/,03/04/2026\nhttps://b.example/,05/05/2026\n")
    beliefs = [item.belief for item in read(path, target="shop.example")[0] if item.belief]
    assert [(belief.last_seen, dict(belief.unread)) for belief in beliefs] == [
        (None, {"last_seen": "03/04/2026"}),
        (date(2026, 5, 5), {}),
    ]


def test_a_language_whose_months_we_cannot_read_is_still_a_list_of_links(tmp_path: Path) -> None:
    path = write(
        tmp_path, "Lapa,Skenēts\nhttps://a.example/,2026. gada 28. septembris\nhttps://b.example/,28 ก.ย. 2026\n"
    )
    beliefs = [item.belief for item in read(path, target="shop.example")[0] if item.belief]
    assert [belief.unread["last_seen"] for belief in beliefs if belief.last_seen is None] == [
        "2026. gada 28. septembris",
        "28 ก.ย. 2026",
    ]


@pytest.mark.parametrize(("header", "codec"), [("リンク元ページ,最終クロール日", "cp932"), ("الصفحة,آخر زحف", "utf-8")])
def test_search_console_in_scripts_that_excel_writes_its_own_way(tmp_path: Path, header: str, codec: str) -> None:
    day = "2026/09/28" if codec == "cp932" else "28\u200f/09\u200f/2026"
    path = write(tmp_path, f"{header}\r\nhttps://a.example/,{day}\r\nhttps://b.example/,{day}\r\n".encode(codec))
    beliefs = [item.belief for item in read(path, target="shop.example")[0] if item.belief]
    assert [belief.last_seen for belief in beliefs] == [date(2026, 9, 28)] * 2
    assert read_claims(path, target="shop.example").recognised[0].header == tuple(header.split(","))


def test_a_date_that_was_written_without_quotes_is_put_together(tmp_path: Path) -> None:
    path = write(tmp_path, "Linking page,Last crawled\nhttps://a.example/,Sep 28, 2026\n")
    ((item,), rejects, _, _) = read(path, target="shop.example")
    assert item.belief is not None
    assert (item.belief.last_seen, rejects) == (date(2026, 9, 28), [])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gsc-top-linking-sites.csv", "Top linking sites: it counts links per site"),
        ("gsc-top-linked-pages.csv", "Top linked pages: it counts links per page of your own"),
        ("gsc-top-linking-text.csv", "Top linking text: it counts anchor texts"),
        ("bing-domains.csv", "it counts links and names no linking page"),
        ("bing-anchors.csv", "it counts links and names no linking page"),
        ("ahrefs-intersect.csv", "Link intersect: it compares domains"),
        ("moz-top-pages.csv", "Top pages: it counts links per page of your own"),
    ],
)
def test_exports_that_hold_no_links_are_refused_with_the_reason(name: str, says: str) -> None:
    with pytest.raises(ClaimFileError, match=says):
        read_claims(EXAMPLES / name, target="shop.example")


def test_linkody_promises() -> None:
    imported, rejects, _, _ = read(EXAMPLES / "linkody.csv")
    claim = imported[0].claim
    assert (claim.source_url, claim.target_url, claim.anchor, claim.rel) == (
        BLOG,
        SHOES,
        "walking shoes",
        RelTerm.FOLLOW,
    )
    assert (claim.starts_on, claim.ends_on, claim.price) == (date(2026, 1, 15), date(2027, 1, 14), 250.0)
    assert (claim.note, claim.extra, imported[0].belief) == ("second paragraph", {"TAGS": "guest,spring"}, None)
    assert imported[1].claim.rel is RelTerm.NOFOLLOW
    assert [(reject.line, reject.cause) for reject in rejects] == [(4, RejectCause.NO_TARGET)]
    with_target = read(EXAMPLES / "linkody.csv", target="shop.example")[0]
    assert [(item.claim.target_url, item.claim.match) for item in with_target[1:]] == [
        ("https://www.shop.example/", Match.PAGE),
        ("https://shop.example", Match.DOMAIN),
    ]


def test_buzzstream_promises() -> None:
    ((item,), rejects, _, _) = read(EXAMPLES / "buzzstream.csv")
    assert rejects == []
    claim = item.claim
    assert (claim.vendor, claim.kind, claim.price, claim.anchor) == (
        "Partner Media",
        "purchased",
        1250.0,
        "walking shoes",
    )
    assert (claim.starts_on, claim.ends_on) == (date(2026, 1, 15), date(2027, 1, 14))
    assert claim.extra["Payment – Reference ID"] == "INV-77"


def test_tracelinker_promises_and_believes() -> None:
    ((item,), rejects, _, _) = read(EXAMPLES / "tracelinker.csv")
    assert rejects == []
    assert (item.claim.anchor, item.claim.rel, item.claim.note) == ("walking shoes", RelTerm.NOFOLLOW, "Müller & Söhne")
    assert item.claim.extra == {"dr": "54"}
    assert item.belief is not None
    assert without_metrics(item.belief) == SEEN


def test_flags_that_are_not_understood_are_never_guessed(tmp_path: Path) -> None:
    header = "Source url,Target url,Nofollow,Lost link\n"
    path = write(tmp_path, f"{header}{BLOG},{SHOES},maybe,\n{BLOG},{SHOES},No,Yes\n")
    first, second = (item.belief for item in read(path)[0])
    assert first is not None
    assert (first.nofollow, first.lost, dict(first.unread)) == (None, None, {"nofollow": "maybe"})
    assert second is not None
    assert (second.nofollow, second.lost) == (False, True)
