"""How often is a browser asked, and does it pay? `python -m benchmarks.render [--claims 1000] [--share 0.05]`

A web of corpus pages, one host each; on a share of them a script adds the link in one of seven ways, on two in a
hundred there is no link at all. Two nights by the real command; in the second, ten links that were live are gone.
Prints pages rendered, links found and times.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic

from benchmarks.corpus import TARGET, corpus

_LINK = f'<a href=\\"{TARGET}\\">the target</a>'
_ADD = f'document.querySelector("#content").insertAdjacentHTML("beforeend", "<p>See {_LINK} here.</p>")'
_POST = json.dumps(
    {"html": f'<h1>A post</h1><p>{"Words of the post. " * 40}</p><p><a href="{TARGET}">the target</a></p>'}
)
_SHELL = (
    '<!doctype html><html><head><title>App</title></head><body><div id="root" class="content"></div>{}</body></html>'
)
_FILL = (
    "fetch('/post.json').then((a) => a.json()).then((p) => {{"
    " document.getElementById('root').innerHTML = p.html; {} }})"
)
_IN_PAGE = (
    f"setTimeout(() => {{ {_ADD} }}, 1500)",
    f"addEventListener('load', () => {{ {_ADD} }})",
    f"document.body.style.minHeight = '3000px'; addEventListener('scroll', () => {{ {_ADD} }}, {{once: true}})",
)
_IN_SHELL = (
    _FILL.format(""),
    _FILL.format("history.pushState({}, '', '/post/1')"),
    "setTimeout(() => { " + _FILL.format("") + " }, 800)",
    "document.getElementById('root').innerHTML = 'Loading'; " + _FILL.format("document.title = p.html.length"),
)
_GONE = 10


def web(claims: int, share: float) -> tuple[list[tuple[bytes, str]], set[int]]:
    """Body and type of each host's page, and the numbers of those that need a browser."""
    pages = []
    needing = set(range(7, claims, round(1 / share)))
    for number, page in enumerate(corpus(claims)):
        body = page.body
        if number in needing or number % 50 == 11:
            body = body.replace(TARGET.encode(), b"https://elsewhere.test/")
        if number in needing:
            way = number // round(1 / share) % (len(_IN_PAGE) + len(_IN_SHELL))
            if way < len(_IN_PAGE):
                body = body.replace(b"</body>", f"<script>{_IN_PAGE[way]}</script></body>".encode())
            else:
                body = _SHELL.format(f"<script>{_IN_SHELL[way - len(_IN_PAGE)]}</script>").encode()
        pages.append((body, page.content_type))
    return pages, needing


def served(pages: list[tuple[bytes, str]]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = int(self.headers["Host"].partition(".")[0][1:])
            status, (body, kind) = 200, pages[number]
            if self.path == "/post.json":
                body, kind = _POST.encode(), "application/json"
            elif self.path not in ("/", "/post/1"):
                status, body = 404, b""
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def night(path: Path, claims: int, port: int, files: Sequence[Path]) -> float:
    hosts = {f"p{number}.test": f"127.0.0.1:{port}" for number in range(claims)}
    settings = {
        "HOSTS": json.dumps(hosts, separators=(",", ":")),
        "ALLOWED_NETWORKS": "127.0.0.0/8",
        "TARGETS": "0",
        "DELAY": "0.01",
        "RENDER": "auto",
        "RENDER_SECONDS": "60",
    }
    options = [part for name, value in settings.items() for part in ("-s", f"BACKLINK_{name}={value}")]
    started = monotonic()
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "verify",
        *map(str, files),
        "--db",
        str(path),
        "--all",
        "--quiet",
        *options,
    ]
    code = subprocess.run(
        command, check=False, env=os.environ | {"SCRAPY_SETTINGS_MODULE": "config.settings"}
    ).returncode
    if code:
        sys.exit(f"scrapy verify ended with {code}")
    return monotonic() - started


def figures(path: Path, needing: set[int]) -> str:
    with sqlite3.connect(path) as connection:
        run = connection.execute("SELECT max(id) FROM runs").fetchone()[0]
        rendered = connection.execute(
            "SELECT count(*) FROM pages WHERE run_id = ? AND fetched_by = 'browser'", (run,)
        ).fetchone()[0]
        by_status = connection.execute(
            "SELECT status, count(*) FROM checks WHERE run_id = ? GROUP BY 1 ORDER BY 1", (run,)
        ).fetchall()
        found = {
            int(host[1:].partition(".")[0])
            for (host,) in connection.execute(
                "SELECT c.source_host FROM checks k JOIN claims c ON c.id = k.claim_id JOIN links l ON l.id = k.link_id"
                " WHERE k.run_id = ? AND k.status = 'live' AND l.seen_in = 'rendered'",
                (run,),
            )
        }
        total = sum(count for _, count in by_status)
    missed = sorted(needing - found)
    return (
        f"rendered {rendered} of {total} pages ({rendered / total:.1%}), found {len(needing & found)} of {len(needing)}"
        f" links that only a browser sees{f', missed {missed}' if missed else ''}; "
        + ", ".join(f"{status} {count}" for status, count in by_status)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1000)
    parser.add_argument("--share", type=float, default=0.05, help="of the pages that need a browser")
    options = parser.parse_args()
    pages, needing = web(options.claims, options.share)
    server = served(pages)
    with tempfile.TemporaryDirectory() as folder:
        path, file = Path(folder) / "links.db", Path(folder) / "claims.csv"
        lines = [f"http://p{number}.test/,{TARGET}" for number in range(options.claims)]
        file.write_text("source_url,target_url\n" + "\n".join(lines) + "\n")
        seconds = night(path, options.claims, server.server_address[1], [file])
        print(f"first night, {seconds:.0f} s: {figures(path, needing)}")
        for number in [number for number in range(options.claims) if number not in needing][:_GONE]:
            body, kind = pages[number]
            pages[number] = (body.replace(TARGET.encode(), b"https://elsewhere.test/"), kind)
        seconds = night(path, options.claims, server.server_address[1], [])
        print(f"second night, {seconds:.0f} s, {_GONE} links gone: {figures(path, needing)}")


if __name__ == "__main__":
    main()
