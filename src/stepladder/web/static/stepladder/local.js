// What is the reader's own: their wall clock, added to the exact instant that every time shows on hover, and their width.
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
  // On a narrow screen the places of the desk scroll: where one is stands in sight.
  document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  document.addEventListener("htmx:afterSettle", add);
})();
