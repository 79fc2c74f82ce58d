"""`[history]` of the policy file: read, bounded, and wrong keys named by their path."""

import tomllib
from dataclasses import fields

import pytest

from crawler.core.errors import PolicyError
from crawler.core.history_policy import DriftPolicy, HistoryPolicy, history_policy_from_toml


def read(text):
    return history_policy_from_toml(tomllib.loads(text))


def test_nothing_said_is_the_default():
    assert read("") == HistoryPolicy()


def test_every_key_can_be_said():
    policy = read(
        """
        confirm_after = 3
        confirm_hours = 40.5
        unverifiable_after = 5
        every_hours = 44
        recheck_hours = 12
        watch_days = 3
        backoff_hours = [20, 100]
        retry_after_most_hours = 48
        stable_after_days = 30
        stable_hours = 164
        term_notice_days = [30]
        unavailable_notice_days = 5
        region_confidence = 0.7
        context_similarity = 0.2
        drift = { title_below = 0.1, text_below = 0.2, external_factor = 2, external_more = 5, signs = 3 }
        """
    )
    for record, plain in ((policy, HistoryPolicy()), (policy.drift, DriftPolicy())):
        for each in fields(record):
            assert getattr(record, each.name) != getattr(plain, each.name), each.name
    assert policy.backoff_hours == (20, 100)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("confirm_afer = 2", "history.confirm_afer: no such key"),
        ("confirm_after = 0", "history.confirm_after: expected 1 to"),
        ("confirm_after = 2.5", "history.confirm_after: expected a whole number"),
        ("confirm_after = true", "history.confirm_after: expected a whole number"),
        ('confirm_hours = "20"', "history.confirm_hours: expected a number"),
        ("confirm_hours = -1", "history.confirm_hours: expected 0 to"),
        ("confirm_hours = nan", "history.confirm_hours: expected 0 to"),
        ("backoff_hours = []", "history.backoff_hours: expected a list"),
        ("backoff_hours = 20", "history.backoff_hours: expected a list"),
        ("backoff_hours = [20, 0]", "history.backoff_hours: expected 1 to"),
        ("region_confidence = 1.5", "history.region_confidence: expected 0 to 1"),
        ("drift = 1", "history.drift: expected a table"),
        ("drift = { signs = 5 }", "history.drift.signs: expected 1 to 4"),
        ("drift = { drift = 5 }", "history.drift.drift: no such key"),
    ],
)
def test_what_cannot_be_meant_is_named(text, path):
    with pytest.raises(PolicyError, match=f"^{path}"):
        read(text)
