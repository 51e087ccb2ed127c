// Attachments in the editor: sent piece by piece, gone on with where the line was lost.
"use strict";
(() => {
  const AGAIN = 4000; // after a line that was down
  const { changed, grow, fill } = window.zhixiFields;
  const field = document.querySelector("[data-files]");
  if (!field) return;
  const words = field.dataset;
  const token = document.querySelector("[data-root] [name=csrfmiddlewaretoken]").value;
  const begin = words.files;
  const list = field.querySelector("[data-sending]");

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
  const keyOf = (file) => `zhixi-upload:${document.querySelector("[data-writing]").dataset.person}:${file.name}:${file.size}:${file.lastModified}`;
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

  function line(file) {
    const row = document.createElement("li");
    const name = document.createElement("b");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    const stop = document.createElement("button");
    name.textContent = file.name;
    bar.max = file.size || 1;
    bar.setAttribute("aria-label", file.name);
    said.setAttribute("role", "status");
    stop.type = "button";
    stop.textContent = words.wordsDrop;
    row.append(name, bar, said, stop);
    list.append(row);
    const state = { row, bar, said, stopped: false };
    stop.addEventListener("click", () => {
      state.stopped = true;
      row.remove();
      if (state.upload) ask(`${begin}/${state.upload}/drop`, new FormData()).catch(() => {});
      remember(file, null);
      field.querySelector("[data-choose-files]").focus();
    });
    return state;
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
        if (answer.status === 400 || answer.status === 507) return end(state, told.refused || words.wordsFailed);
        if (answer.status < 500) return { status: answer.status, ...told };
      } catch {
        // Tried again below.
      }
      state.said.textContent = fill(words.wordsWaiting, { n: percent(state) });
      await pause(AGAIN);
    }
  }

  function end(state, said) {
    state.bar.remove();
    state.row.classList.add("refused");
    state.said.setAttribute("role", "alert");
    state.said.textContent = said;
    state.row.querySelector("button").textContent = words.wordsClose;
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

  async function send(file) {
    const state = line(file);
    if (file.size > words.megabytes * 1024 * 1024) return end(state, fill(words.wordsLarge, { n: words.megabytes }));
    const sound = /\.(?:mp3|m4a|wav|ogg)$/i.test(file.name);
    if (sound && field.querySelector("[data-cleared]")?.checked === false) return end(state, words.wordsUnclear);
    let told = await opened(state, file);
    for (;;) {
      if (!told || state.stopped) return null;
      if (told.status === 404) return end(state, words.wordsFailed);
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
      told = await asked(state, `${begin}/${state.upload}/finish`, new FormData());
      if (told?.status === 200) return arrived(state, file, told);
      if (!told) remember(file, null);
    }
  }

  function arrived(state, file, told) {
    remember(file, null);
    state.row.remove();
    const made = document.createElement("template");
    made.innerHTML = told.row;
    const row = made.content.firstElementChild;
    field.querySelector("ol").append(row);
    row.querySelectorAll("textarea").forEach(grow);
    const cleared = field.querySelector("[data-cleared]");
    if (cleared && row.querySelector("[data-name=transcript]")) cleared.checked = false; // each is confirmed anew
    changed(field);
    return null;
  }

  // One after the other: they share the line.
  let turn = Promise.resolve();
  function take(files) {
    for (const file of files) turn = turn.then(() => send(file));
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

  // What a file is does not change with its name.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-file-name]")) return;
    const suffix = `.${event.target.closest("[data-suffix]").dataset.suffix}`;
    if (!event.target.value.toLowerCase().endsWith(suffix)) event.target.value += suffix;
  }, true);
})();
