"""The whole hostile web in one real crawl: the right check for every case, in bounded memory, and nothing strays."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.command import ROOT
from tests.hostile.cases import BY_NAME, CASES
from tests.namespace import alone, possible

Night = dict[str, Any]
_MOST_MEMORY = 300


@pytest.fixture(scope="module")
def night() -> Night:
    """In a namespace with loopback alone, where that can be had."""
    if possible():
        child = alone("-m", "tests.hostile.night", "alone", timeout=900)
    else:
        command = [sys.executable, "-m", "tests.hostile.night"]
        child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert child.returncode == 0, child.stderr
    found: Night = json.loads(child.stdout)
    return found


def test_it_ends_by_itself_with_a_check_for_every_claim(night: Night) -> None:
    assert (night["code"], night["outcome"]) == (0, [["complete"]]), night["err"][-2000:]
    assert night["checks"].keys() == BY_NAME.keys()


def test_no_false_loss(night: Night) -> None:
    lost = {name for name, told in night["checks"].items() if told[0] == "lost"}
    assert lost - {case.name for case in CASES if case.expect.startswith("lost ")} == set()


@pytest.mark.parametrize("name", BY_NAME)
def test_on_the_wire(night: Night, name: str) -> None:
    assert " ".join(night["checks"][name]) == BY_NAME[name].expect, night["why"][name]


def test_memory_stays_small(night: Night) -> None:
    assert night["peaks"]["crawl"] <= _MOST_MEMORY
    assert night["peaks"]["reader"] <= _MOST_MEMORY


def test_no_mistake_of_ours_and_nothing_hostile_in_the_log(night: Night) -> None:
    assert "Traceback" not in night["err"]
    for text in (night["out"], night["err"]):
        assert not {character for character in text if ord(character) < 32 and character != "\n"}
        assert "\x9b" not in text
        assert "\u202e" not in text


def test_no_password_and_nothing_of_another_host_is_sent(night: Night) -> None:
    assert "secret" not in night["out"] + night["err"]
    for request in night["requests"]:
        names = {line.partition(":")[0].lower() for line in request.split("\r\n")[1:] if line}
        assert names == {"host", "user-agent", "accept", "accept-language", "accept-encoding"}, request
        assert "secret" not in request


@pytest.mark.namespace
def test_nothing_left_the_machine(night: Night) -> None:
    """There the loopback device is the only one, so what was sent elsewhere would have come to these servers."""
    if not possible():
        pytest.skip("NOT TESTED: no network namespace can be made here (unshare -rn)")
    assert night["strays"] == []
