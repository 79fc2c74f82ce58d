"""The hostile web: all cases, by theme, and the ordinary hosts that none of them may hold up."""

from tests.hostile.cases import faults, formats, gone, redirects, refusals, robots
from tests.hostile.cases.table import Case, Table
from tests.hostile.replies import TARGET, Answer, Reply

__all__ = ["BY_NAME", "CASES", "Case", "addresses"]

_THEMES = (refusals, gone, faults, redirects, robots, formats)
CASES = Table(case for theme in _THEMES for case in theme.CASES)

# Ordinary pages of ordinary hosts: they must not be held up by any of the above.
GOOD_HOSTS, GOOD_PAGES = 6, 5
for _host in range(GOOD_HOSTS):
    for _number in range(GOOD_PAGES):
        CASES.add(f"ordinary-{_host}-{_number}", "live", url=f"http://ordinary-{_host}.test/{_number}")

BY_NAME = {case.name: case for case in CASES}
assert len(BY_NAME) == len(CASES)


def addresses() -> dict[str, Answer]:
    """Everything that answers on the hostile web."""
    found: dict[str, Answer] = {TARGET: Reply("<title>The guide</title><h1>The guide to anvils</h1>")}
    for case in CASES:
        found.update(case.answers())
    return found
