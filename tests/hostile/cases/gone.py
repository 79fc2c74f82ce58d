"""Pages that are gone or say so, parked and broken sites, and whole pages that only look like one of those."""

from tests.fakeweb import PROSE, page
from tests.hostile.cases.table import Table, thin
from tests.hostile.replies import BARE, GOOD, Reply, redirect

CASES = Table()

# Gone, or said to be.
_NOT_FOUND = thin("Page not found", "The page that you look for is not here.")
CASES.add("gone-404", "lost page_gone", Reply(_NOT_FOUND, 404))
CASES.add("gone-410", "lost page_gone", Reply("", 410))
CASES.add("gone-with-the-link", "altered page_noindex", Reply(GOOD, 404))
CASES.add("soft-404", "lost soft_404", _NOT_FOUND)
CASES.at("soft-404-redirect", "lost soft_404", redirect("/404.html"), {"/404.html": Reply(_NOT_FOUND)})
CASES.add(
    "article-about-404", "lost link_removed", page("No link.", title="Page not found: how to write a good 404 page")
)
CASES.add("shop-with-404-items", "lost link_removed", page("404 items in stock.", title="404 items for the smithy"))
CASES.add(
    "parked", "lost parked", thin("parked.test is for sale", "The domain name parked.test is for sale. Make an offer.")
)
CASES.add(
    "article-about-parking",
    "lost link_removed",
    page("We asked who buys a domain that is for sale.", title="Domains for sale: a market report"),
)
CASES.add(
    "suspended",
    "lost parked",
    thin("Account Suspended", "This account has been suspended. Contact your hosting provider."),
)
CASES.add(
    "redirected-home", "lost page_redirected", redirect("/"), home=Reply(page("Welcome.", title="Home of the smith"))
)
CASES.add("redirected-home-with-the-link", "live", redirect("/"), home=Reply(GOOD))
CASES.at(
    "redirected-to-another-site",
    "lost page_redirected",
    redirect("http://elsewhere-1.test/"),
    {"http://elsewhere-1.test/": Reply(BARE)},
)
CASES.at(
    "moved-to-another-domain-with-the-link",
    "live",
    redirect("http://elsewhere-2.test/page", 301),
    {"http://elsewhere-2.test/page": Reply(GOOD)},
)
CASES.add("moved-within-the-site", "lost link_removed", redirect("/onward"), onward=Reply(BARE))
CASES.add("meta-refresh-to-the-link", "live", '<meta http-equiv=refresh content="0; url=/onward">', onward=Reply(GOOD))
CASES.add("meta-refresh-home", "lost page_redirected", '<meta http-equiv=refresh content="0;url=/">', home=Reply(BARE))
CASES.add("refresh-header-to-the-link", "live", Reply(BARE, headers={"Refresh": "0; url=/onward"}), onward=Reply(GOOD))
CASES.add(
    "refresh-for-ever",
    "unverified redirect_loop",
    '<meta http-equiv=refresh content="0;url=/onward">',
    onward=Reply('<meta http-equiv=refresh content="0;url=/page">'),
)
CASES.add(
    "refresh-to-the-dead",
    "unverified dns_error",
    BARE.replace("<head>", '<head><meta http-equiv=refresh content="1;url=http://gone.nowhere.test/">'),
)
CASES.add(
    "maintenance-200",
    "unverified server_error",
    thin("Down for maintenance", "We will be back soon. Scheduled maintenance."),
)
CASES.add("database-error-200", "unverified server_error", thin("Error establishing a database connection"))
CASES.add(
    "nginx-welcome",
    "unverified server_error",
    thin("Welcome to nginx!", "If you see this page, the nginx web server is successfully installed."),
)

# Whole pages that only look like something else.
CASES.add("removed", "lost link_removed", BARE)
CASES.add("mentioned", "lost mention_only", page("We like target.test a lot.", title="On anvils"))
CASES.add("another-address", "altered target_differs", page('See <a href="http://target.test/other">this</a>.'))
CASES.add(
    "article-about-challenges",
    "lost link_removed",
    page(
        PROSE + "Just a moment... Checking your browser. Access denied. Incapsula incident ID.",
        title="How bot protection works",
    ),
)
CASES.add(
    "captcha-in-the-comment-form",
    "lost link_removed",
    BARE.replace(
        "</main>",
        "<form><textarea name=c></textarea><div class=g-recaptcha></div><script src=https://www.google.com/recaptcha/api.js></script></form></main>",
    ),
)
CASES.add(
    "behind-a-friendly-cdn",
    "lost link_removed",
    Reply(BARE, headers={"server": "cloudflare", "cf-ray": "8f-FRA", "set-cookie": "datadome=x; _abck=y"}),
)
CASES.add(
    "a-door-that-was-denied", "lost link_removed", page("A long history.", title="Access denied: a history of doors")
)
