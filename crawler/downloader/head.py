"""Response heads that break the letter of HTTP but mean one thing, put right before a strict parser sees them.

Browsers show such pages, so the parser's refusal would leave their claims unverified for ever. Heads that
contradict themselves (two different lengths) are left to be refused.
"""

import re

HEAD_END = re.compile(rb"\r?\n\r?\n")

_SUSPECT = re.compile(rb"\n(?i:content-length|transfer-encoding):.*\n(?i:content-length|transfer-encoding):", re.DOTALL)
_LENGTH = re.compile(rb"\n(?i:content-length):([^\n]*)(?=\n)")
_CHUNKED = re.compile(rb"\n(?i:transfer-encoding):[^\r\n]*(?i:chunked)[ \t]*\r?\n")
_NO_FIELD = re.compile(rb"\n(?![!#$%&'*+\-.^_`|~0-9A-Za-z]+:|[ \t\r\n])[^\n]*(?=\n)")


def mended(head: bytes) -> bytes:
    """The head with at most one framing and only lines that name a field.

    `Transfer-Encoding` overrides `Content-Length` (RFC 9112, section 6.3), equal lengths count once
    (RFC 9110, section 8.6), and a line without a field name is dropped, as browsers do.

    >>> mended(b"HTTP/1.1 200 OK\\r\\nno field: 1\\r\\nContent-Length: 5\\r\\ncontent-length: 5\\r\\n\\r\\n")
    b'HTTP/1.1 200 OK\\r\\ncontent-length: 5\\r\\n\\r\\n'
    """
    head = _NO_FIELD.sub(b"", head)
    if _SUSPECT.search(head) is None:
        return head
    if _CHUNKED.search(head):
        return _LENGTH.sub(b"", head)
    lengths = [length.strip() for length in _LENGTH.findall(head)]
    if len(set(lengths)) > 1:
        return head
    return _LENGTH.sub(b"", head, count=len(lengths) - 1)
