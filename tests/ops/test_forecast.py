"""A host that makes the night long is told where somebody can still do something about it."""

import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from crawler.core.records import Claim
from tests.command import start
from tests.fakeweb import keep, page
from tests.loopback import loopback

TARGET = "https://target.test/"


def checked(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM checks").fetchone()[0])


def test_a_host_that_makes_the_night_long_is_told_at_its_start_and_in_the_summary(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    keep(path, *(Claim(id=f"{n}", source_url=f"http://h0.test/p{n}", target_url=TARGET) for n in range(3)))
    options = ("-s", "BACKLINK_DELAY=1800", "-s", "ROBOTSTXT_OBEY=False", "-s", "BACKLINK_TARGETS=False")
    answer = page(f'<a href="{TARGET}">the target</a>').encode()
    with loopback(lambda host, path: (200, {"Content-Type": "text/html"}, answer)) as web:
        process = start("verify", "--db", path, *options, hosts=["h0.test"], port=web.port)
        try:
            while process.poll() is None and not checked(path):
                time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    advice = "Host h0.test needs 1.5 h (3 pages at one every 1800 s)"
    assert advice in " ".join(out.split())
    assert advice in err
