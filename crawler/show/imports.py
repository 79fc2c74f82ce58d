"""What an import did, row by row accounted for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from crawler.claims import ClaimReading, Reject
from crawler.importing import Account
from crawler.show.safe import plain

_TOLD_EVERY = 100_000
"""Rows between two lines of progress where no terminal can show a bar."""


@contextmanager
def import_progress(console: Console) -> Iterator[Callable[[float, int], None]]:
    """Hears how far an import is, 0 to 1, and its rows: a bar on a terminal, now and then a line in a log."""
    if not console.is_terminal:
        told = 0

        def tell(done: float, rows: int) -> None:
            nonlocal told
            if rows >= told + _TOLD_EVERY:
                told = rows
                _say(console, f"  {rows:,} rows read, {done:.0%}")

        yield tell
        return
    columns = BarColumn(), TextColumn("{task.percentage:>3.0f} % {task.fields[rows]:,} rows"), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=1.0, rows=0)
        yield lambda done, rows: progress.update(task, completed=done, rows=rows)


def show_recognised(reading: ClaimReading, console: Console) -> None:
    for table in reading.recognised:
        where = f" [{plain(table.table)}]" if table.table else ""
        encoding = f", {table.encoding}" if table.encoding else ""
        _say(console, f"{plain(reading.path)}{where}: {table.title}{encoding}")
        if table.encoding_note:
            _say(console, f"  {plain(table.encoding_note)}")
        if table.columns:
            told = (
                field if column == field else f"{plain(column)} → {field}" for column, field in table.columns.items()
            )
            _say(console, "  " + ", ".join(told))
    for refused in reading.refused:
        _say(console, f"{plain(reading.path)} [{plain(refused.table or '')}]: left out: {plain(refused.cause)}")


def show_account(account: Account, console: Console, *, dry: bool) -> None:
    """Counts, and the first rejects; a dry run has shown each of them by then."""
    if dry:
        _say(
            console, f"  {account.rows} rows: {account.claims} claims, {account.rejected} rejected (nothing was stored)"
        )
    else:
        _say(
            console,
            f"  {account.rows} rows: {account.new} new, {account.changed} changed, {account.known} known already, "
            f"{account.rejected} rejected",
        )
    if account.marks:
        _say(console, f"  {account.marks} disavow marks")
    _show_left_out(account, console, rejects=not dry)


def show_retired(account: Account, console: Console) -> None:
    _say(console, f"  {account.rows} rows: {account.retired} taken off the list, {account.rejected} rejected")
    _show_left_out(account, console, rejects=True)


def _show_left_out(account: Account, console: Console, *, rejects: bool) -> None:
    for cause, count in account.skipped.most_common():
        _say(console, f"  {count} skipped: {plain(cause)}")
    for reject in account.rejects if rejects else ():
        show_reject(reject, console)
    if rejects and account.rejected > len(account.rejects):
        more = account.rejected - len(account.rejects)
        _say(console, f"  … and {more} more rejected rows; `scrapy claims --dry-run` shows each")


def show_reject(reject: Reject, console: Console) -> None:
    where = f"[{plain(reject.table)}] " if reject.table else ""
    _say(console, f"  {where}line {reject.line}: {plain(reject.detail)}")


def _say(console: Console, line: str) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=True)
