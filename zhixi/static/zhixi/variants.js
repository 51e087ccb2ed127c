// Which part of the text differs by customer: chosen by its words, kept by its path.
"use strict";
(() => {
  const { root, fieldsOf, rowsOf } = window.zhixiFields;
  const APART = new Set(["variants", "title", "phrasings", "keywords", "tags", "products", "channels", "regions", "section", "owner", "audience"]);
  const SNIPPET = 18; // characters

  const labelOf = (field) => (field.querySelector(".label")?.firstChild?.data || "").trim();
  const short = (text) => (text.length > SNIPPET ? `${text.slice(0, SNIPPET)}…` : text);

  // [path, label, words] of everything that says something.
  function* parts(scope, path, above) {
    for (const field of fieldsOf(scope)) {
      const name = field.dataset.name;
      if (scope === root && APART.has(name)) continue;
      const here = [...path, ...(name ? [name] : [])];
      const label = above || labelOf(field);
      const kind = field.dataset.kind;
      if (kind === "rows") {
        for (const [n, row] of rowsOf(field).entries()) yield* parts(row, [...here, n], label);
      } else if (kind === "table") {
        for (const [r, row] of [...field.querySelectorAll("tbody tr")].entries()) {
          for (const [c, cell] of [...row.cells].entries()) yield [[...here, "rows", r, c], label, cell.firstElementChild.value];
        }
      } else if (kind === "piece") yield* parts(field, here, label);
      else if (kind === "lines") {
        for (const [n, line] of field.querySelector("textarea").value.split("\n").entries()) yield [[...here, n], label, line];
      } else if (kind === "body") yield [here, label, field.querySelector("[data-rich]").textContent];
      else if (kind === "words" || kind === "text") yield [here, label, field.querySelector("input, textarea").value];
    }
  }

  // A block of the body by its words; further lines of a list by the list's name.
  function named(choice) {
    const [first, last] = choice.value.split("/");
    const field = fieldsOf(root).find((each) => each.dataset.name === first);
    const held = choice.closest("[data-row]")?.querySelector("[data-name='of']")?.value;
    if (!field || !(held || last === "+")) return choice.value;
    return held ? `${labelOf(field)}：${short(held)}` : `${labelOf(field)} +`;
  }

  function fill(choices) {
    const told = [...parts(root, [], "")].filter(([, , words]) => words.trim());
    for (const choice of choices) {
      const value = choice.value;
      const made = told.map(([path, label, words]) => new Option(`${label}：${short(words.trim())}`, path.join("/")));
      if (!made.some((option) => option.value === value)) made.unshift(new Option(named(choice), value));
      choice.replaceChildren(...made);
      choice.value = value;
    }
  }

  fill(root.querySelectorAll("[data-part-choice]"));
  document.addEventListener("focusin", (event) => event.target.matches?.("[data-part-choice]") && fill([event.target]));
})();
