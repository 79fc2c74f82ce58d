"""Cookies of one visit: what a redirect sets is sent back on the way that it opens, and forgotten at the end.

A browser that has never been to a site does the same. Without it a page that sets a cookie and redirects to itself, to
see whether it comes back, could never be read.
"""

from collections.abc import Sequence

from aiohttp import CookieJar
from yarl import URL

_LONGEST = 4096
"""Characters of cookies that go with a request at most; a site that sets more gets none."""


class VisitCookies:
    """Kept by the rules of RFC 6265 (host, path, `Secure`, expiry); empty and free of cost until something is set."""

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def keep(self, url: str, headers: Sequence[str]) -> None:
        """Keep what the `Set-Cookie` headers of an answer from this address set; needs a running event loop."""
        if headers:
            self._jar = self._jar or CookieJar(unsafe=True, quote_cookie=False)  # unsafe: hosts without a name, too
            self._jar.update_cookies_from_headers(headers, URL(url, encoded=True))

    def header(self, url: str) -> str:
        """The `Cookie` header for a request to this address, empty for none."""
        if self._jar is None:
            return ""
        kept = self._jar.filter_cookies(URL(url, encoded=True))
        told = "; ".join(f"{name}={cookie.value}" for name, cookie in kept.items())
        return told if told.isascii() and told.isprintable() and len(told) <= _LONGEST else ""
