"""One run at a time, and whoever only asks disturbs nobody."""

import fcntl
import time
from pathlib import Path

import pytest

from crawler.core.errors import RunLocked, StoreError
from crawler.lock import is_running, run_lock


def test_a_run_is_seen_and_keeps_others_out(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    assert not is_running(path)
    with run_lock(path):
        assert is_running(path)
        with pytest.raises(RunLocked, match="another run is writing to it"), run_lock(path):
            pass
    assert not is_running(path)


def test_a_run_that_comes_while_somebody_asks_waits_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "links.db"
    with (tmp_path / "links.db.lock").open("w") as asking:
        fcntl.flock(asking, fcntl.LOCK_EX)
        monkeypatch.setattr(time, "sleep", lambda _: fcntl.flock(asking, fcntl.LOCK_UN))
        with run_lock(path):
            pass


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"), run_lock(tmp_path / "none" / "links.db"):
        pass
