// Counts the page's own short timers, so that a link which one of them is about to add is waited for.
(() => {
  const LONGEST = 6000;
  const set = globalThis.setTimeout, clear = globalThis.clearTimeout;
  const due = new Map();
  globalThis.setTimeout = function setTimeout(work, delay, ...rest) {
    let id;
    const run = typeof work === "function" ? function (...given) { due.delete(id); return work.apply(this, given); } : work;
    id = set.call(globalThis, run, delay, ...rest);
    const wait = Number(delay) || 0;
    if (typeof work === "function" && wait <= LONGEST) due.set(id, performance.now() + wait);
    return id;
  };
  globalThis.clearTimeout = function clearTimeout(id) { due.delete(id); return clear.call(globalThis, id); };
  Object.defineProperty(globalThis, "__pendingTimers", {
    value: () => Math.max(0, ...Array.from(due.values(), (at) => at - performance.now())),
  });
})();
