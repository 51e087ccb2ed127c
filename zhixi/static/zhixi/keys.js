// Which key does what: the bank's own table, read by event.code, never while composing.
"use strict";
window.zhixi = (() => {
  const table = JSON.parse(document.getElementById("keymap").textContent);
  const outside = {};
  const acts = {}; // what each name in the table does
  const SINGLE = "zhixi-single-keys"; // "off" where somebody does without single letters

  // Names of a place, "field" or "outside", with what they do; a later one may refuse and say so
  // by returning false.
  function on(place, given) {
    for (const [name, act] of Object.entries(given)) acts[`${place}.${name}`] = act;
  }

  function named(event) {
    const code = event.code.replace("NumpadEnter", "Enter").replace("Numpad", "Digit");
    const shift = event.shiftKey || event.key === "?";
    return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (shift ? "Shift+" : "") + code;
  }

  // Letters belong to what is being written in; Enter and the arrows to what they work on.
  function belongsElsewhere(event) {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    const worked = event.target.closest("button, a, summary") && /^(?:Enter|NumpadEnter|Space)$/.test(event.code);
    return writing || worked;
  }

  const single = (name) => /^(?:Shift\+)?(?:Key|Digit|Slash|Bracket)/.test(name);
  const singlesOff = () => localStorage.getItem(SINGLE) === "off";

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || document.querySelector("dialog[open]")) return;
    const place = event.target.id === "q" ? "field" : "outside";
    const name = named(event);
    if (place === "outside" && name !== "Escape" && belongsElsewhere(event)) return;
    if (place === "outside" && singlesOff() && single(name)) return;
    const act = acts[`${place}.${table[place][name]}`] ?? (place === "outside" && outside[name]);
    if (act && act(event) !== false) event.preventDefault();
  });

  // --- the sheet of keys ------------------------------------------------------------------
  const sheet = document.getElementById("keys");
  const choice = sheet?.querySelector("[name=single]");
  if (choice) {
    choice.checked = !singlesOff();
    choice.addEventListener("change", () => localStorage.setItem(SINGLE, choice.checked ? "on" : "off"));
  }
  on("outside", { keys: () => sheet?.showModal() ?? false });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) sheet?.showModal();
  });

  // --- saying what happened ---------------------------------------------------------------
  let hush = 0;

  function say(text, { stay = false } = {}) {
    clearTimeout(hush);
    document.getElementById("said").textContent = text;
    if (!stay) hush = setTimeout(() => say("", { stay: true }), 2500);
  }

  // What the page says: data-words-copied is `copied`.
  const given = Object.entries(document.getElementById("words").dataset);
  const words = Object.fromEntries(given.map(([name, value]) => [name.replace(/^words./, (sign) => sign.at(-1).toLowerCase()), value]));

  return { on, say, outside, words };
})();
