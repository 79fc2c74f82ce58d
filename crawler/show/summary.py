"""The end of a run on the terminal: what needs a look first, then the counts."""

import textwrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.core.vocabulary import Reason, Status, status_of
from crawler.show.safe import plain
from crawler.store.summary import Attention, Summary

_OTHER_COLUMNS = len("unverified | claims | share | ")
COLOURS = {Status.LIVE: "green", Status.ALTERED: "yellow", Status.LOST: "red", Status.UNVERIFIED: "cyan"}


def show_summary(summary: Summary, console: Console, *, database: str, advice: str | None = None) -> None:
    """Print a summary that reads well at 80 columns; colours only where the console is a terminal. `advice` is on
    what made the night long."""
    if summary.attention:
        console.print(_attention(summary))
        if summary.attention_total > len(summary.attention):
            more = summary.attention_total - len(summary.attention)
            console.print(f"… and {more} more: see the view claim_status", highlight=False)
    console.print(_counts(summary, console.width))
    if summary.events:
        told = ", ".join(f"{count} {kind}" for kind, count in summary.events.items())
        console.print(f"What changed: {told}", highlight=False)
    state = "complete" if summary.outcome == "complete" else f"{summary.outcome.upper()}: start it again to go on"
    console.print(
        f"Run {summary.run_id}: {summary.written} of {summary.due} due claims checked, {state}.", highlight=False
    )
    if advice:
        console.print(f"{plain(advice)}.", highlight=False)
    console.print(f"Database: {plain(database)}", highlight=False, soft_wrap=True)


def _attention(summary: Summary) -> Table:
    table = Table(title="Needs a look", title_justify="left", expand=True, show_edge=False, pad_edge=False)
    table.add_column("status", no_wrap=True)
    table.add_column("why: linking page → target", overflow="fold", ratio=1)
    for one in summary.attention:
        place = Text(", ".join(one.reasons), style="bold")
        place.append(f"\n{plain(one.source_url, most=160)}\n→ {plain(one.target_url, most=160)}", style="not bold")
        place.append(f"\n{plain(_seen(one), most=160)}", style="not bold dim")
        table.add_row(Text(one.status, style=COLOURS[Status(one.status)]), place)
    return table


def _seen(one: Attention) -> str:
    """The link that was found, or what was seen of the page instead."""
    if one.region is None:
        return one.note
    anchor = f"“{one.anchor}”" if one.anchor else "no words"
    leads = f" to {one.url}" if Reason.TARGET_DIFFERS in one.reasons else ""
    return f"found: {anchor}{leads}, {f'rel {one.rel}' if one.rel else 'no rel'}, region {one.region}"


def _counts(summary: Summary, width: int) -> Table:
    table = Table(title="Claims", title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("status")
    table.add_column("claims", justify="right")
    table.add_column("share", justify="right")
    table.add_column("why")
    total = sum(summary.by_status.values()) or 1
    for status in Status:
        count = summary.by_status.get(status.value, 0)
        why = [
            f"{reason}\u00a0{many}" for reason, many in summary.by_reason.items() if status_of(Reason(reason)) is status
        ]
        lines = textwrap.wrap(", ".join(why), max(20, width - _OTHER_COLUMNS), break_long_words=False)
        told = "\n".join(lines).replace("\u00a0", " ")
        table.add_row(Text(status.value, style=COLOURS[status]), str(count), f"{count / total:.1%}", told)
    return table
