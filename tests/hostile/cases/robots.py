"""robots.txt, as strangers write and serve it (RFC 9309)."""

from tests.hostile.cases.table import Table, rules
from tests.hostile.replies import BARE, GOOD, Reply, bombs, flood, head, redirect, wire
from tests.wire import Act

CASES = Table()

# robots.txt.
_NO = "User-agent: *\nDisallow: /"


CASES.add("robots-disallow", "unverified robots_disallowed", robots=rules(_NO))
CASES.add(
    "robots-disallow-us", "unverified robots_disallowed", robots=rules("User-agent: linkwitness\nDisallow: /page")
)
CASES.add(
    "robots-disallow-others",
    "live",
    robots=rules("User-agent: badbot\nDisallow: /\n\nUser-agent: *\nDisallow: /private"),
)
CASES.add(
    "robots-disallow-googlebot", "altered page_blocked_for_search", robots=rules("User-agent: Googlebot\nDisallow: /")
)
CASES.add("robots-longest-match", "live", robots=rules("User-agent: *\nDisallow: /p\nAllow: /page"))
CASES.add("robots-bom", "unverified robots_disallowed", robots=rules(b"\xef\xbb\xbf" + _NO.encode()))
CASES.add("robots-utf16", "unverified robots_disallowed", robots=rules(_NO.encode("utf-16")))
CASES.add("robots-html", "live", robots=Reply(BARE))
CASES.add("robots-nul-bytes", "unverified robots_disallowed", robots=rules(b"\x00\xff\xfe\n" + _NO.encode()))
for _status in (401, 403, 404, 410):
    CASES.add(f"robots-{_status}", "live", robots=Reply("no", _status))
for _status in (429, 500, 503):
    CASES.add(f"robots-{_status}", "unverified robots_disallowed", robots=Reply("no", _status))
CASES.add("robots-never-answers", "unverified robots_disallowed", robots=wire(Act.HOLD))
CASES.add("robots-reset", "unverified robots_disallowed", robots=wire(Act.RESET))
CASES.add("robots-garbage", "unverified robots_disallowed", robots=wire(b"garbage\r\n\r\n"))
CASES.add(
    "robots-cut", "unverified robots_disallowed", robots=wire(head("Content-Length: 900") + b"User-agent: *\nDis")
)
CASES.at("robots-three-redirects", "unverified robots_disallowed", GOOD,
    {"/robots.txt": redirect("/r1"), "/r1": redirect("/r2"), "/r2": redirect("/r3"), "/r3": rules(_NO)})  # fmt: skip
CASES.at(
    "robots-seven-redirects",
    "live",
    GOOD,
    {"/robots.txt": redirect("/r1"), **{f"/r{n}": redirect(f"/r{n + 1}") for n in range(1, 8)}},
)
CASES.at(
    "robots-on-another-host",
    "unverified robots_disallowed",
    GOOD,
    {"/robots.txt": redirect("http://elsewhere-3.test/r"), "http://elsewhere-3.test/r": rules(_NO)},
)
CASES.add(
    "robots-redirect-to-the-dead",
    "unverified robots_disallowed",
    robots=redirect("http://gone.nowhere.test/robots.txt"),
)
CASES.add("robots-redirect-inside", "unverified robots_disallowed", robots=redirect("http://10.0.0.1/robots.txt"))
CASES.add("robots-huge-rule-at-the-end", "live", robots=rules("#" + "x" * 600_000 + "\n" + _NO))
CASES.add(
    "robots-huge-rule-at-the-start", "unverified robots_disallowed", robots=rules(_NO + "\n" + "#" + "x" * 600_000)
)
CASES.add("robots-endless", "live", robots=flood(head(), b"# and on\n" * 5000))
CASES.add("robots-gzip-bomb", "live", robots=bombs()["bomb-gzip"])
CASES.add(
    "robots-agents-times-rules",
    "live",
    robots=rules(
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "".join(f"Disallow: /{n}\n" for n in range(15_000))
    ),
)
CASES.add("robots-stars", "live", robots=rules("User-agent: *\n" + f"Disallow: /{'*a' * 200}*b$\n" * 500))
CASES.add(
    "robots-crawl-delay-nan",
    "live",
    robots=rules("User-agent: *\nCrawl-delay: nan\nCrawl-delay: -5\nCrawl-delay: 1e999"),
)
