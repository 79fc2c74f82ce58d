"""The browser stage: a process of its own, so that a browser that dies or hangs never stops the plain crawl.

`run_stage` starts it after the plain crawl and watches over it: the child tells by a byte now and then that its
event loop turns. One that died or went silent is started again while pages go off the queue, and in the end
without a browser, so that whatever still waits is judged as not rendered, with the cause.
"""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler.store.waiting import RenderQueue

_ROOT = Path(__file__).parents[2]
_SILENCE_SECONDS = 90.0
_INTERRUPTED = (-signal.SIGINT, -signal.SIGTERM, 130)


def run_stage(settings: BaseSettings, queue: RenderQueue) -> None:
    """Render what waits; returns when nothing does, or when the user has asked for an end."""
    cause: str | None = None
    while before := queue.length():
        code = _child(_handed_over(settings), cause)
        if code in _INTERRUPTED or cause is not None:
            return
        if queue.length() == before:
            cause = f"the browser stage ended without a page done ({_how(code)})"


def _child(settings: dict[str, object], gave_up: str | None) -> int | None:
    """Run one child to its end; `None` where it went silent and was killed."""
    alive, pulse = os.pipe()
    command = [sys.executable, "-m", "crawler.browser.child", str(pulse)]
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        command, stdin=subprocess.PIPE, pass_fds=[pulse], env=_environment()
    ) as child:
        os.close(pulse)
        assert child.stdin is not None
        child.stdin.write(json.dumps({"settings": settings, "gave_up": gave_up}, default=str).encode())
        child.stdin.close()
        try:
            while select.select([alive], [], [], _SILENCE_SECONDS)[0]:
                if not os.read(alive, 64):
                    return child.wait(timeout=_SILENCE_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            os.close(alive)
        child.kill()
        child.wait()
        return None


def _handed_over(settings: BaseSettings) -> dict[str, object]:
    """What was set for this run alone: the child reads the project's settings itself."""
    least = SETTINGS_PRIORITIES["project"] + 1
    return {name: settings.get(name) for name in settings if (settings.getpriority(name) or 0) >= least}


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])}


def _how(code: int | None) -> str:
    if code is None:
        return "it hung"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
