"""A month of nights on a web that changes by script: exactly the events written here by hand, and not one more.

Night 8 has no resolver (no answer at all), night 20 one that says of every name that it is not there.
BACKLINK_MONTH_SCALE=N makes every group N times as large.
"""

import os
from dataclasses import replace
from pathlib import Path

from crawler.core.vocabulary import RelTerm
from crawler.downloader.errors import FetchTimeoutError, HostGoneError, NameLookupError
from tests.fakeweb import PROSE, Answer, html, page, redirect
from tests.nights.stage import Group, Page, Show, Stage, Told, day, expected, play, rows, told, with_etag

NIGHTS = range(1, 31)
WEATHER = {8: NameLookupError("no answer from the resolver"), 20: HostGoneError("NXDOMAIN, says a resolver that lies")}
SCALE = int(os.environ.get("BACKLINK_MONTH_SCALE", "1"))
VERIFIED: Told = (1, "verified", None, "live")
NOT_THERE = "lost: link_removed"
CASINO = "".join(
    f"<p>Situs judi online nomor {number} terpercaya dengan bonus {number * 7} persen setiap hari untuk semua pemain"
    f" baru dari kota {number * 13}, menang {number * 31} juta tanpa potongan di meja {number * 17}.</p>"
    for number in range(40)
)


def article(body: str, *, title: str = "A page", head: str = "") -> str:
    """A page on which `body` stands in the midst of the text."""
    return page(f"{body}{PROSE}", title=title, head=head)


def steady(this: Page, night: int) -> Answer:
    return article(this.links())


def without(this: Page) -> str:
    return article("The makers have since taken it back, and we have nothing to show for it.")


def from_night(first: int, then: Answer, *, until: int = 31) -> Show:
    return lambda this, night: then if first <= night < until else article(this.links())


def removed(*nights: range | int) -> Show:
    gone = {number for one in nights for number in ([one] if isinstance(one, int) else one)}
    return lambda this, night: without(this) if night in gone else article(this.links())


def changed(first: int, attributes: str = "", *, head: str = "", until: int = 31) -> Show:
    """From `first` on the link has other attributes or the page another head."""
    return lambda this, night: (
        article(this.links(attributes), head=head) if first <= night < until else article(this.links())
    )


def moved(this: Page, night: int) -> Answer:
    return redirect(f"https://{this.host}/archive/{this.number}") if night >= 14 else article(this.links())


def casino(this: Page, night: int) -> Answer:
    if night < 12:
        return article(this.links())
    links = "".join(f"<li><a href=https://slot{number}.test/>Slot {number}</a></li>" for number in range(120))
    text = article(this.links(), title="Situs Judi Slot Gacor").replace("lang=en", "lang=id").replace(PROSE, CASINO)
    return text.replace("</main>", f"<ul>{links}</ul></main>", 1)


def footer(this: Page, night: int) -> Answer:
    if night < 10:
        return article(this.links())
    return article("").replace("Imprint</a></p>", "Imprint</a></p>" + this.links())


def cached_by_tag(this: Page, night: int) -> Answer:
    return with_etag(without(this), '"v2"') if night >= 14 else with_etag(article(this.links()), '"v1"')


def flapping(this: Page, night: int) -> Answer:
    return without(this) if night % 2 == 0 else article(this.links())


def restless_address(this: Page, night: int) -> Answer:
    return redirect(f"https://{this.host}/session/{night}/{this.number}")


SOFT_404 = (
    "<!doctype html><html lang=en><head><title>Page not found</title></head><body><h1>Page not found</h1>"
    "<p>Sorry, we could not find what you were looking for. Try the search or go back to our home page.</p></body></html>"
)
SHELL = (
    "<!doctype html><html><head><title>Shop</title></head><body><noscript>You need to enable JavaScript to run this"
    " app.</noscript><div id=root></div><script src=/static/js/main.js></script></body></html>"
)
GROUPS = [
    Group(name="steady", pages=5, claims=20, show=steady, events=[VERIFIED]),
    Group(name="by-tag", pages=2, claims=5, show=cached_by_tag, events=[VERIFIED, (15, "lost", "live", NOT_THERE)]),
    Group(
        name="removed",
        pages=2,
        claims=5,
        show=removed(range(10, 31)),
        events=[VERIFIED, (11, "lost", "live", NOT_THERE)],
    ),
    Group(
        name="gone-404",
        pages=2,
        claims=5,
        show=from_night(12, html("<h1>Not found</h1>", status=404)),
        events=[VERIFIED, (13, "lost", "live", "lost: page_gone")],
    ),
    Group(
        name="gone-410",
        pages=2,
        claims=5,
        show=from_night(12, html("", status=410)),
        events=[VERIFIED, (13, "lost", "live", "lost: page_gone")],
    ),
    Group(name="flapping", pages=2, claims=5, show=flapping, events=[VERIFIED]),
    Group(
        name="never",
        pages=2,
        claims=5,
        show=lambda this, night: without(this),
        events=[(2, "never_found", None, NOT_THERE)],
    ),
    Group(
        name="late",
        pages=2,
        claims=5,
        show=lambda this, night: steady(this, night) if night > 1 else html("", status=404),
        events=[(2, "verified", None, "live")],
    ),
    Group(
        name="blocked",
        pages=2,
        claims=5,
        show=from_night(5, html("<h1>Forbidden</h1>", status=403), until=9),
        events=[VERIFIED, (7, "unverifiable", "live", "unverified: forbidden")],
    ),
    Group(
        name="lost-blocked-lost",
        pages=2,
        claims=5,
        show=lambda this, night: html("", status=403) if night == 11 else removed(range(10, 31))(this, night),
        events=[VERIFIED, (12, "lost", "live", NOT_THERE)],
    ),
    Group(name="one-bad-night", pages=2, claims=5, show=removed(4, 13, 25), events=[VERIFIED]),
    Group(
        name="timeout", pages=2, claims=5, show=from_night(13, FetchTimeoutError("slow"), until=15), events=[VERIFIED]
    ),
    Group(
        name="server-error",
        pages=2,
        claims=5,
        show=from_night(13, html("<h1>Oops</h1>", status=500), until=15),
        events=[VERIFIED],
    ),
    Group(name="empty-page", pages=2, claims=5, show=from_night(13, html(""), until=15), events=[VERIFIED]),
    Group(
        name="rate-limited",
        pages=2,
        claims=5,
        show=from_night(5, html("", status=429, headers={"Retry-After": str(3 * 86400)}), until=8),
        events=[VERIFIED],
    ),
    Group(
        name="restored",
        pages=2,
        claims=5,
        show=removed(range(9, 16)),
        events=[VERIFIED, (10, "lost", "live", NOT_THERE), (16, "restored", NOT_THERE, "live")],
    ),
    Group(
        name="moved",
        pages=2,
        claims=5,
        show=moved,
        events=[VERIFIED, (14, "page_moved", "{source}", "https://{host}/archive/{number}")],
    ),
    Group(
        name="restless-address",
        pages=2,
        claims=5,
        show=restless_address,
        events=[VERIFIED, (2, "page_moved", "https://{host}/session/1/{number}", "https://{host}/session/2/{number}")],
    ),
    Group(
        name="to-home",
        pages=2,
        claims=5,
        show=lambda this, night: redirect("/") if night >= 10 else article(this.links()),
        events=[VERIFIED, (11, "lost", "live", "lost: page_redirected")],
    ),
    Group(
        name="soft-404",
        pages=2,
        claims=5,
        show=from_night(10, SOFT_404),
        events=[VERIFIED, (11, "lost", "live", "lost: soft_404")],
    ),
    Group(
        name="parked",
        pages=2,
        claims=5,
        show=from_night(15, "<title>This domain is for sale</title><h1>Interested?</h1><p>Send your offer.</p>"),
        events=[VERIFIED, (16, "lost", "live", "lost: parked")],
    ),
    Group(
        name="name-gone",
        pages=2,
        claims=5,
        show=steady,
        events=[VERIFIED, (19, "lost", "live", "lost: domain_gone")],
    ),
    Group(name="robots-503", pages=2, claims=5, show=steady, shared_host=True, events=[VERIFIED]),
    Group(
        name="robots-closed",
        pages=2,
        claims=5,
        show=steady,
        shared_host=True,
        events=[VERIFIED, (12, "unverifiable", "live", "unverified: robots_disallowed")],
    ),
    Group(
        name="not-for-google",
        pages=2,
        claims=5,
        show=steady,
        shared_host=True,
        events=[VERIFIED, (10, "altered", "live", "altered: page_blocked_for_search")],
    ),
    Group(
        name="nofollow-promised-follow",
        pages=2,
        claims=5,
        terms={"rel": RelTerm.FOLLOW},
        show=changed(6, " rel=nofollow", until=16),
        events=[
            VERIFIED,
            (6, "altered", "live", "altered: rel_differs"),
            (6, "rel_changed", "follow", "nofollow"),
            (16, "repaired", "altered: rel_differs", "live"),
            (16, "rel_changed", "nofollow", "follow"),
        ],
    ),
    Group(
        name="sponsored",
        pages=2,
        claims=5,
        show=changed(6, ' rel="sponsored noopener"'),
        events=[VERIFIED, (6, "rel_changed", "follow", "sponsored")],
    ),
    Group(name="noopener", pages=2, claims=5, show=changed(6, " rel=noopener target=_blank"), events=[VERIFIED]),
    Group(
        name="noindex",
        pages=2,
        claims=5,
        show=changed(9, head="<meta name=robots content=noindex>", until=18),
        events=[
            VERIFIED,
            (9, "altered", "live", "altered: page_noindex"),
            (9, "page_noindexed", "indexable", "noindex"),
            (18, "repaired", "altered: page_noindex", "live"),
            (18, "page_indexable", "noindex", "indexable"),
        ],
    ),
    Group(
        name="canonical",
        pages=2,
        claims=5,
        show=changed(10, head="<link rel=canonical href=https://elsewhere.test/article>"),
        events=[VERIFIED, (10, "altered", "live", "altered: page_not_canonical")],
    ),
    Group(
        name="hidden",
        pages=2,
        claims=5,
        show=changed(12, " style='display:none'"),
        events=[
            VERIFIED,
            (13, "altered", "live", "altered: hidden"),
            (13, "hidden_changed", "not seen hidden", "hidden: display_none"),
        ],
    ),
    Group(
        name="anchor",
        pages=5,
        terms={"anchor": "item 0"},
        show=lambda this, night: article(
            this.links().replace(">item 0<", ">another name<") if night >= 11 else this.links()
        ),
        events=[
            VERIFIED,
            (11, "altered", "live", "altered: anchor_differs"),
            (11, "anchor_changed", "item 0", "another name"),
        ],
    ),
    Group(
        name="another-target",
        pages=5,
        show=lambda this, night: article(
            this.links().replace("/another-target/0", "/sale") if night >= 10 else this.links()
        ),
        events=[
            VERIFIED,
            (11, "altered", "live", "altered: target_differs"),
            (11, "target_changed", "{target}", "https://shop-0.test/sale"),
        ],
    ),
    Group(
        name="target-broken",
        pages=2,
        claims=5,
        show=steady,
        target=lambda night: html("<h1>Gone</h1>", status=404) if night >= 21 else "<p>The landing page.</p>",
        events=[VERIFIED, (22, "altered", "live", "altered: target_broken")],
    ),
    Group(
        name="target-broken-once",
        pages=2,
        claims=5,
        show=steady,
        target=lambda night: html("", status=500) if night == 21 else "<p>The landing page.</p>",
        events=[VERIFIED],
    ),
    Group(
        name="shell",
        pages=2,
        claims=5,
        show=from_night(10, SHELL),
        events=[VERIFIED, (12, "unverifiable", "live", "unverified: render_failed")],
    ),
    Group(
        name="to-footer",
        pages=2,
        claims=5,
        show=footer,
        events=[VERIFIED, (10, "region_changed", "main", "footer")],
    ),
    Group(
        name="term",
        pages=2,
        claims=5,
        terms={"ends_on": day(25)},
        show=steady,
        events=[
            VERIFIED,
            (11, "term_ends_soon", None, '{"days_left": 14, "ends_on": "2027-01-25"}'),
            (18, "term_ends_soon", None, '{"days_left": 7, "ends_on": "2027-01-25"}'),
            (23, "term_ends_soon", None, '{"days_left": 2, "ends_on": "2027-01-25"}'),
        ],
    ),
    Group(
        name="term-over",
        pages=2,
        claims=5,
        terms={"ends_on": day(9)},
        show=removed(range(10, 31)),
        events=[
            VERIFIED,
            (1, "term_ends_soon", None, '{"days_left": 8, "ends_on": "2027-01-09"}'),
            (2, "term_ends_soon", None, '{"days_left": 7, "ends_on": "2027-01-09"}'),
            (7, "term_ends_soon", None, '{"days_left": 2, "ends_on": "2027-01-09"}'),
        ],
    ),
    Group(
        name="starts-later",
        pages=2,
        claims=5,
        terms={"starts_on": day(10)},
        show=lambda this, night: steady(this, night) if night >= 10 else html("", status=404),
        events=[(10, "verified", None, "live")],
    ),
    Group(
        name="not-for-long",
        pages=2,
        claims=5,
        show=changed(1, head="<meta name=robots content='unavailable_after: 2027-01-20T12:00:00+00:00'>"),
        events=[VERIFIED, (7, "unavailable_after_soon", None, "2027-01-20T12:00:00+00:00")],
    ),
    Group(
        name="casino",
        pages=3,
        show=casino,
        events=[
            VERIFIED,
            (
                13,
                "page_drifted",
                '{"language": "en", "links_external": 1, "title": "A page"}',
                '{"language": "id", "links_external": 121, "signs": ["title", "text", "language", "links_external"],'
                ' "text_similarity": 0.0, "title": "Situs Judi Slot Gacor", "title_similarity": 0.0}',
            ),
        ],
    ),
]


class Month(Stage):
    """What whole hosts do: robots.txt, names that go, pages beside the claimed ones."""

    def turn_to(self, number: int) -> None:
        super().turn_to(number)
        closed = "User-agent: *\nDisallow: /\n"
        if number == 17:
            self.pages["https://robots-503.test/robots.txt"] = html("", status=503)
        if number >= 10:
            self.pages["https://robots-closed.test/robots.txt"] = closed
            self.pages["https://not-for-google.test/robots.txt"] = "User-agent: Googlebot\nDisallow: /\n"
        for scene in self.scenes:
            match scene.group.name:
                case "name-gone" if number >= 18:
                    self.pages[scene.url] = HostGoneError("no such name")
                case "moved":
                    self.pages[f"https://{scene.host}/archive/{scene.number}"] = article(scene.links())
                case "restless-address":
                    self.pages[f"https://{scene.host}/session/{number}/{scene.number}"] = article(scene.links())
                case "to-home":
                    self.pages[f"https://{scene.host}/"] = page("Welcome to our home.", title="Home")

    def unknown(self, url: str) -> Answer:
        """One host answers every address that it does not know with 200."""
        return SOFT_404 if "//soft-404" in url else super().unknown(url)


def test_thirty_nights_tell_exactly_what_the_script_says(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    stage = Month([replace(group, pages=group.pages * SCALE) for group in GROUPS])
    play(path, stage, NIGHTS, WEATHER)
    happened, scripted = told(path), expected(stage)
    for claim in sorted(happened | scripted):
        assert (claim, happened.get(claim)) == (claim, scripted.get(claim))
    settled = rows(path, "SELECT claim_id FROM claim_states WHERE status = 'lost' ORDER BY claim_id")
    assert settled == sorted(claim for claim, events in scripted.items() if (events[-1][3] or "").startswith("lost"))
