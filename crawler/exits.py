"""Exit codes of the commands, as the contract fixes them."""

from enum import IntEnum


class Exit(IntEnum):
    DONE = 0
    CRASH = 1
    USAGE = 2
    INCOMPLETE = 3
    FAIL_ON = 4
