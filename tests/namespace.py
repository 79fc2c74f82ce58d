"""Children in a network namespace of their own, where every address there is leads back to the machine.

Whatever such a child does, nothing leaves: the namespace has the loopback device alone. All of IPv4
and IPv6 is routed to it, so that a server in there can count who would have been connected to.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence

import pytest

_SET_UP = 'ip link set lo up && ip route add local 0.0.0.0/0 dev lo && ip -6 route add local ::/0 dev lo && exec "$@"'


def alone(*arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run `python <arguments>` in there; skip the test, loudly, where no namespace can be made."""
    command = _unshare()
    if command is None:
        pytest.skip("NOT TESTED: no network namespace can be made here (unshare -rn), so nothing is proved")
    return subprocess.run(
        [*command, "sh", "-c", _SET_UP, "sh", sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def possible() -> bool:
    """Whether a namespace can be made here."""
    return _unshare() is not None


def _unshare() -> Sequence[str] | None:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return None
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        if (
            subprocess.run([*command, "sh", "-c", _SET_UP, "sh", "true"], capture_output=True, check=False).returncode
            == 0
        ):
            return command
    return None
