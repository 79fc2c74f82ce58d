"""The last run as a Prometheus textfile, for node_exporter's textfile collector."""

import os
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from crawler.core.errors import UsageError
from crawler.core.vocabulary import Status
from crawler.store.summary import Summary


def write_metrics(path: Path, summary: Summary, *, database: Path, deliveries: dict[str, int]) -> None:
    """Replace the file in one step: a scraper reads the old figures or the new ones, never half of them."""
    try:
        write_to_textfile(str(path), metrics_of(summary, database=database, deliveries=deliveries))
    except OSError as error:
        raise UsageError(f"{path}: the metrics cannot be written: {error.strerror}") from error


def metrics_of(summary: Summary, *, database: Path, deliveries: dict[str, int]) -> CollectorRegistry:
    """Every figure is of one run and one database, so the names need no labels for them."""
    registry = CollectorRegistry()

    def gauge(name: str, about: str, value: float) -> None:
        Gauge(f"linkwitness_{name}", about, registry=registry).set(value)

    gauge("run_id", "Number of the last run", summary.run_id)
    gauge("run_started_timestamp_seconds", "When the last run began", _seconds(summary.started_at))
    if summary.finished_at is not None:
        gauge("run_finished_timestamp_seconds", "When the last run ended", _seconds(summary.finished_at))
    gauge("run_complete", "1 when every due claim has a check", float(summary.outcome == "complete"))
    gauge("run_due_claims", "Claims that were due", summary.due)
    gauge("run_checked_claims", "Claims with a check", summary.written)
    checks = Gauge("linkwitness_run_checks", "Checks by status", ["status"], registry=registry)
    for status in Status:
        checks.labels(status.value).set(summary.by_status.get(status.value, 0))
    reasons = Gauge("linkwitness_run_reasons", "Checks by reason", ["reason"], registry=registry)
    for reason, count in summary.by_reason.items():
        reasons.labels(reason).set(count)
    events = Gauge("linkwitness_run_events", "Events by kind", ["kind"], registry=registry)
    for kind, count in summary.events.items():
        events.labels(kind).set(count)
    waiting = Gauge("linkwitness_alert_deliveries", "Messages not delivered", ["outcome"], registry=registry)
    for outcome in ("waiting", "given_up"):
        waiting.labels(outcome).set(deliveries.get(outcome, 0))
    gauge("database_bytes", "Size of the database and its write-ahead log", _size(database))
    return registry


def _size(database: Path) -> int:
    files = (database, database.with_name(database.name + "-wal"))
    return sum(os.stat(file).st_size for file in files if file.exists())


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
