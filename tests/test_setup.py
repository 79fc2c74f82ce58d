"""The scripts behind `make`: what they say where something is missing, and that they go on or stop as they should."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / script), *arguments],
        cwd=environment.pop("cwd"),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH for an ordinary user on a machine with next to nothing on it."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "cat").symlink_to(shutil.which("cat") or "/bin/cat")
    identity = tools / "id"
    identity.write_text("#!/bin/sh\necho 1000\n")
    identity.chmod(0o755)
    return tools


@pytest.mark.parametrize("python", ["", "/no/such/python"])
def test_no_python_says_what_to_do(bare: Path, tmp_path: Path, python: str) -> None:
    done = run("venv.sh", "requirements.txt", cwd=str(tmp_path), PATH=str(bare), PYTHON=python)
    assert done.returncode == 1
    assert "No Python 3.11 or newer" in done.stderr
    assert "apt-get install python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_no_chromium_is_said_loudly_and_stops_nothing(bare: Path, tmp_path: Path) -> None:
    done = run("chromium.sh", cwd=str(tmp_path), PATH=str(bare))
    assert done.returncode == 0
    assert "every test that needs a browser will be SKIPPED" in done.stderr


def test_a_chromium_that_is_there_is_left_alone(bare: Path, tmp_path: Path) -> None:
    (bare / "chromium").symlink_to("/bin/true")
    done = run("chromium.sh", cwd=str(tmp_path), PATH=str(bare))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_make_without_a_target_lists_the_commands() -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("no make here")
    done = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"make verify", "make test", "make check", "make bench"} <= {
        line[:11].strip() for line in done.stdout.splitlines()
    }
