"""The operator's files, read once into frozen records; an error names the file and the key path."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.core.anchor_words import AnchorWords
from crawler.core.errors import PolicyError
from crawler.core.history_policy import HistoryPolicy, history_policy_from_toml
from crawler.core.reading import ReadingPolicy
from crawler.core.signatures import signatures_from_toml
from crawler.core.sites import Sites, sites_from_toml
from crawler.core.urls import UrlPolicy
from crawler.core.wrapped import WrapPolicy

_TABLES = {"urls", "wrapped", "cloaked", "history", "anchors"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All reviewed rules. `digest` stands for their exact text: it is kept with each run."""

    reading: ReadingPolicy
    history: HistoryPolicy
    sites: Sites
    anchors: AnchorWords
    digest: str


def load_policy(folder: Path) -> Policy:
    """Read policy.toml, signatures.toml and sites.toml; raises `PolicyError`."""
    policy_path, signatures_path, sites_path = (
        folder / name for name in ("policy.toml", "signatures.toml", "sites.toml")
    )
    rules, rules_text = _toml(policy_path)
    unknown = rules.keys() - _TABLES
    if unknown:
        raise PolicyError(f"{policy_path}: {min(unknown)}: unknown table; known are {', '.join(sorted(_TABLES))}")
    marks, marks_text = _toml(signatures_path)
    sites, _ = _toml(sites_path)
    digest = hashlib.sha256(rules_text + marks_text).hexdigest()[:16]
    try:
        urls = UrlPolicy.from_toml(rules.get("urls", {}))
        wraps = WrapPolicy.from_toml(rules.get("wrapped", {}), rules.get("cloaked", {}))
        history = history_policy_from_toml(rules.get("history", {}))
        anchors = AnchorWords.from_toml(rules.get("anchors", {}))
    except PolicyError as error:
        raise PolicyError(f"{policy_path}: {error}") from error
    try:
        signatures = signatures_from_toml(marks)
    except PolicyError as error:
        raise PolicyError(f"{signatures_path}: {error}") from error
    try:
        known_sites = sites_from_toml(sites)
    except PolicyError as error:
        raise PolicyError(f"{sites_path}: {error}") from error
    reading = ReadingPolicy(urls=urls, wraps=wraps, signatures=signatures)
    return Policy(reading=reading, history=history, sites=known_sites, anchors=anchors, digest=digest)


def _toml(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        text = path.read_bytes()
        return tomllib.loads(text.decode()), text
    except OSError as error:
        raise PolicyError(f"{path}: it cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise PolicyError(f"{path}: it is not TOML: {error}") from error
