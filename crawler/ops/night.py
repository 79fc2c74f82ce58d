"""What `verify` does around its run: channels made known before it, metrics and alerts after it."""

import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import BaseSettings
from sqlite_utils import Database

from crawler.alerts.deliver import Alerts, Outcome
from crawler.alerts.policy import load_alerts
from crawler.core.errors import RunLocked, StoreError
from crawler.lock import alert_lock
from crawler.store.outbox import Outbox
from crawler.store.summary import Summary

_LOG = logging.getLogger(__name__)


def alerts_of(settings: BaseSettings, database: Database) -> Alerts:
    """The alerts that config/alerts.toml asks for; raises `PolicyError` where it cannot be meant."""
    return Alerts(
        outbox=Outbox(database, settings["BACKLINK_DB"]),
        policy=load_alerts(Path(settings["BACKLINK_CONFIG"])),
        environment=os.environ,
        wall=lambda: datetime.now(UTC),
        sleep=time.sleep,
    )


def after_the_run(settings: BaseSettings, alerts: Alerts, summary: Summary) -> Outcome:
    """Tell people and machines. Messages that were refused wait for the next session."""
    path = Path(settings["BACKLINK_DB"])
    try:
        with alert_lock(path):
            outcome = alerts.deliver()
    except RunLocked:
        outcome = Outcome()  # `scrapy alert` is at it this moment
    except StoreError as error:
        _LOG.error("alerts wait for the next session: %s", error)
        outcome = Outcome()
    metrics = settings["BACKLINK_METRICS_FILE"]
    if metrics:
        from crawler.ops.metrics import write_metrics  # noqa: PLC0415  # only for those who scrape

        write_metrics(Path(metrics), summary, database=path, deliveries=alerts.outbox.open_count())
    return outcome
