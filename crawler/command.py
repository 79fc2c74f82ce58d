"""What all our commands share: the database option, and mistakes told in one line with the right exit code."""

import argparse
import sys
from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError

from crawler.core.errors import LinkwitnessError
from crawler.exits import Exit


class LinkwitnessCommand(ScrapyCommand):
    """`work` does the command and returns its exit code; whatever the user got wrong ends in one line on stderr."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {}

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--db", metavar="FILE", help="the database (default: BACKLINK_DB, links.db)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        unknown = [arg for arg in args if arg.startswith("-") and len(arg) > 1]
        if unknown:
            raise ScrapyUsageError(f"unrecognised option {unknown[0]}", print_help=False)
        if opts.db:
            self.settings.set("BACKLINK_DB", opts.db, priority="cmdline")

    @property
    def database(self) -> Path:
        assert self.settings is not None
        return Path(self.settings["BACKLINK_DB"])

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.exitcode = self.work(args, opts)
        except LinkwitnessError as error:
            print(f"scrapy {self.name}: {error}", file=sys.stderr)
            self.exitcode = Exit.USAGE
        except BrokenPipeError:
            sys.stderr.close()
            self.exitcode = Exit.DONE

    @property
    def name(self) -> str:
        return type(self).__module__.rpartition(".")[2]

    @abstractmethod
    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        """Do it; raises `LinkwitnessError` for what the user can mend."""


def talk() -> Console:
    """Where talk goes: stderr, colours only on a terminal and not with NO_COLOR."""
    return Console(stderr=True)
