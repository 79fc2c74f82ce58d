"""`scrapy alert`: send what waits, without a run; `--log` shows what became of every message."""

import argparse
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from crawler.command import LinkwitnessCommand, talk
from crawler.core.errors import UsageError
from crawler.exits import Exit
from crawler.lock import alert_lock, is_running
from crawler.ops.night import alerts_of
from crawler.show.safe import plain
from crawler.store.outbox import Outbox
from crawler.store.sqlite import open_database

_LOGGED = 50


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Send alerts that wait: after a night, after quiet hours, after a receiver was down"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--log", action="store_true", help=f"show the last {_LOGGED} messages; send nothing")
        parser.add_argument("--again", action="store_true", help="take up what was given up once more")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: this command takes options only")
        database = open_database(self.database, create=False)
        alerts = alerts_of(self.settings, database)
        if opts.log:
            _show_log(alerts.outbox)
            return Exit.DONE
        if not alerts.policy.channels:
            raise UsageError(f"{self.settings['BACKLINK_CONFIG']}/alerts.toml: no channel to send to")
        with alert_lock(self.database):
            if opts.again:
                alerts.outbox.again(now=datetime.now(UTC))
            outcome = alerts.deliver(under_way=is_running(self.database))
        waiting = alerts.outbox.open_count().get("waiting", 0)
        talk().print(
            f"{outcome.sent} sent, {outcome.refused} refused, {outcome.given_up} given up; {waiting} waiting.",
            highlight=False,
        )
        return Exit.INCOMPLETE if outcome.refused or outcome.given_up else Exit.DONE


def _show_log(outbox: Outbox) -> None:
    table = Table("when", "channel", "", "events", "tries", "outcome", "last refusal")
    for line in outbox.log(most=_LOGGED):
        outcome = f"waits until {line.not_before}" if line.outcome == "waiting" else line.outcome.replace("_", " ")
        cells = (line.created_at, line.channel, line.urgency, line.events, line.attempts, outcome, line.refusal or "")
        table.add_row(*(plain(cell) for cell in cells))
    Console().print(table, markup=False)
