// The list and the article beside it: choose, open. Nothing here moves what is on the screen.
"use strict";
(() => {
  const REST = 300; // ms after the last key until the first hit is shown beside the list
  const STAYED = 3000; // ms on a chosen hit that count as opening it
  const LOOKING = 250; // ms without a letter while an input method composes
  const RESTED = 10000; // ms without a search after which the next one is another look-up

  const { on, say, words, seat, used, arrived, copy } = window.zhixi;
  const $ = (id) => document.getElementById(id);
  const field = $("q");
  const form = field.form;
  const work = document.querySelector(".work");

  function toField() {
    document.querySelector(".narrow[open]")?.removeAttribute("open");
    seat.over = true;
    work?.classList.remove("open");
    field.focus();
    field.select();
  }

  on("field", { again: toField });
  on("outside", { again: toField, find: toField });

  // --- a page of its own ends here; what follows is the list and the article beside it ----
  if (!work) return;

  const pane = $("article");
  const rows = () => [...document.querySelectorAll(".hit")];
  const chosen = () => document.querySelector(".hit[aria-selected=true]");
  const placeOf = (row) => rows().indexOf(row) + 1;
  const ask = () => htmx.trigger(form, "submit");
  Object.assign(seat, {
    listed: field.value, // the text that the list answers
    due: null, // the row whose article is not beside the list yet
    sought: seat.look, // what was asked last, its list on the way or there
    askedAt: 0,
  });
  let composing = false;
  let preview = 0;
  let previewing = false; // while the one search is sent that letters on their way may ask
  let pressed = 0; // when the last key changed the text
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
    seat.due = row;
    clearTimeout(settle);
    settle = setTimeout(show, delay);
  }

  function show() {
    clearTimeout(settle);
    load(seat.due.getAttribute("href"), { s: seat.look.session, position: placeOf(seat.due) });
  }

  function load(address, values = {}) {
    const call = form.elements.call?.value;
    htmx.ajax("GET", address, { source: pane, target: pane, swap: "innerHTML", values: call ? { call, ...values } : values }).catch(() => {}); // an event tells of it
  }

  function open(row) {
    if (!row) return;
    choose(row, "opened");
    if (stands(row)) isThere();
    else show();
    work.classList.add("open");
    pane.focus({ preventScroll: true });
  }

  // What the row leads to may stand beside the list already.
  function stands(row) {
    const address = pane.querySelector("article[data-number]")?.dataset.address;
    return address === row.getAttribute("href");
  }

  function isThere() {
    clearTimeout(settle);
    seat.place = placeOf(seat.due);
    seat.due = null;
    how = "";
    used("opened");
  }

  // A key pressed right after typing means the answer to what was typed, not the one before.
  function caughtUp(act) {
    if (field.value === seat.listed) return true;
    eager = act;
    ask();
    return false;
  }

  function enter() {
    if (caughtUp(enter)) open(chosen() || rows()[0]);
  }

  function copyShown() {
    if (!caughtUp(copyShown)) return;
    if (!seat.due) return copy();
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

  on("field", {
    next: () => choose(chosen()?.nextElementSibling || (chosen() ? null : rows()[0]), "chosen"),
    previous: () => choose(chosen()?.previousElementSibling, "chosen"),
    open: enter,
    copy: copyShown,
    literal: literally,
    drop_context: () => (field.value ? false : dropContext()),
  });
  on("outside", {
    narrow: () => {
      const choices = document.querySelector(".narrow");
      if (!choices) return false;
      choices.open = !choices.open;
      if (choices.open) choices.querySelector(".chip")?.focus();
    },
  });
  on("outside", { copy: copyShown, drop_context: dropContext, literal: literally });
  for (let n = 1; n <= 9; n++) on("outside", { [`open_${n}`]: () => open(rows()[n - 1]) });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-back]")) return toField();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest(".hit, .chip, [data-literal], .ctx, .versions a, .plain a, .banner a");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    if (link.matches(".hit")) open(link);
    else if (link.matches(".chip")) narrow(link.dataset);
    else if (link.matches("[data-literal]")) literally();
    else if (link.matches(".ctx")) dropContext();
    else follow(link);
  });

  function follow(link) {
    const related = link.matches(".plain a");
    if (related) seat.place = 0;
    clearTimeout(settle);
    seat.due = null;
    how = related ? "opened" : "";
    load(link.getAttribute("href"));
    work.classList.add("open");
  }

  pane.addEventListener("submit", (event) => {
    if (!event.target.matches(".as-of")) return;
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

  function narrow({ name, value }) {
    form.elements[name].value = value;
    document.querySelector(".narrow")?.removeAttribute("open");
    ask();
    field.focus();
  }

  // --- the list follows the text ----------------------------------------------------------
  field.addEventListener("input", () => { pressed = performance.now(); eager = null; clearTimeout(stay); });
  field.addEventListener("compositionstart", () => { composing = true; });
  field.addEventListener("compositionend", () => { composing = false; clearTimeout(preview); });
  // Letters come fast, and only who stops to choose a word looks at the list.
  field.addEventListener("input", () => {
    clearTimeout(preview);
    if (composing && /[a-z]{2}/i.test(field.value)) preview = setTimeout(previewed, LOOKING);
  });

  function previewed() {
    previewing = true;
    ask();
    previewing = false;
  }

  document.body.addEventListener("htmx:configRequest", (event) => {
    // Whoever must sign in again comes back to what was typed and open, not to what was listed.
    event.detail.headers["HX-Current-URL"] = location.origin + address();
    if (event.detail.elt !== form) return;
    const now = performance.now();
    const empty = !field.value.trim();
    if (seat.over || empty || now - seat.askedAt > RESTED) seat.sought = { session: empty ? "" : newSession(), began: now };
    seat.over = empty;
    seat.askedAt = now;
    event.detail.parameters.s = seat.sought.session;
    if (composing) event.detail.parameters.q = spelled();
  });

  // Letters on their way through an input method, which parts them: xin'yong'ka.
  function spelled() {
    return field.value.replace(/(?<=[a-z])['’\s]+(?=[a-z])/gi, "");
  }

  // Nothing that a page on plain http lacks.
  function newSession() {
    return [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join("-");
  }

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (composing && !previewing && event.detail.elt === form) event.preventDefault();
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === pane) articleCame();
    if (event.detail.target === $("hits")) listCame(event.detail.requestConfig.parameters.q);
    const act = eager;
    eager = null;
    act?.();
  });

  function articleCame() {
    if (seat.due && stands(seat.due)) { // else it was asked for before the list changed
      clearTimeout(settle);
      seat.place = placeOf(seat.due);
      seat.due = null;
    }
    pane.scrollTop = 0;
    clearTimeout(stay);
    arrived();
    if (how === "opened") used("opened");
    if (how === "chosen") stay = setTimeout(used, STAYED, "opened");
    how = "";
    keepAddress();
  }

  function listCame(text) {
    $("hits").classList.toggle("preview", composing);
    if (composing) return; // seen, but not chosen from: the keys are the input method's
    seat.look = seat.sought;
    seat.listed = text;
    say("", { stay: true });
    $("counted").textContent = $("count").textContent;
    work.classList.remove("open");
    field.removeAttribute("aria-activedescendant");
    const [first] = rows();
    if (first && text.trim()) {
      choose(first, "", Math.max(0, pressed + REST - performance.now()));
    } else {
      seat.due = null;
      clearTimeout(settle);
      if (!first) calm();
    }
    keepAddress();
  }

  function calm() {
    pane.replaceChildren($("calm").content.cloneNode(true));
    arrived();
  }

  // Coming back, or loading anew, finds the same list and the same article.
  function keepAddress() {
    history.replaceState(null, "", address());
    document.dispatchEvent(new CustomEvent("zhixi:moved"));
  }

  function address() {
    const given = [...new FormData(form)].filter(([name, value]) => value || name === "region");
    const shown = pane.querySelector("article[data-number]")?.dataset.number;
    if (shown) given.push(["open", shown]);
    const query = new URLSearchParams(given).toString();
    return query ? `/?${query}` : "/";
  }

  // --- another conversation takes the screen ------------------------------------------------
  function halt() {
    clearTimeout(settle);
    clearTimeout(stay);
    htmx.trigger(form, "htmx:abort");
    htmx.trigger(pane, "htmx:abort");
    eager = null;
    how = "";
  }

  if (chosen()) field.setAttribute("aria-activedescendant", chosen().id);
  field.setSelectionRange(field.value.length, field.value.length);
  Object.assign(window.zhixi, {
    ask, load, halt, keepAddress, address, calm,
    failed: () => { eager = null; how = ""; },
  });
})();
