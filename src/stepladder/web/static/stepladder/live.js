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

  const silent = (quiet) => { if (stale) stale.hidden = quiet; };
  document.addEventListener("htmx:sendError", () => silent(false));
  document.addEventListener("htmx:timeout", () => silent(false));
  document.addEventListener("htmx:responseError", () => silent(false));
  document.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr?.status ?? 0;
    if (status >= 200 && status < 400) silent(true);
  });

  // A refused form says why beside itself: that is where the work goes on.
  document.querySelector("[data-focus]")?.focus();
  keepFolds();
})();

// A link to a folded part of the page opens it and puts the cursor where the work goes on.
"use strict";
(() => {
  function unfold() {
    const part = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    if (part === null) return;
    for (let one = part; one !== null; one = one.parentElement?.closest("details") ?? null) {
      if (one.tagName === "DETAILS") one.open = true;
    }
    const fields = [...part.querySelectorAll("textarea, input:not([type=hidden]), select")];
    (fields.find((one) => one.checkVisibility?.() ?? true) ?? part.querySelector("summary"))?.focus();
  }

  addEventListener("hashchange", unfold);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link && link.hash === location.hash) unfold();
  });
  unfold();
})();
