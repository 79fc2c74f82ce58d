"""`scrapy events --since ID`: the change feed as JSONL; the last line's `id` is the next cursor."""

import argparse
import json
import sys

from crawler.command import LinkwitnessCommand
from crawler.core.errors import UsageError
from crawler.exits import Exit
from crawler.store.sqlite import open_database
from crawler.store.stream import read_events


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Print what changed since an event's id, one JSON object a line"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="ID", default="0", help="the id of the last event you have (default: 0)")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        if args:
            raise UsageError(f"{args[0]}: this command takes options only")
        if not opts.since.isascii() or not opts.since.isdigit() or len(opts.since) > 18:
            raise UsageError(f"--since {opts.since}: expected the id of an event, 0 for all")
        database = open_database(self.database, create=False)
        for event in read_events(database, self.database, after=int(opts.since)):
            sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return Exit.DONE
