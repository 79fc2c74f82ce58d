// Our questions to a rendered page. Runs in an isolated world: same document, none of the page's own scripts.
// Measures only; what a measure means is decided in crawler/core/visibility.py.
globalThis.linkwitness = (() => {
  "use strict";
  const LINKS = "a[href], area[href]";
  const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
  const RAW_TEXT = new Set(["script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext", "noscript"]);
  const REPLACED = "img, svg, picture, video, canvas, object, embed";

  // --- Is the page at rest? -------------------------------------------------------------------------------
  let changed = performance.now();
  const matters = (node) => node.nodeType === 1 && (node.matches("a, iframe, script") || node.querySelector("a, iframe"));
  new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === "attributes" || [...record.addedNodes, ...record.removedNodes].some(matters)) {
        changed = performance.now();
        return;
      }
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["href", "rel"] });

  const reachable = (frame) => { try { return frame.contentDocument; } catch { return null; } };

  // Every link of the document, its open shadow trees and its same-origin frames.
  function* links(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches(LINKS)) yield element;
      if (element.shadowRoot) yield* links(element.shadowRoot);
      if (element.localName === "iframe") {
        const inner = reachable(element);
        if (inner) yield* links(inner);
      }
    }
  }

  function state(hosts) {
    const missing = new Set(hosts);
    for (const link of missing.size ? links(document) : []) {
      const host = (link.hostname || "").replace(/^www\./, "");
      for (const wanted of missing) if (host === wanted || host.endsWith("." + wanted)) missing.delete(wanted);
    }
    return {
      missing: missing.size,
      still: performance.now() - changed,
      left: document.documentElement.scrollHeight - scrollY - innerHeight,
    };
  }

  const down = () => { scrollBy({ top: innerHeight * 0.9, behavior: "instant" }); };
  const top = () => { scrollTo({ top: 0, left: 0, behavior: "instant" }); };

  // --- The document as markup -----------------------------------------------------------------------------
  // Open shadow trees stand in the place of their host's children, slots are filled, and a same-origin frame is
  // written as its `srcdoc`: so the reader of plain pages reads this one too.
  let written = [];
  let framed = [];

  const escapeText = (text) => text.replace(/&/g, "&amp;").replace(/\u00a0/g, "&nbsp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const escapeValue = (text) => text.replace(/&/g, "&amp;").replace(/\u00a0/g, "&nbsp;").replace(/"/g, "&quot;");

  function write(node, out, frame) {
    if (node.nodeType === 3) {
      const raw = node.parentNode && RAW_TEXT.has(node.parentNode.localName);
      out.push(raw ? node.data : escapeText(node.data));
    } else if (node.nodeType === 8) {
      out.push("<!--", node.data, "-->");
    } else if (node.nodeType === 1) {
      writeElement(node, out, frame);
    }
  }

  function writeElement(element, out, frame) {
    const name = element.localName;
    const inner = name === "iframe" ? reachable(element) : null;
    const link = element.matches(LINKS);
    if (link) (frame ? framed : written).push(element);
    out.push("<", name);
    for (const { name: key, value } of element.attributes) {
      if (inner && key === "srcdoc") continue;
      out.push(" ", key, '="', escapeValue(link && frame && key === "href" && element.href ? element.href : value), '"');
    }
    if (inner && inner.documentElement) {
      const within = [];
      write(inner.documentElement, within, true);
      out.push(' srcdoc="', escapeValue(within.join("")), '"');
    }
    out.push(">");
    if (VOID.has(name)) return;
    for (const child of children(element)) write(child, out, frame);
    out.push("</", name, ">");
  }

  function children(element) {
    if (element.localName === "template") return element.content.childNodes;
    if (element.shadowRoot) return element.shadowRoot.childNodes;
    if (element.localName === "slot") {
      const assigned = element.assignedNodes({ flatten: true });
      if (assigned.length) return assigned;
    }
    return element.childNodes;
  }

  function capture() {
    written = [];
    framed = [];
    const out = ["<!DOCTYPE html>"];
    try {
      write(document.documentElement, out, false);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      written = [...document.querySelectorAll(LINKS)];
      out.splice(1, out.length, document.documentElement.outerHTML);
    }
    return { html: out.join(""), url: location.href };
  }

  // --- What a reader sees of a link -------------------------------------------------------------------------
  const up = (node) => node.assignedSlot || node.parentElement || (node.getRootNode().host ?? null);

  function chain(element) {
    const all = [];
    for (let one = element; one; one = up(one)) all.push({ element: one, style: getComputedStyle(one) });
    return all;
  }

  const named = (element) =>
    element.localName + (element.id ? "#" + element.id : "") + [...element.classList].slice(0, 2).map((name) => "." + name).join("");

  function union(boxes) {
    const seen = boxes.filter((box) => box.width > 0 || box.height > 0);
    if (!seen.length) return { left: 0, top: 0, right: 0, bottom: 0 };
    return {
      left: Math.min(...seen.map((box) => box.left)), top: Math.min(...seen.map((box) => box.top)),
      right: Math.max(...seen.map((box) => box.right)), bottom: Math.max(...seen.map((box) => box.bottom)),
    };
  }

  function shown(link) {
    const range = link.ownerDocument.createRange();
    range.selectNodeContents(link);
    const inside = [...link.querySelectorAll(REPLACED)].map((one) => one.getBoundingClientRect());
    const own = getComputedStyle(link);
    const pictured = own.backgroundImage !== "none" ? [link.getBoundingClientRect()] : [];
    const boxes = [...range.getClientRects(), ...inside, ...pictured];
    return union(boxes.length ? boxes : [...link.getClientRects()]);
  }

  // Scroll as a reader can: `scrollIntoView` would move what is cut off for good as well.
  function bring(link, all) {
    for (const { element, style } of all.slice(1)) {
      const whole = element === element.ownerDocument.documentElement || element === element.ownerDocument.body;
      if (whole || !/auto|scroll/.test(style.overflowX + style.overflowY)) continue;
      const box = shown(link), rect = element.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowY)) element.scrollTop += box.top - rect.top - element.clientHeight / 2;
      if (/auto|scroll/.test(style.overflowX)) element.scrollLeft += box.left - rect.left - element.clientWidth / 2;
    }
    const box = shown(link);
    link.ownerDocument.defaultView.scrollBy({ top: (box.top + box.bottom) / 2 - innerHeight / 2, behavior: "instant" });
  }

  // The part of the link that ancestors with a cut overflow let through; "scrolls" where it can be scrolled to.
  function cut(all, box) {
    let { left, top: upper, right, bottom } = box;
    let by = null, scrolls = false, position = all[0].style.position;
    for (const { element, style } of all.slice(1)) {
      const holds = position !== "absolute" && position !== "fixed" ? true
        : position === "absolute" ? style.position !== "static" || style.transform !== "none" : style.transform !== "none";
      const whole = element === element.ownerDocument.documentElement || element === element.ownerDocument.body;
      if (holds && !whole) {
        const rect = element.getBoundingClientRect();
        const x = style.overflowX, y = style.overflowY;
        if (/auto|scroll/.test(x + y) && rect.width > 4 && rect.height > 4) {
          scrolls = true;
          ({ left, top: upper, right, bottom } = rect);
        } else if (x !== "visible" || y !== "visible") {
          left = Math.max(left, rect.left); right = Math.min(right, rect.right);
          upper = Math.max(upper, rect.top); bottom = Math.min(bottom, rect.bottom);
          if (right - left < 1.5 || bottom - upper < 1.5) { by = by || named(element); }
        }
      }
      if (holds) position = style.position;
    }
    return { by, scrolls, left, top: upper, right, bottom };
  }

  function clipped(all) {
    for (const { element, style } of all) {
      const path = style.clipPath;
      if (style.clip !== "auto" && /absolute|fixed/.test(style.position)) {
        const [a, b, c, d] = (style.clip.match(/-?[\d.]+/g) || []).map(Number);
        if (c - a < 2 || b - d < 2) return `clip on ${named(element)}`;
      }
      if (/^inset\(\s*(?:5\d|[6-9]\d|1\d\d)(?:\.\d+)?%/.test(path) || /^(?:circle|ellipse)\(0(?:px|%)?[ )]/.test(path)
        || /^polygon\((?:0(?:px|%)? 0(?:px|%)?(?:, )?)+\)$/.test(path)) return `clip-path on ${named(element)}`;
    }
    return null;
  }

  const rgba = (text) => {
    const parts = (text.match(/-?[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return { r: parts[0], g: parts[1], b: parts[2], a: parts.length > 3 ? parts[3] : 1 };
  };
  const over = (front, back) => ({
    r: front.r * front.a + back.r * (1 - front.a), g: front.g * front.a + back.g * (1 - front.a),
    b: front.b * front.a + back.b * (1 - front.a), a: 1,
  });

  // How far the text's colour is from what lies behind it, 0 to 441; null where a picture lies there.
  function distance(all, link) {
    if (!link.textContent.trim() || link.querySelector(REPLACED)) return null;
    const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
    let text = walker.nextNode();
    while (text && !text.data.trim()) text = walker.nextNode();
    const holder = text ? text.parentElement : link;
    const style = getComputedStyle(holder);
    if (/text/.test(style.backgroundClip || "") || style.textShadow !== "none") return null;
    const layers = [];
    for (const { style: one } of [...(holder === link ? [] : [{ style }]), ...all]) {
      if (one.backgroundImage !== "none") return null;
      const colour = rgba(one.backgroundColor);
      if (colour.a > 0) layers.push(colour);
      if (colour.a === 1) break;
    }
    let behind = { r: 255, g: 255, b: 255, a: 1 };
    for (const layer of layers.reverse()) behind = over(layer, behind);
    const front = over(rgba(style.webkitTextFillColor || style.color), behind);
    return Math.round(Math.hypot(front.r - behind.r, front.g - behind.g, front.b - behind.b));
  }

  // What stands in front of the link at each of a few points, page-wide layers (dialogs, bars) told apart.
  function covers(link, part) {
    const root = link.getRootNode();
    const names = new Set();
    let open = 0, layered = 0, points = 0;
    for (const [x, y] of [[0.5, 0.5], [0.15, 0.3], [0.85, 0.3], [0.15, 0.7], [0.85, 0.7]]) {
      const at = [part.left + (part.right - part.left) * x, part.top + (part.bottom - part.top) * y];
      if (at[0] < 0 || at[1] < 0 || at[0] >= innerWidth || at[1] >= innerHeight) continue;
      points += 1;
      const stack = [];
      for (const one of root.elementsFromPoint(...at)) {
        if (one === link || link.contains(one)) break;
        if (one.contains(link)) { stack.length = 0; break; }
        stack.push(one);
      }
      const hiding = stack.find(opaque);
      if (!hiding) open += 1;
      else if (chain(hiding).some(({ element, style }) => /fixed|sticky/.test(style.position) || element.matches("dialog, [role=dialog], [aria-modal=true]"))) layered += 1;
      else names.add(named(hiding));
    }
    return { points, open, layered, by: [...names].slice(0, 3) };
  }

  function opaque(element) {
    const all = chain(element);
    if (all.reduce((product, { style }) => product * Number(style.opacity), 1) < 0.5) return false;
    const style = all[0].style;
    return element.matches("img, video, canvas, iframe, svg, object, embed")
      || rgba(style.backgroundColor).a > 0.5 || style.backgroundImage !== "none";
  }

  // Something a reader can press to bring a hidden part into sight: accordion, tab, menu, slider.
  function control(all) {
    for (const { element } of all) {
      if (element.matches("details:not([open])")) return "a closed <details>";
      if (element.matches("[hidden=until-found]")) return "hidden until found";
      if (element.matches(".swiper, .slick-slider, .splide, .glide, .carousel, .owl-carousel, [aria-roledescription=carousel]")) return `a slider ${named(element)}`;
      if (element.matches("[role=tabpanel]")) return "a tab";
      if (element.id) {
        const id = CSS.escape(element.id);
        const presser = element.getRootNode().querySelector(
          `[aria-controls~="${id}"], [href="#${id}"], [data-target="#${id}"], [data-bs-target="#${id}"], [popovertarget="${id}"]`);
        if (presser && !element.contains(presser) && presser.getClientRects().length) return `opened by ${named(presser)}`;
      }
      const before = element.previousElementSibling;
      if (before && before.matches("[aria-expanded=false], [aria-haspopup]:not([aria-haspopup=false]), input[type=checkbox] + label")
        && before.getClientRects().length) return `opened by ${named(before)}`;
      const item = element.matches("ul, menu, [role=menu]") && element.parentElement?.closest("li");
      if (item && item.closest("nav, [role=navigation], [role=menubar], header") && item.getClientRects().length) return "a menu";
    }
    return null;
  }

  // A narrow column beside a much fuller one: where the eye finds a side bar, whatever the markup says.
  function column(all, box) {
    const page = document.body ? document.body.innerText.length : 0;
    for (const { element } of all.slice(0, -2)) {
      const rect = element.getBoundingClientRect();
      const parent = up(element);
      if (!parent || rect.width > innerWidth * 0.45 || rect.width < 1 || rect.height < 40) continue;
      for (const other of parent.children) {
        if (other === element) continue;
        const beside = other.getBoundingClientRect();
        const level = Math.min(rect.bottom, beside.bottom) - Math.max(rect.top, beside.top);
        const apart = beside.right <= rect.left + 2 ? "right" : beside.left >= rect.right - 2 ? "left" : null;
        if (apart && level > 40 && beside.width >= rect.width * 1.3
          && (other.innerText.length > page * 0.5 || other.querySelector("h1"))) {
          return { side: apart, width: Math.round(rect.width), beside: Math.round(beside.width), element: named(element) };
        }
      }
    }
    return null;
  }

  function empty(link) {
    if (link.textContent.trim() || link.querySelector(REPLACED)) return false;
    for (const one of [link, ...link.querySelectorAll("*")]) {
      if (getComputedStyle(one).backgroundImage !== "none") return false;
      for (const pseudo of ["::before", "::after"]) {
        const style = getComputedStyle(one, pseudo);
        if (!/^(?:none|normal|"")$/.test(style.content) || style.backgroundImage !== "none" && style.content !== "none") return false;
      }
    }
    return true;
  }

  const first = (all, test) => { const found = all.find(test); return found ? named(found.element) : null; };

  function measure(link) {
    const all = chain(link);
    const own = all[0].style;
    bring(link, all);
    const box = shown(link);
    const part = cut(all, box);
    const at = { x: box.left + scrollX, y: box.top + scrollY, width: box.right - box.left, height: box.bottom - box.top };
    const told = {
      box: Object.fromEntries(Object.entries(at).map(([key, value]) => [key, Math.round(value)])),
      screen: { width: innerWidth, height: innerHeight, page: document.documentElement.scrollHeight },
      none: first(all, ({ style }) => style.display === "none"),
      hidden_attribute: first(all, ({ element, style }) => element.hasAttribute("hidden") && style.display === "none"),
      invisible: own.visibility !== "visible",
      unrendered: !link.checkVisibility({ contentVisibilityAuto: false }),
      opacity: Number(all.reduce((product, { style }) => product * Number(style.opacity), 1).toFixed(3)),
      font_size: link.textContent.trim() ? parseFloat(own.fontSize) : null,
      text_indent: all.slice(0, 4).some(({ style }) => parseFloat(style.textIndent) < -90),
      empty: empty(link),
      cut: part.by, scrolls: part.scrolls, clipped: clipped(all),
      distance: distance(all, link),
      aria_hidden: first(all, ({ element }) => element.getAttribute("aria-hidden") === "true"),
      control: control(all),
      covers: covers(link, part),
      column: column(all, box),
    };
    return told;
  }

  // The link of the last capture whose `href` this is, the `occurrence`-th of them; `framed` for one in a frame.
  function find({ href, occurrence, framed: inFrame }) {
    const all = (inFrame ? framed : written).filter((link) => link.isConnected);
    return all.filter((link) => ((inFrame && link.href) || link.getAttribute("href")).startsWith(href))[occurrence];
  }

  function measured(places) {
    const everything = new CSSStyleSheet();
    everything.replaceSync("* { pointer-events: auto !important; scroll-behavior: auto !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, everything];
    const answers = places.map((place) => {
      const link = find(place);
      if (!link) return null;
      try {
        const told = measure(link);
        for (let view = link.ownerDocument.defaultView; view && view.frameElement; view = view.parent) {
          const frame = measure(view.frameElement);
          told.frame = { none: frame.none, invisible: frame.invisible, opacity: frame.opacity, box: frame.box };
        }
        return told;
      } catch (error) {
        return { error: String(error) };
      }
    });
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== everything);
    top();
    return answers;
  }

  let marked = null;

  // Outline one link and bring it into the middle; with no place the page's top is shown, nothing marked.
  function mark(place) {
    if (marked) { marked.style.outline = ""; marked = null; }
    const link = place && find(place);
    if (!link) { top(); return false; }
    // A link that is not drawn is shown by the nearest part around it that is.
    marked = chain(link).map(({ element }) => element).find((one) => one.getClientRects().length) ?? link;
    marked.style.setProperty("outline", `4px ${marked === link ? "solid" : "dashed"} #e6007e`, "important");
    marked.style.setProperty("outline-offset", "3px", "important");
    bring(marked, chain(marked));
    return true;
  }

  return { state, down, top, capture, measured, mark };
})();
