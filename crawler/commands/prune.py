"""`scrapy prune --keep-nights N`: facts of older nights go, but for those that something still points to."""

import argparse

from rich.console import Console

from crawler.command import LinkwitnessCommand
from crawler.core.errors import UsageError
from crawler.exits import Exit
from crawler.lock import run_lock
from crawler.store.sqlite import open_database
from crawler.store.upkeep import Upkeep


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Remove page and link facts of old nights; checks, states and events stay"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--keep-nights", type=int, metavar="N", help="how many nights keep all their facts")
        parser.add_argument("--compact", action="store_true", help="give the freed space back to the disk")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        if args or opts.keep_nights is None or opts.keep_nights < 1:
            raise UsageError("name how many nights to keep: --keep-nights N, 1 or more")
        pages = targets = 0
        with run_lock(self.database):
            upkeep = Upkeep(open_database(self.database, create=False), self.database)
            for pruned in upkeep.prune(keep_nights=opts.keep_nights):
                pages += pruned.pages
                targets += pruned.targets
            if opts.compact:
                upkeep.compact()
        Console().print(f"Removed: {pages} pages with their links, {targets} targets.", highlight=False)
        return Exit.DONE
