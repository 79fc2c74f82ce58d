"""What all tests share: no test asserts on a clock (hypothesis' own deadline is off, too), and one night of the example."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.warm import WarmScrapy

settings.register_profile("linkwitness", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("linkwitness")


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """One run of the bundled example, and its database: look at it, never write to it."""
    database = tmp_path_factory.mktemp("example") / "example.db"
    done = subprocess.run(
        [sys.executable, "-m", "examples.night", "--db", str(database)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done, database


@pytest.fixture(scope="session")
def scrapy() -> Iterator[WarmScrapy]:
    """The real `scrapy` command, warm."""
    warm = WarmScrapy()
    yield warm
    warm.close()
