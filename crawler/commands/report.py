"""`scrapy report`: the last run as one HTML file that opens from a mail, or as Markdown for chat."""

import argparse
import os
import sys
from pathlib import Path

from crawler.command import LinkwitnessCommand, talk
from crawler.core.errors import UsageError
from crawler.exits import Exit
from crawler.policy import load_policy
from crawler.report.markdown import markdown_report
from crawler.report.model import Report, make_report
from crawler.report.payload import thumbnails
from crawler.store.report import report_facts
from crawler.store.sqlite import open_database
from crawler.store.words import keep_words

_FORMATS = ("html", "markdown")


class Command(LinkwitnessCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Tell the last run as one self-contained HTML file, or as Markdown"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--out", metavar="FILE", help="where to write, - for stdout (default: report.html; Markdown: -)"
        )
        parser.add_argument("--format", metavar="FORMAT", default="html", help="html (the default) or markdown")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: this command takes options only")
        if opts.format not in _FORMATS:
            raise UsageError(f"--format {opts.format}: expected {' or '.join(_FORMATS)}")
        database = open_database(self.database, create=False)
        keep_words(database, load_policy(Path(self.settings["BACKLINK_CONFIG"])).anchors, self.database)
        facts = report_facts(database, self.database)
        if facts is None:
            raise UsageError(f"{self.database}: no run to report yet; `scrapy verify` makes one")
        _write(
            self._text(make_report(facts), opts.format),
            opts.out or ("-" if opts.format == "markdown" else "report.html"),
        )
        return Exit.DONE

    def _text(self, report: Report, form: str) -> str:
        if form == "markdown":
            return markdown_report(report)
        assert self.settings is not None
        from crawler.report.page import html_report  # noqa: PLC0415 - Scrapy loads every command; this one takes Jinja

        return html_report(report, thumbnails(report.claims, Path(self.settings["BACKLINK_EVIDENCE_DIR"])))


def _write(text: str, name: str) -> None:
    """To stdout for `-`, else to a file that is there whole or not at all."""
    if name == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    target = Path(name)
    part = target.with_name(target.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", errors="replace")
        os.replace(part, target)
    except OSError as error:
        raise UsageError(f"{name}: it cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    talk().print(f"{name}: {len(text) / 1e6:.1f} MB", highlight=False, markup=False, soft_wrap=True)
