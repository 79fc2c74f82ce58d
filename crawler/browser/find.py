"""The browser on this machine: the one that is set, the system's Chromium, or Playwright's own."""

import os
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_SYSTEM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_PLAYWRIGHT = ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/chrome-*/*headless*shell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """The program to start; without one, `cause` says what is missing in words."""

    path: Path | None
    cause: str = ""


def find_browser(setting: str) -> Browser:
    """`setting` is BACKLINK_BROWSER: a path, or empty to look for one."""
    if find_spec("scrapy_playwright") is None:
        return Browser(path=None, cause="scrapy-playwright is not installed")
    if setting:
        named = shutil.which(setting)
        if named is None:
            return Browser(path=None, cause=f"BACKLINK_BROWSER: {setting} is no program")
        return Browser(path=Path(named))
    for name in _SYSTEM:
        found = shutil.which(name)
        if found is not None:
            return Browser(path=Path(found))
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    for pattern in _PLAYWRIGHT:
        for path in sorted(folder.glob(pattern), reverse=True):
            return Browser(path=path)
    return Browser(path=None, cause="no Chromium was found: install one, or `playwright install chromium`")
