"""Who we are, said honestly on every request and looked for in every robots.txt."""

ROBOT = "Linkwitness"
"""The name by which a robots.txt speaks to us."""
VERSION = "1.0"


def headers_of(contact: str) -> dict[str, str]:
    """The headers of every request: our name, and whom a site's owner can write to."""
    return {
        "User-Agent": f"Mozilla/5.0 (compatible; {ROBOT}/{VERSION}; +{contact})",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "en;q=0.8,*;q=0.5",
        "Accept-Encoding": "gzip, deflate, br, zstd",
    }
