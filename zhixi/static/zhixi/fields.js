// The editor's fields: what they say as one object, where a path leads, rows that move.
"use strict";
window.zhixiFields = (() => {
  const root = document.querySelector("[data-root]");
  const words = document.querySelector("[data-writing]").dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

  const written = new WeakMap(); // what stands in a body, asked of its editor once that is here

  // --- what the fields say --------------------------------------------------------------
  const holder = (field) => field.parentElement.closest("[data-name], [data-row], [data-root]");
  const fieldsOf = (scope) => [...scope.querySelectorAll("[data-name]")].filter((field) => holder(field) === scope);
  const rowsOf = (field) => [...field.querySelector("ol").children];
  const cells = (row) => [...row.children].map((cell) => cell.firstElementChild.value);

  function other(field) {
    const text = field.querySelector("textarea").value;
    if (field.dataset.shape === "lines") return text.split("\n");
    if (field.dataset.shape !== "json") return text;
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  const bodyOf = (rich) => (written.has(rich) ? written.get(rich)() : rich.innerHTML.trim());

  const readers = {
    rows: (field) => rowsOf(field).map(readAll),
    piece: (field) => readAll(field),
    table: (field) => ({
      title: field.querySelector("[data-title]").value,
      header: cells(field.querySelector("thead tr")),
      rows: [...field.querySelectorAll("tbody tr")].map(cells),
    }),
    body: (field) => bodyOf(field.querySelector("[data-rich]")),
    switch: (field) => field.querySelector("input").checked,
    lines: (field) => field.querySelector("textarea").value.split("\n"),
    any: other,
    held: (field) => field.value,
  };

  function read(field) {
    const reader = readers[field.dataset.kind];
    return reader ? reader(field) : field.querySelector("input, textarea, select").value;
  }

  function readAll(scope) {
    const fields = fieldsOf(scope);
    if (fields.length === 1 && !fields[0].dataset.name) return read(fields[0]);
    return Object.fromEntries(fields.map((field) => [field.dataset.name, read(field)]));
  }

  // --- where a path such as supplements/0/text leads, as far as it does ------------------
  function at(path) {
    let here = root;
    for (const step of path.split("/")) {
      const next = /^\d+$/.test(step) ? (here.dataset.kind === "rows" ? rowsOf(here)[step] : null) : fieldsOf(here).find((field) => field.dataset.name === step);
      if (!next) break;
      here = next;
    }
    return here === root ? null : here;
  }

  function goTo(path) {
    const place = at(path);
    if (!place) return;
    const picture = /^body\/pictures\/(\d+)$/.exec(path);
    const words = picture && place.querySelectorAll(".pictured input")[picture[1]];
    (words || place).scrollIntoView({ block: "center" });
    (words || place.querySelector("input, textarea, select, [contenteditable]") || place.querySelector("button"))?.focus({ preventScroll: true });
  }

  let ids = 0;

  // Says beside each field what is wrong with it; the text is saved all the same.
  function tell(problems) {
    for (const told of root.querySelectorAll(".problem:not([hidden])")) {
      told.hidden = true;
      told.textContent = "";
    }
    for (const wrong of root.querySelectorAll("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
    const whole = root.querySelector("[data-whole]");
    whole.textContent = problems.filter((each) => !at(each.path)).map((each) => each.words).join(" ");
    whole.hidden = !whole.textContent;
    for (const { path, words: said } of problems) beside(at(path), said);
  }

  function beside(place, said) {
    const told = place?.querySelector(".problem");
    if (!told) return;
    told.id ||= `problem-${++ids}`;
    told.textContent = said;
    told.hidden = false;
    const control = place.querySelector("input, textarea, select");
    control?.setAttribute("aria-invalid", "true");
    control?.setAttribute("aria-describedby", told.id);
  }

  // The way to a field, or to a row; nothing where it is no longer here.
  function pathOf(place) {
    const steps = [];
    for (let here = place; here !== root; here = holder(here)) {
      if (!here?.isConnected) return "";
      if ("row" in here.dataset) steps.unshift([...here.parentElement.children].indexOf(here));
      else if (here.dataset.name) steps.unshift(here.dataset.name);
      if ("row" in here.dataset) {
        here = here.parentElement.closest("[data-name]");
        steps.unshift(here.dataset.name);
      }
    }
    return steps.join("/");
  }

  // What differs by customer points to its part by a path; moved rows take their pointers along.
  function pointers() {
    const held = [...root.querySelectorAll("[data-part-choice]")].map((choice) => [choice, at(choice.value), choice.value]);
    const before = held.map(([, place]) => place && pathOf(place));
    return () => {
      held.forEach(([choice, place, value], n) => {
        if (!place) return;
        const now = pathOf(place);
        const path = now && now + value.slice(before[n].length);
        if (path === value) return;
        choice.selectedOptions[0].value = path;
        choice.value = path;
      });
    };
  }

  // --- rows -------------------------------------------------------------------------------
  const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));
  // Where one begins; a choice that is made already (who speaks) is passed over.
  const first = (row) => {
    const boxes = [...(row?.querySelectorAll("input, textarea, select") || [])];
    return boxes.find((box) => box.tagName !== "SELECT" || !box.value) || boxes[0];
  };

  function add(field, after) {
    const made = document.importNode(field.querySelector(":scope > template").content, true).firstElementChild;
    if (after) after.after(made);
    else field.querySelector("ol").append(made);
    made.querySelectorAll("textarea").forEach(grow);
    first(made)?.focus();
    changed(field);
  }

  // A row after this one, or after the one that this one is a part of.
  function below(row, outside) {
    const outer = row.parentElement.closest("[data-row]");
    const here = (outside && outer) || row;
    const follow = pointers();
    add(here.parentElement.closest("[data-name]"), here);
    follow();
  }

  function move(row, way) {
    const beyond = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!beyond) return;
    const held = document.activeElement;
    const follow = pointers();
    if (way === "up") beyond.before(row);
    else beyond.after(row);
    follow();
    held.focus();
    changed(row);
  }

  function drop(row) {
    const near = row.nextElementSibling || row.previousElementSibling;
    const field = row.parentElement.closest("[data-name]");
    const follow = pointers();
    row.remove();
    follow();
    (first(near) || field.querySelector(":scope > [data-add]")).focus();
    changed(field);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("add" in button.dataset) add(button.closest("[data-name]"));
    if (button.dataset.move && button.closest("[data-root]")) move(button.closest("[data-row]"), button.dataset.move);
    if ("drop" in button.dataset) drop(button.closest("[data-row]"));
    if (button.dataset.jump !== undefined) goTo(button.dataset.jump);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.isComposing || !/^(?:Arrow(?:Up|Down)|(?:Numpad)?Enter)$/.test(event.code)) return;
    const row = !event.target.closest("[data-grid]") && event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault();
    if (event.code.startsWith("Arrow")) move(row, event.code === "ArrowUp" ? "up" : "down");
    else below(row, event.shiftKey);
  });

  // --- numbers of customers: where they stood, stands what covers them -----------------------
  function cover(pairs) {
    if (!pairs.length) return;
    for (const box of root.querySelectorAll("input:not([type=checkbox]), textarea")) {
      const text = pairs.reduce((said, [was, now]) => said.replaceAll(was, now), box.value);
      if (text === box.value) continue;
      const left = box.value.length - box.selectionEnd;
      box.value = text;
      if (box === document.activeElement) box.setSelectionRange(text.length - left, text.length - left);
      if (box.tagName === "TEXTAREA") grow(box);
    }
    for (const rich of root.querySelectorAll("[data-rich]")) rich.dispatchEvent(new CustomEvent("zhixi:cover", { detail: pairs }));
  }

  // --- boxes as high as their text, and how long it takes to say it --------------------------
  function grow(box) {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  }

  function count(field) {
    const told = field?.querySelector("[data-counted]");
    if (!told) return;
    const said = field.querySelector("textarea").value.trim();
    const n = [...said].length;
    const speech = field.dataset.name === "lead";
    told.textContent = n ? fill(speech ? words.wordsCount : words.wordsLetters, { n, s: Math.round(([...said.replace(/[\s\p{P}\p{S}]/gu, "")].length / 220) * 60) }) : "";
  }

  document.addEventListener("input", (event) => {
    if (event.target.tagName === "TEXTAREA") grow(event.target);
    count(event.target.closest("[data-name]"));
  });
  const settle = () => {
    root.querySelectorAll("textarea").forEach(grow);
    root.querySelectorAll("[data-name]").forEach(count);
  };
  settle();
  addEventListener("resize", settle);

  return { root, fieldsOf, rowsOf, read: () => readAll(root), at, goTo, tell, cover, changed, grow, fill, words, written };
})();
