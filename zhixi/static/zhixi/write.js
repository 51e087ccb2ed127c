// A draft that saves itself, keeps a copy here until it is kept there, and never overwrites.
"use strict";
(() => {
  const PAUSE = 3000; // after a change
  const AGAIN = 10000; // after a line that was down
  const { read, tell, cover, fill, words } = window.zhixiFields;
  const main = document.querySelector("[data-writing]");
  const root = main.querySelector("[data-root]");
  const handing = document.querySelector("[data-handing]");
  const conflict = document.querySelector("[data-conflict]");
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const mine = `zhixi-words:${main.dataset.person}:`;

  let number = main.dataset.number;
  let line = main.dataset.line;
  let base = main.dataset.state; // the state that what is here began from
  let kept = begun() ? "{}" : JSON.stringify(read()); // what the server has
  let running = null;
  let timer = 0;
  let leaving = false; // what is sent is not what the fields say: the page is read anew after it
  let covering = false; // what changes is what covers a customer's number
  let both = null; // what is to be chosen between
  let blocking = Number(main.dataset.blocking);

  // On a slow line somebody may have typed before this was here.
  function begun() {
    return [...root.querySelectorAll("input:not([type=checkbox]), textarea")].some((box) => box.value !== box.defaultValue.replace(/[\r\n]/g, box.tagName === "INPUT" ? "" : "$&"));
  }

  const key = () => mine + (number || `new:${main.dataset.type}`);
  const dirty = () => JSON.stringify(read()) !== kept;
  const address = (name) => (number ? main.dataset[name].replace("/0/", `/${number}/`) : main.dataset.new);

  function say(text) {
    main.querySelector("[data-said]").textContent = text;
  }

  // --- the copy here ------------------------------------------------------------------------
  function keepHere(text) {
    try {
      localStorage.setItem(key(), JSON.stringify({ text, base, line }));
    } catch {
      // Full or switched off: the save a moment later has to do.
    }
  }

  function found() {
    try {
      return JSON.parse(localStorage.getItem(key()));
    } catch {
      return null;
    }
  }

  const forget = () => localStorage.removeItem(key());

  // --- saving -------------------------------------------------------------------------------
  function parcel(text) {
    const data = new FormData();
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, words: text, base, line, type: main.dataset.type })) data.append(name, value);
    return data;
  }

  async function send(text) {
    say(words.wordsSaving);
    let answer;
    try {
      answer = await fetch(address("save"), { method: "POST", body: parcel(text), headers: { "HX-Request": "true", Accept: "application/json" } });
    } catch {
      return later(words.wordsOffline);
    }
    if (answer.status === 401 || answer.status === 403) return signedOut();
    if (answer.status >= 500) return later(words.wordsOffline);
    const told = await answer.json().catch(() => null);
    if (answer.ok && told) return saved(text, told);
    if (answer.status === 409 && told) return choose(text, told);
    say(told?.refused || words.wordsOffline);
    return false;
  }

  function later(text) {
    say(text);
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN);
    return false;
  }

  function signedOut() {
    const door = main.querySelector("[data-login]");
    door.href = `${door.getAttribute("href").split("?")[0]}?next=${encodeURIComponent(location.pathname + location.search)}`;
    door.hidden = false;
    say(words.wordsSignedOut);
    return false;
  }

  function saved(text, told) {
    const same = JSON.stringify(read()) === text;
    kept = text;
    covering = true;
    cover(told.covered);
    covering = false;
    if (same) kept = JSON.stringify(read());
    forget();
    base = told.state;
    if (!number) numbered(String(told.number));
    handing.querySelector("[name=base]").value = base;
    blocking = told.blocking;
    tell(told.problems);
    main.querySelector("[data-beside]").innerHTML = told.beside;
    say(told.said);
    if (!leaving && dirty()) changed();
    return true;
  }

  // The first words are kept: the text has a number, and an address of its own.
  function numbered(given) {
    number = given;
    main.dataset.number = given;
    document.dispatchEvent(new Event("zhixi:numbered"));
    history.replaceState(null, "", address("edit"));
    main.querySelector("[data-numbered]").hidden = false;
    main.querySelector("[data-number-shown]").textContent = given;
    const saves = main.querySelector("[data-saves]");
    saves.href = saves.getAttribute("href").replace("/0/", `/${given}/`);
    saves.hidden = false;
  }

  // One after the other: what comes meanwhile is sent once the answer is there.
  async function save() {
    clearTimeout(timer);
    if (running) await running;
    if (both) return false;
    if (!dirty()) return true;
    const text = JSON.stringify(read());
    keepHere(text);
    running = send(text);
    const done = await running;
    running = null;
    return done;
  }

  function changed() {
    const text = JSON.stringify(read());
    if (leaving || covering || text === kept) return;
    keepHere(text);
    if (both) return;
    if (!running) say(words.wordsUnsaved);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  root.addEventListener("input", changed);
  root.addEventListener("change", changed);
  root.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !running) save();
  });
  addEventListener("pagehide", () => {
    if (!both && dirty()) navigator.sendBeacon(address("save"), parcel(JSON.stringify(read())));
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  // --- two texts ------------------------------------------------------------------------------
  function choose(text, told) {
    both = { mine: JSON.parse(text), before: JSON.parse(kept), ...told };
    const list = conflict.querySelector("[data-differing]");
    list.replaceChildren(...told.fields.map(pair));
    conflict.querySelector("[data-who]").textContent = told.who;
    main.querySelector("[data-choose]").hidden = false;
    say(words.wordsBoth);
    if (!told.fields.length) merge();
    else if (!conflict.open) conflict.showModal();
    return false;
  }

  // Where only the other side has changed a field, that side is proposed.
  function pair(field) {
    const made = document.importNode(conflict.querySelector("template").content, true).firstElementChild;
    const untouched = JSON.stringify(both.mine[field.name]) === JSON.stringify(both.before[field.name]);
    made.querySelector("legend").textContent = field.label;
    made.querySelectorAll("label").forEach((label) => {
      const radio = label.querySelector("input");
      radio.name = `choose-${field.name}`;
      radio.dataset.field = field.name;
      radio.checked = (radio.value === "theirs") === untouched;
      label.querySelector(".told").textContent = field[radio.value] || words.wordsEmpty;
    });
    return made;
  }

  // What was typed since the choice was put off is among one's own.
  async function merge() {
    if (held()) {
      conflict.close();
      say(held() === words.wordsUnsent ? words.wordsUnsent : words.wordsWait);
      return;
    }
    const merged = read();
    for (const radio of conflict.querySelectorAll("input[value=theirs]:checked")) {
      const name = radio.dataset.field;
      if (name in both.theirs) merged[name] = both.theirs[name];
      else delete merged[name];
    }
    base = both.state;
    number = String(both.number);
    const text = JSON.stringify(merged);
    both = null;
    conflict.close();
    keepHere(text);
    await sendAndReload(text);
  }

  async function sendAndReload(text, note) {
    leaving = true;
    leaving = await send(text);
    if (!leaving) return;
    if (note) sessionStorage.setItem("zhixi-note", note);
    kept = JSON.stringify(read());
    location.replace(address("edit"));
  }

  // What has not come yet would be lost with the page.
  function held() {
    if (root.querySelector(".pictured[data-failed]")) return words.wordsUnsent;
    if (root.querySelector(".pictured[data-coming]")) return words.wordsComing;
    return root.querySelector(".sending li:not(.refused)") ? words.wordsFileComing : "";
  }

  // --- handing in -----------------------------------------------------------------------------
  async function handIn() {
    if (handing.open) return;
    if (held()) {
      say(held());
      return;
    }
    const done = await save();
    if (!done || !number) return;
    const blockers = handing.querySelector("[data-blockers]");
    blockers.replaceChildren();
    if (blocking) {
      const told = document.createElement("p");
      told.textContent = fill(words.wordsBlocked, { n: blocking });
      const list = document.createElement("ul");
      list.append(...[...main.querySelectorAll("[data-beside] [data-level=must]")].map((each) => each.cloneNode(true)));
      blockers.append(told, list);
    }
    handing.querySelector("[data-go]").disabled = blocking > 0;
    handing.querySelector("form").action = address("submit");
    handing.showModal();
    if (!blocking) handing.querySelector("[name=reason]").focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const data = button.dataset;
    if ("handIn" in data) handIn();
    if ("close" in data || "jump" in data) button.closest("dialog")?.close();
    if ("merge" in data) merge();
    if ("choose" in data) conflict.showModal();
    if ("besideSwitch" in data) {
      const open = main.toggleAttribute("data-open");
      button.setAttribute("aria-expanded", String(open));
    }
    if ("jump" in data && main.hasAttribute("data-open")) main.querySelector("[data-beside-switch]").click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.code === "KeyS") {
      event.preventDefault();
      save();
    }
    if (!/^(?:Numpad)?Enter$/.test(event.code)) return;
    event.preventDefault();
    if (handing.open) handing.querySelector("[data-go]").click();
    else if (!document.querySelector("dialog[open]")) handIn();
  });

  // --- what was not kept the last time ----------------------------------------------------------
  async function comeBack() {
    const note = sessionStorage.getItem("zhixi-note");
    sessionStorage.removeItem("zhixi-note");
    if (note) say(note);
    const copy = found();
    if (!copy) return;
    if (copy.text === kept) {
      forget();
      return;
    }
    base = copy.base;
    line = copy.line;
    await sendAndReload(copy.text, words.wordsBack);
  }

  comeBack();
  if (kept === "{}") changed();
})();
