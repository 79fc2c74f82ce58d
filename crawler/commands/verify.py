"""`scrapy verify [FILE…]`: import, visit every due claim, record, and say what needs a look."""

import argparse
import gc
from pathlib import Path

from rich.console import Console

from crawler.browser.evidence import forget_old
from crawler.browser.stage import run_stage
from crawler.claim_options import add_claim_options, import_all, readings
from crawler.command import LinkwitnessCommand, talk
from crawler.core.errors import UsageError
from crawler.core.vocabulary import Status
from crawler.exits import Exit
from crawler.lock import run_lock
from crawler.ops.night import after_the_run, alerts_of
from crawler.ops.settings import check_settings
from crawler.policy import load_policy
from crawler.session import session_of
from crawler.show.summary import show_summary
from crawler.spiders.verify import VerifySpider
from crawler.store.ledger import Ledger
from crawler.store.sqlite import gather, open_database
from crawler.store.summary import Summary, summary_of
from crawler.store.waiting import RenderQueue

_GARBAGE = 20_000
"""Objects more than before at which the crawl looks for cycles: at Python's own 700 a tenth of its time went there."""


class Command(LinkwitnessCommand):
    requires_crawler_process = True

    def syntax(self) -> str:
        return "[options] [FILE …]"

    def short_desc(self) -> str:
        return "Visit every due claim and record what is there; claim files named are imported first"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_claim_options(parser)
        parser.add_argument("--all", action="store_true", help="visit all active claims, due or not")
        parser.add_argument("--limit", type=int, metavar="N", help="visit at most N claims")
        parser.add_argument("--fail-on", metavar="STATUS[,STATUS]", help="exit with 4 when a check has this status")
        parser.add_argument("--quiet", action="store_true", help="no progress, no summary")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        for name, value in (("BACKLINK_ALL", opts.all), ("BACKLINK_LIMIT", opts.limit), ("BACKLINK_QUIET", opts.quiet)):
            if value:
                self.settings.set(name, value, priority="cmdline")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        assert self.settings is not None
        feared = _statuses(opts.fail_on)
        if opts.limit is not None and opts.limit < 1:
            raise UsageError(f"--limit {opts.limit}: expected a number above 0")
        check_settings(self.settings)
        load_policy(Path(self.settings["BACKLINK_CONFIG"]))
        found = readings(args, opts)
        with run_lock(self.database):
            database = open_database(self.database, create=bool(found))
            alerts = alerts_of(self.settings, database)
            ledger = Ledger(database, self.database)
            console = Console(stderr=True, quiet=opts.quiet)
            import_all(found, ledger, console)
            if not ledger.count():
                raise UsageError(f"{self.database}: no claims to verify; name a claim file")
            alerts.register()
            finished, advice = self._crawl()
            if finished:
                run_stage(self.settings, RenderQueue(database, self.database))
                forget_old(self.settings)
            summary = summary_of(database)
            if summary is None or self.crawler_process is None or self.crawler_process.bootstrap_failed:
                return Exit.CRASH
            if not opts.quiet:
                show_summary(summary, Console(), database=str(self.database.resolve()), advice=advice)
            after_the_run(self.settings, alerts, summary)
            gather(database)
            return _exit(summary, feared)

    def _crawl(self) -> tuple[bool, str | None]:
        """The plain crawl; says whether it went to its end, and what to do about a night that was long. Told twice to
        stop, Scrapy goes without closing the spider: the run is closed here then."""
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler("verify")
        session = session_of(crawler)  # where the store refuses the run, it does so here: in one line
        gc.freeze()  # what was imported stays: no collection needs to look at it again
        gc.set_threshold(_GARBAGE)
        self.crawler_process.crawl(crawler)
        self.crawler_process.start()
        refused = crawler.stats.get_value("linkwitness/store_error") if crawler.stats is not None else None
        if refused:
            talk().print(f"scrapy verify: {refused}", highlight=False, markup=False, soft_wrap=True)
        spider = crawler.spider
        if not isinstance(spider, VerifySpider):
            return False, None
        if spider.ended is None:
            session.store.finish_run(session.run, now=session.wall())
        return spider.ended == "finished", spider.advice


def _statuses(text: str | None) -> frozenset[Status]:
    """What `--fail-on` names; a list that is given and names nothing is a gate that would never close."""
    names = [name.strip() for name in text.split(",")] if text is not None else []
    unknown = [name or repr(text) for name in names if name not in list(Status)]
    if unknown:
        raise UsageError(f"--fail-on {unknown[0]}: expected {', '.join(Status)}")
    return frozenset(Status(name) for name in names)


def _exit(summary: Summary, feared: frozenset[Status]) -> Exit:
    if summary.outcome != "complete":
        return Exit.INCOMPLETE
    return Exit.FAIL_ON if any(summary.by_status.get(status.value) for status in feared) else Exit.DONE
