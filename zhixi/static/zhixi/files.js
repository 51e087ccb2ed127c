// Files of a text or a request: sent piece by piece, gone on with where the line was lost.
"use strict";
(() => {
  const AGAIN = 4000; // after a line that was down
  const field = document.querySelector("[data-files]");
  if (!field) return;
  const { changed, grow } = window.zhixiFields || { changed() {}, grow() {} }; // a request has no editor
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  const words = field.dataset;
  const token = field.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
  const { person } = field.closest("[data-person]").dataset;
  const begin = words.files;
  const attached = { list: field.querySelector("[data-sending]"), back: () => field.querySelector("[data-choose-files]").focus(), arrived };

  // --- one file on its way ---------------------------------------------------------------------
  const pause = (ms) => new Promise((resolve) => {
    const timer = setTimeout(go, ms);
    function go() {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    }
    addEventListener("online", go);
  });

  // A file chosen again goes on where it was, also after the page was left.
  const keyOf = (file) => `zhixi-upload:${person}:${file.name}:${file.size}:${file.lastModified}`;
  function remembered(file) {
    try {
      return localStorage.getItem(keyOf(file));
    } catch {
      return null;
    }
  }
  function remember(file, upload) {
    try {
      if (upload) localStorage.setItem(keyOf(file), upload);
      else localStorage.removeItem(keyOf(file));
    } catch {
      // Full or switched off: it then begins anew.
    }
  }

  function line(file, to) {
    const row = document.createElement("li");
    const name = document.createElement("b");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    const stop = document.createElement("button");
    const again = document.createElement("button");
    name.textContent = file.name;
    bar.max = file.size || 1;
    bar.setAttribute("aria-label", file.name);
    said.setAttribute("role", "status");
    stop.type = again.type = "button";
    again.textContent = words.wordsAgain;
    row.append(name, bar, said, again, stop);
    const state = { file, row, bar, said, stop, again, to, stopped: false };
    stop.addEventListener("click", () => {
      state.stopped = true;
      row.remove();
      if (state.upload) ask(`${begin}/${state.upload}/drop`, new FormData()).catch(() => {});
      remember(file, null);
      state.settle(null);
      to.back();
    });
    again.addEventListener("click", () => {
      started(state);
      stop.focus();
      inTurn(state);
    });
    started(state);
    return state;
  }

  function started(state) {
    state.bar.hidden = false;
    state.again.hidden = true;
    state.row.classList.remove("refused");
    state.said.setAttribute("role", "status");
    state.said.textContent = fill(words.wordsSending, { n: percent(state) });
    state.stop.textContent = words.wordsDrop;
    state.to.list.append(state.row);
  }

  const ask = (address, body, type) => fetch(address, { method: body === undefined ? "GET" : "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true", Accept: "application/json", ...(type && { "Content-Type": type }) } });
  const percent = (state) => `${Math.floor((state.bar.value / state.bar.max) * 100)}%`;

  // The answer, however long the line is down. Refused and signed out are ends.
  async function asked(state, address, body, type) {
    for (;;) {
      if (state.stopped) return null;
      try {
        const answer = await ask(address, body, type);
        if (answer.status === 401 || answer.status === 403) return end(state, fill(words.wordsSignedOut, { n: percent(state) }));
        const told = await answer.json().catch(() => ({}));
        const judged = answer.status === 400 && address.endsWith("/finish"); // it stays what it is
        if (answer.status === 400 || answer.status === 507) return end(state, told.refused || words.wordsFailed, !judged);
        if (answer.status < 500) return { status: answer.status, ...told };
      } catch {
        // Tried again below.
      }
      state.said.textContent = fill(words.wordsWaiting, { n: percent(state) });
      await pause(AGAIN);
    }
  }

  // It did not come: told here, or at the place that waits for it, which keeps it to be tried again.
  function end(state, said, again = false) {
    state.bar.hidden = true;
    state.again.hidden = !again;
    state.row.classList.add("refused");
    state.said.setAttribute("role", "alert");
    state.said.textContent = said;
    state.stop.textContent = words.wordsClose;
    if (!again) state.settle(null);
    else if (state.to.failed) {
      state.row.remove();
      state.to.failed(said, () => state.again.click());
    }
    return null;
  }

  function parcel(values) {
    const data = new FormData();
    for (const [name, value] of Object.entries(values)) data.append(name, value);
    return data;
  }

  async function opened(state, file) {
    const before = remembered(file);
    if (before) {
      const told = await asked(state, `${begin}/${before}`);
      if (!told || told.status === 200) return told;
      remember(file, null);
    }
    const cleared = field.querySelector("[data-cleared]")?.checked ? "1" : "";
    return asked(state, begin, parcel({ name: file.name, size: file.size, cleared }));
  }

  // What came of it; nothing where it was refused or stopped.
  async function send(state) {
    const { file, to } = state;
    if (state.stopped) return null;
    if (file.size > words.megabytes * 1024 * 1024) return end(state, fill(words.wordsLarge, { n: words.megabytes }));
    const sound = /\.(?:mp3|m4a|wav|ogg)$/i.test(file.name);
    if (sound && field.querySelector("[data-cleared]")?.checked === false) return end(state, words.wordsUnclear, true);
    let told = await opened(state, file);
    for (;;) {
      if (!told || state.stopped) return null;
      if (told.status === 404) {
        remember(file, null);
        return end(state, words.wordsFailed, true);
      }
      state.upload = told.upload || state.upload;
      remember(file, state.upload);
      state.bar.value = told.at;
      state.piece = told.piece || state.piece;
      if (told.at < file.size) {
        state.said.textContent = fill(words.wordsSending, { n: percent(state) });
        const piece = file.slice(told.at, told.at + state.piece);
        told = await asked(state, `${begin}/${state.upload}?at=${told.at}`, piece, "application/octet-stream");
        continue;
      }
      state.said.textContent = words.wordsChecking;
      told = await asked(state, `${begin}/${state.upload}/finish`, parcel({ for: words.for || "" }));
      if (told?.status === 200) {
        remember(file, null);
        state.row.remove();
        return state.settle(to.arrived(told));
      }
    }
  }

  function arrived(told) {
    const made = document.createElement("template");
    made.innerHTML = told.row;
    const row = made.content.firstElementChild;
    field.querySelector("ol").append(row);
    row.querySelectorAll("textarea").forEach(grow);
    const cleared = field.querySelector("[data-cleared]");
    if (cleared && row.querySelector("[data-name=transcript]")) cleared.checked = false; // each is confirmed anew
    changed(field);
  }

  // One after the other: they share the line. One that failed lets the others pass.
  let turn = Promise.resolve();
  function inTurn(state) {
    turn = turn.then(() => send(state));
  }

  function queued(file, to) {
    const state = line(file, to);
    inTurn(state);
    return new Promise((resolve) => { state.settle = resolve; });
  }

  // Whoever leaves now loses what has not come yet.
  addEventListener("beforeunload", (event) => {
    if (!document.querySelector(".pictured[data-coming], .sending li:not(.refused)")) return;
    event.preventDefault();
    event.returnValue = "coming";
  });

  function take(files) {
    for (const file of files) queued(file, attached);
  }

  field.addEventListener("change", (event) => {
    if (!event.target.matches("[data-choose-files]")) return;
    take([...event.target.files]);
    event.target.value = "";
  });
  for (const name of ["dragover", "drop"]) {
    field.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      field.toggleAttribute("data-over", name === "dragover");
      if (name === "drop") take([...event.dataTransfer.files]);
    });
  }
  field.addEventListener("dragleave", () => field.removeAttribute("data-over"));

  field.addEventListener("click", (event) => {
    if (!event.target.matches("[data-take-out]")) return;
    event.target.closest("li").remove();
    field.querySelector("[data-choose-files]").focus();
  });

  // What a file is does not change with its name.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-file-name]")) return;
    const suffix = `.${event.target.closest("[data-suffix]").dataset.suffix}`;
    if (!event.target.value.toLowerCase().endsWith(suffix)) event.target.value += suffix;
  }, true);

  window.zhixiSend = queued;
})();
