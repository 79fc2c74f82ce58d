"""Log lines as JSON, one object a line, where BACKLINK_LOG_FORMAT asks for it."""

import json
import logging
from datetime import UTC, datetime
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.log import get_scrapy_root_handler


class JsonFormatter(logging.Formatter):
    """Time, level, logger and message; the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


class JsonLog:
    """Scrapy makes its handler anew while a crawl is built, so the formatter is set when the engine starts."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.settings["BACKLINK_LOG_FORMAT"] != "json":
            raise NotConfigured
        extension = cls()
        extension.write_json()
        crawler.signals.connect(extension.write_json, signals.engine_started)
        return extension

    def write_json(self) -> None:
        handler = get_scrapy_root_handler()
        if handler is not None:
            handler.setFormatter(JsonFormatter())
