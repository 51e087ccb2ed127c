// What must not worry the agent: the line breaks, the server starts anew, an article is withdrawn
// while it is being read. It is said calmly, and nothing that was typed is lost.
"use strict";
(() => {
  const WATCH = 20000; // ms between two looks at whether what is shown still stands
  const IDLE = 600000; // ms without a key or a click after which nobody is looking
  const PAUSES = [1000, 2000, 4000, 8000]; // ms until it is tried again
  const { say, words, load, ask, failed } = window.zhixi;

  // --- trying again ------------------------------------------------------------------------
  let tries = 0;
  let due = 0;
  let missed = null; // what to ask again, the last one

  function later(again) {
    missed = again;
    clearTimeout(due);
    due = setTimeout(retry, PAUSES[Math.min(tries, PAUSES.length - 1)]);
    tries += 1;
  }

  function retry() {
    clearTimeout(due);
    const again = missed;
    missed = null;
    again?.();
  }

  function trouble(event) {
    failed?.();
    const { elt, xhr, requestConfig } = event.detail;
    const told = { 404: words.gone, 429: words.busy }[xhr.status];
    say(told || words.offline, { stay: true });
    if (told || requestConfig.verb !== "get") return;
    later(elt.matches?.(".find") ? ask : () => load(requestConfig.path, requestConfig.parameters));
  }

  document.body.addEventListener("htmx:sendError", trouble);
  document.body.addEventListener("htmx:responseError", trouble);
  document.body.addEventListener("htmx:afterSwap", () => {
    if (tries) say(words.back);
    tries = 0;
    missed = null;
    clearTimeout(due);
  });
  addEventListener("online", retry);

  // --- does it still stand? ----------------------------------------------------------------
  let touched = performance.now();
  for (const what of ["keydown", "pointerdown", "scroll"]) {
    addEventListener(what, () => { touched = performance.now(); }, { passive: true, capture: true });
  }

  async function look() {
    const article = document.querySelector("article[data-watched]");
    if (!article || document.visibilityState !== "visible" || performance.now() - touched > IDLE) return;
    const version = article.querySelector("[data-version]").dataset.version;
    try {
      const answer = await fetch(`/k/${article.dataset.number}/standing?n=${version}`, { headers: { "HX-Request": "true" } });
      if (answer.ok) mark(article, await answer.text());
    } catch { /* the next look tells */ }
  }

  function mark(article, html) {
    const box = article.querySelector(".standing");
    if (box.innerHTML.trim() !== html.trim()) box.innerHTML = html;
  }

  setInterval(look, WATCH);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("zhixi:taken", look);
})();
