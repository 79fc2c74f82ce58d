"""What an operator knows of single source domains."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.core.errors import PolicyError
from crawler.core.vocabulary import RenderMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`delay` in seconds between two requests to one host, `concurrency` requests at a time; `None`: as set for all."""

    delay: float | None = None
    concurrency: int | None = None
    render: RenderMode | None = None
    note: str = ""


_UNKNOWN = Site()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """The entries of config/sites.toml by host or domain."""

    by_name: Mapping[str, Site]

    def of(self, host: str) -> Site:
        """The entry of the host or of the nearest domain above it."""
        name = host.rstrip(".")
        while name:
            site = self.by_name.get(name)
            if site is not None:
                return site
            name = name.partition(".")[2]
        return _UNKNOWN


def sites_from_toml(mapping: Mapping[str, Any]) -> Sites:
    """`PolicyError` names the site and the key that cannot be meant."""
    return Sites(by_name={name.lower(): _site(name, table) for name, table in mapping.items()})


def _site(name: str, table: object) -> Site:
    if not isinstance(table, Mapping):
        raise PolicyError(f"{name}: expected a table")
    unknown = table.keys() - {"delay", "concurrency", "render", "note"}
    if unknown:
        raise PolicyError(f"{name}.{min(unknown)}: unknown key; known are delay, concurrency, render, note")
    delay, concurrency, render = table.get("delay"), table.get("concurrency"), table.get("render")
    if delay is not None and (isinstance(delay, bool) or not isinstance(delay, int | float) or not 0 <= delay <= 3600):
        raise PolicyError(f"{name}.delay: expected seconds from 0 to 3600, got {delay!r}")
    if concurrency is not None and (not isinstance(concurrency, int) or not 1 <= concurrency <= 64):
        raise PolicyError(f"{name}.concurrency: expected a number from 1 to 64, got {concurrency!r}")
    if render is not None and render not in list(RenderMode):
        raise PolicyError(f"{name}.render: expected auto, never or always, got {render!r}")
    return Site(
        delay=None if delay is None else float(delay),
        concurrency=concurrency,
        render=None if render is None else RenderMode(render),
        note=str(table.get("note", "")),
    )
