"""What a report says: where it puts a claim, and what it counts."""

import base64
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.vocabulary import EventKind, Reason
from crawler.report.buckets import Bucket, bucket_of, reasons_of, since_of
from crawler.report.model import Report
from crawler.report.payload import clean, columns, pack, thumbnails
from crawler.report.words import EVENTS, REASONS, spoken
from crawler.store.report import ReportFacts

BEFORE, LATER, NOW = "2027-01-01T02:00:00Z", "2027-01-05T02:00:00Z", "2027-01-06T02:00:00Z"


def told(**facts: Any) -> dict[str, Any]:
    usual = {
        "state": None, "status": None, "pending": None, "pending_since": None, "unverified_since": None,
        "state_since": BEFORE, "checked": NOW, "reasons": "[]", "state_reasons": "[]",
    }  # fmt: skip
    return usual | facts


@pytest.mark.parametrize(
    ("facts", "bucket", "since"),
    [
        ({"state_since": None}, Bucket.UNCHECKED, None),
        ({"state": "live", "status": "live"}, Bucket.LIVE, BEFORE),
        ({"state": "altered", "status": "altered"}, Bucket.ALTERED, BEFORE),
        ({"state": "lost", "status": "lost"}, Bucket.LOST, BEFORE),
        ({"state": "lost", "status": "unverified", "unverified_since": LATER}, Bucket.LOST, BEFORE),
        ({"state": "lost", "status": "altered", "pending": "altered"}, Bucket.LOST, BEFORE),
        ({"state": "live", "status": "unverified", "unverified_since": LATER}, Bucket.UNVERIFIED, LATER),
        ({"state": None, "status": "unverified", "unverified_since": LATER}, Bucket.UNVERIFIED, LATER),
        ({"state": "live", "status": "lost", "pending": "lost", "pending_since": LATER}, Bucket.CONFIRM, LATER),
        ({"state": None, "status": "lost", "pending": "lost", "pending_since": LATER}, Bucket.CONFIRM, LATER),
        ({"state": "live", "status": "altered", "pending": "altered", "pending_since": LATER}, Bucket.CONFIRM, LATER),
        (
            {"state": "live", "status": "unverified", "pending": "lost", "unverified_since": LATER},
            Bucket.UNVERIFIED,
            LATER,
        ),
    ],
)
def test_each_claim_has_one_place(facts: dict[str, Any], bucket: Bucket, since: str | None) -> None:
    claim = told(**facts)
    assert bucket_of(claim) is bucket
    assert since_of(claim, bucket) == since


def test_a_loss_that_cannot_be_seen_tonight_keeps_its_cause() -> None:
    claim = told(state="lost", status="unverified", reasons='["timeout"]', state_reasons='["page_gone"]')
    assert reasons_of(claim, Bucket.LOST) == '["page_gone"]'


def test_nothing_is_called_lost_before_it_is_settled(facts: ReportFacts, report: Report) -> None:
    settled = {claim["id"] for claim in facts.claims if claim["state"] == "lost"}
    assert {claim["id"] for claim in report.claims if claim["bucket"] == Bucket.LOST} == settled
    assert len(settled) > 0


def test_every_reason_and_event_has_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(EVENTS) == set(EventKind)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, None),
        ("live", "live"),
        ("lost: link_removed", "lost (link removed)"),
        ("altered: rel_differs, hidden", "altered (another rel, not visible)"),
        ("hidden: display_none", "hidden: display_none"),
        ("lost: and found", "lost: and found"),
        ('{"days_left": 7, "ends_on": "2027-01-31"}', "days left 7, ends on 2027-01-31"),
        ("{curly anchor}", "{curly anchor}"),
    ],
)
def test_before_and_after_in_words(written: str | None, said: str | None) -> None:
    assert spoken(written) == said


def test_counts_add_up(report: Report) -> None:
    assert sum(report.buckets.values()) == len(report.claims) == 240
    assert sum(change.count for change in report.changes) == len(report.events)


def test_worst_events_first(report: Report) -> None:
    kinds = [event["kind"] for event in report.events]
    assert kinds[0] == "lost"
    assert kinds[-1] == "verified"


def test_nights_carry_every_claim_and_end_as_the_claims_stand(report: Report) -> None:
    assert [sum(night.counts.values()) for night in report.nights] == [240] * 6
    last = {status: count for status, count in report.nights[-1].counts.items() if count}
    statuses = [claim["status"] for claim in report.claims]
    assert last == {status: statuses.count(status) for status in set(statuses)}


def test_price_of_lost_links(report: Report) -> None:
    lost = [claim for claim in report.claims if claim["bucket"] == Bucket.LOST]
    assert report.price_lost == {"EUR": sum(claim["price"] or 0 for claim in lost)}


def test_money_at_risk_is_told_by_place_and_by_vendor(report: Report) -> None:
    unlike = [claim for claim in report.claims if claim["price"] and claim["bucket"] in ("lost", "altered")]
    told = {money.bucket: (money.sum, money.claims) for money in report.at_risk}
    for bucket in (Bucket.LOST, Bucket.ALTERED):
        prices = [claim["price"] for claim in unlike if claim["bucket"] == bucket]
        assert told[bucket] == (sum(prices), len(prices))
    assert Bucket.LIVE not in told
    assert sum(debtor.lost + debtor.altered for debtor in report.debtors) == sum(claim["price"] for claim in unlike)
    lost = [debtor.lost for debtor in report.debtors]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 0


def test_the_night_in_a_sentence(report: Report) -> None:
    lost = {event["claim"] for event in report.events if event["kind"] == "lost"}
    paid = sum(claim["price"] or 0 for claim in report.claims if claim["id"] in lost)
    assert f"Since last night: {len(lost)} lost ({paid:,.0f} EUR), " in report.lede
    first = replace(report, first=True)
    assert first.lede.startswith(f"{report.buckets[Bucket.LIVE]} of 240 links are live. ")
    assert f"{report.buckets[Bucket.CONFIRM]} wait for a second look" in first.lede


def test_worst_claims_are_the_dearest(report: Report) -> None:
    prices = [claim["price"] or 0 for claim in report.worst(Bucket.LIVE, 1000)]
    assert prices == sorted(prices, reverse=True)


def test_thumbnails_stay_within_the_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "evidence").mkdir(parents=True)
    (project / "evidence/a.png").write_bytes(b"png")
    (project / "evidence/page.html").write_bytes(b"<script>")
    (project / "evidence/large.png").write_bytes(b"x" * 300_000)
    (tmp_path / "secret.png").write_bytes(b"secret")
    names = ["evidence/a.png", "../secret.png", str(tmp_path / "secret.png"), "evidence/none.png"]
    names += ["evidence/page.html", "evidence/large.png"]
    found = thumbnails([{"screenshot": name} for name in [None, *names]], project)
    assert found == {"evidence/a.png": "data:image/png;base64,cG5n"}


values = st.none() | st.integers() | st.text(max_size=3) | st.lists(st.text(max_size=2), max_size=2)


@given(st.lists(st.fixed_dictionaries({"a": values, "b": st.sampled_from(["x", "y", None])}), max_size=60))
def test_packed_columns_are_the_rows_again(rows: list[dict[str, Any]]) -> None:
    packed = json.loads(zlib.decompress(base64.b64decode(pack(columns(rows, ("a", "b")))), wbits=-15))

    def column(name: str) -> list[Any]:
        written = packed[name]
        return written if isinstance(written, list) else [written["d"][place] for place in written["i"]]

    again = [{"a": a, "b": b} for a, b in zip(column("a"), column("b"), strict=True)]
    assert again == [{name: clean(value) for name, value in row.items()} for row in rows]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("\x1b[31mred", "\ufffd[31mred"),
        ("a\r\nb", "a  b"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("羊毛 🧶", "羊毛 🧶"),
        (7, 7),
        (None, None),
    ],
)
def test_clean_text(value: object, expected: object) -> None:
    assert clean(value) == expected
