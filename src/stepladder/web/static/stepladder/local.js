// The reader's own wall clock, added to the exact instant that every time shows on hover.
"use strict";
(() => {
  const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "long" });
  const words = document.getElementById("words").dataset;

  function add() {
    for (const time of document.querySelectorAll("time[datetime][title]:not([data-local])")) {
      time.dataset.local = "";
      time.title += `\n${words.here}: ${format.format(new Date(time.dateTime))}`;
    }
  }

  add();
  document.addEventListener("htmx:afterSettle", add);
})();
