"""The options by which claim files are read, the same in `verify` and `claims`."""

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from crawler.claims import ClaimReading, read_claims
from crawler.core.errors import UsageError
from crawler.core.vocabulary import Match
from crawler.importing import Account, import_claims, retire_claims
from crawler.show.imports import import_progress, show_account, show_recognised, show_reject, show_retired
from crawler.store.ledger import Ledger


def add_claim_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", default="auto", help="the file's format by name; `auto` looks at it")
    parser.add_argument("--target", metavar="HOST", help="the site that the links of a file without targets lead to")
    parser.add_argument("--match", metavar="LEVEL", help="which link serves a row that does not say: exact, page, …")
    parser.add_argument(
        "--map", metavar="COLUMN=FIELD", action="append", default=[], help="which column is which field"
    )


def readings(files: Iterable[str], opts: argparse.Namespace) -> list[ClaimReading]:
    """The files recognised before any of them is imported, so that a wrong one changes nothing."""
    mapping = {}
    for pair in opts.map:
        column, sign, name = pair.rpartition("=")
        if not sign:
            raise UsageError(f"--map {pair}: expected COLUMN=FIELD")
        mapping[column] = name
    if opts.match is not None and opts.match not in list(Match):
        raise UsageError(f"--match {opts.match}: expected one of {', '.join(Match)}")
    match = Match(opts.match) if opts.match else None
    return [
        read_claims(Path(file), format=opts.format, mapping=mapping or None, target=opts.target, match=match)
        for file in files
    ]


def retire_all(found: Iterable[ClaimReading], ledger: Ledger, console: Console) -> None:
    """Take the claims of each file off the list and say how many were on it."""
    for reading in found:
        show_recognised(reading, console)
        with import_progress(console) as tell:
            account = retire_claims(reading, ledger, now=datetime.now(UTC), tell=tell)
        show_retired(account, console)


def import_all(found: Iterable[ClaimReading], ledger: Ledger | None, console: Console) -> list[Account]:
    """Import (or with no ledger only read) each file and say what became of its rows."""
    accounts = []
    for reading in found:
        show_recognised(reading, console)
        with import_progress(console) as tell:
            if ledger is None:
                told = partial(show_reject, console=console)
                account = import_claims(reading, None, now=datetime.now(UTC), tell=tell, refused=told)
            else:
                account = import_claims(reading, ledger, now=datetime.now(UTC), tell=tell)
        show_account(account, console, dry=ledger is None)
        accounts.append(account)
    return accounts
