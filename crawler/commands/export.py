"""`scrapy export VIEW`: a view as CSV, JSONL or Parquet, for whatever comes after us."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from crawler.command import LinkwitnessCommand, talk
from crawler.core.errors import UsageError
from crawler.exits import Exit
from crawler.export.tables import Writer, write_csv, write_jsonl, write_parquet
from crawler.policy import load_policy
from crawler.store.columns import relations, views
from crawler.store.sqlite import open_database
from crawler.store.stream import read_relation
from crawler.store.words import keep_words

_WRITERS: dict[str, Writer] = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options] VIEW"

    def short_desc(self) -> str:
        return "Write a view (or a table) as CSV, JSONL or Parquet"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--format", metavar="FORMAT", help="csv (the default), jsonl or parquet; else by --out's ending"
        )
        parser.add_argument("--out", metavar="FILE", help="where to write (default: stdout)")
        parser.add_argument("--since", metavar="RUN|DATE", help="only rows since this run or date")
        parser.add_argument("--raw", action="store_true", help="CSV cells as they are: for programs, never for Excel")
        parser.add_argument("--schema", action="store_true", help="print the JSON Schema of a row instead")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        assert self.settings is not None
        if len(args) != 1 or args[0] not in relations():
            named = f"{args[0]}: no such view" if len(args) == 1 else "name one view"
            raise UsageError(f"{named}; there are {', '.join(views())}")
        if opts.schema:
            print(json.dumps(relations()[args[0]].schema(), indent=2, ensure_ascii=False))
            return Exit.DONE
        write = _writer(opts)
        database = open_database(self.database, create=False)
        keep_words(database, load_policy(Path(self.settings["BACKLINK_CONFIG"])).anchors, self.database)
        rows = read_relation(database, args[0], self.database, since=opts.since)
        with _output(opts.out) as out:
            count = write(rows, out)
        if opts.out:
            talk().print(f"{opts.out}: {count} rows of {args[0]}", highlight=False, markup=False, soft_wrap=True)
        return Exit.DONE


def _writer(opts: argparse.Namespace) -> Writer:
    ending = Path(opts.out).suffix.lstrip(".").lower() if opts.out else ""
    form = opts.format or (ending if ending in _WRITERS else "csv")
    if form not in _WRITERS:
        raise UsageError(f"--format {form}: expected {', '.join(_WRITERS)}")
    if opts.raw and form != "csv":
        raise UsageError(f"--raw is for CSV; {form} is always raw")
    return partial(write_csv, raw=True) if opts.raw else _WRITERS[form]


@contextmanager
def _output(name: str | None) -> Iterator[IO[bytes]]:
    """Stdout, or a file that is there whole or not at all."""
    if name is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(name)
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as out:
            yield out
        os.replace(part, target)
    except OSError as error:
        raise UsageError(f"{name}: it cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
