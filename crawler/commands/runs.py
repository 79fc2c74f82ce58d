"""`scrapy runs`: the last runs with their outcome."""

import argparse
import json
from dataclasses import asdict
from datetime import datetime

from rich.console import Console
from rich.table import Table

from crawler.command import LinkwitnessCommand
from crawler.core.errors import UsageError
from crawler.core.vocabulary import Status
from crawler.exits import Exit
from crawler.lock import is_running
from crawler.store.sqlite import open_database
from crawler.store.upkeep import RunLine, Upkeep


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List the last runs with their outcome"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--last", type=int, default=14, metavar="N", help="how many (default: 14)")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        if args or opts.last < 1:
            raise UsageError("this command takes options only, and --last a number above 0")
        runs = Upkeep(open_database(self.database, create=False), self.database).runs(most=opts.last)
        if opts.json:
            for run in runs:
                print(json.dumps(asdict(run)))
            return Exit.DONE
        table = Table("run", "started", "took", "outcome", "checked", *Status, box=None, padding=(0, 1, 0, 0))
        under_way = any(run.outcome == "running" for run in runs) and is_running(self.database)
        for run in runs:
            outcome = "cut off" if run.outcome == "running" and not under_way else run.outcome
            checked = f"{run.written}/{run.due}"
            table.add_row(
                *map(str, (run.id, run.started_at[:16].replace("T", " "), _took(run), outcome, checked)),
                *map(str, (run.live, run.altered, run.lost, run.unverified)),
            )
        Console().print(table)
        return Exit.DONE


def _took(run: RunLine) -> str:
    if run.finished_at is None:
        return ""
    return str(datetime.fromisoformat(run.finished_at) - datetime.fromisoformat(run.started_at))
