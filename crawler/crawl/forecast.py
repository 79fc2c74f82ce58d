"""How long politeness makes the night: the host that needs longest at its pace, in words that say what to do."""

from dataclasses import dataclass

WORTH_TELLING = 3600.0
"""Seconds: a night that politeness ends sooner needs nobody's attention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The host that takes longest: its pages, and the seconds from one request to the next."""

    host: str
    pages: int
    pause: float

    @property
    def seconds(self) -> float:
        return self.pages * self.pause

    def advice(self) -> str | None:
        """One line for people; `None` where the host is soon done."""
        if self.seconds < WORTH_TELLING:
            return None
        pace = f"{1 / self.pause:.3g}/s" if self.pause <= 1 else f"one every {self.pause:g} s"
        return (
            f"Host {self.host} needs {self.seconds / 3600:.1f} h ({self.pages} pages at {pace}): raise its rate in"
            " config/sites.toml or spread its claims over more nights"
        )
