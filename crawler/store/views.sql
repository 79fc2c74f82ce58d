-- The surface for downstream scoring: raw signals, no scores. Every column: docs/database.md.

CREATE VIEW link_facts AS
SELECT
  c.id AS claim_id, c.source_url, c.target_url, c.match AS claim_match, c.kind, c.vendor, c.price, c.currency,
  c.origin, c.source_domain, c.target_domain, c.anchor AS promised_anchor, c.rel AS promised_rel,
  c.region AS promised_region, c.starts_on, c.ends_on,
  s.status AS state, s.since AS state_since, s.first_live_at, s.last_live_at, s.last_checked_at, s.next_due_at,
  k.run_id, k.status, k.reasons, k.checked_at, k.mentioned, k.needs_browser,
  l.href, l.url, l.via, l.match, l.serves, l.place, l.element, l.anchor, l.anchor_kind, l.alt, l.title AS link_title,
  l.rel, l.nofollow, l.sponsored, l.ugc, l.effective_nofollow, l.nofollow_from, l.context_before, l.context_after,
  l.block_text, l.heading, l.region, l.region_evidence, l.region_confidence, l.path, l.ordinal, l.position,
  l.link_density, l.crawlable, l.visible, l.hidden_reason, l.seen_in, l.screenshot,
  p.final_url, p.redirects, p.http_status, p.failure, p.failure_detail, p.state AS page_state,
  p.state_evidence AS page_state_evidence, p.fetched_by, p.fetched_at, p.title AS page_title, p.language, p.canonical,
  p.canonical_self, p.noindex, p.nofollow AS page_nofollow, p.robots_txt, p.robots_txt_googlebot, p.links_internal,
  p.links_external, p.words,
  t.http_status AS target_http_status, t.final_url AS target_final_url, t.failure AS target_failure
FROM claims c
LEFT JOIN claim_states s ON s.claim_id = c.id
LEFT JOIN checks k ON k.id = s.last_check_id
LEFT JOIN links l ON l.id = k.link_id
LEFT JOIN pages p ON p.id = k.page_id
LEFT JOIN targets t ON t.run_id = k.run_id AND t.url = c.target_url
WHERE c.retired_at IS NULL;

CREATE VIEW claim_status AS
SELECT
  c.id AS claim_id, c.source_url, c.target_url, c.kind, c.vendor, s.status AS state, s.reasons AS state_reasons,
  s.since, s.streak, s.pending, s.pending_since, s.unverified_streak, k.status, k.reasons, k.checked_at,
  s.first_live_at, s.last_live_at, s.last_checked_at, s.next_due_at, c.retired_at
FROM claims c
LEFT JOIN claim_states s ON s.claim_id = c.id
LEFT JOIN checks k ON k.id = s.last_check_id;

CREATE VIEW lost_links AS
SELECT
  c.id AS claim_id, c.source_url, c.target_url, c.kind, c.vendor, c.price, c.currency, s.status AS state,
  s.since AS lost_since, s.last_live_at, k.status, k.reasons, k.checked_at, p.http_status, p.final_url,
  p.state AS page_state, p.state_evidence AS page_state_evidence
FROM claims c
JOIN claim_states s ON s.claim_id = c.id
LEFT JOIN checks k ON k.id = s.last_check_id
LEFT JOIN pages p ON p.id = k.page_id
WHERE c.retired_at IS NULL AND (s.status = 'lost' OR k.status = 'lost');

CREATE VIEW referring_domains AS
SELECT
  source_domain, count(*) AS claims, sum(status IN ('live', 'altered')) AS live,
  sum(status IN ('live', 'altered') AND effective_nofollow = 0) AS followed,
  sum(status = 'lost') AS lost, sum(status = 'unverified') AS unverified,
  sum(region = 'main') AS in_main, sum(region = 'footer') AS in_footer, sum(region = 'sidebar') AS in_sidebar,
  min(first_live_at) AS first_live_at, max(last_live_at) AS last_live_at
FROM link_facts
GROUP BY source_domain;

CREATE VIEW anchor_profile AS
SELECT
  target_domain, lower(trim(anchor)) AS anchor, anchor_kind, count(*) AS links,
  count(DISTINCT source_domain) AS referring_domains, sum(effective_nofollow = 0) AS followed
FROM link_facts
WHERE status IN ('live', 'altered') AND serves = 1
GROUP BY target_domain, lower(trim(anchor)), anchor_kind;

CREATE VIEW run_summary AS
SELECT
  r.id AS run_id, r.started_at, r.finished_at, r.outcome, r.due, r.written,
  (SELECT count(*) FROM checks k WHERE k.run_id = r.id AND k.status = 'live') AS live,
  (SELECT count(*) FROM checks k WHERE k.run_id = r.id AND k.status = 'altered') AS altered,
  (SELECT count(*) FROM checks k WHERE k.run_id = r.id AND k.status = 'lost') AS lost,
  (SELECT count(*) FROM checks k WHERE k.run_id = r.id AND k.status = 'unverified') AS unverified,
  (SELECT count(*) FROM events e WHERE e.run_id = r.id) AS events,
  (SELECT count(*) FROM pages p WHERE p.run_id = r.id) AS pages
FROM runs r;
