/* A region's sentences save themselves; what could not be sent stays on this machine. */
(() => {
  "use strict";
  const form = document.querySelector("[data-regional]");
  if (!form) return;
  const fields = [...form.querySelectorAll("textarea")];
  const status = form.querySelector("[data-said]");
  const words = form.dataset;
  let timer = 0;
  let dirty = false;
  let sending = false;

  const fit = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  const tell = (text) => { if (status) status.textContent = text; };
  const typed = () => fields.map((field) => [field.name, field.value]);

  const keepHere = () => {
    try {
      localStorage.setItem(words.key, JSON.stringify({ version: form.elements.version.value, typed: typed() }));
    } catch { /* a full or forbidden store: the words stay on the page */ }
  };
  const forget = () => { try { localStorage.removeItem(words.key); } catch { /* nothing kept */ } };

  const showProblems = (problems) => {
    for (const row of form.querySelectorAll("[data-key]")) {
      const told = row.querySelector(".told");
      told?.replaceChildren(...(problems[row.dataset.key] || []).map((text) => {
        const line = document.createElement("p");
        line.className = "problem";
        line.textContent = text;
        return line;
      }));
    }
  };

  const saved = (answer) => {
    form.elements.base.value = answer.base;
    tell(answer.said);
    showProblems(answer.problems);
    document.querySelector("[data-beside]").innerHTML = answer.beside;
    if (!dirty) forget();
  };

  const save = async () => {
    clearTimeout(timer);
    if (!dirty || sending) return;
    sending = true;
    dirty = false;
    tell(words.wordsSaving);
    let again = 0;
    try {
      const answer = await fetch(words.save, {
        method: "POST", body: new FormData(form), redirect: "manual",
        headers: { "X-Requested-With": "fetch" },
      });
      if (answer.ok) saved(await answer.json());
      else if (answer.status === 409) {
        keepHere();
        tell((await answer.json()).refused);
      }
      else throw new Error(String(answer.status || "signed-out"));
    } catch (error) {
      dirty = true;
      keepHere();
      tell(/signed-out|403/.test(error.message) ? words.wordsSignedOut : words.wordsOffline);
      again = 10000;
    }
    sending = false;
    if (dirty) timer = setTimeout(save, again || 1500);
  };

  form.addEventListener("input", (event) => {
    if (!fields.includes(event.target)) return;
    fit(event.target);
    dirty = true;
    tell(words.wordsUnsaved);
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.code !== "KeyS" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  });
  form.addEventListener("submit", () => { clearTimeout(timer); dirty = false; forget(); });
  addEventListener("pagehide", () => {
    if (!dirty) return;
    keepHere();
    navigator.sendBeacon(words.save, new FormData(form));
  });

  fields.forEach(fit);
  addEventListener("resize", () => fields.forEach(fit));
  form.addEventListener("toggle", () => fields.forEach(fit), true); // what was folded had no height
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(words.key) || "null"); } catch { kept = null; }
  // By their names: a part that says something by now stands elsewhere on the page.
  const again = (field) => {
    const n = fields.filter((each) => each.name === field.name).indexOf(field);
    return kept.typed.filter(([name]) => name === field.name)[n]?.[1] ?? field.value;
  };
  if (kept && kept.version === form.elements.version.value && kept.typed.every(Array.isArray)) {
    if (fields.some((field) => again(field) !== field.value)) {
      for (const field of fields) {
        field.value = again(field);
        field.closest("details:not([open])")?.toggleAttribute("open", field.value !== "");
        fit(field);
      }
      dirty = true;
      tell(words.wordsBack);
      timer = setTimeout(save, 1500);
    } else forget();
  }
})();
