"""What the user says about claim files on the command line, checked before any file is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.claims.formats import Field, Format
from crawler.claims.values import Address, BadValue, read_url
from crawler.claims.vendors import BY_NAME
from crawler.core.errors import UsageError
from crawler.core.vocabulary import Match

AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read a file, where the user knows better than we can see."""

    format: Format | None = None
    mapping: Mapping[str, Field] = field(default_factory=dict)
    target: Address | None = None
    match: Match | None = None


def read_options(
    format_name: str, mapping: Mapping[str, str] | None, target: str | None, match: Match | None
) -> Options:
    """Options in the user's words; `UsageError` names the one that cannot be meant."""
    if format_name != AUTO and format_name not in BY_NAME:
        raise UsageError(f"--format '{format_name}' is not known: write auto or one of {', '.join(BY_NAME)}")
    fields: dict[str, Field] = {}
    for column, name in (mapping or {}).items():
        if name not in tuple(Field):
            raise UsageError(f"--map {column}={name}: '{name}' is not a field; fields are {', '.join(Field)}")
        fields[column] = Field(name)
    try:
        address = read_url(target, "--target", scheme_optional=True)._replace(changed="") if target else None
    except BadValue as bad:
        raise UsageError(str(bad)) from bad
    return Options(format=BY_NAME.get(format_name), mapping=fields, target=address, match=match)
