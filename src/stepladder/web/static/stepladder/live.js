// Pages that stay true while they are open: polls that cost nothing while nothing changed, and what the reader did is kept.
"use strict";
(() => {
  const folded = (key) => sessionStorage.getItem(`folded:${key}`);
  const stale = document.getElementById("stale");
  let places = null;

  function seen() {
    return new Map([...document.querySelectorAll("a.row")].map((row) => [row.id, row.closest("[data-group]")?.dataset.group]));
  }

  function keepFolds() {
    for (const group of document.querySelectorAll("details[data-group]")) {
      const kept = folded(group.dataset.group);
      if (kept !== null) group.open = kept === "open";
    }
  }

  document.addEventListener("toggle", (event) => {
    const key = event.target.dataset?.group;
    if (key) sessionStorage.setItem(`folded:${key}`, event.target.open ? "open" : "shut");
  }, true);

  // Naming the version we hold ourselves lets "304 Not modified" reach us, and by the htmx-config of the page nothing is touched then.
  document.addEventListener("htmx:configRequest", (event) => {
    const etag = event.detail.elt.dataset.etag;
    if (etag) event.detail.headers["If-None-Match"] = etag;
  });

  document.addEventListener("htmx:beforeSwap", () => { places = seen(); });
  document.addEventListener("htmx:afterSettle", () => {
    keepFolds();
    if (places === null) return;
    for (const [id, group] of seen()) {
      if (places.get(id) === group) continue;
      const row = document.getElementById(id).closest("li");
      row.classList.add("fresh");
      setTimeout(() => row.classList.remove("fresh"), 6000);
    }
    places = null;
  });

  // News that comes in over the page must not lie on what has the cursor.
  function uncover(news) {
    const at = document.activeElement;
    if (!news || news.contains(at) || !news.firstChild) return;
    const [box, over] = [at.getBoundingClientRect(), news.getBoundingClientRect()];
    if (at !== document.body && box.top >= 0 && box.top < over.bottom + 8) scrollBy(0, box.top - over.bottom - 8);
  }
  document.addEventListener("htmx:afterSettle", () => uncover(document.querySelector(".news")));

  const silent = (quiet) => {
    if (!stale || stale.hidden === quiet) return;
    stale.hidden = quiet;
    if (!quiet) uncover(stale);
  };
  document.addEventListener("htmx:sendError", () => silent(false));
  document.addEventListener("htmx:timeout", () => silent(false));
  document.addEventListener("htmx:responseError", () => silent(false));
  document.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr?.status ?? 0;
    if (status >= 200 && status < 400) silent(true);
  });

  keepFolds();
})();

// The cursor stands where the work goes on: at what was refused, else in the part that the address names, unfolded.
"use strict";
(() => {
  function unfold() {
    const part = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    for (let one = part; one; one = one.parentElement?.closest("details") ?? null) {
      if (one.tagName === "DETAILS") one.open = true;
    }
    return part;
  }

  function enter() {
    const part = unfold();
    if (part === null) return;
    const seen = (what) => [...part.querySelectorAll(what)].find((one) => one.checkVisibility?.() ?? true);
    const field = seen("textarea, input:not([type=hidden]), select") ?? seen("summary") ?? seen("button, .button");
    (part.matches("a[href]") ? part : field)?.focus();
  }

  function start() {
    const refused = document.querySelector("[data-focus]");
    if (refused === null) return enter();
    unfold();
    // A refused form says why beside itself.
    refused.focus();
  }

  addEventListener("hashchange", enter);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link && link.hash === location.hash) enter();
  });
  start();
  // The browser goes to the part that the address names once all is loaded, and takes the cursor away from what is inside.
  const again = () => { if (document.activeElement === document.body) start(); };
  addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(again)));
})();
