"""The hostile web: one case a host, each with the check that its claim must get.

A case `name` is served as http://name.test/page, and the claim is that this page links to replies.TARGET.
The table is read by people: name, expected status and reason, and what the server does.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.fakeweb import PROSE, page
from tests.hostile.replies import (
    BARE,
    GOOD,
    LINK,
    TARGET,
    Answer,
    Reply,
    bombs,
    chunk,
    coded,
    drip,
    flood,
    head,
    redirect,
    typed,
    wire,
)
from tests.wire import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`page` answers /page, `others` other paths of the host (`/robots.txt`) or whole addresses elsewhere."""

    name: str
    expect: str
    page: Answer
    others: Mapping[str, Answer] = field(default_factory=dict)
    url: str = ""

    @property
    def source(self) -> str:
        return self.url or f"http://{self.name}.test/page"

    def answers(self) -> dict[str, Answer]:
        """Every address of the case that answers."""
        found = {self.source: self.page}
        for place, answer in self.others.items():
            found[place if "://" in place else f"http://{self.name}.test{place}"] = answer
        return found

    @property
    def plain(self) -> bool:
        """Whether it is all good HTTP, so that it can be served from memory."""
        return not self.url and all(isinstance(answer, Reply) for answer in self.answers().values())


CASES: list[Case] = []


def _add(name: str, expect: str, answer: Answer | str = GOOD, /, url: str = "", **others: Answer) -> None:
    given = Reply(answer) if isinstance(answer, str) else answer
    places = {_PLACES.get(key, key): value for key, value in others.items()}
    CASES.append(Case(name=name, expect=expect, page=given, others=places, url=url))


def _at(name: str, expect: str, answer: Answer | str, others: Mapping[str, Answer]) -> None:
    given = Reply(answer) if isinstance(answer, str) else answer
    CASES.append(Case(name=name, expect=expect, page=given, others=others))


_PLACES = {"robots": "/robots.txt", "onward": "/onward", "home": "/"}


def _thin(title: str, text: str = "", head_: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head_}</head><body><h1>{title}</h1><p>{text}</p></body></html>"


# Refusals and tests for people.
_MOMENT = _thin("Just a moment...", head_="<script>window._cf_chl_opt={cType:'managed'}</script>")
_CF = {"cf-mitigated": "challenge", "server": "cloudflare", "cf-ray": "8f-FRA"}
_add("cloudflare-403", "unverified challenge", Reply(_MOMENT, 403, _CF))
_add("cloudflare-429", "unverified challenge", Reply(_MOMENT, 429, _CF))
_add("cloudflare-503", "unverified challenge", Reply(_MOMENT, 503, {"server": "cloudflare"}))
_add("cloudflare-200", "unverified challenge", Reply(_MOMENT))
_add("cloudflare-404", "unverified challenge", Reply(_MOMENT, 404, _CF))
_add(
    "cloudflare-1020",
    "unverified forbidden",
    Reply(
        '<title>Access denied</title><div id="cf-error-details">Error <span class="cf-error-code">1020</span></div>',
        403,
    ),
)
_add(
    "waf-202",
    "unverified challenge",
    Reply("<script>window.gokuProps={}</script>", 202, {"x-amzn-waf-action": "challenge"}),
)
_add("waf-405", "unverified challenge", Reply(_thin("Human Verification"), 405, {"x-amzn-waf-action": "captcha"}))
_add(
    "imperva-200",
    "unverified challenge",
    '<html><head><META NAME="robots" CONTENT="noindex,nofollow"></head><body><iframe '
    'src="/_Incapsula_Resource?CWUDNSAI=1&xinfo=2&incident_id=3">Request unsuccessful. Incapsula incident ID: 3'
    "</iframe></body></html>",
)
_add(
    "datadome-403",
    "unverified challenge",
    Reply(
        "<title>shop.example</title><script src='https://ct.captcha-delivery.com/c.js'></script>",
        403,
        {"x-datadome": "protected"},
    ),
)
_add(
    "akamai-403",
    "unverified forbidden",
    Reply(_thin("Access Denied", "You don't have permission. Reference #18.2f"), 403),
)
_add(
    "akamai-200",
    "unverified forbidden",
    _thin("Access Denied", "You don't have permission to access this. Reference #18.2f"),
)
for _status, _reason in (
    (400, "forbidden"), (401, "login_required"), (402, "login_required"), (403, "forbidden"), (405, "forbidden"),
    (406, "forbidden"), (407, "login_required"), (418, "forbidden"), (429, "rate_limited"), (451, "forbidden"),
    (999, "forbidden"), (500, "server_error"), (502, "server_error"), (503, "server_error"), (504, "server_error"),
    (520, "server_error"), (203, "server_error"), (204, "empty"), (206, "truncated"), (304, "server_error"),
):  # fmt: skip
    _add(f"status-{_status}", f"unverified {_reason}", Reply("" if _status in (204, 304) else BARE, _status))
_add("refused-with-the-link", "live", Reply(GOOD, 403))
_add("broken-with-the-link", "live", Reply(GOOD, 500))
_add("slow-down-for-an-hour", "unverified rate_limited", Reply("", 429, {"Retry-After": "3600"}))
_add("slow-down-in-nonsense", "unverified rate_limited", Reply("", 429, {"Retry-After": "\u00b2" + "9" * 5000}))
_add(
    "back-in-the-year-9999",
    "unverified server_error",
    Reply("", 503, {"Retry-After": "Fri, 31 Dec 9999 23:59:59 -2359"}),
)

# The same in words that no vendor's signature knows, with 200.
_add(
    "robot-or-human",
    "unverified challenge",
    _thin("Robot or human?", "Activate and hold the button to confirm that you're human."),
)
_add(
    "a-moment-in-german",
    "unverified challenge",
    _thin("Nur einen Moment…", "shop.test muss die Sicherheit Ihrer Verbindung überprüfen."),
)
_add("slider-in-chinese", "unverified challenge", _thin("验证码拦截", "请按住滑块，拖动到最右边"))
_add(
    "unknown-firewall",
    "unverified forbidden",
    _thin("Firewall", "Your request has illegal parameters and has been blocked by the webmaster."),
)
_add(
    "blocked-in-french",
    "unverified forbidden",
    _thin("🚫 Accès bloqué", "Cette requête a été bloquée pour des raisons de sécurité."),
)
_add(
    "request-is-blocked",
    "unverified forbidden",
    "<html><body><h2>The request is blocked.</h2><p>0jKx2ZwAAAAB</p></body></html>",
)
_add("whoa-there", "unverified rate_limited", _thin("Whoa there!", "You have exceeded a secondary rate limit."))
_add("waiting-room", "unverified challenge", _thin("You are now in line", "Your estimated wait time is 4 minutes."))
_at("sent-to-a-captcha", "unverified challenge", redirect("/captcha?to=page"), {"/captcha?to=page": Reply(BARE)})
_at("sent-to-be-denied", "unverified forbidden", redirect("/access-denied"), {"/access-denied": Reply(BARE)})
_add(
    "back-soon-in-spanish",
    "unverified server_error",
    _thin("Volvemos pronto", "Estamos realizando tareas de mantenimiento."),
)
_add("varnish-meditates", "unverified server_error", _thin("503 Backend fetch failed", "Guru Meditation: XID: 1234"))
_add("members-only", "unverified login_required", _thin("Oops!", "You must be logged-in to do that."))
_add("keep-reading", "unverified login_required", _thin("On anvils", "Subscribe to Smithy to keep reading this post."))
_add("soft-404-in-vietnamese", "lost soft_404", _thin("Rất tiếc, trang bạn tìm kiếm không tồn tại"))
_add("soft-404-in-a-second-heading", "lost soft_404", "<title>Shop</title><h2>Oops! That page can’t be found.</h2>")
_add(
    "parked-in-words",
    "lost parked",
    _thin("parked-in-words.test", "Hosted by a registrar. This domain has been registered for a customer."),
)
_add("comment-form-that-asks", "lost link_removed", "<title>On anvils</title><h1>On anvils</h1><p>Good ones ring.</p><form><textarea></textarea>"
     "I'm not a robot: prove that you are human <input></form>")  # fmt: skip

# Logins, consent, payment.
_FORM = '<form action="/login"><input name="user"><input type="password" name="p"><button>Sign in</button></form>'
_add("login-form", "unverified login_required", _thin("Sign in", _FORM))
_at(
    "login-redirect",
    "unverified login_required",
    redirect("/login?next=%2Fpage"),
    {"/login?next=%2Fpage": Reply(_thin("Sign in", _FORM))},
)
_at("consent-redirect", "unverified login_required", redirect("http://consent.consent-redirect.test/?continue=x"),
     {"http://consent.consent-redirect.test/?continue=x": Reply(_thin("Before you continue", "Accept all cookies"))})  # fmt: skip
_add(
    "consent-banner-on-the-page",
    "live",
    GOOD.replace("<main>", "<div class=cookie-banner>We value your privacy. Accept all</div><main>"),
)
_add(
    "guests-see-no-links",
    "unverified login_required",
    page("You must be registered to see links.", title="Thread: anvils"),
)
_add(
    "login-box-in-the-footer",
    "lost link_removed",
    BARE.replace("</footer>", _FORM + "</footer>").replace(PROSE, PROSE * 3),
)

# Gone, or said to be.
_NOT_FOUND = _thin("Page not found", "The page that you look for is not here.")
_add("gone-404", "lost page_gone", Reply(_NOT_FOUND, 404))
_add("gone-410", "lost page_gone", Reply("", 410))
_add("gone-with-the-link", "altered page_noindex", Reply(GOOD, 404))
_add("soft-404", "lost soft_404", _NOT_FOUND)
_at("soft-404-redirect", "lost soft_404", redirect("/404.html"), {"/404.html": Reply(_NOT_FOUND)})
_add("article-about-404", "lost link_removed", page("No link.", title="Page not found: how to write a good 404 page"))
_add("shop-with-404-items", "lost link_removed", page("404 items in stock.", title="404 items for the smithy"))
_add(
    "parked", "lost parked", _thin("parked.test is for sale", "The domain name parked.test is for sale. Make an offer.")
)
_add(
    "article-about-parking",
    "lost link_removed",
    page("We asked who buys a domain that is for sale.", title="Domains for sale: a market report"),
)
_add(
    "suspended",
    "lost parked",
    _thin("Account Suspended", "This account has been suspended. Contact your hosting provider."),
)
_add("redirected-home", "lost page_redirected", redirect("/"), home=Reply(page("Welcome.", title="Home of the smith")))
_add("redirected-home-with-the-link", "live", redirect("/"), home=Reply(GOOD))
_at(
    "redirected-to-another-site",
    "lost page_redirected",
    redirect("http://elsewhere-1.test/"),
    {"http://elsewhere-1.test/": Reply(BARE)},
)
_at(
    "moved-to-another-domain-with-the-link",
    "live",
    redirect("http://elsewhere-2.test/page", 301),
    {"http://elsewhere-2.test/page": Reply(GOOD)},
)
_add("moved-within-the-site", "lost link_removed", redirect("/onward"), onward=Reply(BARE))
_add("meta-refresh-to-the-link", "live", '<meta http-equiv=refresh content="0; url=/onward">', onward=Reply(GOOD))
_add("meta-refresh-home", "lost page_redirected", '<meta http-equiv=refresh content="0;url=/">', home=Reply(BARE))
_add("refresh-header-to-the-link", "live", Reply(BARE, headers={"Refresh": "0; url=/onward"}), onward=Reply(GOOD))
_add(
    "refresh-for-ever",
    "unverified redirect_loop",
    '<meta http-equiv=refresh content="0;url=/onward">',
    onward=Reply('<meta http-equiv=refresh content="0;url=/page">'),
)
_add(
    "refresh-to-the-dead",
    "unverified dns_error",
    BARE.replace("<head>", '<head><meta http-equiv=refresh content="1;url=http://gone.nowhere.test/">'),
)
_add(
    "maintenance-200",
    "unverified server_error",
    _thin("Down for maintenance", "We will be back soon. Scheduled maintenance."),
)
_add("database-error-200", "unverified server_error", _thin("Error establishing a database connection"))
_add(
    "nginx-welcome",
    "unverified server_error",
    _thin("Welcome to nginx!", "If you see this page, the nginx web server is successfully installed."),
)

# Whole pages that only look like something else.
_add("removed", "lost link_removed", BARE)
_add("mentioned", "lost mention_only", page("We like target.test a lot.", title="On anvils"))
_add("another-address", "altered target_differs", page('See <a href="http://target.test/other">this</a>.'))
_add(
    "article-about-challenges",
    "lost link_removed",
    page(
        PROSE + "Just a moment... Checking your browser. Access denied. Incapsula incident ID.",
        title="How bot protection works",
    ),
)
_add(
    "captcha-in-the-comment-form",
    "lost link_removed",
    BARE.replace(
        "</main>",
        "<form><textarea name=c></textarea><div class=g-recaptcha></div><script src=https://www.google.com/recaptcha/api.js></script></form></main>",
    ),
)
_add(
    "behind-a-friendly-cdn",
    "lost link_removed",
    Reply(BARE, headers={"server": "cloudflare", "cf-ray": "8f-FRA", "set-cookie": "datadome=x; _abck=y"}),
)
_add("a-door-that-was-denied", "lost link_removed", page("A long history.", title="Access denied: a history of doors"))

# Faults on the wire.
_add("never-answers", "unverified timeout", wire(Act.HOLD))
_add("slow-head", "unverified timeout", drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"))
_add("slow-body", "unverified timeout", drip(head("Transfer-Encoding: chunked") + chunk(BARE.encode()), chunk(b" ")))
_add("slow-body-with-the-link", "live", drip(head("Transfer-Encoding: chunked") + chunk(GOOD.encode()), chunk(b" ")))
_add("reset-at-once", "unverified connect_error", wire(Act.RESET))
_add("reset-in-the-body", "unverified truncated", wire(head("Content-Length: 9000") + BARE.encode()[:900], Act.RESET))
_add("closes-without-a-word", "unverified connect_error", wire())
_add("garbage", "unverified connect_error", wire(b"\x00\xff\x13garbage\r\n\r\n"))
_add("http-0.9", "unverified connect_error", wire(BARE.encode()))
_add("bad-status-line", "unverified connect_error", wire(b"HTTP/1.1 two-hundred OK\r\n\r\n" + BARE.encode()))
_add(
    "upgrade-101",
    "unverified connect_error",
    wire(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
)
_add("continue-for-ever", "unverified connect_error", flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100))
_add("endless-headers", "unverified connect_error", flood(b"HTTP/1.1 200 OK\r\n", b"X-Filler: yes\r\n" * 500))
_add("one-long-header", "unverified connect_error", wire(head("X: " + "y" * 100_000) + BARE.encode()))
_add("two-lengths", "unverified connect_error", wire(head("Content-Length: 5", "Content-Length: 50") + BARE.encode()))
_add("negative-length", "unverified connect_error", wire(head("Content-Length: -5") + BARE.encode()))
_add("short-of-its-length", "unverified truncated", wire(head(f"Content-Length: {len(BARE) + 500}") + BARE.encode()))
_add("short-of-its-length-with-the-link", "live", wire(head(f"Content-Length: {len(GOOD) + 500}") + GOOD.encode()))
_add(
    "bad-chunk",
    "unverified truncated",
    wire(head("Transfer-Encoding: chunked") + chunk(BARE.encode()[:800]) + b"zz\r\nboom\r\n"),
)
_add("no-last-chunk", "unverified truncated", wire(head("Transfer-Encoding: chunked") + chunk(BARE.encode())))
_add(
    "chunk-of-an-exabyte",
    "unverified truncated",
    wire(head("Transfer-Encoding: chunked") + b"fffffffffffffff\r\n" + BARE.encode()),
)
_add(
    "cut-without-a-sign",
    "unverified truncated",
    wire(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BARE.encode()[: len(BARE) // 2]),
)
_add(
    "cut-inside-a-tag",
    "unverified truncated",
    wire(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BARE.encode() + b"<a href=http://targ"),
)
_add("http-1.0-whole", "lost link_removed", wire(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BARE.encode()))
_add("cut-gzip", "unverified truncated", coded("gzip", gzip.compress(BARE.encode() * 3)[:-40]))
_add(
    "corrupt-gzip",
    "unverified truncated",
    coded("gzip", gzip.compress(BARE.encode(), 0)[:1200] + b"\xff\x00\xff" * 20),
)
_add("gzip-in-name-only", "live", coded("gzip", GOOD.encode()))
_add("unknown-coding", "live", coded("rot13", GOOD.encode()))
_add("gzip-unannounced", "unverified not_html", Reply(gzip.compress(GOOD.encode())))
for _name, _bomb in bombs().items():
    _add(_name, "unverified too_large", _bomb)
_add("endless-body", "unverified too_large", flood(head(), b"<p>and on</p>" * 5000))
_add(
    "endless-body-after-the-link",
    "live",
    flood(head() + GOOD.replace("</main>", "").partition("<footer>")[0].encode(), b"and-on-and-" * 5000),
)
_add(
    "endless-chunks", "unverified too_large", flood(head("Transfer-Encoding: chunked"), chunk(b"<p>and on</p>" * 5000))
)
_add("nobody-listens", "unverified connect_error", wire())
_add("tls-unknown-issuer", "unverified tls_error", url="https://tls-unknown-issuer.test/page")
_add("tls-plain-http", "unverified tls_error", url="https://tls-plain-http.test/page")
_add("tls-closes", "unverified connect_error", url="https://tls-closes.test/page")

# Names that the name server of the test answers (night.py), and addresses.
_add("no-such-name", "lost domain_gone", url="http://gone.nowhere.test/page")
_add("name-server-fails", "unverified dns_error", url="http://fails.nowhere.test/page")
_add("name-server-silent", "unverified dns_error", url="http://silent.nowhere.test/page")
_add("name-server-refuses", "unverified dns_error", url="http://refuses.nowhere.test/page")
_add("name-without-address", "unverified dns_error", url="http://empty.nowhere.test/page")
_add("name-of-a-private-address", "unverified address_refused", url="http://private.nowhere.test/page")
_add("private-address", "unverified address_refused", url="http://10.0.0.1/page")
_add("metadata-address", "unverified address_refused", url="http://169.254.169.254/latest/meta-data/")
_add("ipv6-loopback", "unverified address_refused", url="http://[::1]/page")

# Redirects.
_add("loop-of-two", "unverified redirect_loop", redirect("/onward"), onward=redirect("/page"))
_add("loop-of-one", "unverified redirect_loop", redirect("/page"))
_at("eleven-hops", "unverified redirect_loop", redirect("/1"), {f"/{n}": redirect(f"/{n + 1}") for n in range(1, 12)})
_at("nine-hops", "live", redirect("/1"), {**{f"/{n}": redirect(f"/{n + 1}") for n in range(1, 9)}, "/9": Reply(GOOD)})
_add("redirect-without-location", "unverified server_error", Reply(BARE, 302))
_add("redirect-to-nothing", "unverified server_error", Reply(BARE, 302, {"Location": " "}))
_add("redirect-to-no-url", "unverified bad_url", redirect("http://[half/"))
_add("redirect-to-ftp", "unverified bad_url", redirect("ftp://a.test/page"))
_add("redirect-to-a-file", "unverified bad_url", redirect("file:///etc/passwd"))
_add("redirect-to-a-script", "unverified bad_url", redirect("javascript:alert(1)"))
_add("redirect-to-data", "unverified bad_url", redirect("data:text/html," + LINK.replace(" ", "%20")))
_add("redirect-relative", "live", redirect("onward"), onward=Reply(GOOD))
_add("redirect-without-scheme", "live", redirect("//redirect-without-scheme.test/onward"), onward=Reply(GOOD))
_add("redirect-backslashes", "live", redirect("http:\\\\redirect-backslashes.test\\onward"), onward=Reply(GOOD))
_add("redirect-with-a-fragment", "live", redirect("/onward#part"), onward=Reply(GOOD))
_add(
    "redirect-with-a-password",
    "live",
    redirect("http://me:secret@redirect-with-a-password.test/onward"),
    onward=Reply(GOOD),
)
_add("redirect-to-the-dead", "unverified dns_error", redirect("http://gone.nowhere.test/"))
_add("redirect-to-a-private-address", "unverified address_refused", redirect("http://192.168.0.1/"))
_add("redirect-to-loopback-in-octal", "unverified address_refused", redirect("http://[::ffff:10.0.0.1]/"))
_at("redirect-forbidden-by-robots", "unverified robots_disallowed", redirect("/private/page"),
    {"/private/page": Reply(GOOD), "/robots.txt": Reply("User-agent: *\nDisallow: /private/", headers={"Content-Type": "text/plain"})})  # fmt: skip

# robots.txt.
_NO = "User-agent: *\nDisallow: /"


def _rules(text: str | bytes, **headers: str) -> Reply:
    return Reply(text, headers={"Content-Type": "text/plain", **headers})


_add("robots-disallow", "unverified robots_disallowed", robots=_rules(_NO))
_add("robots-disallow-us", "unverified robots_disallowed", robots=_rules("User-agent: linkwitness\nDisallow: /page"))
_add(
    "robots-disallow-others",
    "live",
    robots=_rules("User-agent: badbot\nDisallow: /\n\nUser-agent: *\nDisallow: /private"),
)
_add(
    "robots-disallow-googlebot", "altered page_blocked_for_search", robots=_rules("User-agent: Googlebot\nDisallow: /")
)
_add("robots-longest-match", "live", robots=_rules("User-agent: *\nDisallow: /p\nAllow: /page"))
_add("robots-bom", "unverified robots_disallowed", robots=_rules(b"\xef\xbb\xbf" + _NO.encode()))
_add("robots-utf16", "unverified robots_disallowed", robots=_rules(_NO.encode("utf-16")))
_add("robots-html", "live", robots=Reply(BARE))
_add("robots-nul-bytes", "unverified robots_disallowed", robots=_rules(b"\x00\xff\xfe\n" + _NO.encode()))
for _status in (401, 403, 404, 410):
    _add(f"robots-{_status}", "live", robots=Reply("no", _status))
for _status in (429, 500, 503):
    _add(f"robots-{_status}", "unverified robots_disallowed", robots=Reply("no", _status))
_add("robots-never-answers", "unverified robots_disallowed", robots=wire(Act.HOLD))
_add("robots-reset", "unverified robots_disallowed", robots=wire(Act.RESET))
_add("robots-garbage", "unverified robots_disallowed", robots=wire(b"garbage\r\n\r\n"))
_add("robots-cut", "unverified robots_disallowed", robots=wire(head("Content-Length: 900") + b"User-agent: *\nDis"))
_at("robots-three-redirects", "unverified robots_disallowed", GOOD,
    {"/robots.txt": redirect("/r1"), "/r1": redirect("/r2"), "/r2": redirect("/r3"), "/r3": _rules(_NO)})  # fmt: skip
_at(
    "robots-seven-redirects",
    "live",
    GOOD,
    {"/robots.txt": redirect("/r1"), **{f"/r{n}": redirect(f"/r{n + 1}") for n in range(1, 8)}},
)
_at(
    "robots-on-another-host",
    "unverified robots_disallowed",
    GOOD,
    {"/robots.txt": redirect("http://elsewhere-3.test/r"), "http://elsewhere-3.test/r": _rules(_NO)},
)
_add(
    "robots-redirect-to-the-dead",
    "unverified robots_disallowed",
    robots=redirect("http://gone.nowhere.test/robots.txt"),
)
_add("robots-redirect-inside", "unverified robots_disallowed", robots=redirect("http://10.0.0.1/robots.txt"))
_add("robots-huge-rule-at-the-end", "live", robots=_rules("#" + "x" * 600_000 + "\n" + _NO))
_add("robots-huge-rule-at-the-start", "unverified robots_disallowed", robots=_rules(_NO + "\n" + "#" + "x" * 600_000))
_add("robots-endless", "live", robots=flood(head(), b"# and on\n" * 5000))
_add("robots-gzip-bomb", "live", robots=bombs()["bomb-gzip"])
_add(
    "robots-agents-times-rules",
    "live",
    robots=_rules(
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "".join(f"Disallow: /{n}\n" for n in range(15_000))
    ),
)
_add("robots-stars", "live", robots=_rules("User-agent: *\n" + f"Disallow: /{'*a' * 200}*b$\n" * 500))
_add(
    "robots-crawl-delay-nan",
    "live",
    robots=_rules("User-agent: *\nCrawl-delay: nan\nCrawl-delay: -5\nCrawl-delay: 1e999"),
)

# Types and formats.
_add("type-pdf", "unverified not_html", typed("application/pdf", b"%PDF-1.7 " + b"x" * 500))
_add("type-pdf-called-html", "unverified not_html", typed("text/html", b"%PDF-1.7 " + b"x" * 500))
_add("type-image", "unverified not_html", typed("image/png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500))
_add("type-json", "unverified not_html", typed("application/json", json.dumps({"body": LINK})))
_add(
    "type-feed",
    "unverified not_html",
    typed("application/rss+xml", f"<?xml version='1.0'?><rss><link>{TARGET}</link></rss>"),
)
_add("type-zip", "unverified not_html", typed("application/zip", b"PK\x03\x04" + b"\x00" * 200))
_add("type-attachment", "unverified not_html", Reply(BARE, headers={"Content-Disposition": "attachment; filename=x"}))
_add("type-plain-but-html", "live", typed("text/plain"))
_add("type-bytes-but-html", "live", typed("application/octet-stream"))
_add("type-none-but-html", "live", typed(""))
_add("type-image-but-html", "live", typed("image/png"))
_add("type-nonsense-but-html", "live", typed(';;;="text/html'))
_add("type-xhtml", "live", typed("application/xhtml+xml", '<?xml version="1.0"?>' + GOOD))
_add(
    "document-viewer",
    "unverified not_html",
    '<title>x</title><iframe src="https://docs.google.com/viewer?url=a.pdf"></iframe>',
)
_add("empty", "unverified empty", "")
_add("white-space", "unverified empty", " \n\t" * 500)
_add("empty-frame-of-a-page", "unverified empty", "<!doctype html><html><head></head><body></body></html>")

# Hostile and odd markup.
_add("nested-deep", "unverified too_large", "<html><body>" + "<div>" * 100_000 + LINK)
_add(
    "attributes-without-end",
    "unverified too_large",
    "<html><body><p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>",
)
_add("a-million-links", "unverified too_large", "<html><body>" + "<a href=/p>x</a>" * 600_000)
_add("three-million-elements", "unverified too_large", "<html><body>" + "<b>" * 3_000_000)
_add("one-line-of-9-mb", "live", GOOD.replace("</main>", "x" * 9_000_000 + "</main>"))
_add("nested-templates", "unverified too_large", "<html><body>" + "<template>" * 50_000)
_add("link-in-a-comment", "lost link_removed", page(f"Nothing <!-- {LINK} --> here."))
_add("link-by-a-script", "unverified render_failed", page(f"Nothing.<script>document.write('{LINK}')</script>"))
_add(
    "link-in-json",
    "unverified render_failed",
    page('<div id=x data-items=\'[{"u":"http://target.test/landing"}]\'></div>'),
)
_add("link-in-a-template", "unverified render_failed", page(f"<template>{LINK}</template>"))
_add(
    "app-shell",
    "unverified render_failed",
    "<html><head><title>x</title><script src=/a.js></script></head><body><div id=root></div></body></html>",
)
_add(
    "frameset",
    "unverified render_failed",
    "<html><head><title>x</title></head><frameset><frame src=/inner></frameset></html>",
)
_add("link-under-base", "live", page('<a href="landing">x</a>', head='<base href="http://target.test/">'))
_add(
    "link-with-nul-bytes",
    "live",
    Reply(GOOD.encode().replace(b"<main>", b"<main>\x00\x00").replace(b"<p>Do", b"<p\x00>Do")),
)
_add("link-with-tabs-in-it", "live", page('<a href="ht\ntp://tar\tget.test/land\ning">x</a>'))
_add("link-with-backslashes", "live", page('<a href="http:\\\\target.test\\landing">x</a>'))
_add("link-unquoted-unclosed", "live", page("<a href=http://target.test/landing>x"))
_add("link-in-an-svg", "live", page('<svg><a href="http://target.test/landing"><text>x</text></a></svg>'))
_add("link-after-a-nested-form", "live", page(f"<form><form><table><a href=/>y</a><tr>{LINK}</table></form>"))
_add("surrogates-and-controls", "live", page(f"&#xD800;&#0;&#x1b;[31m\u202e {LINK}", title="\u202e&#x1b;]0;owned&#7;"))
_add(
    "a-hundred-claims-of-noise",
    "lost link_removed",
    page("".join(f'<a href="http://target{n}.test/landing">x</a>' for n in range(3000))),
)

# Encodings.
_add("utf16-with-a-mark", "live", typed("text/html", GOOD.encode("utf-16")))
_add("utf16-by-header", "live", typed("text/html; charset=utf-16le", GOOD.encode("utf-16-le")))
_add("utf16-by-meta-on-ascii", "live", typed("text/html", GOOD.replace("<title>", "<meta charset=utf-16><title>")))
_add("utf16-by-header-on-ascii", "live", typed("text/html; charset=utf-16le"))
_add(
    "shift-jis-undeclared",
    "live",
    typed("text/html", page(f"鉄床の選び方と手入れについての長い記事です。 {LINK}" * 9).encode("shift_jis", "ignore")),
)
_add(
    "latin1-called-utf8",
    "live",
    typed("text/html; charset=utf-8", page(f"caf\xe9 na\xefve {LINK}").encode("latin-1", "ignore")),
)
_add("gb18030", "live", typed("text/html; charset=gb2312", page(f"铁砧 {LINK}").encode("gb18030", "ignore")))
_add("no-such-charset", "live", typed("text/html; charset=utf-9"))
_add("utf7", "live", typed("text/html; charset=utf-7"))
_add(
    "iso-2022-jp", "live", typed("text/html; charset=iso-2022-jp", page(f"鉄床 {LINK}").encode("iso-2022-jp", "ignore"))
)

# Links that hide where they lead.
_GO = page('Do read <a href="/go/target">the guide</a>.')
_at("cloaked", "live", _GO, {"/go/target": redirect(TARGET)})
_at("cloaked-by-refresh", "live", _GO, {"/go/target": Reply(f'<meta http-equiv=refresh content="0;url={TARGET}">')})
_at(
    "cloaked-and-disallowed",
    "unverified robots_disallowed",
    _GO,
    {"/robots.txt": _rules("User-agent: *\nDisallow: /go/")},
)
_at("cloaked-and-slow", "unverified timeout", _GO, {"/go/target": wire(Act.HOLD)})
_at("cloaked-and-broken", "unverified connect_error", _GO, {"/go/target": Reply("", 503)})
_at(
    "cloaked-to-another",
    "lost link_removed",
    _GO,
    {"/go/target": redirect("http://elsewhere-4.test/"), "http://elsewhere-4.test/": Reply(BARE)},
)
_at("cloaked-inside", "lost link_removed", _GO, {"/go/target": redirect("http://10.0.0.1/")})

# Ordinary pages of ordinary hosts: they must not be held up by any of the above.
GOOD_HOSTS, GOOD_PAGES = 6, 5
for _host in range(GOOD_HOSTS):
    for _number in range(GOOD_PAGES):
        _add(f"ordinary-{_host}-{_number}", "live", url=f"http://ordinary-{_host}.test/{_number}")

BY_NAME = {case.name: case for case in CASES}
assert len(BY_NAME) == len(CASES)


def addresses() -> dict[str, Answer]:
    """Everything that answers on the hostile web."""
    found: dict[str, Answer] = {TARGET: Reply("<title>The guide</title><h1>The guide to anvils</h1>")}
    for case in CASES:
        found.update(case.answers())
    return found
