"""The native claim file, as docs/claim-files.md promises it."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.claims import RejectCause, read_claims
from crawler.core.records import Claim
from crawler.core.vocabulary import Match, Region, RelTerm
from tests.claims.reading import EXAMPLES, read, write

HEADER = "source_url,target_url,match,anchor,rel,region,kind,price,currency,starts_on,ends_on,note,id\n"
GOOD = "https://a.example/p,https://t.example/"


def test_the_example_is_read_term_by_term() -> None:
    imported, rejects, skips, marks = read(EXAMPLES / "native.csv")
    assert (rejects, skips, marks) == ([], [], [])
    assert [item.line for item in imported] == [2, 3, 4]
    assert all(item.belief is None for item in imported)
    assert imported[0].claim == Claim(
        id="PM-001",
        source_url="https://blog.partner.example/2026/walking-shoes",
        target_url="https://www.shop.example/shoes",
        match=Match.PAGE,
        anchor="walking shoes",
        rel=RelTerm.FOLLOW,
        region=Region.MAIN,
        kind="guest",
        vendor="Partner Media",
        price=250.0,
        currency="EUR",
        starts_on=date(2026, 1, 15),
        ends_on=date(2027, 1, 14),
        note="second paragraph",
        origin="native",
        extra={"campaign": "spring"},
    )
    assert imported[1].claim.match is Match.DOMAIN
    assert imported[2].claim.anchor == "Shop, the friendly one"


@pytest.mark.parametrize(
    ("cells", "cause", "says"),
    [
        (",https://t.example/", RejectCause.NO_SOURCE, "no linking page"),
        ("https://a.example/,", RejectCause.NO_TARGET, "--target"),
        ("a.example/page,https://t.example/", RejectCause.NO_SCHEME, "https://"),
        ("ftp://a.example/,https://t.example/", RejectCause.BAD_URL, "neither http nor https"),
        ("https://a.example/,mailto:x@t.example", RejectCause.BAD_URL, "the target"),
        ("https://a.example/ https://b.example/,https://t.example/", RejectCause.BAD_URL, "a row of its own"),
        ('"https://a.example/1,https://b.example/",https://t.example/', RejectCause.BAD_URL, "two URLs"),
        ("https://a.example/,https://t.example/x;HTTPS://t.example/y", RejectCause.BAD_URL, "the target is two URLs"),
        ("https:///,https://t.example/", RejectCause.BAD_URL, "no URL"),
        ("https://a.example:99999/,https://t.example/", RejectCause.BAD_URL, "no URL"),
        (f"https://a.example/{'x' * 8192},https://t.example/", RejectCause.URL_TOO_LONG, "8,192"),
        (GOOD + ",everything", RejectCause.BAD_MATCH, "exact, page, prefix, host, domain"),
        (GOOD + ",,,nofollow sponsored", RejectCause.BAD_REL, "follow, nofollow, sponsored, ugc, any"),
        (GOOD + ",,,,unknown", RejectCause.BAD_REGION, "main, header, nav, sidebar, footer, comments"),
        (GOOD + ",,,,," + "k" * 65, RejectCause.BAD_KIND, "short name"),
        (GOOD + ',,,,,,"1,234,5"', RejectCause.BAD_PRICE, "1250.50"),
        (GOOD + ',,,,,,"12.34,56"', RejectCause.BAD_PRICE, "plain amount"),
        (GOOD + ",,,,,,1.234", RejectCause.BAD_PRICE, "plain amount"),
        (GOOD + ",,,,,,-5", RejectCause.BAD_PRICE, "'-5'"),
        (GOOD + ",,,,,,€ 250", RejectCause.BAD_PRICE, "currency in its own column"),
        (GOOD + ",,,,,,250,euros", RejectCause.BAD_CURRENCY, "EUR or USD"),
        (GOOD + ",,,,,,,,03/04/2026", RejectCause.BAD_DATE, "year-month-day"),
        (GOOD + ",,,,,,,,2026-02-30", RejectCause.BAD_DATE, "calendar"),
        (GOOD + ",,,,,,,,2026-03-02,2026-03-01", RejectCause.ENDS_BEFORE_START, "before it starts"),
        (GOOD + ",,,,,,,,,,," + "i" * 129, RejectCause.BAD_ID, "128"),
        (GOOD + ",,,,,,,,,,,,surplus", RejectCause.TOO_MANY_COLUMNS, "14 columns, the header 13"),
        (GOOD + ',,"open', RejectCause.BROKEN_QUOTES, "double quote"),
        (GOOD + ",,a\0b", RejectCause.NUL_BYTE, "NUL"),
        (GOOD + ',,"' + "f" * 70_000 + '"', RejectCause.FIELD_TOO_LONG, "65,536"),
        (GOOD + ',,"' + "f" * 140_000 + '"', RejectCause.FIELD_TOO_LONG, "65,536"),
        (GOOD + ',,"' + "f" * 300_000 + '"', RejectCause.ROW_TOO_LONG, "262,144"),
    ],
)
def test_a_bad_row_is_told_and_the_rows_around_it_go_in(
    tmp_path: Path, cells: str, cause: RejectCause, says: str
) -> None:
    path = write(tmp_path, f"{HEADER}{GOOD},,before\n{cells}\n{GOOD},,after\n")
    imported, rejects, _, _ = read(path)
    assert [item.claim.anchor for item in imported] == ["before", "after"]
    assert [(reject.line, reject.cause) for reject in rejects] == [(3, cause)]
    assert says in rejects[0].detail
    assert "\n" not in rejects[0].detail + rejects[0].excerpt
    assert len(rejects[0].excerpt) <= 120


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("rel", "DoFollow", "rel", RelTerm.FOLLOW),
        ("rel", "NOFOLLOW", "rel", RelTerm.NOFOLLOW),
        ("price", "250", "price", 250.0),
        ("price", '"250,50"', "price", 250.5),
        ("price", "'250.00", "price", 250.0),
        ("price", '"1,250.00"', "price", 1250.0),
        ("price", '"1.250,50"', "price", 1250.5),
        ("price", '"1\u202f250\u202f000,5"', "price", 1250000.5),
        ("price", "1'250.50", "price", 1250.5),
        ("starts_on", "15.01.2026", "starts_on", date(2026, 1, 15)),
        ("starts_on", "15/01/2026 00:00", "starts_on", date(2026, 1, 15)),
        ("starts_on", "15 Jan 2026", "starts_on", date(2026, 1, 15)),
        ("currency", "eur", "currency", "EUR"),
        ("starts_on", "2026/4/3", "starts_on", date(2026, 4, 3)),
        ("starts_on", "2026-04-03 00:00:00", "starts_on", date(2026, 4, 3)),
        ("price", "n/a", "price", None),
        ("ends_on", "–", "ends_on", None),
        ("rel", "none", "rel", RelTerm.ANY),
        ("anchor", "none", "anchor", "none"),
        ("kind", "Guest", "kind", "guest"),
        ("region", "Footer", "region", Region.FOOTER),
        ("anchor", "'=SUM(A1)", "anchor", "=SUM(A1)"),
        ("anchor", "'tis the season", "anchor", "'tis the season"),
        ("anchor", " padded ", "anchor", "padded"),
        ("id", " 00042 ", "id", "00042"),
    ],
)
def test_values_with_one_meaning_are_taken(tmp_path: Path, column: str, cell: str, field: str, value: object) -> None:
    path = write(tmp_path, f"source_url,target_url,{column}\n{GOOD},{cell}\n")
    (item,), rejects, _, _ = read(path)
    assert rejects == []
    assert getattr(item.claim, field) == value


def test_a_promised_date_that_could_be_two_days_is_decided_by_the_file_or_rejected(tmp_path: Path) -> None:
    header = "source_url,target_url,ends_on\n"
    path = write(tmp_path, f"{header}{GOOD},03/04/2027\n{GOOD}2,28/04/2027\n{GOOD}3,28/04/2027 or so\n")
    imported, rejects, _, _ = read(path)
    assert [item.claim.ends_on for item in imported] == [date(2027, 4, 3), date(2027, 4, 28)]
    assert [(reject.line, reject.cause) for reject in rejects] == [(4, RejectCause.BAD_DATE)]


def test_an_address_behind_a_spreadsheets_link_formula(tmp_path: Path) -> None:
    path = write(
        tmp_path, 'source_url,target_url\n"=HYPERLINK(""https://a.example/p"",""our post"")",https://t.example/\n'
    )
    (item,), rejects, _, _ = read(path)
    assert (item.claim.source_url, rejects) == ("https://a.example/p", [])


def test_urls_are_stored_as_given_but_for_blanks_excels_apostrophe_and_a_login(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "source_url,target_url\n"
        " 'HTTP://A.Example:80/x/../y?b=2&a=1#frag ,https://t.example\n"
        "https://us%65r:pass@word@a.example/z,https://t.example/\n",
    )
    (first, second), rejects, _, _ = read(path)
    assert rejects == []
    assert first.claim.source_url == "HTTP://A.Example:80/x/../y?b=2&a=1#frag"
    assert first.claim.target_url == "https://t.example"
    assert first.claim.extra == {}
    assert second.claim.source_url == "https://a.example/z"
    assert second.claim.extra == {"source_url_note": "user name and password cut out"}


def test_a_password_is_in_no_message(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "source_url,target_url,rel\n"
        "https://me:secret@a.example/x y,https://t.example/,\n"
        "me:secret@a.example/x,https://t.example/,\n"
        "https://me:secret@a.example/x,https://t.example/,wrong\n"
        'https://me:secret@a.example/x,https://t.example/,"open\n',
    )
    _, rejects, _, _ = read(path)
    assert [reject.line for reject in rejects] == [2, 3, 4, 5]
    assert "secret" not in "".join(reject.detail + reject.excerpt for reject in rejects)


def test_header_in_any_order_and_case_and_delimiter(tmp_path: Path) -> None:
    for delimiter in (",", ";", "\t"):
        rows = [
            ["Anchor", "TARGET URL", "x", "Source_URL"],
            ["a, b; c", "https://t.example/", "kept", "https://a.example/"],
        ]
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(rows)
        (item,), _, _, _ = read(write(tmp_path, text.getvalue()))
        assert (item.claim.source_url, item.claim.anchor) == ("https://a.example/", "a, b; c")
        assert item.claim.extra == {"x": "kept"}


def test_line_numbers_are_those_of_the_file_whatever_its_line_ends(tmp_path: Path) -> None:
    text = f'source_url,target_url,note\n{GOOD},"two\nlines"\n\nbad,row\n{GOOD},last\n'
    for end in ("\n", "\r\n", "\r"):
        imported, rejects, _, _ = read(write(tmp_path, text.replace("\n", end)))
        assert [(item.line, item.claim.note) for item in imported] == [(2, "two\nlines"), (6, "last")]
        assert [reject.line for reject in rejects] == [5]


def test_an_unclosed_quote_takes_no_good_row_with_it(tmp_path: Path) -> None:
    rows = [f"https://a.example/{n},https://t.example/,anchor {n}" for n in range(2_000)]
    rows[3] = 'https://a.example/3,https://t.example/,"never closed'
    rows[9] = 'https://a.example/9,https://t.example/,closes it"'
    rows[1_500] = 'https://a.example/1500,https://t.example/,"never closed either'
    path = write(tmp_path, "source_url,target_url,anchor\n" + "\n".join(rows) + "\n")
    imported, rejects, _, _ = read(path)
    assert [reject.line for reject in rejects] == [5, 1_502]
    assert len(imported) == 1_998


def test_a_ten_megabyte_line_costs_that_line_alone(tmp_path: Path) -> None:
    path = write(tmp_path, f"source_url,target_url\n{GOOD}\n{'x' * 10_000_000}\n{GOOD}\n")
    imported, rejects, _, _ = read(path)
    assert [item.line for item in imported] == [2, 4]
    assert [(reject.line, reject.cause) for reject in rejects] == [(3, RejectCause.ROW_TOO_LONG)]


def test_one_bad_row_in_a_thousand(tmp_path: Path) -> None:
    rows = [f"https://a.example/{n},https://t.example/" for n in range(1_000)]
    rows[499] = "not a url,https://t.example/"
    imported, rejects, _, _ = read(write(tmp_path, "source_url,target_url\n" + "\n".join(rows)))
    assert len(imported) == 999
    assert [(reject.line, reject.cause) for reject in rejects] == [(501, RejectCause.NO_SCHEME)]


def test_a_claim_has_the_same_id_on_every_import_and_terms_do_not_change_it(tmp_path: Path) -> None:
    header = "source_url,target_url,anchor,match,price\n"
    one = write(tmp_path, f"{header}https://A.example:443/x#top,https://t.example,a,,1\n")
    (first,), *_ = read(one)
    (again,), *_ = read(one)
    assert first == again
    (cheaper,), *_ = read(write(tmp_path, f"{header}https://a.example/x,https://t.example/#f,a,,0.5\n"))
    assert cheaper.claim.id == first.claim.id
    others = f"{header}https://a.example/x,https://t.example/,b,,1\nhttps://a.example/x,https://t.example/,a,exact,1\n"
    ids = {item.claim.id for item in read(write(tmp_path, others))[0]}
    assert len(ids | {first.claim.id}) == 3


def test_match_option_holds_where_a_row_names_none(tmp_path: Path) -> None:
    path = write(tmp_path, f"source_url,target_url,match\n{GOOD},\n{GOOD},exact\n")
    assert [item.claim.match for item in read(path, match=Match.HOST)[0]] == [Match.HOST, Match.EXACT]


def test_a_file_can_be_read_twice_as_for_a_dry_run(tmp_path: Path) -> None:
    reading = read_claims(write(tmp_path, f"source_url,target_url\n{GOOD}\nbad\n"))
    assert list(reading) == list(reading) != []
    assert reading.progress() == 1.0


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    reading = read_claims(write(tmp_path, "source_url,target_url\n" + f"{GOOD}\n" * 20_000))
    seen = [reading.progress() for number, _ in enumerate(reading) if number % 1_000 == 0]
    assert seen == sorted(seen)
    assert 0.0 < seen[0] < 0.1
    assert 0.9 < seen[-1] < 1.0
    assert reading.progress() == 1.0


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)
NOTE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=40).map(str.strip)


@given(
    anchor=TEXT.filter(lambda text: not text.startswith("'")),
    note=NOTE.filter(lambda text: not text.startswith("'")),
    path=st.from_regex(r"[a-z0-9/,;\"'=?&._-]{0,40}", fullmatch=True),
    rel=st.sampled_from(RelTerm),
    match=st.sampled_from(Match),
    region=st.none() | st.sampled_from([region for region in Region if region is not Region.UNKNOWN]),
    price=st.none() | st.integers(0, 10**9).map(lambda cents: cents / 100),
    starts_on=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    anchor: str,
    note: str,
    path: str,
    rel: RelTerm,
    match: Match,
    region: Region | None,
    price: float | None,
    starts_on: date | None,
    delimiter: str,
    encoding: str,
    line_end: str,
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(["note", "source_url", "price", "target_url", "anchor", "rel", "match", "region", "starts_on"])
    source, target = f"https://a.example/{path}", f"http://t.example/{path}"
    cells = [note, source, price, target, anchor, rel, match, region, starts_on]
    writer.writerow(["" if cell is None else cell for cell in cells])
    file = tmp_path_factory.mktemp("round") / "claims.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    (item,), rejects, _, _ = read(file)
    assert rejects == []
    claim = item.claim
    assert (claim.source_url, claim.target_url) == (source, target)
    assert (claim.anchor or "", claim.note or "") == (anchor, note)
    assert (claim.rel, claim.match, claim.region) == (rel, match, region)
    assert (claim.price, claim.starts_on) == (price, starts_on)
