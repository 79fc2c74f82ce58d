"""An unchanged page keeps the facts of its last full reading, and says so; anything doubtful is read again."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.core.records import Claim
from tests.fakeweb import Answer, FakeWeb, crawl, html, keep, page, redirect

TARGET = "https://target.test/landing"
SOURCE = "https://a.test/article"
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
BODY = page(f'Read <a href="{TARGET}" rel=sponsored>our partner</a>.')


def facts(path: Path) -> list[dict[str, object]]:
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        sql = (
            "SELECT k.status, k.reasons, l.anchor, l.rel, l.region, l.context_before, l.path, p.title, p.words, p.bytes,"
            " p.body_sha256, p.noindex, p.carried_from, p.state_evidence, p.etag FROM checks k JOIN pages p ON p.id = k.page_id"
            " LEFT JOIN links l ON l.id = k.link_id ORDER BY k.run_id, k.claim_id"
        )
        return [dict(row) for row in connection.execute(sql)]


def web_with_validator() -> FakeWeb:
    def answer(request: Request) -> Response:
        if request.headers.get("If-None-Match") == b'"v1"':
            return html("", status=304, headers={"ETag": '"v1"'})
        return html(BODY, headers={"ETag": '"v1"'})

    return FakeWeb({SOURCE: answer, TARGET: "<p>landing</p>"})


def without_marks(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in ("carried_from", "state_evidence")}


def test_304_carries_the_facts_and_marks_them(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    keep(path, Claim(id="c1", source_url=SOURCE, target_url=TARGET))
    web = web_with_validator()
    for number in range(3):
        crawl(path, web, at=FIRST + number * DAY)
    first, second, third = facts(path)
    assert without_marks(first) == without_marks(second) == without_marks(third)
    assert first["carried_from"] is None
    assert second["carried_from"] == third["carried_from"] == 1
    assert second["state_evidence"] == "unchanged (HTTP 304) since it was read whole on 2026-11-01"


def test_the_same_bytes_are_not_parsed_again(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    keep(path, Claim(id="c1", source_url=SOURCE, target_url=TARGET))
    web = FakeWeb({SOURCE: BODY, TARGET: "<p>landing</p>"})
    crawl(path, web, at=FIRST)
    crawl(path, web, at=FIRST + DAY)
    first, second = facts(path)
    assert without_marks(first) == without_marks(second)
    assert "the same bytes" in str(second["state_evidence"])


@pytest.mark.parametrize(
    ("link", "first", "second", "statuses"),
    [
        ("https://newname.test/", {}, {TARGET: redirect("https://newname.test/")}, ["lost", "live"]),
        ("/go/partner", {}, {"https://a.test/go/partner": redirect(TARGET)}, ["lost", "live"]),
        ("/go/partner", {"https://a.test/go/partner": redirect(TARGET)}, {}, ["live", "lost"]),
    ],
    ids=["target moves", "cloak leads there", "cloak leads away"],
)
def test_an_unchanged_page_is_read_again_where_its_link_hangs_on_another(
    tmp_path: Path, link: str, first: dict[str, Answer], second: dict[str, Answer], statuses: list[str]
) -> None:
    """A second look at a loss has to be one."""
    path = tmp_path / "links.db"
    keep(path, Claim(id="c1", source_url=SOURCE, target_url=TARGET))
    body = page(f'Read <a href="{link}">our partner</a>.')
    for number, pages in enumerate((first, second)):
        crawl(
            path,
            FakeWeb({SOURCE: body, TARGET: "<p>landing</p>", "https://newname.test/": "here", **pages}),
            at=FIRST + number * DAY,
        )
    assert [row["status"] for row in facts(path)] == statuses
    assert [row["carried_from"] for row in facts(path)] == [None, None]


def test_a_changed_page_a_new_claim_and_an_old_reading_are_read_in_full(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    keep(path, Claim(id="c1", source_url=SOURCE, target_url=TARGET))
    web = web_with_validator()
    crawl(path, web, at=FIRST)
    keep(path, Claim(id="c2", source_url=SOURCE, target_url=TARGET, anchor="our friends"))
    crawl(path, web, at=FIRST + DAY)
    assert [row["carried_from"] for row in facts(path)] == [None, None, None], "a claim that nobody looked for"
    crawl(path, web, at=FIRST + 2 * DAY)
    assert [row["carried_from"] for row in facts(path)][-2:] == [2, 2]
    crawl(path, web, at=FIRST + 9 * DAY)
    assert [row["carried_from"] for row in facts(path)][-2:] == [None, None], "seven days after the last full reading"
    web.pages[SOURCE] = page("The link is gone.")
    crawl(path, web, at=FIRST + 10 * DAY)
    assert [row["status"] for row in facts(path)][-2:] == ["lost", "lost"]


def test_a_head_that_says_something_of_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    keep(path, Claim(id="c1", source_url=SOURCE, target_url=TARGET))
    web = FakeWeb({SOURCE: BODY, TARGET: "<p>landing</p>"})
    crawl(path, web, at=FIRST)
    web.pages[SOURCE] = html(BODY, headers={"X-Robots-Tag": "noindex"})
    crawl(path, web, at=FIRST + DAY)
    web.pages[SOURCE] = BODY
    crawl(path, web, at=FIRST + 2 * DAY)
    assert [(row["noindex"], row["carried_from"]) for row in facts(path)] == [(0, None), (1, None), (0, None)]


def second_night(tmp_path: Path, answer: Response | str, **first: str) -> tuple[dict[str, object], FakeWeb]:
    """What a night sees where the server answers a condition with `answer`, and an unconditional request with a
    page without the link; `first` are the headers of the night before."""
    path = tmp_path / "links.db"
    keep(path, Claim(id="c1", source_url=SOURCE, target_url=TARGET))
    headers = {name.replace("_", "-"): value for name, value in {"ETag": '"v1"', **first}.items()}
    web = FakeWeb({SOURCE: html(BODY, headers=headers), TARGET: "<p>landing</p>"})
    crawl(path, web, at=FIRST)

    def conditional(request: Request) -> Response | str:
        return answer if request.headers.get("If-None-Match") == b'"v1"' else page("The link is gone.")

    web.pages[SOURCE] = conditional
    web.requests.clear()
    crawl(path, web, at=FIRST + DAY)
    return facts(path)[-1], web


@pytest.mark.parametrize(
    "told",
    [
        {"ETag": '"v2"'},
        {"ETag": 'W/"v2"'},
        {"X-Robots-Tag": "noindex"},
        {"Link": '</other>; rel="canonical"'},
    ],
)
def test_a_304_that_tells_of_another_page_is_asked_again(tmp_path: Path, told: dict[str, str]) -> None:
    row, web = second_night(tmp_path, html("", status=304, headers=told))
    assert (row["status"], row["carried_from"], web.count(SOURCE)) == ("lost", None, 2)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ({}, {}),
        ({}, {"ETag": 'W/"v1"', "X-Cache": "HIT"}),
        ({"X_Robots_Tag": "noarchive"}, {"X-Robots-Tag": "noarchive"}),
        ({"X_Robots_Tag": "noarchive"}, {}),
        ({"Link": '</article>; rel="canonical"'}, {"Link": '</article>; rel="canonical", </s.css>; rel=preload'}),
    ],
)
def test_a_304_that_tells_the_same_or_nothing_is_taken(
    tmp_path: Path, first: dict[str, str], told: dict[str, str]
) -> None:
    row, web = second_night(tmp_path, html("", status=304, headers=told), **first)
    assert (row["carried_from"], web.count(SOURCE)) == (1, 1)


@pytest.mark.parametrize("status", [200, 400, 412])
def test_a_server_that_fails_at_a_condition_is_asked_without(tmp_path: Path, status: int) -> None:
    row, web = second_night(tmp_path, html("", status=status))
    assert (row["status"], row["carried_from"], web.count(SOURCE)) == ("lost", None, 2)


def test_a_date_that_is_none_is_not_sent_back(tmp_path: Path) -> None:
    sent: list[bytes | None] = []
    for told in ("yesterday evening", "Wed Oct 21 07:28:00 2015", "Wednesday, 21-Oct-15 07:28:00 GMT"):

        def answer(request: Request, told: str = told) -> Response:
            sent.append(request.headers.get("If-Modified-Since"))
            return html(BODY, headers={"Last-Modified": told})

        path = tmp_path / f"{len(sent)}.db"
        keep(path, Claim(id="c1", source_url=SOURCE, target_url=TARGET))
        for number in range(2):
            crawl(path, FakeWeb({SOURCE: answer, TARGET: "<p>landing</p>"}), at=FIRST + number * DAY)
    assert sent[1::2] == [None, b"Wed Oct 21 07:28:00 2015", b"Wednesday, 21-Oct-15 07:28:00 GMT"]
