"""Scrapy settings: strings and numbers only. Ours begin with BACKLINK_; each is explained in docs/settings.md.

Any of them can be set for one run with `-s NAME=VALUE`.
"""

BOT_NAME = "linkwitness"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

# Who we are and whom to write to: a site's owner reads this in the log.
BACKLINK_CONTACT = "https://linkwitness.example/bot"
BACKLINK_DB = "links.db"
BACKLINK_CONFIG = "config"

# Politeness.
ROBOTSTXT_OBEY = True
BACKLINK_DELAY = 1.0
BACKLINK_RETRY_WAITS = [5.0, 30.0]
BACKLINK_RETRY_AFTER_MOST = 120.0
BACKLINK_GIVE_UP_AFTER = 5
CONCURRENT_REQUESTS = 256

# Limits.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
BACKLINK_CONNECT_TIMEOUT = 10
BACKLINK_READERS = 2
BACKLINK_READ_SECONDS = 20.0
BACKLINK_READ_MEMORY = 256 * 1024 * 1024

# Safety.
BACKLINK_ALLOWED_NETWORKS: list[str] = []
BACKLINK_DNS_SERVERS: list[str] = []
BACKLINK_HOSTS: dict[str, str] = {}
BACKLINK_TLS_UNVERIFIED = False

# What is looked at.
BACKLINK_TARGETS = True
BACKLINK_FULL_READ_DAYS = 7.0
BACKLINK_ALL = False
BACKLINK_LIMIT = 0
BACKLINK_QUIET = False

# Pages that need a browser (docs/browser.md).
BACKLINK_RENDER = "auto"
BACKLINK_RENDER_BUDGET = 1000
BACKLINK_RENDER_PER_HOST = 100
BACKLINK_RENDER_SECONDS = 30.0
BACKLINK_RENDER_KINDS: list[str] = []
BACKLINK_BROWSER = ""
BACKLINK_EVIDENCE = "none"
BACKLINK_EVIDENCE_DIR = "evidence"
BACKLINK_EVIDENCE_DAYS = 400

# Operation (docs/operations.md).
BACKLINK_LOG_FORMAT = "text"
BACKLINK_METRICS_FILE = ""

# How Scrapy is kept lean and closed. Politeness, retries, redirects and robots.txt are ours (crawler/crawl).
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop"
DOWNLOAD_HANDLERS = {
    "http": "crawler.downloader.handler.DownloadHandler",
    "https": "crawler.downloader.handler.DownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER = "crawler.downloader.lean.LeanDownloader"
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "crawler.extensions.json_log.JsonLog": 50,
    "crawler.extensions.last_items.LastItems": 60,
    "crawler.extensions.progress.Progress": 100,
}
ITEM_PIPELINES = {
    "pipelines.defer.DeferPipeline": 50,
    "pipelines.judge.JudgePipeline": 100,
    "pipelines.history.HistoryPipeline": 200,
    "pipelines.record.RecordPipeline": 300,
    "pipelines.publish.PublishPipeline": 400,
}
CONCURRENT_ITEMS = 1
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
LOG_FORMATTER = "crawler.log.QuietFormatter"
STATS_DUMP = False
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = "%Y-%m-%d %H:%M:%S"
TELNETCONSOLE_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False
HTTPCACHE_ENABLED = False
