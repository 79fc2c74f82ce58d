"""`scrapy claims FILE…`: import claim files, with --dry-run only show what would be read, or with --retire take their
claims off the list."""

import argparse

from scrapy.exceptions import UsageError as ScrapyUsageError

from crawler.claim_options import add_claim_options, import_all, readings, retire_all
from crawler.command import LinkwitnessCommand, talk
from crawler.exits import Exit
from crawler.store.ledger import Ledger
from crawler.store.sqlite import open_database


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options] FILE [FILE …]"

    def short_desc(self) -> str:
        return "Import claim files (exports of link tools or our own CSV) without visiting anything"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_claim_options(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="show format, rows and rejects; store nothing")
        how.add_argument("--retire", action="store_true", help="take these claims off the list; their facts stay")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        if not args:
            raise ScrapyUsageError("name at least one claim file")
        found = readings(args, opts)
        if opts.retire:
            retire_all(found, Ledger(open_database(self.database, create=False), self.database), talk())
            return Exit.DONE
        ledger = None if opts.dry_run else Ledger(open_database(self.database), self.database)
        import_all(found, ledger, talk())
        return Exit.DONE
