"""`scrapy rejudge`: stored facts judged again under today's policy, without a crawl."""

import argparse
from collections import Counter
from pathlib import Path

from rich.console import Console

from crawler.command import LinkwitnessCommand
from crawler.core.changes import status_text
from crawler.core.errors import UsageError
from crawler.exits import Exit
from crawler.lock import run_lock
from crawler.policy import load_policy
from crawler.rejudging import rejudge
from crawler.show.safe import plain
from crawler.store.replay import Archive
from crawler.store.sqlite import open_database


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Judge stored facts again under today's policy and say what would change"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--apply", action="store_true", help="write the new judgements and states")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: this command takes options only")
        policy = load_policy(Path(self.settings["BACKLINK_CONFIG"]))
        console = Console()
        with run_lock(self.database):
            archive = Archive(open_database(self.database, create=False), self.database)
            moves: Counter[str] = Counter()
            for change in rejudge(archive, policy, apply=opts.apply):
                before = status_text(change.before.status, change.before.reasons)
                after = status_text(change.after.check.status, change.after.check.reasons)
                settled = change.settled is not change.state.status
                if before == after and not settled:
                    moves["only older checks"] += 1
                    continue
                move = f"{before} → {after}" if before != after else f"settled {change.settled} → {change.state.status}"
                moves[move] += 1
                line = f"{change.claim.id}: {move}  {change.claim.source_url}"
                console.print(plain(line, most=300), highlight=False, markup=False, soft_wrap=True)
        for move, count in moves.most_common():
            console.print(f"{count} × {move}", highlight=False, markup=False)
        written = "written" if opts.apply else "nothing was written; --apply writes"
        console.print(f"{moves.total()} claims change ({written}).", highlight=False)
        return Exit.DONE
