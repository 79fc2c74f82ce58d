"""An import of many rows says how far it is: a line now and then in a log, a bar on a terminal."""

import io

from rich.console import Console

from crawler.show.imports import import_progress


def test_a_log_hears_of_every_hundred_thousand_rows() -> None:
    out = io.StringIO()
    with import_progress(Console(file=out)) as tell:
        for rows in range(1_000, 251_000, 1_000):
            tell(rows / 250_000, rows)
    assert out.getvalue() == "  100,000 rows read, 40%\n  200,000 rows read, 80%\n"


def test_a_terminal_shows_a_bar_and_takes_it_away() -> None:
    out = io.StringIO()
    with import_progress(Console(file=out, force_terminal=True, width=80, color_system=None)) as tell:
        tell(0.5, 1_234)
    assert "50 % 1,234 rows" in out.getvalue()
    assert out.getvalue().rstrip().endswith("\x1b[2K")
