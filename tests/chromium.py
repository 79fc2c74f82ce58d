"""A real Chromium for the tests that hold us against a browser; without one they are skipped, and say so."""

import os
import shutil

import pytest


def chromium() -> str:
    """The path of Chromium: `CHROMIUM` in the environment, or the first that is installed; skips where there is none."""
    told = os.environ.get("CHROMIUM")
    found = told or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("NO CHROMIUM: install one (apt-get install chromium) or name it in CHROMIUM")
    return found
