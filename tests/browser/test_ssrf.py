"""No way of a browser leads to a refused address: counted where the connections, datagrams and look-ups would
arrive, in a namespace where every address answers; a bare browser on the same pages shows that they would."""

import json

import pytest

from tests.browser_env import need_chromium
from tests.namespace import alone

pytestmark = [pytest.mark.browser, pytest.mark.namespace]
PUBLIC = "8.8.8.8"
TCP_WAYS = {
    "10.0.0.1": "an image's redirect",
    "10.0.0.2": "an image",
    "10.0.0.3": "a frame",
    "10.0.0.4": "a frame's redirect",
    "10.0.0.5": "a popup",
    "10.0.0.6": "fetch",
    "10.0.0.7": "a WebSocket",
    "10.0.0.8": "a service worker",
    "10.0.0.10": "TURN over TCP",
    "10.0.0.11": "preconnect",
    "10.0.0.12": "prefetch",
    "10.0.0.13": "the page's own redirect",
    "10.0.0.14": "a form",
    "10.0.0.15": "a beacon",
    "10.0.0.16": "an event source",
    "10.0.0.17": "a worker",
    "10.0.0.19": "a name",
    "10.0.0.20": "a mapped IPv6 address",
    "10.0.0.21": "an address as one number",
    "10.0.0.22": "an object",
    "10.0.0.23": "a video",
    "10.0.0.24": "a style sheet",
    "10.0.0.25": "fetch's redirect",
    "10.0.0.26": "a script's redirect",
    "10.0.0.27": "a meta refresh",
    "127.0.0.1": "loopback",
    "169.254.169.254": "cloud metadata",
    "fd00::1": "an IPv6 address",
}

Told = dict[str, list[str]]


def attempts(*arguments: str) -> Told:
    need_chromium()
    child = alone("-m", "tests.browser.ssrf_attempts", *arguments)
    assert child.returncode == 0, child.stderr
    told: Told = json.loads(child.stdout)
    return told


@pytest.fixture(scope="module")
def guarded() -> Told:
    return attempts()


@pytest.fixture(scope="module")
def bare() -> Told:
    return attempts("control")


def test_nobody_but_the_public_page_is_reached(guarded: Told) -> None:
    """No name is asked for either: the proxy knows the two of the test, and the browser has no errands of its own."""
    assert guarded == {"reached": [PUBLIC], "datagrams": [], "asked": []}


def test_a_bare_browser_goes_there_by_each_of_these_ways(bare: Told) -> None:
    assert {address: way for address, way in TCP_WAYS.items() if address not in bare["reached"]} == {}
    assert "10.0.0.9" in bare["datagrams"], "WebRTC asks a STUN server"
    assert "prefetched.test" in bare["asked"], "a name is prefetched"
