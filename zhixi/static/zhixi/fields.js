// The editor's fields: what they say as one object, where a path leads, rows that move, rich text.
"use strict";
window.zhixiFields = (() => {
  const root = document.querySelector("[data-root]");
  const words = document.querySelector("[data-writing]").dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

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

  const readers = {
    rows: (field) => rowsOf(field).map(readAll),
    piece: (field) => readAll(field),
    table: (field) => ({
      title: field.querySelector("[data-title]").value,
      header: cells(field.querySelector("thead tr")),
      rows: [...field.querySelectorAll("tbody tr")].map(cells),
    }),
    body: (field) => (field.querySelector("[data-rich]").textContent.trim() ? field.querySelector("[data-rich]").innerHTML : ""),
    switch: (field) => field.querySelector("input").checked,
    lines: (field) => field.querySelector("textarea").value.split("\n"),
    any: other,
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
    place.scrollIntoView({ block: "center" });
    (place.querySelector("input, textarea, select, [contenteditable]") || place.querySelector("button"))?.focus({ preventScroll: true });
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
  const first = (row) => row?.querySelector("input, textarea, select");

  function add(field) {
    const made = document.importNode(field.querySelector(":scope > template").content, true).firstElementChild;
    field.querySelector("ol").append(made);
    made.querySelectorAll("textarea").forEach(grow);
    first(made)?.focus();
    changed(field);
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
    if (button.dataset.format) format(button);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.isComposing || !/^Arrow(?:Up|Down)$/.test(event.code)) return;
    const row = !event.target.closest("[data-grid]") && event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault();
    move(row, event.code === "ArrowUp" ? "up" : "down");
  });

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

  // --- rich text: a few marks, and paste that keeps structure and drops the rest ----------------
  const KEPT = new Set(["P", "H2", "H3", "UL", "OL", "LI", "STRONG", "B", "EM", "A", "BR", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"]);
  const TURNED = { H1: "H2", H4: "H3", H5: "H3", H6: "H3", I: "EM", DIV: "P" };
  const GONE = new Set(["SCRIPT", "STYLE", "META", "LINK", "TITLE", "HEAD", "IMG", "XML", "O:P", "S", "DEL", "STRIKE"]);

  function cleaned(node) {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data.replace(/\s+/g, " "));
    if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.tagName)) return document.createDocumentFragment();
    const name = TURNED[node.tagName] || node.tagName;
    const holder = KEPT.has(name) ? document.createElement(name) : document.createDocumentFragment();
    if (name === "A" && /^https?:/.test(node.href)) holder.setAttribute("href", node.href);
    for (const span of ["colspan", "rowspan"]) if (/^T[HD]$/.test(name) && node.hasAttribute(span)) holder.setAttribute(span, node.getAttribute(span));
    for (const child of node.childNodes) holder.append(cleaned(child));
    return holder;
  }

  document.addEventListener("paste", (event) => {
    const rich = event.target.closest?.("[data-rich]");
    const html = rich && event.clipboardData.getData("text/html");
    if (!rich) return;
    event.preventDefault();
    if (!html) {
      document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
      return;
    }
    const box = document.createElement("div");
    box.append(cleaned(new DOMParser().parseFromString(html, "text/html").body));
    document.execCommand("insertHTML", false, box.innerHTML);
  });

  function format(button) {
    const rich = button.closest("[data-name]").querySelector("[data-rich]");
    rich.focus();
    const { format: command, value } = button.dataset;
    const row = (tag) => `<tr>${`<${tag}><br></${tag}>`.repeat(3)}</tr>`;
    if (command === "table") document.execCommand("insertHTML", false, `<table><thead>${row("th")}</thead><tbody>${row("td")}${row("td")}</tbody></table><p><br></p>`);
    else document.execCommand(command, false, value);
    changed(rich);
  }

  return { root, fieldsOf, rowsOf, read: () => readAll(root), at, goTo, tell, changed, grow, fill, words };
})();
