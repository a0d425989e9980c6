// Keys: j and k move through rows, Enter opens (a row is a link), a acknowledges, / goes to the search, ? lists them all.
"use strict";
(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  const inSight = () => [...document.querySelectorAll("a.row")].filter((row) => row.offsetParent !== null);

  function move(step) {
    const rows = inSight();
    if (rows.length === 0) return;
    const at = rows.indexOf(document.activeElement?.closest("li")?.querySelector("a.row"));
    const to = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
    rows[to].focus();
    rows[to].scrollIntoView({ block: "nearest" });
  }

  function acknowledge() {
    const row = document.activeElement?.closest("li");
    const button = (row ?? document).querySelector("[data-key=a]");
    if (row || document.querySelector("a.row") === null) button?.click();
  }

  const field = () => document.querySelector("input[type=search]");

  function search() {
    field()?.focus();
    field()?.select();
  }

  // The board comes anew once a row is acknowledged: the place in it goes along, to the row after.
  document.addEventListener("submit", (event) => {
    const row = event.target.closest("li")?.querySelector("a.row");
    if (!row) return;
    const rows = inSight();
    event.target.action = `${event.target.action.split("#")[0]}#${(rows[rows.indexOf(row) + 1] ?? row).id}`;
  });

  const sheet = document.getElementById("keys");
  const keys = { j: () => move(1), k: () => move(-1), a: acknowledge, "/": search, "?": () => sheet?.showModal() };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (act === undefined || (event.key === "/" && field() === null)) return;
    event.preventDefault();
    act();
  });
  for (const opener of document.querySelectorAll("[data-opens=keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => sheet?.showModal());
  }
})();
