"""The user's mistakes and the machine's refusals, each told in one line that says what to do.

    LinkwitnessError
    |- UsageError            a command line or a setting that cannot be meant            exit 2
    |  `- PolicyError        config/*.toml: names the file and the key
    |- ClaimFileError        a claim file that cannot be read at all                     exit 2
    |- RunLocked             another run holds this database                             exit 2
    `- StoreError            the database is locked, full, corrupt or of a later version exit 2

A single bad row of a claim file is no error: it is a reject, counted and told with its line number.
"""


class LinkwitnessError(Exception):
    """The root: `str()` of it is the one line that a person reads."""


class UsageError(LinkwitnessError):
    pass


class PolicyError(UsageError):
    pass


class ClaimFileError(LinkwitnessError):
    pass


class RunLocked(LinkwitnessError):
    pass


class StoreError(LinkwitnessError):
    pass
