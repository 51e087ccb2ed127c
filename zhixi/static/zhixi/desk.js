// The desk's keys: choose, open, copy. Nothing here moves what is on the screen.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const field = $("q"), work = document.querySelector(".work"), words = $("words").dataset;
  let settle = 0;

  function say(text) {
    $("said").textContent = text;
    setTimeout(() => { $("said").textContent = ""; }, 2500);
  }

  // A page of its own: copying alone.
  async function copy() {
    const lead = document.querySelector(".say .lead") || document.querySelector(".lines .agent + dd");
    if (!lead) return say(words.nothing);
    const text = lead.textContent.replace(/^“|”$/g, "");
    say((await copied(text)) ? words.copied : words.uncopied);
  }

  // The clipboard object is absent on plain http under a host name; the old way works there.
  async function copied(text) {
    if (navigator.clipboard) {
      try { await navigator.clipboard.writeText(text); return true; } catch { /* the old way */ }
    }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-copy]")) copy();
  });
  if (!field) return;

  const rows = () => [...document.querySelectorAll(".hit")];
  const chosen = () => document.querySelector(".hit[aria-selected=true]");

  function choose(row) {
    if (!row) return;
    rows().forEach((other) => other.setAttribute("aria-selected", other === row));
    field.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
    clearTimeout(settle);
    settle = setTimeout(() => show(row), 150);
  }

  async function show(row) {
    clearTimeout(settle);
    const attributes = new FormData(field.form);
    attributes.delete("q");
    const query = new URLSearchParams(attributes).toString();
    const answer = await fetch(row.dataset.url + (query && "?" + query), { headers: { "HX-Request": "true" } })
      .catch(() => null);
    if (!answer) return say(words.offline);
    if (answer.status === 401) return location.reload();
    if (answer.ok && row.isConnected) {
      $("article").innerHTML = await answer.text();
      $("article").scrollTop = 0;
    }
  }

  function open(row) {
    if (!row) return;
    choose(row);
    show(row);
    work.classList.add("open");
  }

  document.body.addEventListener("htmx:afterSwap", () => {
    work.classList.remove("open");
    clearTimeout(settle);
    const first = rows()[0];
    if (first && field.value.trim()) settle = setTimeout(() => choose(first), 180);
    if (!first) $("article").replaceChildren();
  });
  for (const fault of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(fault, () => say(words.offline));
  }

  $("hits").addEventListener("click", (event) => {
    const row = event.target.closest(".hit");
    if (!row || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(row);
  });

  const inField = {
    ArrowDown: () => choose(chosen()?.nextElementSibling || rows()[0]),
    ArrowUp: () => choose(chosen()?.previousElementSibling),
    Enter: () => open(chosen()),
    NumpadEnter: () => open(chosen()),
    Escape: () => { work.classList.remove("open"); field.select(); },
  };
  const outside = {
    Slash: (event) => (event.shiftKey ? $("keys").showModal() : (field.focus(), field.select())),
    KeyC: copy,
    Escape: () => { work.classList.remove("open"); field.focus(); field.select(); },
    ArrowDown: inField.ArrowDown,
    ArrowUp: inField.ArrowUp,
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || $("keys").open) return;
    if ((event.ctrlKey || event.metaKey) && event.code === "Enter") { event.preventDefault(); return copy(); }
    if (event.ctrlKey || event.metaKey) return;
    const typing = event.target === field;
    if (!typing && event.target.closest("input, textarea, select, button, a, summary") && event.code !== "Escape") return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const act = typing ? inField[event.code] : digit ? () => open(rows()[digit[1] - 1]) : outside[event.code];
    if (act) { event.preventDefault(); act(event); }
  });
})();
