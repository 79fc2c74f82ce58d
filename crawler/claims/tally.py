"""What became of the rows of a claim file, counted while they stream by: nothing is lost silently."""

from collections import Counter

from crawler.claims.results import Imported, Item, Mark, Reject, RejectCause, Skip

_TOLD = 20


class Tally:
    """Counts in bounded memory; of the rejects the first few are kept to be shown."""

    def __init__(self, told: int = _TOLD) -> None:
        self.claims = 0
        self.marks = 0
        self.skips: Counter[str] = Counter()
        self.rejects: Counter[RejectCause] = Counter()
        self.first_rejects: list[Reject] = []
        self._told = told

    @property
    def rows(self) -> int:
        """Every row that was neither blank nor a comment."""
        return self.claims + self.marks + self.skips.total() + self.rejects.total()

    def add(self, item: Item) -> None:
        match item:
            case Imported():
                self.claims += 1
            case Mark():
                self.marks += 1
            case Skip():
                self.skips[item.cause] += 1
            case Reject():
                self.rejects[item.cause] += 1
                if len(self.first_rejects) < self._told:
                    self.first_rejects.append(item)
