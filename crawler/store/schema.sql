-- The tables of the first version. Column by column meaning: docs/database.md (a test holds the two together).
-- Times are UTC ISO-8601 text, dates YYYY-MM-DD, yes/no 1/0, lists and maps JSON. NULL is "not seen", never "no".

CREATE TABLE claims (
  id TEXT PRIMARY KEY,
  source_url TEXT NOT NULL,
  target_url TEXT NOT NULL,
  match TEXT NOT NULL CHECK (match IN ('exact', 'page', 'prefix', 'host', 'domain')),
  anchor TEXT,
  rel TEXT NOT NULL DEFAULT 'any' CHECK (rel IN ('follow', 'nofollow', 'sponsored', 'ugc', 'any')),
  region TEXT,
  kind TEXT,
  vendor TEXT,
  price REAL,
  currency TEXT,
  starts_on TEXT,
  ends_on TEXT,
  note TEXT,
  origin TEXT NOT NULL,
  extra TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL,
  retired_at TEXT,
  source_key TEXT NOT NULL,
  source_host TEXT NOT NULL,
  source_domain TEXT NOT NULL,
  target_domain TEXT NOT NULL
) STRICT;
CREATE INDEX claims_by_page ON claims (source_host, source_key);
CREATE INDEX claims_by_domain ON claims (source_domain);

CREATE TABLE claim_beliefs (
  claim_id TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  origin TEXT NOT NULL,
  first_seen TEXT,
  last_seen TEXT,
  anchor TEXT,
  rel TEXT,
  link_type TEXT,
  lost_at TEXT,
  lost_reason TEXT,
  extra TEXT NOT NULL DEFAULT '{}',
  imported_at TEXT NOT NULL,
  PRIMARY KEY (claim_id, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE marks (
  scope TEXT NOT NULL CHECK (scope IN ('domain', 'url')),
  value TEXT NOT NULL,
  origin TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  PRIMARY KEY (scope, value, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('running', 'complete', 'incomplete')),
  due INTEGER NOT NULL DEFAULT 0,
  written INTEGER NOT NULL DEFAULT 0,
  policy TEXT NOT NULL DEFAULT '',
  versions TEXT NOT NULL DEFAULT '{}',
  everything INTEGER NOT NULL DEFAULT 0,
  claim_limit INTEGER
) STRICT;

CREATE TABLE pages (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  source_url TEXT NOT NULL,
  final_url TEXT,
  redirects TEXT NOT NULL DEFAULT '[]',
  http_status INTEGER,
  failure TEXT,
  failure_detail TEXT,
  state TEXT,
  state_evidence TEXT,
  fetched_by TEXT NOT NULL CHECK (fetched_by IN ('http', 'browser')),
  fetched_at TEXT,
  elapsed_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 1,
  content_type TEXT,
  charset TEXT,
  bytes INTEGER,
  body_sha256 TEXT,
  title TEXT,
  language TEXT,
  canonical TEXT,
  canonical_self INTEGER,
  robots_meta TEXT,
  x_robots_tag TEXT,
  noindex INTEGER,
  nofollow INTEGER,
  unavailable_after TEXT,
  robots_txt TEXT,
  robots_txt_googlebot TEXT,
  links_internal INTEGER,
  links_external INTEGER,
  links_nofollow INTEGER,
  words INTEGER,
  text_fingerprint TEXT,
  etag TEXT,
  last_modified TEXT,
  retry_after TEXT,
  tls_error TEXT,
  carried_from INTEGER,
  raw_differs TEXT NOT NULL DEFAULT '{}',
  screenshot TEXT,
  warc TEXT
) STRICT;
CREATE INDEX pages_by_source ON pages (source_url, run_id);
CREATE INDEX pages_by_run ON pages (run_id);
CREATE INDEX pages_by_origin ON pages (carried_from) WHERE carried_from IS NOT NULL;

CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  page_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
  claim_id TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  href TEXT NOT NULL,
  url TEXT NOT NULL,
  via TEXT NOT NULL CHECK (via IN ('direct', 'wrapped', 'redirect')),
  hops TEXT NOT NULL DEFAULT '[]',
  match TEXT NOT NULL,
  serves INTEGER NOT NULL,
  place TEXT NOT NULL,
  element TEXT NOT NULL,
  anchor TEXT NOT NULL,
  anchor_kind TEXT NOT NULL,
  alt TEXT,
  title TEXT,
  aria_label TEXT,
  rel TEXT,
  rel_tokens TEXT NOT NULL DEFAULT '[]',
  nofollow INTEGER NOT NULL,
  sponsored INTEGER NOT NULL,
  ugc INTEGER NOT NULL,
  effective_nofollow INTEGER NOT NULL,
  nofollow_from TEXT NOT NULL DEFAULT '[]',
  context_before TEXT NOT NULL,
  context_after TEXT NOT NULL,
  block_text TEXT NOT NULL,
  heading TEXT,
  region TEXT NOT NULL,
  region_evidence TEXT NOT NULL,
  region_confidence REAL NOT NULL,
  path TEXT NOT NULL,
  position REAL,
  link_density REAL,
  crawlable TEXT NOT NULL,
  visible INTEGER,
  hidden_reason TEXT,
  seen_in TEXT NOT NULL CHECK (seen_in IN ('raw', 'rendered', 'both')),
  raw_differs TEXT NOT NULL DEFAULT '{}',
  visibility TEXT,
  screenshot TEXT
) STRICT;
CREATE INDEX links_by_page ON links (page_id);
CREATE INDEX links_by_claim ON links (claim_id);

CREATE TABLE targets (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  final_url TEXT,
  http_status INTEGER,
  redirects TEXT NOT NULL DEFAULT '[]',
  failure TEXT,
  failure_detail TEXT,
  fetched_at TEXT,
  UNIQUE (run_id, url)
) STRICT;

CREATE TABLE checks (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  claim_id TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  page_id INTEGER REFERENCES pages (id) ON DELETE SET NULL,
  link_id INTEGER REFERENCES links (id) ON DELETE SET NULL,
  status TEXT NOT NULL CHECK (status IN ('live', 'altered', 'lost', 'unverified')),
  reasons TEXT NOT NULL,
  mentioned INTEGER NOT NULL DEFAULT 0,
  needs_browser TEXT,
  checked_at TEXT NOT NULL,
  UNIQUE (run_id, claim_id)
) STRICT;
CREATE INDEX checks_by_run ON checks (run_id, status);
CREATE INDEX checks_by_claim ON checks (claim_id, run_id, status);
CREATE INDEX checks_by_page ON checks (page_id);
CREATE INDEX checks_by_link ON checks (link_id);

-- Pages that wait for the browser: visited, not judged. Empty when a run is complete.
CREATE TABLE render_queue (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  source_url TEXT NOT NULL,
  host TEXT NOT NULL,
  claims INTEGER NOT NULL,
  cause TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  observation TEXT NOT NULL,
  PRIMARY KEY (run_id, source_url)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_states (
  claim_id TEXT PRIMARY KEY REFERENCES claims (id) ON DELETE CASCADE,
  status TEXT,
  reasons TEXT NOT NULL DEFAULT '[]',
  since TEXT,
  streak INTEGER NOT NULL DEFAULT 0,
  pending TEXT,
  pending_since TEXT,
  unverified_streak INTEGER NOT NULL DEFAULT 0,
  unverified_since TEXT,
  first_seen_at TEXT,
  first_live_at TEXT,
  last_live_at TEXT,
  changed_at TEXT,
  last_checked_at TEXT,
  next_due_at TEXT,
  told TEXT NOT NULL DEFAULT '[]',
  facts TEXT NOT NULL DEFAULT '{}',
  last_check_id INTEGER REFERENCES checks (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX claim_states_by_check ON claim_states (last_check_id);

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  claim_id TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  before TEXT,
  after TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_claim ON events (claim_id);
CREATE INDEX events_by_run ON events (run_id);

CREATE TABLE policy_words (
  list TEXT NOT NULL CHECK (list IN ('brand', 'phrase', 'generic')),
  word TEXT NOT NULL,
  PRIMARY KEY (list, word)
) STRICT, WITHOUT ROWID;

CREATE TABLE robots_cache (
  origin TEXT PRIMARY KEY,
  access TEXT NOT NULL,
  cause TEXT NOT NULL,
  body BLOB NOT NULL,
  fetched_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE host_memory (
  host TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (host, key)
) STRICT, WITHOUT ROWID;

-- Alerts (docs/alerts.md). `events` is the outbox: a channel's cursor moves on in the transaction that writes what
-- is to be delivered, so that neither a crash nor a receiver that is down loses an event.
CREATE TABLE alert_channels (
  name TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  urgency TEXT NOT NULL CHECK (urgency IN ('urgent', 'digest')),
  events TEXT NOT NULL,
  created_at TEXT NOT NULL,
  not_before TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT 'waiting' CHECK (outcome IN ('waiting', 'sent', 'given_up')),
  finished_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_by_outcome ON deliveries (outcome, not_before);

CREATE TABLE delivery_attempts (
  delivery_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  at TEXT NOT NULL,
  refusal TEXT,
  PRIMARY KEY (delivery_id, attempt)
) STRICT, WITHOUT ROWID;
