// What somebody writes stays in this tab until it is done: through a reload, a fault, a log-in. And no form goes out twice.
"use strict";
(() => {
  const page = document.querySelector("[data-drafts]");
  const mine = page ? `draft:${page.dataset.drafts}:` : null;
  const kept = (begin) => Object.keys(sessionStorage).filter((key) => key.startsWith(begin));
  const SELECTOR = "textarea, input:not([type]), input[type=datetime-local]";

  function* fields() {
    for (const form of document.querySelectorAll("main form[method=post]")) {
      const place = form.elements.namedItem("place")?.value ?? form.id;
      if (!place) continue;
      for (const field of form.querySelectorAll(SELECTOR)) {
        if (field.name) yield { form, field, place, key: `${mine}${place}:${field.name}` };
      }
    }
  }

  // Words that came back, as after a refusal: they are on this page alone, and the newest there are.
  const cameBack = ({ form, field }) => field.defaultValue !== "" && (form.closest("[data-given]") ?? form.querySelector("[data-focus]")) !== null;

  function keep(one) {
    const { field, key } = one;
    if (field.value === field.defaultValue && !cameBack(one)) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, field.value);
  }

  function show(one) {
    const { field, key } = one;
    if (cameBack(one)) { sessionStorage.setItem(key, field.defaultValue); return; }
    const words = sessionStorage.getItem(key);
    if (words === null) return;
    field.value = words;
    for (let one = field.closest("details"); one !== null; one = one.parentElement?.closest("details") ?? null) one.open = true;
  }

  // Done is what the desk says is done; a form that came to nothing, however that was, has its words still.
  for (const told of document.querySelectorAll("[data-done]")) {
    kept(`draft:${told.dataset.done}:`).forEach((key) => sessionStorage.removeItem(key));
  }
  if (page) {
    for (const one of fields()) {
      show(one);
      one.field.addEventListener("input", () => keep(one));
    }
  }
  // Nothing is left for whoever comes to this screen next.
  document.querySelector("form[data-forgets]")?.addEventListener("submit", () => kept("draft:").forEach((key) => sessionStorage.removeItem(key)));

  const going = new Set();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (going.has(form)) { event.preventDefault(); return; }
    going.add(form);
    setTimeout(() => going.delete(form), 10000);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) going.clear(); });
})();
