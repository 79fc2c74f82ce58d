"""Do our links agree with a browser's? `python -m benchmarks.browser_agreement --gold DIR [--chromium PATH]`.

Opens every page of DIR/links.jsonl in Chromium, scripts off, and holds each link of its DOM against ours:
which there are, the href as written, the resolved address and the words that a person reads. No request
leaves the machine: the browser gets each page's bytes from here and is refused everything else.

What a person reads is asked of Chromium in its own terms: `innerText` of the link, after the page's styles
(which our reading of bytes does not know) and its `<noscript>` parts are taken out and what only a style or a
`hidden` of something around the link takes away is shown again.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.core.charset import decode
from crawler.core.document import parse
from crawler.core.link_text import LONGEST_ANCHOR, fold
from crawler.core.links import ListedLink, list_links

CHROMIUM = "/usr/bin/chromium"
_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
_GOLD_TYPE = "text/html; charset=utf-8"
"""The gold pages were stored as utf-8 whatever they came in; the header that said so stayed behind."""
_ALL_LINKS = """() => {
  const XLINK = "http://www.w3.org/1999/xlink", SVG = "http://www.w3.org/2000/svg";
  const links = [...document.querySelectorAll("a, area")].filter(link => link.hasAttribute("href")
    || (link.namespaceURI === SVG && link.hasAttributeNS(XLINK, "href")));
  const absolute = href => { try { return new URL(href, document.baseURI).href } catch { return null } };
  const found = links.map(link => {
    const href = link.getAttribute("href") ?? link.getAttributeNS(XLINK, "href");
    const own = typeof link.href === "string";
    return {href, url: own ? link.href : absolute(href), parsed: absolute(href) !== null};
  });
  for (const sheet of document.styleSheets) sheet.disabled = true;
  document.querySelectorAll("style, noscript, link[rel~=stylesheet i]").forEach(node => node.remove());
  for (let node of links) {
    for (; node && node.nodeType === 1; node = node.parentElement) {
      node.removeAttribute("hidden"); node.removeAttribute("style"); node.removeAttribute("popover");
      if (node.tagName === "DETAILS" || node.tagName === "DIALOG") node.setAttribute("open", "");
    }
  }
  document.querySelectorAll("a [style]").forEach(node => { node.style.textTransform = "" });
  links.forEach((link, n) => { found[n].anchor = link.localName === "area" ? "" : link.innerText ?? link.textContent });
  return found;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A link as Chromium has it."""

    href: str
    url: str | None
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    what: str
    ours: str
    theirs: str


class Browser:
    """A Chromium without scripts and without a network, that shows the bytes it is handed."""

    def __init__(self, context: Any) -> None:
        self._page = context.new_page()
        self._answer: dict[str, Any] = {}
        self._url = ""
        self._page.route("**/*", self._serve)

    def _serve(self, route: Any) -> None:
        if route.request.is_navigation_request() and route.request.frame == self._page.main_frame:
            route.fulfill(status=200, **self._answer)
        else:
            route.abort()

    def links(self, url: str, body: bytes, content_type: str = "text/html") -> list[Seen]:
        """The links of a page with these bytes at this address, in document order."""
        self._answer = {"body": body, "headers": {"content-type": content_type}}
        self._page.goto(url, wait_until="domcontentloaded", timeout=60_000)
        return [
            Seen(href=row["href"], url=row["url"] if row["parsed"] else None, anchor=read(row["anchor"]))
            for row in self._page.evaluate(_ALL_LINKS)
        ]

    def evaluate(self, script: str, argument: object = None) -> Any:
        return self._page.evaluate(script, argument)


@contextmanager
def browser(executable: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        context = chromium.new_context(java_script_enabled=False, service_workers="block")
        try:
            yield Browser(context)
        finally:
            chromium.close()


def read(text: str) -> str:
    return fold(text)[:LONGEST_ANCHOR]


def our_links(url: str, body: bytes, content_type: str = "text/html") -> list[ListedLink]:
    decoded = decode(body, content_type)
    return list_links(parse(decoded.text, url, decoded.charset))


def differences(ours: list[ListedLink], theirs: list[Seen]) -> Iterator[Difference]:
    """What differs, link by link; where the hrefs themselves differ, as sets, for all that follows is shifted."""
    if [link.href for link in ours] != [link.href for link in theirs]:
        left, right = [link.href for link in ours], [link.href for link in theirs]
        for href in _without(right, left):
            yield Difference(what="missed", ours="", theirs=href)
        for href in _without(left, right):
            yield Difference(what="extra", ours=href, theirs="")
        if sorted(left) == sorted(right):
            yield Difference(what="order", ours="", theirs="")
        return
    for link, seen in zip(ours, theirs, strict=True):
        if link.url != seen.url:
            yield Difference(what="url", ours=f"{link.href!r} -> {link.url}", theirs=str(seen.url))
        if link.anchor != seen.anchor:
            yield Difference(what="text", ours=link.anchor, theirs=seen.anchor)


def _without(some: list[str], others: list[str]) -> list[str]:
    left = list(others)
    return [one for one in some if one not in left or left.remove(one)]  # type: ignore[func-returns-value]


def main() -> int:
    parser = argparse.ArgumentParser(description="our links against Chromium's")
    parser.add_argument("--gold", type=Path, required=True, help="folder with links.jsonl and pages/")
    parser.add_argument("--chromium", default=CHROMIUM)
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.gold / "links.jsonl").read_text("utf-8").splitlines()]
    counts = dict.fromkeys(("pages", "links", "missed", "extra", "order", "url", "text"), 0)
    with browser(options.chromium) as chromium:
        for row in rows[: options.limit or None]:
            body = gzip.decompress((options.gold / row["html"]).read_bytes())
            url = row["url"] if (row["url"] or "").startswith("http") else f"https://{row['domain']}/"
            theirs = chromium.links(url, body, _GOLD_TYPE)
            counts["pages"] += 1
            counts["links"] += len(theirs)
            for difference in differences(our_links(url, body, _GOLD_TYPE), theirs):
                counts[difference.what] += 1
                print(f"{row['id']}  {difference.what}\n    ours   {difference.ours}\n    theirs {difference.theirs}")
    print()
    print("  ".join(f"{name} {count}" for name, count in counts.items()))
    for name in ("url", "text"):
        print(f"{name} equal: {1 - counts[name] / max(1, counts['links']):.4%}")
    agrees = counts["links"] and not (counts["missed"] or counts["extra"] or counts["order"])
    return 0 if agrees and max(counts["url"], counts["text"]) <= counts["links"] / 1000 else 1


if __name__ == "__main__":
    sys.exit(main())
