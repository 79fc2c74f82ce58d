"""One claim's month, by hand: every event that it must tell, and not one more."""

import json
from dataclasses import replace
from datetime import date

from crawler.core.vocabulary import Reason, Region
from tests.core.nights import CLAIM, live_through, night

GONE = night(Reason.LINK_REMOVED)
CHALLENGE = night(Reason.CHALLENGE)
LIVE = night()
NOFOLLOW = night(Reason.REL_DIFFERS, link={"rel": "nofollow", "nofollow": True})
REWRITTEN = {
    "context_before": "Our partners of the season:",
    "context_after": "– order now and save a third!",
}
NEW_TEXT = night(link=REWRITTEN)
LOW_FOOTER = {"region": Region.FOOTER, "region_confidence": 0.4}
MOVED = "https://blog.example/2027/wool/"

OLD_CONTEXT = (
    "Before you put them into the machine, look at how the makers of … "
    "tell you to do it: cold, by hand, with next to no soap."
)
NEW_CONTEXT = "Our partners of the season: … – order now and save a third!"


def term(days: int) -> tuple[str, None, str]:
    return ("term_ends_soon", None, json.dumps({"days_left": days, "ends_on": "2027-01-31"}))


MONTH = [
    (1, GONE, []),  # the article is not out yet: one look settles no loss
    (2, LIVE, [("verified", None, "live")]),
    (3, LIVE, []),
    (4, night(Reason.TIMEOUT), []),
    (5, LIVE, []),
    (6, NOFOLLOW, [("altered", "live", "altered: rel_differs"), ("rel_changed", "follow", "nofollow")]),
    (7, NOFOLLOW, []),
    (8, LIVE, [("repaired", "altered: rel_differs", "live")]),  # rel stirred two nights ago: it must hold
    (9, LIVE, [("rel_changed", "nofollow", "follow")]),
    (10, night(link=LOW_FOOTER), []),  # the region code was unsure for a night
    (11, LIVE, []),
    (12, CHALLENGE, []),
    (13, GONE, []),  # half a page came from a cache
    (14, CHALLENGE, []),
    (15, LIVE, []),
    (16, NEW_TEXT, []),
    (17, NEW_TEXT, [("context_changed", OLD_CONTEXT, NEW_CONTEXT), term(14)]),
    (
        18,
        night(Reason.PAGE_NOINDEX, link=REWRITTEN, noindex=True),
        [("altered", "live", "altered: page_noindex"), ("page_noindexed", "indexable", "noindex")],
    ),
    (19, NEW_TEXT, [("repaired", "altered: page_noindex", "live")]),
    (20, NEW_TEXT, [("page_indexable", "noindex", "indexable")]),
    (21, CHALLENGE, []),
    (22, CHALLENGE, []),
    (23, CHALLENGE, [("unverifiable", "live", "unverified: challenge")]),
    (24, CHALLENGE, [term(7)]),
    (25, NEW_TEXT, []),
    (26, GONE, []),
    (27, night(Reason.DNS_ERROR), []),  # our resolver's night off counts for nothing
    (28, GONE, [("lost", "live", "lost: link_removed")]),
    (29, GONE, [term(2)]),
    (
        30,
        night(link=REWRITTEN, final_url=MOVED),
        [("restored", "lost: link_removed", "live"), ("page_moved", CLAIM.source_url, MOVED)],
    ),
]


def test_a_month_of_one_claim_tells_exactly_these_events():
    claim = replace(CLAIM, ends_on=date(2027, 1, 31))
    lived = live_through([each for _, each, _ in MONTH], claim=claim)
    happened = [(each.at.day, each.night, [(str(e.kind), e.before, e.after) for e in each.events]) for each in lived]
    assert happened == MONTH
