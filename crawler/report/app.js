// The report's script: reads the data in the file, filters, sorts and pages it. Every text goes in as text, never as markup.
"use strict";
(async () => {
  const $ = (selector) => document.querySelector(selector);
  const PAGE = 20, EVENTS_PAGE = 7, DOMAINS_PAGE = 15, PRINTED = 1000;
  const ORDER = ["lost", "confirm", "altered", "unverified", "live", "unchecked"];

  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  async function unpack(text) {
    const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).json();
  }

  let data;
  try {
    data = await unpack($("#data").textContent);
  } catch (error) {
    $("#loading").textContent = "This browser is too old to read the claims in this file. A browser of 2023 or later can.";
    return;
  }
  const { words, run } = data;
  const column = (columns, name) => {
    const values = columns[name];
    return Array.isArray(values) ? (row) => values[row] : (row) => values.d[values.i[row]];
  };
  const of = Object.fromEntries(Object.keys(data.claims).map((name) => [name, column(data.claims, name)]));
  const told = Object.fromEntries(Object.keys(data.events).map((name) => [name, column(data.events, name)]));
  const eventCount = data.count && (Array.isArray(data.events.claim) ? data.events.claim : data.events.claim.i).length;
  const all = Array.from({ length: data.count }, (_, row) => row);
  const rowOf = new Map(all.map((row) => [of.id(row), row]));
  const eventsOf = new Map();
  for (let event = 0; event < eventCount; event++) {
    const claim = told.claim(event);
    if (!eventsOf.has(claim)) eventsOf.set(claim, []);
    eventsOf.get(claim).push(event);
  }

  const number = new Intl.NumberFormat("en");
  const many = (count, one, more) => `${number.format(count)} ${count === 1 ? one : more}`;
  const day = (text) => (text || "").slice(0, 10);
  const money = (row) => (of.price(row) ? `${number.format(of.price(row))} ${of.currency(row) || ""}`.trim() : "");
  const reason = (name) => (words.reasons[name] || [name])[0];
  const why = (row) => of.reasons(row).map(reason).join(", ");
  const short = (url) => url.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
  const web = (url, text) => (/^https?:\/\//i.test(url || "") ? h("a", { href: url, rel: "noreferrer noopener nofollow", target: "_blank" }, text || short(url)) : text || url || "");

  // What is shown is written in the address, so that a link leads back to it.
  const DEFAULTS = { status: "", q: "", reason: "", vendor: "", kind: "", region: "", rel: "", anchor: "", domain: "", tonight: "", claim: "", sort: "status", page: "1" };
  let view = { ...DEFAULTS };
  const readAddress = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    return Object.fromEntries(Object.entries(DEFAULTS).map(([key, value]) => [key, asked.get(key) ?? value]));
  };
  const address = (wanted) => {
    const set = Object.entries(wanted).filter(([key, value]) => value && value !== DEFAULTS[key]);
    return "#" + (new URLSearchParams(set).toString() || "claims");
  };
  function show(changed, { keepPage = false } = {}) {
    view = { ...view, claim: "", ...(keepPage ? {} : { page: "1" }), ...changed };
    history.replaceState(null, "", address(view));
    draw();
  }

  // Filter and sort.
  let haystack = null;
  const searched = (row) => [of.source(row), of.target(row), of.title(row), of.anchor(row), of.vendor(row), of.id(row), why(row)].join("\n").toLowerCase();
  const follows = { region: "region", rel: "follow", anchor: "anchor_class", vendor: "vendor", kind: "kind", domain: "domain", status: "bucket" };
  function matching() {
    if (view.claim) return rowOf.has(view.claim) ? [rowOf.get(view.claim)] : [];
    let rows = all;
    for (const [key, name] of Object.entries(follows)) {
      if (view[key]) rows = rows.filter((row) => of[name](row) === view[key]);
    }
    if (view.reason) rows = rows.filter((row) => of.reasons(row).includes(view.reason));
    if (view.tonight) rows = rows.filter((row) => eventsOf.has(of.id(row)));
    const sought = view.q.toLowerCase().split(/\s+/).filter(Boolean);
    if (sought.length) {
      haystack ||= all.map(searched);
      rows = rows.filter((row) => sought.every((word) => haystack[row].includes(word)));
    }
    return sorted(rows);
  }
  const KEYS = {
    status: (row) => ORDER.indexOf(of.bucket(row)),
    why: (row) => why(row) || "\uffff",
    link: (row) => of.domain(row) + short(of.source(row)),
    anchor: (row) => (of.anchor(row) || "\uffff").toLowerCase(),
    since: (row) => of.since(row) || "",
    vendor: (row) => (of.vendor(row) || "\uffff").toLowerCase(),
    price: (row) => of.price(row) || 0,
  };
  function sorted(rows) {
    const down = view.sort.startsWith("-");
    const key = KEYS[view.sort.replace("-", "")] || KEYS.status;
    const keys = new Map(rows.map((row) => [row, key(row)]));
    const sign = down ? -1 : 1;
    return rows.slice().sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      return x < y ? -sign : x > y ? sign : (of.price(b) || 0) - (of.price(a) || 0) || a - b;
    });
  }

  // The claims.
  const COLUMNS = [["status", "Status"], ["why", "Why"], ["link", "Linking page → target"], ["anchor", "Anchor"], ["since", "Since"], ["vendor", "Vendor"], ["price", "Price"]];
  const counted = (name) => {
    const counts = new Map();
    for (const row of all) for (const value of [of[name](row)].flat()) if (value) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  };
  function select(key, label, options) {
    if (!options.length) return null;
    const choices = options.slice(0, 300).map(([value, text]) => h("option", { value }, text));
    return h("label", {}, label, h("select", { "data-key": key, onchange: (event) => show({ [key]: event.target.value }) }, h("option", { value: "" }, "all"), choices));
  }
  const withCount = (pairs, name = (value) => value) => pairs.map(([value, count]) => [value, `${name(value)} (${number.format(count)})`]);
  let timer = 0;
  const buckets = new Map(counted("bucket"));
  const tab = (name, text, count) => h("button", { type: "button", "data-status": name, onclick: () => show({ status: name }) }, `${text} `, h("b", {}, number.format(count)));
  const explorer = $("#explorer");
  const found = h("div", { class: "found", role: "status", "aria-live": "polite" });
  const body = h("tbody");
  const head = h("tr", {}, COLUMNS.map(([key, label]) => h("th", { scope: "col", "data-sort": key, class: key === "price" ? "number" : null }, h("button", { type: "button", onclick: () => show({ sort: view.sort === key ? `-${key}` : key }) }, label))));
  const pager = h("nav", { class: "pager", "aria-label": "Pages of claims" });
  const causes = h("div", { class: "causes" });
  explorer.append(
    h("div", { class: "tabs", role: "group", "aria-label": "Status" }, tab("", "All", data.count), ORDER.filter((name) => buckets.has(name)).map((name) => tab(name, words.buckets[name][0], buckets.get(name)))),
    h("div", { class: "filters", role: "search", "aria-label": "Claims" },
      h("label", { class: "search" }, "Search pages, targets, anchors, vendors", h("input", { type: "search", "data-key": "q", oninput: (event) => { clearTimeout(timer); timer = setTimeout(() => show({ q: event.target.value }), 120); } })),
      select("reason", "Why", withCount(counted("reasons"), reason)),
      select("vendor", "Vendor", withCount(counted("vendor"))),
      select("kind", "Kind", withCount(counted("kind"))),
      select("region", "Region", withCount(counted("region"))),
      select("rel", "Rel", withCount(counted("follow"))),
      select("anchor", "Anchor class", withCount(counted("anchor_class"))),
      eventCount ? select("tonight", "Changed", [["1", "in this run"]]) : null,
      h("label", { class: "sorter" }, "Sort by", h("select", { "data-key": "sort", onchange: (event) => show({ sort: event.target.value }) }, COLUMNS.map(([key, label]) => [h("option", { value: key }, label), h("option", { value: `-${key}` }, `${label}, reversed`)]))),
    ),
    found,
    causes,
    h("table", { class: "grid stack", role: "table", "aria-labelledby": "claims-title" }, h("thead", { role: "rowgroup" }, head), body),
    pager,
  );
  const pill = (row) => h("span", { class: `pill ${of.bucket(row)}` }, words.buckets[of.bucket(row)][0]);
  const cell = (label, attributes, ...children) => h("td", { role: "cell", "data-label": label, ...attributes }, ...children);
  let shown = [];
  let rank = 0;
  function claimRows(row, open) {
    const image = data.images[of.screenshot(row)];
    const id = `facts-${rank++}`;
    const toggle = h("button", { type: "button", class: "title", "aria-expanded": "false", "aria-controls": id }, of.title(row) || short(of.source(row)));
    const line = h("tr", { role: "row", "data-claim": of.id(row) },
      cell(null, {}, pill(row)),
      cell(null, { class: "why" }, why(row), image ? h("img", { class: "thumb", src: image, alt: "Evidence: the page as the browser showed it", loading: "lazy" }) : null),
      cell(null, { class: "link" }, toggle, h("div", { class: "url" }, web(of.source(row)), " → ", web(of.target(row)))),
      cell(of.anchor(row) ? "Anchor" : null, { class: "anchor" }, of.anchor(row) ? (of.image_link(row) ? `image: ${of.anchor(row)}` : of.anchor(row)) : ""),
      cell("Since", { class: "day" }, day(of.since(row))),
      cell(of.vendor(row) ? "Vendor" : null, { class: "vendor" }, of.vendor(row) || ""),
      cell(of.price(row) ? "Price" : null, { class: "number" }, money(row)),
    );
    const more = h("tr", { role: "row", class: "details", id, hidden: true });
    const turn = (on) => {
      if (on && !more.firstChild) more.append(details(row, image));
      more.hidden = !on;
      toggle.setAttribute("aria-expanded", String(on));
    };
    toggle.addEventListener("click", () => turn(more.hidden));
    if (open) turn(true);
    return [line, more];
  }
  function details(row, image) {
    const facts = [
      ["Settled state", of.state(row) || "nothing settled yet"],
      ["Last look", `${of.status(row) || "none"}, ${(of.checked(row) || "").slice(0, 16).replace("T", " ")}`],
      ["First live", day(of.first_live(row))], ["Last live", day(of.last_live(row))],
      ["Rel", of.follow(row) && `${of.follow(row)}${of.rel(row) ? ` (rel="${of.rel(row)}")` : ""}`], ["Rel agreed", of.promised_rel(row)],
      ["Anchor agreed", of.promised_anchor(row)], ["Anchor class", of.anchor_class(row)],
      ["Region", of.region(row)], ["Region agreed", of.promised_region(row)], ["Hidden", of.hidden(row)],
      ["HTTP status", of.http(row)], ["Page now at", of.final(row)], ["The link leads to", of.url(row)], ["What shows it", of.evidence(row)],
      ["Kind", of.kind(row)], ["Term ends", of.ends(row)], ["Claim", of.id(row)],
    ].filter(([, value]) => value !== null && value !== undefined && value !== "");
    const changes = (eventsOf.get(of.id(row)) || []).map((event) => [words.events[told.kind(event)], move(event)].filter(Boolean).join(": "));
    if (changes.length) facts.push(["In this run", changes.join("; ")]);
    return h("td", { role: "cell", colspan: String(COLUMNS.length) },
      advice(row),
      of.context(row) ? h("blockquote", {}, marked(of.context(row), of.anchor(row))) : null,
      h("dl", {}, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value))))),
      image ? h("img", { src: image, alt: "The page as the browser showed it" }) : null,
      h("p", { class: "share" }, h("a", { href: address({ claim: of.id(row) }) }, "Link to this claim")),
    );
  }
  // What waits for a second look gets no advice: nobody is to be written to about a link that may be there.
  function advice(row) {
    if (of.bucket(row) === "confirm") return h("p", { class: "advice" }, words.buckets.confirm[1]);
    return of.reasons(row).map((name) => h("p", { class: "advice" }, h("strong", {}, `${reason(name)}: `), (words.reasons[name] || ["", ""])[1]));
  }
  function marked(text, anchor) {
    const at = anchor ? text.indexOf(anchor) : -1;
    return at < 0 ? [text] : [text.slice(0, at), h("mark", {}, anchor), text.slice(at + anchor.length)];
  }
  function draw() {
    const rows = (shown = matching());
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    const page = Math.min(Math.max(1, Number.parseInt(view.page, 10) || 1), pages);
    body.replaceChildren(...rows.slice((page - 1) * PAGE, page * PAGE).flatMap((row) => claimRows(row, Boolean(view.claim))));
    for (const button of explorer.querySelectorAll("[data-status]")) button.setAttribute("aria-pressed", String(!view.claim && button.dataset.status === view.status));
    for (const input of explorer.querySelectorAll("[data-key]")) if (input !== document.activeElement || input.tagName === "SELECT") input.value = view[input.dataset.key];
    for (const cell of head.children) {
      const active = view.sort.replace("-", "") === cell.dataset.sort;
      if (active) cell.setAttribute("aria-sort", view.sort.startsWith("-") ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
    const narrowed = Object.entries(view).some(([key, value]) => !["sort", "page"].includes(key) && value !== DEFAULTS[key]);
    const what = view.claim && !rows.length ? `No claim is called ${view.claim}.` : many(rows.length, "claim", "claims");
    found.replaceChildren(h("span", {}, what), view.domain ? h("span", {}, `on ${view.domain}`) : "", narrowed ? h("button", { type: "button", class: "more", onclick: () => show({ ...DEFAULTS, sort: view.sort }) }, "Show all") : "");
    drawCauses(rows);
    turner(pager, page, pages, (to) => { show({ page: String(to) }, { keepPage: true }); $("#claims").scrollIntoView(); });
  }
  // Of claims of one status: each cause with its number and what to do about it.
  function drawCauses(rows) {
    const told = view.status && view.status !== "live" && !view.claim && rows.length;
    causes.replaceChildren();
    if (!told) return;
    const counts = new Map();
    for (const row of rows) for (const name of of.reasons(row)) counts.set(name, (counts.get(name) || 0) + 1);
    causes.append(h("p", {}, words.buckets[view.status][1]));
    if (view.status === "confirm") return;
    causes.append(h("ul", {}, [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => h("li", {},
      h("button", { type: "button", class: "cause", "aria-pressed": String(view.reason === name), onclick: () => show({ reason: view.reason === name ? "" : name }) }, h("b", {}, number.format(count)), h("span", {}, reason(name))),
      h("span", {}, (words.reasons[name] || ["", ""])[1])))));
  }
  function turner(nav, page, pages, go) {
    if (pages < 2) return nav.replaceChildren();
    const step = (to, text) => h("button", { type: "button", disabled: to < 1 || to > pages, onclick: () => { go(to); [...nav.querySelectorAll("button:not(:disabled)")].find((b) => b.textContent === text)?.focus({ preventScroll: true }); } }, text);
    nav.replaceChildren(step(page - 1, "Previous"), h("span", {}, `Page ${number.format(page)} of ${number.format(pages)}`), step(page + 1, "Next"));
  }

  // What changed.
  const list = $("#events");
  const harms = (kind) => !document.querySelector(`.chip.good[data-kind="${CSS.escape(kind)}"]`);
  let chosen = "", eventsPage = 1;
  function drawEvents() {
    if (!list) return;
    let events = Array.from({ length: eventCount }, (_, event) => event);
    if (chosen) events = events.filter((event) => told.kind(event) === chosen);
    const pages = Math.max(1, Math.ceil(events.length / EVENTS_PAGE));
    list.replaceChildren(...events.slice((eventsPage - 1) * EVENTS_PAGE, eventsPage * EVENTS_PAGE).map((event) => {
      const claim = told.claim(event), row = rowOf.get(claim), kind = told.kind(event);
      const where = row === undefined ? claim : h("a", { href: address({ claim }) }, of.title(row) || short(of.source(row)));
      return h("li", {},
        h("span", { class: `kind ${harms(kind) ? "bad" : "good"}` }, words.events[kind]),
        h("div", { class: "where" }, where, row === undefined ? null : h("span", { class: "url" }, ` ${of.domain(row)}`), h("div", { class: "move" }, move(event))),
        h("div", { class: "paid" }, row === undefined ? "" : money(row), row !== undefined && of.vendor(row) ? h("small", {}, of.vendor(row)) : null));
    }));
    turner($("#events-pager"), eventsPage, pages, (to) => { eventsPage = to; drawEvents(); });
  }
  const move = (event) => [told.before(event), told.after(event)].filter(Boolean).join(" → ");
  for (const chip of document.querySelectorAll(".chip")) {
    chip.disabled = false;
    chip.addEventListener("click", () => {
      chosen = chosen === chip.dataset.kind ? "" : chip.dataset.kind;
      eventsPage = 1;
      for (const other of document.querySelectorAll(".chip")) other.setAttribute("aria-pressed", String(other.dataset.kind === chosen));
      drawEvents();
    });
  }

  // The plots.
  const there = all.filter((row) => ["live", "altered"].includes(of.status(row)));
  const tally = (name) => {
    const counts = new Map();
    for (const row of there) counts.set(of[name](row) ?? "unknown", (counts.get(of[name](row) ?? "unknown") || 0) + 1);
    return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
  };
  const STYLE = { background: "transparent", fontSize: "12px", fontFamily: "inherit", color: "inherit" };
  const common = { className: "plot", style: STYLE };
  // A picture to a screen reader: one image with its figures as its name, not a heap of unnamed parts.
  function figure(title, note, node, wide) {
    node.setAttribute("role", "img");
    for (const part of node.querySelectorAll("g[aria-label]")) part.removeAttribute("aria-label");
    return h("figure", { class: wide ? "wide" : null }, h("figcaption", {}, title, h("small", {}, note)), node);
  }
  function bars(title, note, key, name) {
    const values = tally(name);
    if (!values.length) return null;
    const total = there.length;
    const label = (value) => `${number.format(value.count)} · ${Math.round((100 * value.count) / total)} %`;
    const plot = Plot.plot({
      ...common, width: 340, height: 34 + values.length * 27, marginLeft: 84, marginRight: 84, marginTop: 4, marginBottom: 8,
      x: { axis: null, domain: [0, values[0].count] }, y: { label: null, domain: values.map((value) => value.name), tickSize: 0 },
      ariaLabel: `${title}: ${values.map((value) => `${value.name} ${value.count}`).join(", ")}`,
      marks: [
        Plot.barX(values, { x: "count", y: "name", fill: "var(--live)", fillOpacity: 0.85, insetTop: 3, insetBottom: 3, rx: 3 }),
        Plot.text(values, { x: "count", y: "name", text: label, textAnchor: "start", dx: 6, fill: "var(--soft)" }),
      ],
    });
    for (const [place, bar] of plot.querySelectorAll("[aria-label='bar'] rect").entries()) {
      bar.style.cursor = "pointer";
      bar.addEventListener("click", () => { show({ ...DEFAULTS, [key]: values[place].name }); $("#claims").scrollIntoView(); });
    }
    return figure(title, note, plot);
  }
  function nights(title, note, names) {
    // Each step holds until the next night, so the last one needs an end as well.
    const times = data.nights.map(([at]) => +new Date(at));
    const end = times.at(-1) + (times.at(-1) - times.at(-2));
    const rows = [...data.nights, [end, ...data.nights.at(-1).slice(1)]].flatMap(([at, ...counts]) => ["live", "altered", "unverified", "lost"].map((status, place) => ({ at: new Date(at), status, count: counts[place] })));
    const wanted = rows.filter((row) => names.includes(row.status));
    const plot = Plot.plot({
      ...common, width: 560, height: 210, marginLeft: 46, marginRight: 14, marginTop: 12, marginBottom: 36,
      x: { type: "utc", label: null, ticks: 5 }, y: { label: null, grid: true, ticks: 4, nice: true, zero: true },
      color: { domain: ["live", "altered", "unverified", "lost"], range: ["var(--live)", "var(--altered)", "var(--unverified)", "var(--lost)"] },
      ariaLabel: `${title}. Last night: ${names.map((name) => `${name} ${wanted.findLast((row) => row.status === name).count}`).join(", ")}`,
      marks: [Plot.areaY(wanted, { x: "at", y: "count", fill: "status", order: names, curve: "step-after", fillOpacity: 0.9 }), Plot.ruleY([0])],
    });
    const drawn = figure(title, note, plot, true);
    drawn.append(h("div", { class: "legend" }, names.map((name) => h("span", { class: name }, name))));
    return drawn;
  }
  function drawPlots() {
    const drawn = [
      bars("Regions", "where on the page the links stand", "region", "region"),
      bars("Rel", "how the links are marked", "rel", "follow"),
      bars("Anchors", "what kind of words link to you", "anchor", "anchor_class"),
    ].filter(Boolean);
    if (data.nights.length > 1) {
      drawn.unshift(
        nights("Live over time", "all claims, by the last look of each", ["live", "altered", "unverified", "lost"]),
        nights("What is not live", "the same without the live ones", ["altered", "unverified", "lost"]),
      );
    }
    if (!drawn.length) return;
    $("#plots .plots").replaceChildren(...drawn);
    $("#plots").hidden = false;
  }

  // Referring domains.
  const DOMAIN_COLUMNS = [["domain", "Domain"], ["claims", "Claims"], ["live", "Live"], ["altered", "Altered"], ["lost", "Lost"], ["unverified", "Not checkable"], ["followed", "Followed"], ["main", "In content"], ["first", "First live"]];
  let domains = null, domainSort = "-claims", domainPage = 1;
  function drawDomains() {
    if (!domains) {
      const byName = new Map();
      for (const row of all) {
        const name = of.domain(row);
        const one = byName.get(name) || { domain: name, claims: 0, live: 0, altered: 0, lost: 0, unverified: 0, confirm: 0, unchecked: 0, followed: 0, main: 0, first: "" };
        one.claims += 1;
        one[of.bucket(row)] += 1;
        one.followed += of.follow(row) === "followed" ? 1 : 0;
        one.main += of.region(row) === "main" ? 1 : 0;
        const first = day(of.first_live(row));
        if (first && (!one.first || first < one.first)) one.first = first;
        byName.set(name, one);
      }
      domains = [...byName.values()];
    }
    const key = domainSort.replace("-", ""), sign = domainSort.startsWith("-") ? -1 : 1;
    domains.sort((a, b) => (a[key] < b[key] ? -sign : a[key] > b[key] ? sign : a.domain < b.domain ? -1 : 1));
    const pages = Math.max(1, Math.ceil(domains.length / DOMAINS_PAGE));
    const numeric = (name) => !["domain", "first"].includes(name);
    const nav = h("nav", { class: "pager", "aria-label": "Pages of domains" });
    $("#domains .table").replaceChildren(
      h("p", { class: "calm" }, `${many(domains.length, "domain links", "domains link")} to you or were to. One that links often is still one.`),
      h("div", { class: "scroll", role: "region", "aria-label": "Table of referring domains", tabindex: "0" },
        h("table", { class: "grid" },
          h("thead", {}, h("tr", {}, DOMAIN_COLUMNS.map(([name, label]) => h("th", { scope: "col", class: numeric(name) ? "number" : null, "aria-sort": key === name ? (sign < 0 ? "descending" : "ascending") : null },
            h("button", { type: "button", "data-domain-sort": name, onclick: () => { domainSort = domainSort === `-${name}` ? name : `-${name}`; domainPage = 1; drawDomains(); $(`[data-domain-sort="${name}"]`).focus(); } }, label))))),
          h("tbody", {}, domains.slice((domainPage - 1) * DOMAINS_PAGE, domainPage * DOMAINS_PAGE).map((one) => h("tr", {},
            DOMAIN_COLUMNS.map(([name]) => name === "domain"
              ? h("th", { scope: "row" }, h("a", { href: address({ domain: one.domain }) }, one.domain || "?"))
              : h("td", { class: numeric(name) ? `number${name === "lost" && one.lost ? " hurt" : ""}` : "day" }, numeric(name) ? number.format(one[name]) : one[name]))))))),
      nav);
    turner(nav, domainPage, pages, (to) => { domainPage = to; drawDomains(); });
    $("#domains").hidden = false;
  }

  // The page itself.
  $("#theme").addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  });
  $("#print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => body.replaceChildren(...shown.slice(0, PRINTED).flatMap((row) => claimRows(row, Boolean(view.claim)))));
  addEventListener("afterprint", draw);
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      $("[data-key=q]").focus();
    }
  });
  function follow() {
    if (/^#(\w+=|claims$)/.test(location.hash) || !location.hash) {
      view = readAddress();
      draw();
      if (location.hash) $("#claims").focus({ preventScroll: true }), $("#claims").scrollIntoView();
    }
  }
  addEventListener("hashchange", follow);

  $(".tools").hidden = false;
  $("#loading").hidden = true;
  explorer.hidden = false;
  follow();
  drawEvents();
  document.documentElement.dataset.ready = "claims";
  setTimeout(() => {
    drawPlots();
    drawDomains();
    document.documentElement.dataset.ready = "all";
  });
})();
