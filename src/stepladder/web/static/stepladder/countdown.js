// Running countdowns and times that are near: they count in the desk's own time, which may differ from this machine's.
"use strict";
(() => {
  const root = document.documentElement;
  const midnight = Date.parse(root.dataset.midnight);
  let skew = Date.parse(root.dataset.now) - Date.now();
  const words = document.getElementById("words").dataset;
  const herald = document.getElementById("herald");

  const two = (number) => String(number).padStart(2, "0");

  // The same steps as `words.left` on the server: days, hours, minutes, and seconds only in the last ten minutes.
  function left(seconds) {
    const s = Math.abs(seconds);
    if (s < 600) return `${Math.floor(s / 60)}:${two(s % 60)}`;
    const minutes = Math.floor(s / 60);
    if (minutes < 60) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return `${hours} h ${two(minutes % 60)} min`;
    const days = Math.floor(hours / 24);
    return days < 100 ? `${days} d ${hours % 24} h` : `${days} d`;
  }

  function write(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  // The same words as `words.when` on the server.
  function near(seconds) {
    const minutes = Math.floor(Math.abs(seconds) / 60);
    if (minutes === 0) return seconds <= 0 ? words.now : words.soon;
    return (seconds > 0 ? words.ahead : words.ago).replace("%(n)d", minutes);
  }

  function tick() {
    const now = Date.now() + skew;
    for (const time of document.querySelectorAll("time[data-then]")) {
      const seconds = Math.trunc((Date.parse(time.dateTime) - now) / 1000);
      if (Math.abs(seconds) < 3600) {
        time.dataset.near = "";
        write(time, near(seconds));
      } else if (now >= midnight || "near" in time.dataset) write(time, time.dataset.then);
    }
    // "Tomorrow" is today once the day is over.
    if (now >= midnight) document.querySelectorAll("time[data-day]").forEach((time) => write(time, time.dataset.day));
    for (const pill of document.querySelectorAll("[data-due]")) {
      const due = Date.parse(pill.dataset.due);
      const from = Date.parse(pill.dataset.from);
      const risk = pill.dataset.risk ? Date.parse(pill.dataset.risk) : due;
      const seconds = Math.round((due - now) / 1000);
      const state = seconds <= 0 ? "overdue" : now >= risk ? "risk" : "running";
      write(pill.querySelector("b"), (seconds <= 0 ? "+" : "") + left(seconds));
      if (pill.dataset.state !== state) {
        const before = pill.dataset.state;
        pill.dataset.state = state;
        pill.className = `pill is-${state}`;
        const word = { running: "", risk: words.risk, overdue: words.overdue }[state];
        write(pill.querySelector(".word"), word);
        if (before && word && herald) write(herald, `${pill.dataset.name}: ${word}`);
      }
      const share = due > from ? Math.min(100, Math.max(0, ((now - from) / (due - from)) * 100)) : 100;
      pill.querySelector(".used")?.setAttribute("stroke-dasharray", `${share.toFixed(1)} 100`);
    }
  }

  // What the desk says its time is: this machine's clock may be put right while a page is open.
  function setBy(exact) {
    const fresh = Date.parse(exact) - Date.now();
    if (!(Math.abs(fresh - skew) > 2000)) return;
    skew = fresh;
    tick();
  }

  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterRequest", (event) => setBy(event.detail.xhr?.getResponseHeader("Desk-Now")));
  // A page that comes out of the browser's memory, as after "back", brings the time at which it was made.
  const polled = document.getElementById("troubles")?.getAttribute("hx-get");
  if (polled && performance.getEntriesByType("navigation")[0]?.transferSize === 0) {
    fetch(polled, { headers: { "HX-Request": "true" }, cache: "no-store" })
      .then((answer) => setBy(answer.headers.get("Desk-Now")))
      .catch(() => {});
  }
  document.addEventListener("htmx:afterSettle", tick);
})();
