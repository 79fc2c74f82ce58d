"""Redirects: loops, chains, odd targets, and ways into private nets."""

from tests.hostile.cases.table import Table
from tests.hostile.replies import BARE, GOOD, LINK, Reply, redirect

CASES = Table()

# Redirects.
CASES.add("loop-of-two", "unverified redirect_loop", redirect("/onward"), onward=redirect("/page"))
CASES.add("loop-of-one", "unverified redirect_loop", redirect("/page"))
CASES.at(
    "eleven-hops", "unverified redirect_loop", redirect("/1"), {f"/{n}": redirect(f"/{n + 1}") for n in range(1, 12)}
)
CASES.at(
    "nine-hops", "live", redirect("/1"), {**{f"/{n}": redirect(f"/{n + 1}") for n in range(1, 9)}, "/9": Reply(GOOD)}
)
CASES.add("redirect-without-location", "unverified server_error", Reply(BARE, 302))
CASES.add("redirect-to-nothing", "unverified server_error", Reply(BARE, 302, {"Location": " "}))
CASES.add("redirect-to-no-url", "unverified bad_url", redirect("http://[half/"))
CASES.add("redirect-to-ftp", "unverified bad_url", redirect("ftp://a.test/page"))
CASES.add("redirect-to-a-file", "unverified bad_url", redirect("file:///etc/passwd"))
CASES.add("redirect-to-a-script", "unverified bad_url", redirect("javascript:alert(1)"))
CASES.add("redirect-to-data", "unverified bad_url", redirect("data:text/html," + LINK.replace(" ", "%20")))
CASES.add("redirect-relative", "live", redirect("onward"), onward=Reply(GOOD))
CASES.add("redirect-without-scheme", "live", redirect("//redirect-without-scheme.test/onward"), onward=Reply(GOOD))
CASES.add("redirect-backslashes", "live", redirect("http:\\\\redirect-backslashes.test\\onward"), onward=Reply(GOOD))
CASES.add("redirect-with-a-fragment", "live", redirect("/onward#part"), onward=Reply(GOOD))
CASES.add(
    "redirect-with-a-password",
    "live",
    redirect("http://me:secret@redirect-with-a-password.test/onward"),
    onward=Reply(GOOD),
)
CASES.add("redirect-to-the-dead", "unverified dns_error", redirect("http://gone.nowhere.test/"))
CASES.add("redirect-to-a-private-address", "unverified address_refused", redirect("http://192.168.0.1/"))
CASES.add("redirect-to-loopback-in-octal", "unverified address_refused", redirect("http://[::ffff:10.0.0.1]/"))
CASES.at("redirect-forbidden-by-robots", "unverified robots_disallowed", redirect("/private/page"),
    {"/private/page": Reply(GOOD), "/robots.txt": Reply("User-agent: *\nDisallow: /private/", headers={"Content-Type": "text/plain"})})  # fmt: skip
