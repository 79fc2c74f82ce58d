"""Types and formats, hostile markup, encodings, and links that hide where they lead."""

import json

from tests.fakeweb import page
from tests.hostile.cases.table import Table, rules
from tests.hostile.replies import BARE, GOOD, LINK, TARGET, Reply, redirect, typed, wire
from tests.wire import Act

CASES = Table()

# Types and formats.
CASES.add("type-pdf", "unverified not_html", typed("application/pdf", b"%PDF-1.7 " + b"x" * 500))
CASES.add("type-pdf-called-html", "unverified not_html", typed("text/html", b"%PDF-1.7 " + b"x" * 500))
CASES.add("type-image", "unverified not_html", typed("image/png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500))
CASES.add("type-json", "unverified not_html", typed("application/json", json.dumps({"body": LINK})))
CASES.add(
    "type-feed",
    "unverified not_html",
    typed("application/rss+xml", f"<?xml version='1.0'?><rss><link>{TARGET}</link></rss>"),
)
CASES.add("type-zip", "unverified not_html", typed("application/zip", b"PK\x03\x04" + b"\x00" * 200))
CASES.add(
    "type-attachment", "unverified not_html", Reply(BARE, headers={"Content-Disposition": "attachment; filename=x"})
)
CASES.add("type-plain-but-html", "live", typed("text/plain"))
CASES.add("type-bytes-but-html", "live", typed("application/octet-stream"))
CASES.add("type-none-but-html", "live", typed(""))
CASES.add("type-image-but-html", "live", typed("image/png"))
CASES.add("type-nonsense-but-html", "live", typed(';;;="text/html'))
CASES.add("type-xhtml", "live", typed("application/xhtml+xml", '<?xml version="1.0"?>' + GOOD))
CASES.add(
    "document-viewer",
    "unverified not_html",
    '<title>x</title><iframe src="https://docs.google.com/viewer?url=a.pdf"></iframe>',
)
CASES.add("empty", "unverified empty", "")
CASES.add("white-space", "unverified empty", " \n\t" * 500)
CASES.add("empty-frame-of-a-page", "unverified empty", "<!doctype html><html><head></head><body></body></html>")

# Hostile and odd markup.
CASES.add("nested-deep", "unverified too_large", "<html><body>" + "<div>" * 100_000 + LINK)
CASES.add(
    "attributes-without-end",
    "unverified too_large",
    "<html><body><p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>",
)
CASES.add("a-million-links", "unverified too_large", "<html><body>" + "<a href=/p>x</a>" * 600_000)
CASES.add("three-million-elements", "unverified too_large", "<html><body>" + "<b>" * 3_000_000)
CASES.add("one-line-of-9-mb", "live", GOOD.replace("</main>", "x" * 9_000_000 + "</main>"))
CASES.add("nested-templates", "unverified too_large", "<html><body>" + "<template>" * 50_000)
CASES.add("link-in-a-comment", "lost link_removed", page(f"Nothing <!-- {LINK} --> here."))
CASES.add("link-by-a-script", "unverified render_failed", page(f"Nothing.<script>document.write('{LINK}')</script>"))
CASES.add(
    "link-in-json",
    "unverified render_failed",
    page('<div id=x data-items=\'[{"u":"http://target.test/landing"}]\'></div>'),
)
CASES.add("link-in-a-template", "unverified render_failed", page(f"<template>{LINK}</template>"))
CASES.add(
    "app-shell",
    "unverified render_failed",
    "<html><head><title>x</title><script src=/a.js></script></head><body><div id=root></div></body></html>",
)
CASES.add(
    "frameset",
    "unverified render_failed",
    "<html><head><title>x</title></head><frameset><frame src=/inner></frameset></html>",
)
CASES.add("link-under-base", "live", page('<a href="landing">x</a>', head='<base href="http://target.test/">'))
CASES.add(
    "link-with-nul-bytes",
    "live",
    Reply(GOOD.encode().replace(b"<main>", b"<main>\x00\x00").replace(b"<p>Do", b"<p\x00>Do")),
)
CASES.add("link-with-tabs-in-it", "live", page('<a href="ht\ntp://tar\tget.test/land\ning">x</a>'))
CASES.add("link-with-backslashes", "live", page('<a href="http:\\\\target.test\\landing">x</a>'))
CASES.add("link-unquoted-unclosed", "live", page("<a href=http://target.test/landing>x"))
CASES.add("link-in-an-svg", "live", page('<svg><a href="http://target.test/landing"><text>x</text></a></svg>'))
CASES.add("link-after-a-nested-form", "live", page(f"<form><form><table><a href=/>y</a><tr>{LINK}</table></form>"))
CASES.add(
    "surrogates-and-controls", "live", page(f"&#xD800;&#0;&#x1b;[31m\u202e {LINK}", title="\u202e&#x1b;]0;owned&#7;")
)
CASES.add(
    "a-hundred-claims-of-noise",
    "lost link_removed",
    page("".join(f'<a href="http://target{n}.test/landing">x</a>' for n in range(3000))),
)

# Encodings.
CASES.add("utf16-with-a-mark", "live", typed("text/html", GOOD.encode("utf-16")))
CASES.add("utf16-by-header", "live", typed("text/html; charset=utf-16le", GOOD.encode("utf-16-le")))
CASES.add("utf16-by-meta-on-ascii", "live", typed("text/html", GOOD.replace("<title>", "<meta charset=utf-16><title>")))
CASES.add("utf16-by-header-on-ascii", "live", typed("text/html; charset=utf-16le"))
CASES.add(
    "shift-jis-undeclared",
    "live",
    typed("text/html", page(f"鉄床の選び方と手入れについての長い記事です。 {LINK}" * 9).encode("shift_jis", "ignore")),
)
CASES.add(
    "latin1-called-utf8",
    "live",
    typed("text/html; charset=utf-8", page(f"caf\xe9 na\xefve {LINK}").encode("latin-1", "ignore")),
)
CASES.add("gb18030", "live", typed("text/html; charset=gb2312", page(f"铁砧 {LINK}").encode("gb18030", "ignore")))
CASES.add("no-such-charset", "live", typed("text/html; charset=utf-9"))
CASES.add("utf7", "live", typed("text/html; charset=utf-7"))
CASES.add(
    "iso-2022-jp", "live", typed("text/html; charset=iso-2022-jp", page(f"鉄床 {LINK}").encode("iso-2022-jp", "ignore"))
)

# Links that hide where they lead.
_GO = page('Do read <a href="/go/target">the guide</a>.')
CASES.at("cloaked", "live", _GO, {"/go/target": redirect(TARGET)})
CASES.at(
    "cloaked-by-refresh", "live", _GO, {"/go/target": Reply(f'<meta http-equiv=refresh content="0;url={TARGET}">')}
)
CASES.at(
    "cloaked-and-disallowed",
    "unverified robots_disallowed",
    _GO,
    {"/robots.txt": rules("User-agent: *\nDisallow: /go/")},
)
CASES.at("cloaked-and-slow", "unverified timeout", _GO, {"/go/target": wire(Act.HOLD)})
CASES.at("cloaked-and-broken", "unverified server_error", _GO, {"/go/target": Reply("", 503)})
CASES.at(
    "cloaked-to-another",
    "lost link_removed",
    _GO,
    {"/go/target": redirect("http://elsewhere-4.test/"), "http://elsewhere-4.test/": Reply(BARE)},
)
CASES.at("cloaked-inside", "lost link_removed", _GO, {"/go/target": redirect("http://10.0.0.1/")})
