"""What all our commands share: the database option, and mistakes told in one line with the right exit code."""

import argparse
import errno
import os
import sys
from abc import abstractmethod
from io import TextIOWrapper
from pathlib import Path
from typing import ClassVar

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError

from crawler.core.errors import LinkwitnessError
from crawler.exits import Exit

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class LinkwitnessCommand(ScrapyCommand):
    """`work` does the command and returns its exit code; whatever the user got wrong ends in one line on stderr."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {}

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--db", metavar="FILE", help="the database (default: BACKLINK_DB, links.db)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        _refuse_no_folder(opts.pidfile, opts.profile)
        super().process_options(args, opts)
        assert self.settings is not None
        self._check_log()
        unknown = [arg for arg in args if arg.startswith("-") and len(arg) > 1]
        if unknown:
            raise ScrapyUsageError(f"unrecognised option {unknown[0]}", print_help=False)
        if opts.db:
            self.settings.set("BACKLINK_DB", opts.db, priority="cmdline")

    def _check_log(self) -> None:
        """What Scrapy would open the log with before any command runs, and fail on with a traceback."""
        assert self.settings is not None
        _refuse_no_folder(self.settings["LOG_FILE"])
        level = str(self.settings["LOG_LEVEL"]).upper()
        if level not in _LEVELS:
            raise ScrapyUsageError(f"log level {level}: expected one of {', '.join(_LEVELS)}", print_help=False)
        self.settings.set("LOG_LEVEL", level, priority="cmdline")

    @property
    def database(self) -> Path:
        assert self.settings is not None
        return Path(self.settings["BACKLINK_DB"])

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        _speak_utf8()
        try:
            self.exitcode = self.work(args, opts)
            sys.stdout.flush()
        except LinkwitnessError as error:
            print(f"scrapy {self.name}: {error}", file=sys.stderr)
            self.exitcode = Exit.USAGE
        except BrokenPipeError:
            sys.stderr.close()
            self.exitcode = Exit.DONE
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            print(f"scrapy {self.name}: {error.filename or 'stdout'}: {error.strerror}", file=sys.stderr)
            _give_up_stdout()
            self.exitcode = Exit.USAGE

    @property
    def name(self) -> str:
        return type(self).__module__.rpartition(".")[2]

    @abstractmethod
    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        """Do it; raises `LinkwitnessError` for what the user can mend."""


def _refuse_no_folder(*files: str | None) -> None:
    for file in files:
        if file and not Path(file).parent.is_dir():
            raise ScrapyUsageError(f"{file}: the folder {Path(file).parent} does not exist", print_help=False)


def _speak_utf8() -> None:
    """Data in a pipe or a file is UTF-8 whatever the locale of the night's timer."""
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")


def _give_up_stdout() -> None:
    """What is still buffered goes nowhere: Python would fail on it once more at its end, with another exit code."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def talk() -> Console:
    """Where talk goes: stderr, colours only on a terminal and not with NO_COLOR."""
    return Console(stderr=True)
