"""`python -m examples.night`: serve the example's web on loopback and run one night over its claims.

What runs is the ordinary `scrapy verify`; only its settings are for a web that is near and in a hurry.
"""

import argparse
import asyncio
import json
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from examples.web import HERE, Web, serving


def main() -> int:
    """The exit code is that of `scrapy verify`."""
    parser = argparse.ArgumentParser(prog="python -m examples.night", description=__doc__)
    parser.add_argument("--db", type=Path, default="example.db", help="the database (default: example.db)")
    return asyncio.run(_night(parser.parse_args().db.resolve()))


async def _night(database: Path) -> int:
    """An interrupt on the terminal reaches the crawl by itself; the web stays up until that has ended in good order.

    The crawl gets a folder of rules without alerts.toml: nobody is to be told of claims that are made up.
    """
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
    with tempfile.TemporaryDirectory(prefix="linkwitness-example-") as rules:
        for name in ("policy.toml", "signatures.toml", "sites.toml"):
            shutil.copy(HERE.parent / "config" / name, rules)
        return await _crawl(database, rules)


async def _crawl(database: Path, rules: str) -> int:
    loop = asyncio.get_running_loop()
    async with serving() as web:
        crawl = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "scrapy", "verify", str(HERE / "claims.csv"), "--all", "--db", str(database)),
            *(argument for name, value in _settings(web, rules).items() for argument in ("-s", f"{name}={value}")),
            cwd=HERE.parent,
        )
        loop.add_signal_handler(signal.SIGTERM, crawl.terminate)
        return await crawl.wait()


def _settings(web: Web, rules: str) -> dict[str, str]:
    return {
        "BACKLINK_CONFIG": rules,
        "BACKLINK_HOSTS": json.dumps(dict(web.hosts)),
        "BACKLINK_DNS_SERVERS": web.name_server,
        "BACKLINK_ALLOWED_NETWORKS": "127.0.0.0/8",
        "BACKLINK_DELAY": "0.05",
        "BACKLINK_RETRY_WAITS": "0.1",
        "BACKLINK_RENDER": "never",
        "BACKLINK_EVIDENCE": "none",
        "BACKLINK_METRICS_FILE": "",
        "DOWNLOAD_TIMEOUT": "2",
        "DOWNLOAD_MAXSIZE": "500000",
    }


if __name__ == "__main__":
    sys.exit(main())
