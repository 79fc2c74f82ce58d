"""Pages whose links only a browser sees, or sees otherwise: each host is one case."""

from pathlib import Path

from tests.loopback import Page

PROSE = "<p>" + "A paragraph of ordinary text that a person would read with some interest. " * 30 + "</p>"
FRAMEWORKS = Path(__file__).parents[1] / "data" / "frameworks"
TARGET = "https://target.example/offer"
LINK = f'<a href="{TARGET}">the offer</a>'
POST = (
    '{"title": "A post", "paragraphs": ["' + "Some words that a person would read. " * 20 + '"],'
    f' "href": "{TARGET}", "anchor": "the offer"}}'
)


def article(body: str, *, head: str = "") -> str:
    """A long page in which nothing but `body` is of interest."""
    return (
        f"<!doctype html><html lang=en><head><title>A post</title>{head}</head><body><header><a href=/>Home</a></header>"
        f"<main><article><h1>A post</h1>{PROSE}{body}{PROSE}</article></main><footer>© 2026</footer></body></html>"
    )


def shell(script: str) -> str:
    """A page that its script has yet to fill."""
    return f'<!doctype html><html><head><title>App</title></head><body><div id="root"></div><div id="app"></div>{script}</body></html>'


def script(code: str) -> str:
    return f"<script>{code}</script>"


INSERT = f"document.querySelector('article').insertAdjacentHTML('beforeend', '<p>See {LINK} today.</p>');"

INSERT_CLOAK = INSERT.replace(TARGET, "/go/target") + " // target.example"

SNAG = script("document.getElementById('root').innerHTML = '<h3>We hit a snag.</h3><p>Refresh to have another go.'")

PAGES: dict[str, str | dict[str, str]] = {
    "delayed": article(script(f"setTimeout(() => {{ {INSERT} }}, 2500)")),
    "fetched": shell(
        script(
            "fetch('/post.json').then((a) => a.json()).then((p) => { document.getElementById('root').innerHTML ="
            " `<main><article><h1>${p.title}</h1><p>${p.paragraphs[0]}</p><p>Read <a href='${p.href}'>${p.anchor}</a>.</p></article></main>`; })"
        )
    ),
    "routed": shell(
        script(
            "history.pushState({}, '', '/articles/42'); const show = (path) => { document.getElementById('root').innerHTML ="
            f" path === '/articles/42' ? `<main><article><h1>42</h1><p>{'Words of the answer. ' * 20}</p><p>By {LINK}</p></article></main>` : 'nothing'; }};"
            " show(location.pathname);"
        )
    ),
    "lazy": article(
        "<div style='height: 4000px'></div><div id=end>…</div>"
        + script(
            "new IntersectionObserver((seen, watch) => { if (seen[0].isIntersecting) { watch.disconnect();"
            f" setTimeout(() => {{ {INSERT} }}, 300); }} }}).observe(document.getElementById('end'))"
        )
    ),
    "held-back": article(
        script(
            f"for (const kind of ['mousemove', 'wheel', 'keydown', 'touchstart']) addEventListener(kind, () => {{"
            f" if (!window.awake) {{ awake = setTimeout(() => {{ {INSERT} }}, 200); }} }})"
        )
    ),
    "goes-back": article(f"<p>{TARGET}</p>" + script("setTimeout(() => history.back(), 100) // target.example")),
    "react": shell("<script src=/react.bundle.js></script>"),
    "vue": shell("<script src=/vue.bundle.js></script>"),
    "shadow": article(
        "<sponsor-box><b>Our sponsor</b></sponsor-box>"
        + script(
            "customElements.define('sponsor-box', class extends HTMLElement { constructor() { super();"
            f" this.attachShadow({{mode: 'open'}}).innerHTML = '<p><slot></slot>: {LINK}</p>'; }} }})"
        )
    ),
    "framed": {
        "/": article(
            "<iframe id=box width=400 height=200></iframe>" + script("box.src = '/in/frame' // target.example")
        ),
        "/in/frame": f"<p>Framed: <a href='{TARGET}'>the offer</a></p>",
    },
    "removed": article(f"<p id=gone>See {LINK}</p>" + script("addEventListener('load', () => gone.remove())")),
    "rel-added": article(
        f"<p>See {LINK}</p>" + script("document.querySelector('article a').rel = 'nofollow sponsored'")
    ),
    "consent": article(
        f"<p>See {LINK}</p><div role=dialog style='position: fixed; inset: 0; background: #fff; z-index: 9'>"
        "We value your privacy <button>Accept</button></div>"
    ),
    "noindexed": article(
        f"<p>See {LINK}</p>",
        head=script(
            "const m = document.createElement('meta'); m.name = 'robots'; m.content = 'noindex'; document.head.append(m);"
        ),
    ),
    "recanonised": article(
        f"<p>See {LINK}</p>" + script("document.querySelector('link[rel=canonical]').href = '/elsewhere'"),
        head="<link rel=canonical href='http://recanonised.test/'>",
    ),
    "dialogs": article(
        script(f"alert('one'); confirm('two'); prompt('three'); onbeforeunload = () => 'stay'; {INSERT}")
    ),
    "popups": article(script(f"open('/other'); open('about:blank'); {INSERT}")),
    "moves-on": {"/": article(script("location.replace('/new') // target.example")), "/new": article(f"<p>{LINK}</p>")},
    "moves-away": {
        "/": article(script("location.replace('/private/') // target.example")),
        "/robots.txt": "User-agent: *\nDisallow: /private/",
        "/private/": article(f"<p>{LINK}</p>"),
    },
    "looping": article(script("addEventListener('load', () => { for (;;); }) // target.example")),
    "stuck": article("<script src=/never.js></script>" + script("// target.example")),
    "broken": shell(
        script("fetch('/broken.json').then((a) => a.json()).then((p) => document.body.append(p.href))")
        + "<main><h1>A post</h1><p>Its text is on its way, and will be here before long.</p></main>"
    ),
    "picture": article("<img src=/never.png>" + script(INSERT)),
    "thief": article(
        script(
            "Element.prototype.getBoundingClientRect = () => ({}); Document.prototype.querySelectorAll = () => [];"
            f" {INSERT}"
        )
    ),
    "cloaked": {
        "/": article("<p>See <a href=/go/offer>the offer</a></p>"),
        "/go/offer": f"<meta http-equiv=refresh content='0;url=/away?to={TARGET}'>",
        "/away": "You are on your way.",
    },
    "cloaked-by-script": {
        "/": article(script(INSERT_CLOAK)),
        "/go/target": f"<meta http-equiv=refresh content='0;url=/away?to={TARGET}'>",
    },
    "cloaked-and-closed": {
        "/": article(script(INSERT_CLOAK)),
        "/robots.txt": "User-agent: *\nDisallow: /go/",
    },
    "snag": {"/": shell(SNAG), "*": shell(SNAG)},
    "snag-alone": shell(SNAG),
    "snag-over-all": article(
        script(
            "document.body.innerHTML = '<h1>Hm.</h1><p>Our editors take a rest today, and so should you. Do have a look another time.' // target.example"
        )
    ),
    "column": f"<!doctype html><title>Two columns</title><body style='margin: 0'><div style='display: flex'>"
    f"<div style='width: 900px'><h1>Two columns</h1>{PROSE}</div><div style='width: 300px'><p>{'A note. ' * 30}</p><p>See {LINK}</p>{PROSE}</div></div>"
    f"<footer><p>© 2026 <a href=/imprint>Imprint</a></p></footer>",
}

HOSTS = [f"{name}.test" for name in PAGES]


def answer(host: str, path: str) -> Page:
    """What the web says, `*` at every other address; `/never…` is an answer that does not come (the server waits until it is closed)."""
    kind = {"Content-Type": "text/html; charset=utf-8"}
    name = host.removesuffix(".test")
    pages = PAGES.get(name, {})
    if path == "/post.json":
        return 200, {"Content-Type": "application/json"}, POST.encode()
    if path == "/broken.json":
        return 503, {"Content-Type": "application/json"}, b"{}"
    if path.endswith(".bundle.js"):
        return 200, {"Content-Type": "text/javascript"}, (FRAMEWORKS / path[1:]).read_bytes()
    if isinstance(pages, str):
        pages = {"/": pages}
    path = path if path in pages else "*"
    if path not in pages:
        return 404, kind, b"<h1>Not found</h1>"
    return 200, kind, pages[path].encode()
