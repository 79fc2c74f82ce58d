"""`scrapy inspect SOURCE TARGET`: one visit, every fact printed, nothing stored."""

import argparse
from datetime import UTC, datetime

from rich.console import Console
from scrapy.exceptions import UsageError as ScrapyUsageError

from crawler.browser.find import find_browser
from crawler.browser.launch import HANDLERS
from crawler.command import LinkwitnessCommand
from crawler.core.errors import UsageError
from crawler.core.judge import judge
from crawler.core.records import Claim
from crawler.core.urls import fetch_url
from crawler.core.vocabulary import Match
from crawler.exits import Exit
from crawler.ops.settings import check_settings
from crawler.show.visit import show_visit, visit_as_json
from crawler.spiders.inspect import InspectSpider


class Command(LinkwitnessCommand):
    requires_crawler_process = True

    def syntax(self) -> str:
        return "[options] SOURCE TARGET"

    def short_desc(self) -> str:
        return "Visit one page for one claim and print everything that is seen"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object for tools")
        parser.add_argument("--render", action="store_true", help="open the page in a browser as well")
        parser.add_argument("--match", default=Match.PAGE, choices=list(Match), help="which link serves the claim")
        parser.add_argument("--anchor", help="the promised anchor text")

    def work(self, args: list[str], opts: argparse.Namespace) -> Exit:
        assert self.settings is not None
        if len(args) != 2:
            raise ScrapyUsageError("name the linking page and the target")
        for url in args:
            if fetch_url(url) is None:
                raise UsageError(f"{url}: no web address; write it with http:// or https://")
        check_settings(self.settings)
        claim = Claim(id="inspect", source_url=args[0], target_url=args[1], match=Match(opts.match), anchor=opts.anchor)
        assert self.crawler_process is not None
        if opts.render:
            self._with_browser()
        crawler = self.crawler_process.create_crawler(InspectSpider)
        self.crawler_process.crawl(crawler, claim=claim, render=opts.render)
        self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, InspectSpider) or spider.seen is None:
            return Exit.CRASH
        check = judge(claim, spider.seen, now=datetime.now(UTC))
        if opts.json:
            print(visit_as_json(check, spider.seen))
        else:
            show_visit(check, spider.seen, Console())
        return Exit.DONE

    def _with_browser(self) -> None:
        assert self.settings is not None
        browser = find_browser(self.settings["BACKLINK_BROWSER"])
        if browser.path is None:
            raise UsageError(f"--render: {browser.cause}")
        self.settings.set("DOWNLOAD_HANDLERS", self.settings.getdict("DOWNLOAD_HANDLERS") | HANDLERS, "cmdline")
