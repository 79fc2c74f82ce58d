"""How Chromium is started: closed to the outside but for our proxy, small, and in its sandbox where there is one.

Switches: chromium/src `*_switches.cc`. Playwright adds its own set (no background networking, no component
updates, no first run).
"""

import os
from pathlib import Path
from typing import Any

HANDLERS = dict.fromkeys(("http", "https"), "crawler.browser.handler.BrowserHandler")
"""For DOWNLOAD_HANDLERS of a crawl that opens pages in the browser."""
VIEWPORT = {"width": 1366, "height": 768}
"""The most frequent desktop screen; folds are counted in its height."""

_SWITCHES = (
    # Names are looked up by the proxy alone, so that nothing leaks through the name system.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-background-networking",
    "--disable-domain-reliability",
    "--disable-sync",
    # Its own errands (sign-in, updates) are sent to nobody.
    "--gaia-url=http://127.0.0.1:1",
    "--component-updater=url-source=http://127.0.0.1:1/",
    "--apps-gallery-update-url=http://127.0.0.1:1/",
    "--allow-browser-signin=false",
    "--disable-gpu",
    "--disable-extensions",
    "--mute-audio",
    "--js-flags=--max-old-space-size=512",
)


def launch_options(browser: Path, proxy: str) -> dict[str, Any]:
    """Playwright's launch options. As root there is no sandbox to be had: Chromium refuses to start with it."""
    return {
        "executable_path": str(browser),
        "args": list(_SWITCHES),
        "proxy": {"server": proxy, "bypass": "<-loopback>"},
        "chromium_sandbox": os.geteuid() != 0,
        "timeout": 20_000,
    }


def context_options(headers: dict[str, str], *, verify_tls: bool) -> dict[str, Any]:
    """A fresh profile for one page, which says of itself what our plain requests say."""
    return {
        "user_agent": headers["User-Agent"],
        "extra_http_headers": {"Accept-Language": headers["Accept-Language"]},
        "viewport": VIEWPORT,
        "accept_downloads": False,
        "service_workers": "block",
        "ignore_https_errors": not verify_tls,
        "bypass_csp": False,
        "reduced_motion": "reduce",
    }
