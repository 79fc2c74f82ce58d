"""What must hold of every night: each due claim leaves exactly one check, and nothing is done twice."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.core.records import Claim
from crawler.downloader.errors import FetchTimeoutError, HostGoneError, TlsError
from tests.fakeweb import Answer, FakeWeb, crawl, html, keep, page, redirect

TARGET = "https://target.test/landing"
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def claim(number: int, source: str, target: str = TARGET, **terms: object) -> Claim:
    return Claim(id=f"c{number}", source_url=source, target_url=target, **terms)  # type: ignore[arg-type]


def rows(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(sql, values).fetchall()


def checks(path: Path) -> dict[str, tuple[str, str]]:
    found = rows(path, "SELECT claim_id, status, reasons FROM checks WHERE run_id = (SELECT max(id) FROM runs)")
    return {str(claim_id): (str(status), str(reasons)) for claim_id, status, reasons in found}


def test_each_due_claim_leaves_exactly_one_check(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    web = FakeWeb(
        {
            "https://a.test/one": page(f'See <a href="{TARGET}">here</a>.'),
            "https://a.test/two": page("No link."),
            "https://b.test/slow": FetchTimeoutError("slow"),
            "https://gone.test/": HostGoneError("no such name"),
            "https://tls.test/": TlsError("expired"),
            TARGET: "<p>landing</p>",
        }
    )
    sources = [*web.pages, "https://a.test/one", "https://a.test/nowhere"]
    keep(
        path,
        *(claim(number, source) for number, source in enumerate(sources) if source != TARGET),
        claim(90, "https://a.test/one", "https://target.test/other"),
    )
    run = crawl(path, web)
    assert rows(path, "SELECT due, written, outcome FROM runs WHERE id = ?", run) == [(8, 8, "complete")]
    assert len(checks(path)) == 8
    assert checks(path)["c0"] == ("live", "[]")
    assert checks(path)["c90"] == ("altered", '["target_differs"]')
    assert web.count("https://a.test/one") == 1, "all claims of one page are one request"


def test_pages_that_redirect_to_each_other_and_two_spellings_of_one_page(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    web = FakeWeb(
        {
            "https://a.test/x": redirect("https://b.test/y"),
            "https://b.test/y": redirect("https://a.test/x"),
            "https://c.test/p": page(f'<a href="{TARGET}">t</a>'),
            TARGET: "<p>landing</p>",
        }
    )
    keep(
        path,
        claim(1, "https://a.test/x"),
        claim(2, "https://b.test/y"),
        claim(3, "https://c.test/p"),
        claim(4, "HTTPS://C.test:443/p#top"),
    )
    crawl(path, web)
    assert checks(path) == {
        "c1": ("unverified", '["redirect_loop"]'),
        "c2": ("unverified", '["redirect_loop"]'),
        "c3": ("live", "[]"),
        "c4": ("live", "[]"),
    }
    assert web.count("https://c.test/p") == 1


def test_a_rerun_on_the_same_night_visits_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    web = FakeWeb({"https://a.test/": page(f'<a href="{TARGET}">t</a>')})
    keep(path, claim(1, "https://a.test/"), claim(2, "https://a.test/missing"))
    crawl(path, web, at=AT)
    before = rows(path, "SELECT * FROM claim_states"), rows(path, "SELECT * FROM events")
    web.requests.clear()
    crawl(path, web, at=AT + timedelta(hours=1))
    assert web.requests == []
    assert (rows(path, "SELECT * FROM claim_states"), rows(path, "SELECT * FROM events")) == before


def test_a_run_cut_off_goes_on_where_it_was_and_repeats_only_what_was_in_flight(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    web = FakeWeb({f"https://h{number}.test/": page(f'<a href="{TARGET}">t</a>') for number in range(600)})
    keep(path, *(claim(number, url) for number, url in enumerate(web.pages)))
    first = crawl(path, web, stop_after=450)
    done = rows(path, "SELECT count(*) FROM checks")[0][0]
    assert isinstance(done, int)
    assert 0 < done < 600
    assert crawl(path, web) == first
    assert len(checks(path)) == 600
    assert rows(path, "SELECT count(DISTINCT claim_id), count(*) FROM checks") == [(600, 600)]
    assert rows(path, "SELECT outcome, due, written FROM runs") == [("complete", 600, 600)]


def test_a_run_taken_up_days_later_goes_by_the_day_that_it_is(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    web = FakeWeb({f"https://h{number}.test/": page(f'<a href="{TARGET}">t</a>') for number in range(600)})
    ended, begun = "https://ended.test/", "https://begun.test/"
    keep(path, *(claim(number, url) for number, url in enumerate(web.pages)))
    first = crawl(path, web, at=AT, stop_after=450)
    assert 0 < len(checks(path)) < 600
    web.pages[ended] = web.pages[begun] = page("No link.")
    day = AT.date()
    keep(path, claim(900, ended, ends_on=day + timedelta(days=3)), claim(901, begun, starts_on=day + timedelta(days=5)))
    assert crawl(path, web, at=AT + timedelta(days=9)) == first
    assert {"c900", "c901"} & set(checks(path)) == {"c901"}
    assert rows(path, "SELECT outcome, due, written FROM runs") == [("complete", 601, 601)]


def test_limit_and_all(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    web = FakeWeb({f"https://h{number}.test/": page(f'<a href="{TARGET}">t</a>') for number in range(10)})
    keep(path, *(claim(number, url) for number, url in enumerate(web.pages)))
    crawl(path, web, limit=4)
    assert len(checks(path)) == 4
    crawl(path, web, at=AT + timedelta(minutes=5), everything=True)
    assert len(checks(path)) == 10


@pytest.mark.parametrize(
    ("starts", "ends", "due"), [("2026-11-24", None, 0), (None, "2026-11-22", 0), ("2026-11-23", "2026-11-23", 1)]
)
def test_a_claim_is_visited_in_its_term_only(tmp_path: Path, starts: str | None, ends: str | None, due: int) -> None:
    from datetime import date

    path = tmp_path / "links.db"
    terms = {
        "starts_on": date.fromisoformat(starts) if starts else None,
        "ends_on": date.fromisoformat(ends) if ends else None,
    }
    keep(path, claim(1, "https://a.test/", **terms))
    crawl(path, FakeWeb())
    assert len(checks(path)) == due


ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.sampled_from([FetchTimeoutError("x"), HostGoneError("x"), TlsError("x"), ValueError("a mistake of ours")]),
    st.builds(lambda status: html("<p>x</p>", status=status), st.integers(200, 599)),
    st.builds(
        redirect,
        st.sampled_from(["https://h1.test/", "/", "ftp://x/", "http://[", "", "https://h2.test/"]),
    ),
    st.text(max_size=200),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(ANSWERS, min_size=1, max_size=6))
def test_whatever_pages_answer_every_claim_gets_one_check(
    tmp_path_factory: pytest.TempPathFactory, answers: list[Answer]
) -> None:
    path = tmp_path_factory.mktemp("night") / "links.db"
    web = FakeWeb({f"https://h{number}.test/": answer for number, answer in enumerate(answers)})
    keep(path, *(claim(number, url) for number, url in enumerate(web.pages)))
    crawl(path, web)
    assert len(checks(path)) == len(answers)
    counted = "sum(status = 'live'), sum(status = 'altered'), sum(status = 'lost'), sum(status = 'unverified')"
    assert rows(path, "SELECT live, altered, lost, unverified FROM runs") == rows(path, f"SELECT {counted} FROM checks")
    assert rows(path, "PRAGMA foreign_key_check") == []
