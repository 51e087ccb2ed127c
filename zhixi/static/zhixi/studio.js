// The authors' lists: what is chosen, a key to the field, and arrows from row to row.
"use strict";
(() => {
  const field = () => document.querySelector(".sift [name=q]");
  const rows = () => [...document.querySelectorAll(".articles .named a, .card .lines a")];
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };

  // --- what is chosen of the list -------------------------------------------------------------
  const ticks = () => [...document.querySelectorAll(".articles [name=numbers]")];

  function count() {
    const told = document.querySelector("[data-chosen]");
    const n = ticks().filter((tick) => tick.checked).length;
    if (told) told.textContent = told.dataset.chosen.replace("%", n);
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) for (const tick of ticks()) tick.checked = event.target.checked;
    count();
  });
  count();

  // --- a list that drops down closes at a click elsewhere and at Escape ------------------------
  const close = (but) => {
    for (const drop of document.querySelectorAll(".drop[open]")) if (drop !== but) drop.open = false;
  };
  document.addEventListener("click", (event) => close(event.target.closest(".drop")));
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape" || event.isComposing) return;
    const drop = event.target.closest(".drop[open]");
    close(null);
    drop?.querySelector("summary").focus();
  });

  // --- what takes a while is sent once, and says that it is under way ---------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-once]");
    if (!form) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    const said = document.createElement("span");
    said.className = "busy";
    said.setAttribute("role", "status");
    event.submitter?.after(said);
    said.textContent = form.dataset.once;
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
    for (const said of document.querySelectorAll(".busy")) said.remove();
  });

  document.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    if (composing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const all = rows();
    let next = null;
    if (event.code === "Slash" && localStorage.getItem("zhixi-single-keys") !== "off") next = field();
    if (event.code in STEPS && all.includes(event.target)) next = all[all.indexOf(event.target) + STEPS[event.code]];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select?.();
  });
})();
