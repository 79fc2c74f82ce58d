"""`scrapy doctor`: what may spoil the night, each line with what to do; exits with 2 where something is bad."""

import argparse
from datetime import UTC, datetime

from rich.console import Console

from crawler.command import LinkwitnessCommand
from crawler.core.errors import UsageError
from crawler.exits import Exit
from crawler.ops.doctor import Level, examine, look_up
from crawler.ops.settings import check_settings
from crawler.show.safe import plain

_COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.BAD: "red"}


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Look at configuration, database, disk, limits, resolver and browser before the night does"

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: this command takes options only")
        check_settings(self.settings)
        console = Console()
        worst = Exit.DONE
        for finding in examine(self.settings, now=datetime.now(UTC), resolve=look_up):
            advice = f" – {finding.advice}" if finding.advice else ""
            console.print(f"{finding.level.value:4}", style=_COLOURS[finding.level], end="  ", highlight=False)
            line = f"{finding.name:10}  {finding.told}{advice}"
            console.print(plain(line), highlight=False, markup=False, soft_wrap=True)
            if finding.level is Level.BAD:
                worst = Exit.USAGE
        return worst
