"""Messages: grouped by page, and nothing that a page wrote can act in a chat or a mail."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from crawler.alerts.message import address, compose, words
from crawler.core.vocabulary import EventKind
from tests.alerts.test_policy import EVENT


def test_claims_that_one_page_changes_alike_are_one_line() -> None:
    moved = [
        replace(EVENT, id=number, kind=EventKind.PAGE_MOVED, before="https://blog.test/a", after="https://blog.test/b",
                target_url=f"https://shop.test/{number}", claim_kind=None, vendor=None)
        for number in range(3)
    ]  # fmt: skip
    message = compose([*moved, EVENT], delivery_id="lw_1")
    assert message.title == "Linkwitness: 1 lost, 3 page moved"
    assert message.body == (
        "LOST (1)\n- https://blog.test/a\n  https://shop.test/: live → lost: link_removed (Purchased Acme)\n\n"
        "PAGE MOVED (3)\n- https://blog.test/a\n"
        "  3 links, the first to https://shop.test/0: https://blog.test/a → https://blog.test/b\n\n"
        "Delivery lw_1"
    )


def test_a_night_of_thousands_is_still_a_message() -> None:
    events = [replace(EVENT, id=n, source_url=f"https://blog.test/{n}") for n in range(5000)]
    message = compose(events, delivery_id="lw_1")
    assert "- and 4975 more pages" in message.body
    assert len(message.body) < 10_000


def test_what_a_page_wrote_is_plain() -> None:
    assert words("**bold** <!channel> [free](https://evil.test) `x` @everyone _sly_ page_gone\n# Title") == (
        "∗∗bold∗∗ ‹!channel› (free)(https://evil.test) ʼxʼ ＠everyone ＿sly＿ page_gone # Title"
    )
    assert address("https://a.test/_x_[1](b)<c>|@d\r\nTo: x") == (
        "https://a.test/%5Fx%5F%5B1%5D(b)%3Cc%3E%7C%40d%20%20To:%20x"
    )


@given(text=st.text())
def test_no_text_brings_markup_or_another_line(text: str) -> None:
    changed = replace(EVENT, kind=EventKind.ANCHOR_CHANGED, before=text, after=text, vendor=text, source_url=text)
    body = compose([changed], delivery_id="lw_1").body
    assert body.count("\n") == 4
    assert not re.search(r"[<>\[\]*`|@\x00-\x09\x0b-\x1f\u202e\u2028\u2029]", body)
