"""Response heads that break the letter of HTTP but mean one thing, put right before a strict parser sees them.

Browsers show such pages, so the parser's refusal would leave their claims unverified for ever. Heads that
contradict themselves (two different lengths) are left to be refused.
"""

import re

HEAD_END = re.compile(rb"\r?\n\r?\n")

_MOST_DIGITS = 18
"""Of a length that fits 64 bits."""

_STATUS = re.compile(rb"HTTP/[0-9]+(?:\.[0-9]+)?[ \t]+0*([1-9][0-9]{2})(?![0-9])", re.IGNORECASE)
_USUAL = re.compile(rb"HTTP/1\.[01] [1-9][0-9]{2}(?![0-9])")
_SUSPECT = re.compile(rb"\n(?i:content-length|transfer-encoding):.*\n(?i:content-length|transfer-encoding):", re.DOTALL)
_LENGTH = re.compile(rb"\n(?i:content-length):([^\n]*)(?=\n)")
_NO_NUMBER = re.compile(rb"\n(?i:content-length):(?![ \t]*[0-9]{1,18}[ \t]*\r?\n)([^\n]*)(?=\n)")
_CHUNKED = re.compile(rb"\n(?i:transfer-encoding):[^\r\n]*(?i:chunked)[ \t]*\r?\n")
_NO_FIELD = re.compile(rb"\n(?![!#$%&'*+\-.^_`|~0-9A-Za-z]+:|[ \t\r\n])[^\n]*(?=\n)")


def mended(head: bytes) -> bytes:
    """The head with a status line by the letter, at most one framing and only lines that name a field.

    `Transfer-Encoding` overrides `Content-Length` (RFC 9112, section 6.3), equal lengths count once
    (RFC 9110, section 8.6), and a line without a field name is dropped, as browsers do. With a length that is no
    number all that comes is read, as they do too, but nothing tells that it is all: it counts as one never reached.

    >>> mended(b"HTTP/2 200\\r\\nno field: 1\\r\\nContent-Length: 5\\r\\ncontent-length: 5\\r\\n\\r\\n")
    b'HTTP/1.1 200\\r\\ncontent-length: 5\\r\\n\\r\\n'
    """
    if _USUAL.match(head) is None and (status := _STATUS.match(head)):
        head = b"HTTP/1.1 " + status[1] + head[status.end() :]
    head = _NO_FIELD.sub(b"", head)
    head = _NO_NUMBER.sub(_number, head)
    if _SUSPECT.search(head) is None:
        return head
    if _CHUNKED.search(head):
        return _LENGTH.sub(b"", head)
    lengths = [length.strip() for length in _LENGTH.findall(head)]
    if len(set(lengths)) > 1:
        return head
    return _LENGTH.sub(b"", head, count=len(lengths) - 1)


def _number(line: re.Match[bytes]) -> bytes:
    """A list of equal lengths as one of them, a list of different ones as it stands, to be refused."""
    listed = {one.strip() for one in line[1].split(b",")}
    end = line[1][len(line[1].rstrip()) :]
    if not all(one.isdigit() and len(one) <= _MOST_DIGITS for one in listed):
        return b"\nContent-Length: " + b"9" * _MOST_DIGITS + end
    return line[0] if len(listed) > 1 else line[0].partition(b",")[0] + end
