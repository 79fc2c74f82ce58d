"""Settings that cannot be meant end in one line before anything is asked of anybody; all that is shipped is known."""

from pathlib import Path

import pytest
from scrapy.settings import Settings

from config import settings as shipped
from crawler.core.errors import UsageError
from crawler.ops.settings import KNOWN, check_settings
from tests.fakeweb import keep
from tests.warm import WarmScrapy

OURS = {name: getattr(shipped, name) for name in dir(shipped) if name in KNOWN or name.startswith("BACKLINK_")}


def test_what_is_shipped_is_known_and_meant() -> None:
    assert set(OURS) == KNOWN
    check_settings(Settings(OURS))


GOOD = {
    "BACKLINK_DELAY": "0",
    "BACKLINK_RETRY_WAITS": "0.5,30",
    "BACKLINK_HOSTS": '{"a.test": "127.0.0.1:8080", "b.test": "[::1]:80", "c.test": "::1"}',
    "BACKLINK_DNS_SERVERS": "192.0.2.1,192.0.2.2:5353",
    "BACKLINK_ALLOWED_NETWORKS": "10.0.0.0/8,fd00::/8",
    "BACKLINK_TARGETS": "False",
    "BACKLINK_METRICS_FILE": "links.prom",
}


@pytest.mark.parametrize(("name", "value"), GOOD.items())
def test_what_can_be_meant(name: str, value: str) -> None:
    check_settings(Settings(OURS | {name: value}))


BAD = [
    ("BACKLINK_DELAY", "abc", "a number from 0"),
    ("BACKLINK_DELAY", "-1", "a number from 0"),
    ("BACKLINK_DELAY", "nan", "a number from 0"),
    ("BACKLINK_DELAY", "inf", "a number from 0"),
    ("BACKLINK_FULL_READ_DAYS", "x", "a number from 0"),
    ("DOWNLOAD_TIMEOUT", "0", "a number above 0"),
    ("BACKLINK_CONNECT_TIMEOUT", "-3", "a number above 0"),
    ("CONCURRENT_REQUESTS", "0", "a whole number from 1"),  # the night would wait for ever
    ("DOWNLOAD_MAXSIZE", "10MB", "a whole number from 1"),
    ("BACKLINK_LIMIT", "-3", "a whole number from 0"),
    ("BACKLINK_GIVE_UP_AFTER", "0", "a whole number from 1"),
    ("ROBOTSTXT_OBEY", "perhaps", "True or False"),
    ("BACKLINK_RENDER", "sometimes", "one of auto, never, always"),
    ("BACKLINK_EVIDENCE", "some", "one of none, changes, all"),
    ("BACKLINK_LOG_FORMAT", "xml", "one of text, json"),
    ("BACKLINK_RETRY_WAITS", "5,soon", "seconds"),
    ("BACKLINK_RETRY_WAITS", "-5", "seconds"),
    ("BACKLINK_HOSTS", "shop.test", "JSON"),
    ("BACKLINK_HOSTS", "[1]", "JSON"),
    ("BACKLINK_HOSTS", '{"a.test": "b.test"}', "JSON"),
    ("BACKLINK_DNS_SERVERS", "resolver.example", "addresses"),
    ("BACKLINK_DNS_SERVERS", "192.0.2.1:99999", "addresses"),
    ("BACKLINK_ALLOWED_NETWORKS", "10.0.0.0/99", "CIDR"),
    ("BACKLINK_CONTACT", "a\nCookie: b", "one line"),
    ("BACKLINK_METRICS_FILE", "/no/such/folder/links.prom", "folder"),
    ("BACKLINK_DELAYS", "3", "did you mean BACKLINK_DELAY?"),
]


@pytest.mark.parametrize(("name", "value", "words"), BAD)
def test_what_cannot_be_meant_is_told(name: str, value: str, words: str) -> None:
    with pytest.raises(UsageError, match=name) as told:
        check_settings(Settings(OURS | {name: value}))
    assert words in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("words", [("verify",), ("inspect", "http://a.test/", "http://b.test/"), ("doctor",)])
def test_by_command(scrapy: WarmScrapy, tmp_path: Path, words: tuple[str, ...]) -> None:
    keep(tmp_path / "links.db")
    done = scrapy(*words, "--db", tmp_path / "links.db", "-s", "CONCURRENT_REQUESTS=0")
    expected = f"scrapy {words[0]}: CONCURRENT_REQUESTS='0': expected a whole number from 1\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)
