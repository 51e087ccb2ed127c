// Comparing: what changed in the article shown, and that article beside another one.
"use strict";
(() => {
  const RECENT = 180000; // ms for which an article chosen before is the one to compare with

  const { on, say } = window.zhixi;
  const { wordsAlone: alone } = document.currentScript.dataset;
  const pane = document.getElementById("article"); // beside the list; a page of its own has none
  const work = document.querySelector(".work");
  const field = document.getElementById("q");
  const $ = (selector) => document.querySelector(selector);
  let view = new URLSearchParams(location.search).get("view") || "";

  function go(address) {
    if (!pane) return location.assign(address);
    work.classList.add("open");
    htmx.ajax("GET", address, { source: pane, target: pane, swap: "innerHTML" }).catch(() => {}); // an event tells of it
    pane.focus({ preventScroll: true });
  }

  // The address with the customer's context and the view chosen last.
  function addressed(path, given = {}) {
    const query = new URLSearchParams(given);
    for (const input of field.form.querySelectorAll("[data-context]")) query.set(input.name, input.value);
    if (view && path.endsWith("/changes")) query.set("view", view);
    return `${query}` ? `${path}?${query}` : path;
  }

  function back() {
    const link = $("[data-back-to]");
    if (link) go(link.getAttribute("href"));
    return Boolean(link);
  }

  const shown = () => $("article[data-number]")?.dataset.number;

  // --- what changed -----------------------------------------------------------------------
  function changes() {
    if (!shown()) return false;
    if ($(".sides")) return back();
    go(addressed(`/k/${shown()}/changes`, { to: $("article [data-version]").dataset.version }));
  }

  function turn() {
    const other = $("[data-view]:not([aria-current])");
    if (!other) return false;
    other.click();
  }

  // Kept in the address, from where the desk opens anew as it was left.
  function keepView() {
    const here = new URL(location);
    here.searchParams.set("view", view);
    if (pane && view) history.replaceState(history.state, "", here);
  }

  // --- beside another ---------------------------------------------------------------------
  let acted = false; // whether the article on its way was chosen, not only shown
  const chosen = []; // numbers of articles, and when

  function rival() {
    const here = shown();
    const before = chosen.findLast(({ number, at }) => number !== here && performance.now() - at < RECENT);
    if (before) return before.number;
    const listed = [...document.querySelectorAll(".hit, .plain a:not([data-compare])")];
    return listed.map((link) => link.getAttribute("href").match(/^\/k\/(\d+)/)?.[1]).find((n) => n && n !== here);
  }

  function beside() {
    if (!shown()) return false;
    if ($(".facing")) return back();
    const other = rival();
    if (!other) return say(alone);
    go(addressed(`/k/${shown()}/with/${other}`));
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    acted ||= /^(?:Numpad)?Enter$|^Arrow(?:Up|Down)$/.test(event.code) || (!typing && /^(?:Digit|Numpad)[1-9]$/.test(event.code));
  }, true);
  field.addEventListener("input", () => { acted = false; });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== pane) return;
    if (acted && shown() && !$(".compared")) chosen.push({ number: shown(), at: performance.now() });
    acted = false;
    keepView();
  });

  // --- clicks -----------------------------------------------------------------------------
  // Caught on their way down: the desk would take the links of its lists for articles opened.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-rival]")) return beside();
    acted ||= Boolean(event.target.closest(".hit, .plain a"));
    const link = event.target.closest("a[data-compare]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.dataset.view) view = link.dataset.view;
    if (!pane) return;
    event.preventDefault();
    event.stopPropagation();
    acted = false;
    const { pathname, search } = new URL(link.href);
    const given = Object.fromEntries(new URLSearchParams(search));
    go(pathname.endsWith("/changes") ? addressed(pathname, given) : pathname + search);
  }, true);

  pane?.addEventListener("submit", (event) => {
    if (!event.target.matches(".sides")) return;
    event.preventDefault();
    go(`${event.target.getAttribute("action")}?${new URLSearchParams(new FormData(event.target))}`);
  });

  on("outside", { changes, side_by_side: turn, rival: beside });
})();
