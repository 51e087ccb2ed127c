// The desk's keys: choose, open, copy. Nothing here moves what is on the screen.
"use strict";
(() => {
  const REST = 300; // ms after the last key until the first hit is shown beside the list
  const STAYED = 3000; // ms on a chosen hit that count as opening it
  const RESTED = 10000; // ms without a search after which the next one is another look-up

  const $ = (id) => document.getElementById(id);
  const field = $("q");
  const form = field.form;
  const work = document.querySelector(".work");
  const words = $("words").dataset;

  // --- saying what happened -------------------------------------------------------------
  let hush = 0;

  function say(text, { stay = false } = {}) {
    clearTimeout(hush);
    $("said").textContent = text;
    if (!stay) hush = setTimeout(() => say("", { stay: true }), 2500);
  }

  // --- copying --------------------------------------------------------------------------
  async function copy() {
    const lead = document.querySelector(".say .lead") || document.querySelector(".lines .agent + dd");
    if (!lead) return say(words.nothing);
    const text = lead.textContent.trim().replace(/^“|”$/g, "");
    if (!(await copied(text))) return say(words.uncopied, { stay: true });
    used("copied");
    say(document.querySelector(".banner") ? words.copiedPast : words.copied);
  }

  // The clipboard object is absent on plain http under a host name; the old way works there.
  async function copied(text) {
    if (navigator.clipboard) {
      try { await navigator.clipboard.writeText(text); return true; } catch { /* the old way */ }
    }
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.className = "unseen";
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
    return done;
  }

  // --- the look-up log: what becomes of what is shown -------------------------------------
  // A look-up is the last search before an opening, a copy, Esc or a rest: then it is `over`,
  // and the next search begins another.
  let look = { session: work?.dataset.session || "", began: 0 }; // whose list is on the screen
  let over = !look.session;
  let place = look.session ? 1 : 0; // of the article in that list; 0 when it came another way

  function used(what) {
    const article = document.querySelector("article");
    over = true;
    // A beacon arrives even when the page is left at once.
    navigator.sendBeacon(words.used, new URLSearchParams({
      what, s: look.session, position: place,
      number: article.dataset.number,
      version: article.querySelector("[data-version]").dataset.version,
      seconds: Math.min(3600, (performance.now() - look.began) / 1000),
      csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value,
    }));
  }

  function toField() {
    over = true;
    work?.classList.remove("open");
    field.focus();
    field.select();
  }

  // By event.code, so that an input method or another layout does not move them.
  const inField = { Escape: toField, "Ctrl+Enter": copy };
  const outside = { Escape: toField, "Ctrl+Enter": copy, Slash: toField, KeyC: copy };

  // What the scripts beside this one build on: their keys go into `outside`.
  window.zhixi = { outside, say, used, copied };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-copy]")) copy();
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || $("keys")?.open) return;
    const typing = event.target === field;
    const name = named(event);
    if (!typing && name !== "Escape" && belongsElsewhere(event)) return;
    const act = (typing ? inField : outside)[name];
    if (act && act(event) !== false) event.preventDefault();
  });

  function named(event) {
    const code = event.code.replace("NumpadEnter", "Enter").replace("Numpad", "Digit");
    const shift = event.shiftKey || event.key === "?";
    return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (shift ? "Shift+" : "") + code;
  }

  // Letters belong to what is being written in; Enter and the arrows to what they work on.
  function belongsElsewhere(event) {
    const writing = event.target.closest("input, textarea, select");
    const worked = event.target.closest("button, a, summary") && /^(?:Enter|NumpadEnter|Space)$/.test(event.code);
    return writing || worked;
  }

  // --- a page of its own ends here; what follows is the list and the article beside it ----
  if (!work) return;

  const pane = $("article");
  const rows = () => [...document.querySelectorAll(".hit")];
  const chosen = () => document.querySelector(".hit[aria-selected=true]");
  const placeOf = (row) => rows().indexOf(row) + 1;
  const ask = () => htmx.trigger(form, "submit");
  let composing = false;
  let pressed = 0; // when the last key changed the text
  let listed = field.value; // the text that the list answers
  let due = null; // the row whose article is not beside the list yet
  let settle = 0;
  let how = ""; // how the row on its way was come by: "opened" by key or click, "chosen" by arrows
  let stay = 0;
  let eager = null; // what to do as soon as list and article have caught up with the text

  function choose(row, act, delay = 120) {
    if (!row) return;
    clearTimeout(stay);
    how = act;
    for (const other of rows()) other.setAttribute("aria-selected", other === row);
    field.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
    due = row;
    clearTimeout(settle);
    settle = setTimeout(show, delay);
  }

  function show() {
    clearTimeout(settle);
    load(due.getAttribute("href"), { s: look.session, position: placeOf(due) });
  }

  function load(address, values = {}) {
    htmx.ajax("GET", address, { source: pane, target: pane, swap: "innerHTML", values });
  }

  function open(row) {
    if (!row) return;
    choose(row, "opened");
    show();
    work.classList.add("open");
    pane.focus({ preventScroll: true });
  }

  // A key pressed right after typing means the answer to what was typed, not the one before.
  function caughtUp(act) {
    if (field.value === listed) return true;
    eager = act;
    ask();
    return false;
  }

  function enter() {
    if (caughtUp(enter)) open(chosen() || rows()[0]);
  }

  function copyShown() {
    if (!caughtUp(copyShown)) return;
    if (!due) return copy();
    eager = copyShown;
    show();
  }

  // What was loaded without a context says so, or branch staff would have their region back.
  function dropContext() {
    const chip = document.querySelector(".ctx");
    if (!chip) return false;
    chip.remove();
    form.querySelectorAll("[data-context]").forEach((input) => input.remove());
    form.insertAdjacentHTML("beforeend", '<input type="hidden" name="region" value="" data-context>');
    ask();
    field.focus();
  }

  const next = () => choose(chosen()?.nextElementSibling || (chosen() ? null : rows()[0]), "chosen");
  const previous = () => choose(chosen()?.previousElementSibling, "chosen");
  Object.assign(inField, {
    "ArrowDown": next, "ArrowUp": previous, "Enter": enter, "Ctrl+Enter": copyShown, "Ctrl+KeyO": literally,
    "Backspace": () => (field.value ? false : dropContext()),
  });
  Object.assign(outside, {
    "Ctrl+Enter": copyShown, "KeyC": copyShown, "KeyX": dropContext, "KeyO": literally, "Shift+Slash": () => $("keys").showModal(),
  });
  for (let n = 1; n <= 9; n++) outside[`Digit${n}`] = () => open(rows()[n - 1]);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-back]")) return toField();
    if (event.target.closest("[data-keys]")) return $("keys").showModal();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest(".hit, .chip, [data-literal], .ctx, .versions a, .plain a, .banner a");
    if (!link) return;
    event.preventDefault();
    if (link.matches(".hit")) open(link);
    else if (link.matches(".chip")) narrow(link.dataset.type);
    else if (link.matches("[data-literal]")) literally();
    else if (link.matches(".ctx")) dropContext();
    else follow(link);
  });

  function follow(link) {
    const related = link.matches(".plain a");
    if (related) place = 0;
    how = related ? "opened" : "";
    load(link.getAttribute("href"));
  }

  pane.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = new URLSearchParams(new FormData(event.target));
    load(`${event.target.getAttribute("action")}?${asked}`);
  });

  // Back from a correction to the text as it was typed; the next key tries what it may mean again.
  function literally() {
    if (!document.querySelector("[data-literal]")) return false;
    form.elements.literal.value = "1";
    ask();
    form.elements.literal.value = "";
  }

  function narrow(type) {
    form.elements.type.value = type;
    ask();
    field.focus();
  }

  // --- the list follows the text ----------------------------------------------------------
  field.addEventListener("input", () => { pressed = performance.now(); eager = null; clearTimeout(stay); });
  field.addEventListener("compositionstart", () => { composing = true; });
  field.addEventListener("compositionend", () => { composing = false; });

  let sought = look; // what was asked last, its list on the way or there
  let askedAt = 0;

  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt !== form) return;
    const now = performance.now();
    const empty = !field.value.trim();
    if (over || empty || now - askedAt > RESTED) sought = { session: empty ? "" : newSession(), began: now };
    over = empty;
    askedAt = now;
    event.detail.parameters.s = sought.session;
  });

  // Nothing that a page on plain http lacks.
  function newSession() {
    return [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join("-");
  }

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (composing && event.detail.elt === form) event.preventDefault();
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === pane) articleCame();
    if (event.detail.target === $("hits")) listCame(event.detail.requestConfig.parameters.q);
    const act = eager;
    eager = null;
    act?.();
  });

  function articleCame() {
    if (due) place = placeOf(due);
    due = null;
    pane.scrollTop = 0;
    clearTimeout(stay);
    if (how === "opened") used("opened");
    if (how === "chosen") stay = setTimeout(used, STAYED, "opened");
    how = "";
  }

  function listCame(text) {
    look = sought;
    listed = text;
    say("", { stay: true });
    keepAddress();
    $("counted").textContent = $("count").textContent;
    work.classList.remove("open");
    field.removeAttribute("aria-activedescendant");
    const [first] = rows();
    if (first && text.trim()) return choose(first, "", Math.max(0, pressed + REST - performance.now()));
    due = null;
    clearTimeout(settle);
    if (!first) pane.replaceChildren($("calm").content.cloneNode(true));
  }

  // Coming back, or loading anew, finds the same list.
  function keepAddress() {
    const given = [...new FormData(form)].filter(([name, value]) => value || name === "region");
    const query = new URLSearchParams(given).toString();
    history.replaceState(null, "", query ? `/?${query}` : "/");
  }

  function failed(text) {
    eager = null;
    how = "";
    say(text, { stay: true });
  }

  document.body.addEventListener("htmx:sendError", () => failed(words.offline));
  document.body.addEventListener("htmx:responseError", (event) => {
    failed({ 404: words.gone, 429: words.busy }[event.detail.xhr.status] || words.offline);
  });

  if (chosen()) field.setAttribute("aria-activedescendant", chosen().id);
  field.setSelectionRange(field.value.length, field.value.length);
})();
