"""The views: each figure from claims whose story is known."""

from pathlib import Path

import pytest

from crawler.core.anchor_words import AnchorWords
from crawler.core.errors import PolicyError
from crawler.core.vocabulary import AnchorKind, PageState, Reason, Region, Via
from crawler.store.ledger import Entry, Ledger
from crawler.store.words import keep_words
from tests.store.world import START, claim, rows, seen, world

A, B, C = "https://a.example/1", "https://b.example/1", "https://c.example/1"


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("Fjordwool", "brand"),
        ("FJORDWOOL blankets", "brand"),
        ("the fjord wool shop", "brand"),
        ("Äußerst-Wolle AG", "brand"),
        ("https://fjordwool.example/x", "url"),
        ("www.somewhere.example", "url"),
        ("see Fjordwool.example", "url"),
        ("click here", "generic"),
        ("Read more »", "generic"),
        ("wool blankets", "phrase"),
        ("Wool Blankets", "phrase"),
        ("cheap rugs", "phrase"),
        ("blankets", "other"),
        ("here you find wool", "other"),
        ("  ", "empty"),
    ],
)
def test_anchor_classes(tmp_path: Path, anchor: str, expected: str) -> None:
    target = "https://fjordwool.example/shop/wool-blankets"
    database = world(tmp_path, [claim("c", A, target)], {"c": seen(anchor=anchor)})
    words = AnchorWords.from_toml(
        {"brand": ["Äußerst-Wolle"], "phrase": ["cheap rugs"], "generic": ["Click here", "read more"]}
    )
    keep_words(database, words, tmp_path)
    assert rows(database, "SELECT anchor_class FROM link_facts") == [{"anchor_class": expected}]


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("Holloway & Finch", "brand"),
        ("tools by Holloway and Finch, Ltd.", "brand"),
        ("HOLLOWAY-FINCH", "brand"),
        ("Holloway’s finch", "other"),
        ("Finch & Holloway", "other"),
    ],
)
def test_a_name_in_words_is_that_of_its_domain(tmp_path: Path, anchor: str, expected: str) -> None:
    database = world(tmp_path, [claim("c", A, "https://hollowayfinch.example/")], {"c": seen(anchor=anchor)})
    assert rows(database, "SELECT anchor_class FROM link_facts") == [{"anchor_class": expected}]


def test_anchor_classes_of_images_promises_and_of_no_link_at_all(tmp_path: Path) -> None:
    claims = [claim("image", A), claim("promised", B, anchor="Warm things"), claim("lost", C)]
    night = {
        "image": seen(anchor="", anchor_kind=AnchorKind.IMAGE, alt="a blanket"),
        "promised": seen(anchor="warm things"),
        "lost": seen(Reason.LINK_REMOVED),
    }
    database = world(tmp_path, claims, night)
    found = rows(database, "SELECT claim_id, anchor_class FROM link_facts")
    assert {row["claim_id"]: row["anchor_class"] for row in found} == {
        "image": "image",
        "promised": "phrase",
        "lost": None,
    }


def test_policy_words_follow_policy(tmp_path: Path) -> None:
    database = world(tmp_path, [])
    keep_words(database, AnchorWords(brand=("Old",)), tmp_path)
    keep_words(database, AnchorWords(brand=("New",)), tmp_path)
    assert rows(database, "SELECT word FROM policy_words ORDER BY 1") == [{"word": "New"}, {"word": "new"}]


@pytest.mark.parametrize("table", [{"brand": "Fjordwool"}, {"brand": [" "]}, {"brands": []}])
def test_anchor_words_that_cannot_be_meant(table: dict[str, object]) -> None:
    with pytest.raises(PolicyError, match=r"^anchors\.brands?: "):
        AnchorWords.from_toml(table)


@pytest.mark.parametrize(
    ("target", "home"),
    [
        ("https://shop.example", 1),
        ("https://shop.example/", 1),
        ("http://www.shop.example//", 1),
        ("https://shop.example/blankets", 0),
        ("https://shop.example/?page=2", 0),
    ],
)
def test_home_page(tmp_path: Path, target: str, home: int) -> None:
    database = world(tmp_path, [claim("c", A, target)], {})
    assert rows(database, "SELECT target_is_home FROM link_facts") == [{"target_is_home": home}]


@pytest.mark.parametrize(
    ("night", "position", "reason"),
    [
        (seen(region=Region.MAIN), "Content", None),
        (seen(region=Region.COMMENTS), "Content", None),
        (seen(region=Region.NAV), "Navigation", None),
        (seen(region=Region.SIDEBAR), "Aside", None),
        (seen(region=Region.UNKNOWN), None, None),
        (seen(Reason.LINK_REMOVED), None, "removedfromhtml"),
        (seen(Reason.MENTION_ONLY), None, "removedfromhtml"),
        (seen(Reason.PAGE_GONE, page={"http_status": 404, "state": PageState.PAGE_GONE}), None, "notfound"),
        (seen(Reason.PAGE_REDIRECTED), None, "pageredirected"),
        (seen(Reason.DOMAIN_GONE), None, "pageerror"),
        (seen(Reason.REL_DIFFERS, Reason.PAGE_NOINDEX), "Content", "noindex"),
        (seen(Reason.PAGE_NOT_CANONICAL), "Content", "notcanonical"),
        (seen(Reason.TARGET_BROKEN, via=Via.REDIRECT), "Content", "lostredirect"),
        (seen(Reason.TIMEOUT), None, None),
    ],
)
def test_words_of_other_tools(tmp_path: Path, night: object, position: str | None, reason: str | None) -> None:
    database = world(tmp_path, [claim("c", A)], {"c": night})  # type: ignore[dict-item]
    assert rows(database, "SELECT sf_link_position, ahrefs_lost_reason FROM link_facts") == [
        {"sf_link_position": position, "ahrefs_lost_reason": reason}
    ]


def test_link_facts_and_claim_status_show_the_last_check_beside_the_settled_state(tmp_path: Path) -> None:
    database = world(tmp_path, [claim("c", A)], {}, {"c": seen(Reason.LINK_REMOVED)})
    for view in ("link_facts", "claim_status"):
        found = rows(database, f"SELECT state, status, reasons, pending FROM {view}")
        assert found == [{"state": "live", "status": "lost", "reasons": '["link_removed"]', "pending": "lost"}]


def test_retired_claims_are_in_claim_status_alone(tmp_path: Path) -> None:
    database = world(tmp_path, [claim("kept", A), claim("gone", B)], {"gone": seen(Reason.LINK_REMOVED)})
    Ledger(database, tmp_path).retire([claim("gone", B)], now=START)
    for view, ids in (("claim_status", {"kept", "gone"}), ("link_facts", {"kept"}), ("lost_links", set())):
        assert {row["claim_id"] for row in rows(database, f"SELECT claim_id FROM {view}")} == ids


def test_a_loss_is_confirmed_only_when_it_is_settled(tmp_path: Path) -> None:
    claims = [claim("settled", A, vendor="V"), claim("waits", B)]
    gone, blocked = seen(Reason.LINK_REMOVED), seen(Reason.TIMEOUT)
    first = {"settled": seen(anchor="last words", region=Region.FOOTER)}
    database = world(tmp_path, claims, first, {"settled": gone}, {"settled": gone}, {"settled": blocked, "waits": gone})
    sql = "SELECT claim_id, confirmed, lost_since, status, last_anchor, last_region FROM lost_links ORDER BY claim_id"
    assert rows(database, sql) == [
        {
            "claim_id": "settled",
            "confirmed": 1,
            "lost_since": "2027-01-08T02:00:00Z",
            "status": "unverified",
            "last_anchor": "last words",
            "last_region": "footer",
        },
        {
            "claim_id": "waits",
            "confirmed": 0,
            "lost_since": "2027-01-09T02:00:00Z",
            "status": "lost",
            "last_anchor": "wool blankets",
            "last_region": "main",
        },
    ]


def test_referring_domains(tmp_path: Path) -> None:
    claims = [claim(str(n), f"https://{host}/{n}") for n, host in enumerate(["a.example"] * 4 + ["b.example"] * 2)]
    night = {
        "0": seen(region=Region.MAIN),
        "1": seen(region=Region.FOOTER, nofollow=True, effective_nofollow=True),
        "2": seen(Reason.HIDDEN, region=Region.SIDEBAR),
        "3": seen(Reason.LINK_REMOVED),
        "4": seen(Reason.TIMEOUT),
        "5": seen(Reason.PAGE_NOINDEX, page={"noindex": True}, region=Region.COMMENTS),
    }
    a, b = rows(world(tmp_path, claims, night), "SELECT * FROM referring_domains ORDER BY source_domain")
    expected = {"claims": 4, "pages": 4, "live": 2, "altered": 1, "followed": 2, "lost": 1, "unverified": 0}
    regions = {"in_main": 1, "in_footer": 1, "in_sidebar": 1, "in_header": 0, "on_noindex": 0}
    assert expected | regions | {"first_live_at": "2027-01-06T02:00:00Z"} == {
        k: a[k] for k in a if k in expected | regions or k == "first_live_at"
    }
    assert (b["claims"], b["live"], b["altered"], b["unverified"], b["in_comments"], b["on_noindex"]) == (
        2,
        0,
        1,
        1,
        1,
        1,
    )
    assert b["first_live_at"] is None


def test_anchor_profile_counts_domains_not_links(tmp_path: Path) -> None:
    claims = [claim("1", A), claim("2", "https://a.example/2"), claim("3", B), claim("4", C)]
    night = {
        "1": seen(anchor="Here "),
        "2": seen(anchor="here"),
        "3": seen(anchor="HERE", effective_nofollow=True),
        "4": seen(Reason.LINK_REMOVED),
    }
    (found,) = rows(world(tmp_path, claims, night), "SELECT * FROM anchor_profile")
    assert (found["anchor"], found["links"], found["referring_domains"], found["followed"]) == ("here", 3, 2, 2)


def test_a_link_that_does_not_serve_is_no_link_of_the_profile(tmp_path: Path) -> None:
    database = world(tmp_path, [claim("1", A)], {"1": seen(Reason.TARGET_DIFFERS, serves=False)})
    for view in ("anchor_profile", "rel_balance", "deep_link_ratio", "sitewide_groups"):
        assert rows(database, f"SELECT * FROM {view}") == []


def test_velocity_by_weeks_that_begin_on_monday(tmp_path: Path) -> None:
    claims = [claim("1", A), claim("2", "https://a.example/2"), claim("3", B)]
    gone = seen(Reason.LINK_REMOVED)
    late = {"2": gone, "3": gone}  # Wednesday to Saturday without 2 and 3, which are there from Monday on
    back = {"1": gone}
    database = world(tmp_path, claims, late, late, late, late, late, {}, back, back, {})
    found = rows(database, "SELECT * FROM link_velocity ORDER BY week")
    assert [(row["week"], row["claims_added"], row["new_links"], row["new_domains"]) for row in found] == [
        ("2027-01-04", 3, 1, 1),
        ("2027-01-11", 0, 2, 1),
    ]
    assert [(row["lost_links"], row["restored_links"], row["net_links"]) for row in found] == [(0, 0, 1), (1, 1, 2)]


def test_rel_balance(tmp_path: Path) -> None:
    claims = [claim(str(n), f"https://a.example/{n}", kind="purchased" if n < 4 else "guest") for n in range(6)]
    night = {
        "0": seen(),
        "1": seen(sponsored=True),
        "2": seen(nofollow=True, effective_nofollow=True),
        "3": seen(effective_nofollow=True),
        "4": seen(ugc=True),
    }
    guest, paid = rows(world(tmp_path, claims, night), "SELECT * FROM rel_balance ORDER BY kind")
    assert (guest["links"], guest["followed"], guest["ugc"], guest["paid_unmarked"]) == (2, 2, 1, 0)
    assert (paid["links"], paid["followed"], paid["nofollow"], paid["sponsored"]) == (4, 2, 1, 1)
    assert (paid["nofollow_by_page"], paid["paid_unmarked"], paid["followed_share"]) == (1, 2, 0.5)


def test_deep_link_ratio(tmp_path: Path) -> None:
    claims = [claim("1", A, "https://shop.example/"), *(claim(f"d{n}", f"https://b.example/{n}") for n in range(3))]
    (found,) = rows(world(tmp_path, claims, {}), "SELECT * FROM deep_link_ratio")
    assert (found["links"], found["home_links"], found["deep_links"]) == (4, 1, 3)
    assert (found["target_urls"], found["deep_share"]) == (2, 0.75)


def test_source_precision_asks_what_each_tool_believed(tmp_path: Path) -> None:
    entries = [
        Entry(claim=claim("1", A, origin="ahrefs"), belief={"last_seen": "2027-01-01"}),
        Entry(claim=claim("2", B, origin="ahrefs"), belief={"lost_at": "2026-12-01"}),
        Entry(claim=claim("3", C, origin="ahrefs"), belief={}),
        Entry(claim=claim("4", "https://d.example/", origin="ahrefs"), belief={}),
    ]
    gone = seen(Reason.LINK_REMOVED)
    database = world(tmp_path, entries, {"3": gone, "4": seen(Reason.TIMEOUT)}, {"1": gone, "3": gone, "4": gone})
    Ledger(database, tmp_path).merge([Entry(claim=claim("1", A, origin="moz"), belief={})], now=START)
    ahrefs, moz = rows(database, "SELECT * FROM source_precision ORDER BY origin")
    assert (ahrefs["claims"], ahrefs["first_there"], ahrefs["first_lost"], ahrefs["first_unverified"]) == (4, 2, 1, 1)
    assert (ahrefs["now_there"], ahrefs["now_lost"], ahrefs["now_unverified"]) == (1, 3, 0)
    assert (ahrefs["said_lost"], ahrefs["said_lost_but_there"], ahrefs["there_share"]) == (1, 1, 0.0)
    assert (moz["claims"], moz["first_there"], moz["now_lost"]) == (1, 1, 1)


def test_source_precision_holds_rel_and_anchor_against_what_is_there(tmp_path: Path) -> None:
    entries = [
        Entry(claim=claim("1", A, origin="semrush"), belief={"rel": "nofollow ugc", "anchor": "Wool"}),
        Entry(claim=claim("2", B, origin="semrush"), belief={"rel": "follow", "extra": '{"lost": "yes"}'}),
        Entry(
            claim=claim("3", C, origin="semrush"), belief={"rel": "follow", "anchor": "wool", "extra": '{"lost": "no"}'}
        ),
        Entry(claim=claim("4", "https://d.example/", origin="semrush"), belief={"anchor": "A blanket"}),
    ]
    night = {
        "1": seen(anchor=" wool "),
        "2": seen(),
        "3": seen(Reason.LINK_REMOVED),
        "4": seen(anchor="", anchor_kind=AnchorKind.IMAGE, alt="a blanket"),
    }
    (found,) = rows(world(tmp_path, entries, night), "SELECT * FROM source_precision")
    assert (found["said_lost"], found["said_lost_but_there"]) == (1, 1)
    assert (found["rel_told"], found["rel_right"]) == (2, 1)
    assert (found["anchor_told"], found["anchor_right"]) == (2, 2)


def test_vendor_summary_pays_by_the_settled_state(tmp_path: Path) -> None:
    prices = {"live": 10.0, "waits": 20.0, "lost": 40.0, "altered": 80.0, "never": 160.0}
    claims = [
        claim(name, f"https://a.example/{name}", vendor="V", price=price, currency="EUR")
        for name, price in prices.items()
    ]
    gone = seen(Reason.LINK_REMOVED)
    nights = [{"lost": gone, "never": seen(Reason.TIMEOUT), "altered": seen(Reason.REL_DIFFERS)}] * 2
    nights += [{**nights[0], "waits": gone}]
    (found,) = rows(world(tmp_path, claims, *nights), "SELECT * FROM vendor_summary")
    assert (found["claims"], found["price"]) == (5, 310.0)
    assert (found["live"], found["lost"], found["altered"], found["unsettled"]) == (2, 1, 1, 1)
    assert (found["price_live"], found["price_lost"], found["price_altered"], found["price_unsettled"]) == (
        30,
        40,
        80,
        160,
    )
    assert found["unverified_now"] == 1


def test_sitewide_groups_are_several_pages_with_the_same_component(tmp_path: Path) -> None:
    footer = "html > body > footer > ul > li:nth-of-type({}) > a"
    claims = [claim(str(n), f"https://a.example/{n}") for n in range(4)] + [claim("b", B)]
    night = {str(n): seen(path=footer.format(n + 1), region=Region.FOOTER, anchor="Blankets") for n in range(3)}
    night["3"] = seen(path="html > body > main > p > a", anchor="Blankets")
    night["b"] = seen(path=footer.format(1), region=Region.FOOTER, anchor="Blankets")
    (found,) = rows(world(tmp_path, claims, night), "SELECT * FROM sitewide_groups")
    assert (found["source_domain"], found["pages"], found["in_template"]) == ("a.example", 3, 1)
    assert found["component"] == "html > body > footer > ul > li > a"


def test_run_summary(tmp_path: Path) -> None:
    claims = [claim("1", A), claim("2", "https://a.example/2"), claim("3", B), claim("4", C)]
    night = {"2": seen(Reason.LINK_REMOVED), "3": seen(Reason.HIDDEN), "4": seen(Reason.TIMEOUT)}
    first, second = rows(world(tmp_path, claims, night, {}), "SELECT * FROM run_summary ORDER BY run_id")
    assert [first[name] for name in ("live", "altered", "lost", "unverified", "pages", "due", "written")] == [
        1,
        1,
        1,
        1,
        4,
        4,
        4,
    ]
    assert (second["live"], second["lost"], second["outcome"]) == (4, 0, "complete")
    assert first["events"] == 2
