"""Refusals, tests for people, logins, consent and payment, by known vendors and in words that no signature knows."""

from tests.fakeweb import PROSE, page
from tests.hostile.cases.table import Table, thin
from tests.hostile.replies import BARE, GOOD, Reply, redirect

CASES = Table()

# Refusals and tests for people.
_MOMENT = thin("Just a moment...", head="<script>window._cf_chl_opt={cType:'managed'}</script>")
_CF = {"cf-mitigated": "challenge", "server": "cloudflare", "cf-ray": "8f-FRA"}
CASES.add("cloudflare-403", "unverified challenge", Reply(_MOMENT, 403, _CF))
CASES.add("cloudflare-429", "unverified challenge", Reply(_MOMENT, 429, _CF))
CASES.add("cloudflare-503", "unverified challenge", Reply(_MOMENT, 503, {"server": "cloudflare"}))
CASES.add("cloudflare-200", "unverified challenge", Reply(_MOMENT))
CASES.add("cloudflare-404", "unverified challenge", Reply(_MOMENT, 404, _CF))
CASES.add(
    "cloudflare-1020",
    "unverified forbidden",
    Reply(
        '<title>Access denied</title><div id="cf-error-details">Error <span class="cf-error-code">1020</span></div>',
        403,
    ),
)
CASES.add(
    "waf-202",
    "unverified challenge",
    Reply("<script>window.gokuProps={}</script>", 202, {"x-amzn-waf-action": "challenge"}),
)
CASES.add("waf-405", "unverified challenge", Reply(thin("Human Verification"), 405, {"x-amzn-waf-action": "captcha"}))
CASES.add(
    "imperva-200",
    "unverified challenge",
    '<html><head><META NAME="robots" CONTENT="noindex,nofollow"></head><body><iframe '
    'src="/_Incapsula_Resource?CWUDNSAI=1&xinfo=2&incident_id=3">Request unsuccessful. Incapsula incident ID: 3'
    "</iframe></body></html>",
)
CASES.add(
    "datadome-403",
    "unverified challenge",
    Reply(
        "<title>shop.example</title><script src='https://ct.captcha-delivery.com/c.js'></script>",
        403,
        {"x-datadome": "protected"},
    ),
)
CASES.add(
    "akamai-403",
    "unverified forbidden",
    Reply(thin("Access Denied", "You don't have permission. Reference #18.2f"), 403),
)
CASES.add(
    "akamai-200",
    "unverified forbidden",
    thin("Access Denied", "You don't have permission to access this. Reference #18.2f"),
)
for _status, _reason in (
    (400, "forbidden"), (401, "login_required"), (402, "login_required"), (403, "forbidden"), (405, "forbidden"),
    (406, "forbidden"), (407, "login_required"), (418, "forbidden"), (429, "rate_limited"), (451, "forbidden"),
    (999, "forbidden"), (500, "server_error"), (502, "server_error"), (503, "server_error"), (504, "server_error"),
    (520, "server_error"), (203, "server_error"), (204, "empty"), (206, "truncated"), (304, "server_error"),
):  # fmt: skip
    CASES.add(f"status-{_status}", f"unverified {_reason}", Reply("" if _status in (204, 304) else BARE, _status))
CASES.add("refused-with-the-link", "live", Reply(GOOD, 403))
CASES.add("broken-with-the-link", "live", Reply(GOOD, 500))
CASES.add("slow-down-for-an-hour", "unverified rate_limited", Reply("", 429, {"Retry-After": "3600"}))
CASES.add("slow-down-in-nonsense", "unverified rate_limited", Reply("", 429, {"Retry-After": "\u00b2" + "9" * 5000}))
CASES.add(
    "back-in-the-year-9999",
    "unverified server_error",
    Reply("", 503, {"Retry-After": "Fri, 31 Dec 9999 23:59:59 -2359"}),
)

# The same in words that no vendor's signature knows, with 200.
CASES.add(
    "robot-or-human",
    "unverified challenge",
    thin("Robot or human?", "Activate and hold the button to confirm that you're human."),
)
CASES.add(
    "a-moment-in-german",
    "unverified challenge",
    thin("Nur einen Moment…", "shop.test muss die Sicherheit Ihrer Verbindung überprüfen."),
)
CASES.add("slider-in-chinese", "unverified challenge", thin("验证码拦截", "请按住滑块，拖动到最右边"))
CASES.add(
    "unknown-firewall",
    "unverified forbidden",
    thin("Firewall", "Your request has illegal parameters and has been blocked by the webmaster."),
)
CASES.add(
    "blocked-in-french",
    "unverified forbidden",
    thin("🚫 Accès bloqué", "Cette requête a été bloquée pour des raisons de sécurité."),
)
CASES.add(
    "request-is-blocked",
    "unverified forbidden",
    "<html><body><h2>The request is blocked.</h2><p>0jKx2ZwAAAAB</p></body></html>",
)
CASES.add("whoa-there", "unverified rate_limited", thin("Whoa there!", "You have exceeded a secondary rate limit."))
CASES.add("waiting-room", "unverified challenge", thin("You are now in line", "Your estimated wait time is 4 minutes."))
CASES.at("sent-to-a-captcha", "unverified challenge", redirect("/captcha?to=page"), {"/captcha?to=page": Reply(BARE)})
CASES.at("sent-to-be-denied", "unverified forbidden", redirect("/access-denied"), {"/access-denied": Reply(BARE)})
CASES.add(
    "back-soon-in-spanish",
    "unverified server_error",
    thin("Volvemos pronto", "Estamos realizando tareas de mantenimiento."),
)
CASES.add(
    "varnish-meditates", "unverified server_error", thin("503 Backend fetch failed", "Guru Meditation: XID: 1234")
)
CASES.add("members-only", "unverified login_required", thin("Oops!", "You must be logged-in to do that."))
CASES.add(
    "keep-reading", "unverified login_required", thin("On anvils", "Subscribe to Smithy to keep reading this post.")
)
CASES.add("soft-404-in-vietnamese", "lost soft_404", thin("Rất tiếc, trang bạn tìm kiếm không tồn tại"))
CASES.add(
    "soft-404-in-a-second-heading", "lost soft_404", "<title>Shop</title><h2>Oops! That page can’t be found.</h2>"
)
CASES.add(
    "parked-in-words",
    "lost parked",
    thin("parked-in-words.test", "Hosted by a registrar. This domain has been registered for a customer."),
)
CASES.add("comment-form-that-asks", "lost link_removed", "<title>On anvils</title><h1>On anvils</h1><p>Good ones ring.</p><form><textarea></textarea>"
     "I'm not a robot: prove that you are human <input></form>")  # fmt: skip

# Logins, consent, payment.
_FORM = '<form action="/login"><input name="user"><input type="password" name="p"><button>Sign in</button></form>'
CASES.add("login-form", "unverified login_required", thin("Sign in", _FORM))
CASES.at(
    "login-redirect",
    "unverified login_required",
    redirect("/login?next=%2Fpage"),
    {"/login?next=%2Fpage": Reply(thin("Sign in", _FORM))},
)
CASES.at("consent-redirect", "unverified login_required", redirect("http://consent.consent-redirect.test/?continue=x"),
     {"http://consent.consent-redirect.test/?continue=x": Reply(thin("Before you continue", "Accept all cookies"))})  # fmt: skip
CASES.add(
    "consent-banner-on-the-page",
    "live",
    GOOD.replace("<main>", "<div class=cookie-banner>We value your privacy. Accept all</div><main>"),
)
CASES.add(
    "guests-see-no-links",
    "unverified login_required",
    page("You must be registered to see links.", title="Thread: anvils"),
)
CASES.add(
    "login-box-in-the-footer",
    "lost link_removed",
    BARE.replace("</footer>", _FORM + "</footer>").replace(PROSE, PROSE * 3),
)
