// From one change to the next, by key and by button: where texts are compared, and at the gate.
"use strict";
(() => {
  const CHANGES = ".compared [data-state]:not([data-state=''], [data-state=same]), .change .diff > dd";
  const KEYS = { KeyJ: 1, KeyK: -1 }; // where the bank's own table of keys is not read
  let last = null; // where the step before led, for whoever presses the buttons

  const shown = (element) => element.getClientRects().length > 0;
  const status = () => document.querySelector(".stepping [role=status]");

  function step(by) {
    const all = [...document.querySelectorAll(CHANGES)].filter(shown);
    if (!all.length || !status()) return false;
    const now = document.activeElement;
    const here = all.findIndex((each) => (now.matches("[data-step]") ? each === last : each.contains(now)));
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
    status().textContent = all[next] ? "" : status().dataset[by > 0 ? "wordsLast" : "wordsFirst"];
    if (!all[next]) return;
    last = all[next];
    last.tabIndex = -1;
    last.focus({ preventScroll: true });
    last.scrollIntoView({ block: "center" });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });

  if (window.zhixi) {
    window.zhixi.on("outside", { next_change: () => step(1), previous_change: () => step(-1) });
    return;
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !KEYS[event.code]) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (localStorage.getItem("zhixi-single-keys") === "off" || step(KEYS[event.code]) === false) return;
    event.preventDefault();
  });
})();
