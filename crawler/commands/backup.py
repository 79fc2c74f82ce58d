"""`scrapy backup FILE`: a whole copy of the database, also while a run writes to it."""

import argparse
from pathlib import Path

from crawler.command import LinkwitnessCommand, talk
from crawler.core.errors import UsageError
from crawler.exits import Exit
from crawler.store.sqlite import open_database
from crawler.store.upkeep import Upkeep


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options] FILE"

    def short_desc(self) -> str:
        return "Copy the database to FILE while it is in use"

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        if len(args) != 1:
            raise UsageError("name the file to copy the database to")
        target = Path(args[0])
        if target.resolve() == self.database.resolve():
            raise UsageError(f"{target}: that is the database itself")
        Upkeep(open_database(self.database, create=False), self.database).backup(target)
        talk().print(f"{target}: {target.stat().st_size} bytes", highlight=False, markup=False, soft_wrap=True)
        return Exit.DONE
