"""Foreign text for a person's eyes and for logs: one short printable line, passwords in URLs left out."""

import re

_USERINFO = re.compile(r"""(//)[^/\s]*@|(?<![^\s/,;|"'])[^\s/,;|"':]+:[^\s/,;|"']*@""")


def excerpt_of(text: str, limit: int = 120) -> str:
    short = _USERINFO.sub(r"\1***@", text[: 4 * limit])
    plain = "".join(c if c.isprintable() else " " for c in short).strip()
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
