-- The surface for downstream scoring: raw signals, no scores. Every column: docs/database.md.
-- "status" is the last check, "state" what is settled; "there" means live or altered.

CREATE VIEW link_facts AS
SELECT
  c.id AS claim_id, c.source_url, c.target_url, c.match AS claim_match, c.kind, c.vendor, c.price, c.currency,
  c.origin, c.source_domain, c.target_domain, c.anchor AS promised_anchor, c.rel AS promised_rel,
  c.region AS promised_region, c.starts_on, c.ends_on,
  s.status AS state, s.reasons AS state_reasons, s.since AS state_since, s.pending, s.pending_since,
  s.unverified_streak, s.first_seen_at, s.first_live_at, s.last_live_at, s.last_checked_at, s.next_due_at,
  k.run_id, k.status, k.reasons, k.checked_at, k.mentioned, k.needs_browser,
  l.href, l.url, l.via, l.hops, l.match, l.serves, l.place, l.element, l.anchor, l.anchor_kind, l.alt,
  l.title AS link_title, l.aria_label, l.rel, l.rel_tokens, l.nofollow, l.sponsored, l.ugc, l.effective_nofollow,
  l.nofollow_from, l.context_before, l.context_after, l.block_text, l.heading, l.region, l.region_evidence,
  l.region_confidence, l.path, l.ordinal, l.position, l.link_density, l.crawlable, l.visible, l.hidden_reason,
  l.seen_in, l.raw_differs, l.visibility, l.screenshot,
  p.final_url, p.redirects, p.http_status, p.failure, p.failure_detail, p.state AS page_state,
  p.state_evidence AS page_state_evidence, p.fetched_by, p.fetched_at, p.elapsed_ms, p.attempts, p.content_type,
  p.bytes, p.body_sha256, p.title AS page_title, p.language, p.canonical, p.canonical_self, p.robots_meta,
  p.x_robots_tag, p.noindex, p.nofollow AS page_nofollow, p.unavailable_after, p.robots_txt, p.robots_txt_googlebot,
  p.links_internal, p.links_external, p.links_nofollow, p.words, p.last_modified, p.screenshot AS page_screenshot, p.warc,
  t.http_status AS target_http_status, t.final_url AS target_final_url, t.failure AS target_failure,
  CASE
    WHEN l.id IS NULL THEN NULL
    WHEN l.anchor = '' AND l.anchor_kind IN ('image', 'mixed') THEN 'image'
    WHEN trim(l.anchor) = '' THEN 'empty'
    WHEN l.anchor LIKE 'http://%' OR l.anchor LIKE 'https://%' OR l.anchor LIKE 'www.%'
      OR instr(lower(l.anchor), c.target_domain) > 0 THEN 'url'
    WHEN EXISTS (
      SELECT 1 FROM policy_words w
      WHERE w.list = 'brand' AND (instr(lower(l.anchor), w.word) > 0 OR instr(l.anchor, w.word) > 0)
    ) OR (
      instr(c.target_domain, '.') > 3 AND instr(
        -- a name in words has blanks and marks that its domain has not: Holloway & Finch, O’Neil, Müller und Söhne
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
          lower(l.anchor), ' and ', ''), ' und ', ''), ' et ', ''), ' ', ''), '-', ''), '&', ''), '''', ''), '’', ''),
          '.', ''), ',', ''),
        replace(substr(c.target_domain, 1, instr(c.target_domain, '.') - 1), '-', '')
      ) > 0
    ) THEN 'brand'
    WHEN EXISTS (
      SELECT 1 FROM policy_words w WHERE w.list = 'generic' AND w.word IN (trim(lower(l.anchor), ' .…»›>→!:'), trim(l.anchor))
    ) THEN 'generic'
    WHEN lower(trim(l.anchor)) = lower(trim(c.anchor)) OR EXISTS (
      SELECT 1 FROM policy_words w WHERE w.list = 'phrase' AND w.word IN (trim(lower(l.anchor)), trim(l.anchor))
    ) OR instr(
      replace(replace(lower(c.target_url), '_', '-'), '+', '-') || '/',
      '/' || replace(lower(trim(l.anchor)), ' ', '-') || '/'
    ) > 0 THEN 'phrase'
    ELSE 'other'
  END AS anchor_class,
  rtrim(substr(c.target_url, instr(c.target_url, '://') + 3), '/') NOT LIKE '%/%'
    AND instr(c.target_url, '?') = 0 AS target_is_home,
  CASE l.region
    WHEN 'main' THEN 'Content' WHEN 'comments' THEN 'Content' WHEN 'header' THEN 'Header' WHEN 'nav' THEN 'Navigation'
    WHEN 'sidebar' THEN 'Aside' WHEN 'footer' THEN 'Footer'
  END AS sf_link_position,
  CASE
    WHEN k.status = 'lost' THEN CASE json_extract(k.reasons, '$[0]')
      WHEN 'link_removed' THEN 'removedfromhtml' WHEN 'mention_only' THEN 'removedfromhtml'
      WHEN 'page_redirected' THEN 'pageredirected' WHEN 'page_gone' THEN 'notfound' WHEN 'soft_404' THEN 'notfound'
      ELSE 'pageerror' END
    WHEN k.status = 'altered' AND instr(k.reasons, '"page_noindex"') > 0 THEN 'noindex'
    WHEN k.status = 'altered' AND instr(k.reasons, '"page_not_canonical"') > 0 THEN 'notcanonical'
    WHEN k.status = 'altered' AND l.via = 'redirect' AND instr(k.reasons, '"target_') > 0 THEN 'lostredirect'
  END AS ahrefs_lost_reason
FROM claims c
LEFT JOIN claim_states s ON s.claim_id = c.id
LEFT JOIN checks k ON k.id = s.last_check_id
LEFT JOIN links l ON l.id = k.link_id
LEFT JOIN pages p ON p.id = k.page_id
LEFT JOIN targets t ON t.run_id = k.run_id AND t.url = c.target_url
WHERE c.retired_at IS NULL;

CREATE VIEW claim_status AS
SELECT
  c.id AS claim_id, c.source_url, c.target_url, c.kind, c.vendor, c.price, c.currency, c.source_domain, c.ends_on,
  s.status AS state, s.reasons AS state_reasons, s.since, s.streak, s.pending, s.pending_since, s.unverified_streak,
  s.unverified_since, k.status, k.reasons, k.checked_at, s.first_seen_at, s.first_live_at, s.last_live_at, s.changed_at,
  s.last_checked_at, s.next_due_at, c.retired_at
FROM claims c
LEFT JOIN claim_states s ON s.claim_id = c.id
LEFT JOIN checks k ON k.id = s.last_check_id;

CREATE VIEW lost_links AS
SELECT
  c.id AS claim_id, c.source_url, c.target_url, c.kind, c.vendor, c.price, c.currency, c.source_domain,
  s.status AS state, s.status IS 'lost' AS confirmed,
  CASE WHEN s.status = 'lost' THEN s.since ELSE s.pending_since END AS lost_since,
  s.first_seen_at, s.last_live_at, k.status, k.reasons, k.checked_at, p.http_status, p.final_url,
  p.state AS page_state, p.state_evidence AS page_state_evidence, p.failure_detail,
  l.anchor AS last_anchor, l.region AS last_region, l.rel AS last_rel, l.screenshot AS last_screenshot, p.screenshot AS page_screenshot, p.warc
FROM claims c
JOIN claim_states s ON s.claim_id = c.id
LEFT JOIN checks k ON k.id = s.last_check_id
LEFT JOIN pages p ON p.id = k.page_id
LEFT JOIN links l ON l.id = (
  SELECT y.id FROM checks x JOIN links y ON y.id = x.link_id AND y.serves
  WHERE x.claim_id = c.id AND x.status IN ('live', 'altered') ORDER BY x.run_id DESC LIMIT 1
)
WHERE c.retired_at IS NULL AND (s.status = 'lost' OR k.status = 'lost');

CREATE VIEW referring_domains AS
SELECT
  source_domain, count(*) AS claims, count(DISTINCT source_url) AS pages,
  count(*) FILTER (WHERE status = 'live') AS live, count(*) FILTER (WHERE status = 'altered') AS altered,
  count(*) FILTER (WHERE status IN ('live', 'altered') AND effective_nofollow = 0) AS followed,
  count(*) FILTER (WHERE status = 'lost') AS lost, count(*) FILTER (WHERE status = 'unverified') AS unverified,
  count(*) FILTER (WHERE region = 'main') AS in_main, count(*) FILTER (WHERE region = 'header') AS in_header,
  count(*) FILTER (WHERE region = 'nav') AS in_nav, count(*) FILTER (WHERE region = 'sidebar') AS in_sidebar,
  count(*) FILTER (WHERE region = 'footer') AS in_footer, count(*) FILTER (WHERE region = 'comments') AS in_comments,
  count(*) FILTER (WHERE noindex = 1) AS on_noindex, min(first_live_at) AS first_live_at,
  max(last_live_at) AS last_live_at, max(checked_at) AS last_checked_at
FROM link_facts
GROUP BY source_domain;

CREATE VIEW anchor_profile AS
SELECT
  target_domain, anchor_class, lower(trim(anchor)) AS anchor, anchor_kind, count(*) AS links,
  count(DISTINCT source_domain) AS referring_domains, count(*) FILTER (WHERE effective_nofollow = 0) AS followed,
  count(*) FILTER (WHERE region = 'main') AS in_main, min(first_live_at) AS first_live_at
FROM link_facts
WHERE status IN ('live', 'altered') AND serves = 1
GROUP BY target_domain, anchor_class, lower(trim(anchor)), anchor_kind;

CREATE VIEW link_velocity AS
WITH
found AS (
  SELECT c.target_domain, c.source_domain, date(s.first_seen_at, 'weekday 0', '-6 days') AS week
  FROM claims c JOIN claim_states s ON s.claim_id = c.id WHERE s.first_seen_at IS NOT NULL
),
moves AS (
  SELECT target_domain, week, count(*) AS new_links, 0 AS new_domains, 0 AS lost_links, 0 AS restored_links, 0 AS claims_added
  FROM found GROUP BY 1, 2
  UNION ALL
  SELECT target_domain, week, 0, count(*), 0, 0, 0
  FROM (SELECT target_domain, source_domain, min(week) AS week FROM found GROUP BY 1, 2) GROUP BY 1, 2
  UNION ALL
  SELECT c.target_domain, date(e.at, 'weekday 0', '-6 days'), 0, 0,
    count(*) FILTER (WHERE e.kind = 'lost'), count(*) FILTER (WHERE e.kind = 'restored'), 0
  FROM events e JOIN claims c ON c.id = e.claim_id WHERE e.kind IN ('lost', 'restored') GROUP BY 1, 2
  UNION ALL
  SELECT target_domain, date(created_at, 'weekday 0', '-6 days'), 0, 0, 0, 0, count(*) FROM claims GROUP BY 1, 2
)
SELECT
  target_domain, week, sum(claims_added) AS claims_added, sum(new_links) AS new_links, sum(new_domains) AS new_domains,
  sum(lost_links) AS lost_links, sum(restored_links) AS restored_links,
  sum(new_links) + sum(restored_links) - sum(lost_links) AS net_links
FROM moves
GROUP BY target_domain, week;

CREATE VIEW rel_balance AS
SELECT
  target_domain, kind, count(*) AS links, count(*) FILTER (WHERE effective_nofollow = 0) AS followed,
  count(*) FILTER (WHERE nofollow = 1) AS nofollow, count(*) FILTER (WHERE sponsored = 1) AS sponsored,
  count(*) FILTER (WHERE ugc = 1) AS ugc,
  count(*) FILTER (WHERE nofollow = 0 AND effective_nofollow = 1) AS nofollow_by_page,
  count(*) FILTER (WHERE kind = 'purchased' AND nofollow = 0 AND sponsored = 0) AS paid_unmarked,
  avg(effective_nofollow = 0) AS followed_share
FROM link_facts
WHERE status IN ('live', 'altered') AND serves = 1
GROUP BY target_domain, kind;

CREATE VIEW deep_link_ratio AS
SELECT
  target_domain, count(*) AS links, count(*) FILTER (WHERE target_is_home) AS home_links,
  count(*) FILTER (WHERE NOT target_is_home) AS deep_links, count(DISTINCT target_url) AS target_urls,
  avg(NOT target_is_home) AS deep_share
FROM link_facts
WHERE status IN ('live', 'altered') AND serves = 1
GROUP BY target_domain;

CREATE VIEW source_precision AS
WITH
said AS (
  SELECT id AS claim_id, origin FROM claims WHERE retired_at IS NULL
  UNION
  SELECT b.claim_id, b.origin FROM claim_beliefs b JOIN claims c ON c.id = b.claim_id WHERE c.retired_at IS NULL
),
looked AS (
  SELECT
    d.origin, c.vendor, s.status AS state, k.status,
    b.lost_at IS NOT NULL OR json_extract(b.extra, '$.lost') IS 'yes' AS said_lost,
    CASE WHEN l.id IS NOT NULL AND b.rel <> ''
      THEN (instr(' ' || lower(b.rel) || ' ', ' nofollow ') > 0) = l.nofollow END AS rel_right,
    CASE WHEN l.id IS NOT NULL AND b.anchor <> ''
      THEN lower(trim(b.anchor)) = lower(trim(coalesce(nullif(l.anchor, ''), l.alt, ''))) END AS anchor_right,
    s.first_status
  FROM said d
  JOIN claims c ON c.id = d.claim_id
  LEFT JOIN claim_states s ON s.claim_id = d.claim_id
  LEFT JOIN checks k ON k.id = s.last_check_id
  LEFT JOIN links l ON l.id = k.link_id
  LEFT JOIN claim_beliefs b ON b.claim_id = d.claim_id AND b.origin = d.origin
)
SELECT
  origin, vendor, count(*) AS claims, count(first_status) AS checked,
  count(*) FILTER (WHERE first_status IN ('live', 'altered')) AS first_there,
  count(*) FILTER (WHERE first_status = 'lost') AS first_lost,
  count(*) FILTER (WHERE first_status = 'unverified') AS first_unverified,
  count(*) FILTER (WHERE status IN ('live', 'altered')) AS now_there,
  count(*) FILTER (WHERE status = 'lost') AS now_lost,
  count(*) FILTER (WHERE status = 'unverified') AS now_unverified,
  count(*) FILTER (WHERE said_lost) AS said_lost,
  count(*) FILTER (WHERE said_lost AND status IN ('live', 'altered')) AS said_lost_but_there,
  count(rel_right) AS rel_told, sum(rel_right IS 1) AS rel_right,
  count(anchor_right) AS anchor_told, sum(anchor_right IS 1) AS anchor_right,
  avg(status IN ('live', 'altered')) FILTER (WHERE NOT said_lost AND status <> 'unverified') AS there_share
FROM looked
GROUP BY origin, vendor;

CREATE VIEW vendor_summary AS
SELECT
  c.vendor, c.currency, count(*) AS claims, count(*) FILTER (WHERE s.status = 'live') AS live,
  count(*) FILTER (WHERE s.status = 'altered') AS altered, count(*) FILTER (WHERE s.status = 'lost') AS lost,
  count(*) FILTER (WHERE s.status IS NULL) AS unsettled,
  count(*) FILTER (WHERE s.unverified_streak > 0) AS unverified_now,
  count(c.price) AS priced, total(c.price) AS price,
  total(c.price) FILTER (WHERE s.status = 'live') AS price_live,
  total(c.price) FILTER (WHERE s.status = 'altered') AS price_altered,
  total(c.price) FILTER (WHERE s.status = 'lost') AS price_lost,
  total(c.price) FILTER (WHERE s.status IS NULL) AS price_unsettled
FROM claims c
LEFT JOIN claim_states s ON s.claim_id = c.id
WHERE c.retired_at IS NULL
GROUP BY c.vendor, c.currency;

CREATE VIEW sitewide_groups AS
SELECT
  source_domain, url, region, lower(trim(anchor)) AS anchor,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(path, '0', ''), '1', ''), '2', ''), '3', ''), '4', ''),
    '5', ''), '6', ''), '7', ''), '8', ''), '9', ''), ':nth-of-type()', '') AS component,
  count(DISTINCT coalesce(final_url, source_url)) AS pages, count(*) AS claims,
  region IN ('header', 'nav', 'sidebar', 'footer') AS in_template,
  count(*) FILTER (WHERE effective_nofollow = 0) AS followed, min(first_live_at) AS first_live_at,
  min(claim_id) AS example_claim_id
FROM link_facts
WHERE status IN ('live', 'altered') AND serves = 1
GROUP BY source_domain, url, region, lower(trim(anchor)), component
HAVING count(DISTINCT coalesce(final_url, source_url)) > 1;

CREATE VIEW run_summary AS
SELECT
  r.id AS run_id, r.started_at, r.finished_at, r.outcome, r.due, r.written, r.live, r.altered, r.lost, r.unverified,
  (SELECT count(*) FROM events e WHERE e.run_id = r.id) AS events, r.pages, r.policy
FROM runs r;
