// A procedure while it is written: its picture beside the outline, steps that are chosen by name,
// and what leads nowhere or round in a circle marked at once.
"use strict";
(() => {
  const { root, fieldsOf, rowsOf, goTo, changed, fill } = window.zhixiFields;
  const field = fieldsOf(root).find((each) => each.dataset.name === "nodes");
  const box = document.querySelector("[data-outline]");
  if (!field || !box) return;
  const PAUSE = 200;
  const NEW = "+"; // the choice of a step that is not there yet
  const SNIPPET = 16;
  const said = box.dataset;
  const picture = box.querySelector("[data-picture]");
  const list = box.querySelector("ul");
  const known = new WeakMap(); // the number that each row had
  let timer = 0;
  let drawn = null;
  let keys = [];

  // --- what the outline says ------------------------------------------------------------------
  const control = (row, name) => fieldsOf(row).find((each) => each.dataset.name === name)?.querySelector("input, textarea, select");
  const idOf = (row) => control(row, "id").value.trim();
  const short = (text) => ([...text].length > SNIPPET ? `${[...text].slice(0, SNIPPET).join("")}…` : text);
  const named = (row) => `${idOf(row)} ${short(control(row, "text").value.trim()) || said.wordsBlank}`;
  const choicesOf = (row) => rowsOf(fieldsOf(row).find((each) => each.dataset.name === "choices"));

  function waysOf(row) {
    const ways = choicesOf(row).map((choice) => ({ label: control(choice, "label").value.trim(), to: control(choice, "to").value }));
    const next = control(row, "next").value;
    return next ? [...ways, { label: "", to: next }] : ways;
  }

  // --- numbers that come by themselves, and choices that follow a number ------------------------
  const choices = () => [...field.querySelectorAll("[data-target-choice]")];

  function numbered() {
    const rows = rowsOf(field);
    let last = Math.max(0, ...rows.map((row) => Number(/^N(\d+)$/.exec(idOf(row))?.[1] || 0)));
    for (const row of rows.filter((each) => !known.has(each))) {
      const id = control(row, "id");
      if (!id.value) {
        last += 1;
        id.value = `N${last}`;
        if (document.activeElement === id) control(row, "kind").focus();
      }
      known.set(row, idOf(row));
    }
  }

  // Only once a number is typed to its end: on the way it may look like another's.
  function numberTyped(row) {
    const [before, now] = [known.get(row), idOf(row)];
    const others = rowsOf(field).filter((each) => each !== row).map(idOf);
    if (!now || now === before || others.includes(now)) return;
    if (!others.includes(before)) renamed(before, now);
    known.set(row, now);
    changed(row);
  }

  function renamed(before, now) {
    for (const choice of choices().filter((each) => each.value === before)) offer(choice, now);
  }

  function offer(choice, value = choice.value) {
    const mine = choice.closest("[data-row]").parentElement.closest("[data-row]") || choice.closest("[data-row]");
    const steps = rowsOf(field).filter((row) => row !== mine && idOf(row)).map((row) => new Option(named(row), idOf(row)));
    const gone = value && !steps.some((option) => option.value === value) ? [new Option(fill(said.wordsGone, { id: value }), value)] : [];
    choice.replaceChildren(new Option(said.wordsChoose, ""), ...gone, ...steps, new Option(said.wordsNew, NEW));
    choice.value = value;
  }

  // A new step at the end, to which the choice leads; the hand stays where it was.
  function begun(choice) {
    offer(choice, "");
    field.querySelector(":scope > [data-add]").click();
    const row = rowsOf(field).at(-1);
    offer(choice, idOf(row));
    choice.focus();
    changed(choice);
  }

  // --- what is wrong --------------------------------------------------------------------------
  function graphOf(rows) {
    const ids = rows.map(idOf);
    keys = ids.map((id, n) => (id && ids.indexOf(id) === n ? id : `${id}#${n}`));
    const nodes = rows.map((row, n) => {
      const kind = control(row, "kind").value;
      const all = waysOf(row);
      const ways = all.filter((way) => ids.includes(way.to)).map((way) => ({ ...way, to: keys[ids.indexOf(way.to)] }));
      return { id: keys[n], n, row, kind, text: control(row, "text").value.trim() || said.wordsBlank, ways, open: all.length - ways.length };
    });
    const twice = nodes.filter((node) => ids.indexOf(ids[node.n]) !== node.n).map((node) => told(node, said.wordsTwice, { id: ids[node.n] }));
    return { nodes, wrong: [...twice, ...deadEnds(nodes), ...circles(nodes), ...beyond(nodes)] };
  }

  const told = (node, words, more = {}) => ({ n: node.n, ids: [node.id], words: fill(words, { id: node.id, ...more }) });

  function deadEnds(nodes) {
    return nodes.flatMap((node) => {
      if (node.open) return [told(node, said.wordsOpen)];
      if (node.kind === "end" && node.ways.length) return [told(node, said.wordsAfterEnd)];
      return node.kind !== "end" && !node.ways.length ? [told(node, said.wordsDead)] : [];
    });
  }

  // Ways that lead back are taken out, so that the rest can be drawn; each is told with its circle.
  function circles(nodes) {
    const found = [];
    const by = new Map(nodes.map((node) => [node.id, node]));
    const done = new Set();
    const way = [];
    const walk = (node) => {
      way.push(node.id);
      node.back = node.ways.filter(({ to }) => way.includes(to));
      node.ways = node.ways.filter(({ to }) => !way.includes(to));
      for (const { to } of node.back) {
        const circle = way.slice(way.indexOf(to));
        found.push({ n: node.n, ids: circle, words: fill(said.wordsCircle, { circle: [...circle, to].join(" → ") }) });
      }
      for (const { to } of node.ways) if (!done.has(to)) walk(by.get(to));
      way.pop();
      done.add(node.id);
    };
    for (const node of nodes) if (!done.has(node.id)) walk(node);
    return found;
  }

  function beyond(nodes) {
    const by = new Map(nodes.map((node) => [node.id, node]));
    const reached = new Set([nodes[0].id]);
    for (const id of reached) for (const { to } of [...by.get(id).ways, ...by.get(id).back]) reached.add(to);
    return nodes.filter((node) => !reached.has(node.id)).map((node) => told(node, said.wordsBeyond));
  }

  // --- the picture ----------------------------------------------------------------------------
  function draw() {
    const rows = rowsOf(field);
    for (const row of rows) {
      row.toggleAttribute("data-ends", control(row, "kind").value === "end" && !waysOf(row).length);
      row.toggleAttribute("data-parts", choicesOf(row).length > 0 && !control(row, "next").value);
    }
    for (const choice of choices()) offer(choice);
    box.hidden = !rows.length;
    if (!rows.length) return;
    const { nodes, wrong } = graphOf(rows);
    drawn = window.zhixi.drawTree(nodes);
    for (const node of nodes) for (const { to } of node.back) drawn.svg.prepend(back(node.id, to));
    for (const id of wrong.flatMap(({ ids }) => ids)) drawn.svg.querySelector(`[data-drawn="${CSS.escape(id)}"]`).classList.add("wrong");
    picture.replaceChildren(drawn.svg);
    list.replaceChildren(...wrong.map(line));
    box.querySelector("[data-fine]").hidden = wrong.length > 0;
    follow();
  }

  function back(from, to) {
    const [a, b] = [drawn.place(from), drawn.place(to)];
    const out = Math.max(a.x, b.x) + 130;
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", "way back");
    path.setAttribute("d", `M${a.x + 90},${a.y} C${out},${a.y} ${out},${b.y} ${b.x + 90},${b.y}`);
    return path;
  }

  function line({ n, words }) {
    const item = document.createElement("li");
    const tag = document.createElement("span");
    tag.className = "tag must";
    tag.textContent = said.wordsMust;
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.jump = `nodes/${n}/text`;
    button.textContent = words;
    item.append(tag, button);
    return item;
  }

  // The step that is being written is lit, and in sight.
  function follow() {
    const row = rowsOf(field).findIndex((each) => each.contains(document.activeElement));
    if (row < 0 || !drawn) return;
    drawn.mark([keys[row]]);
    const here = drawn.place(keys[row]);
    if (picture.classList.contains("fitted") || !here) return;
    picture.scrollLeft = here.x - picture.clientWidth / 2;
    picture.scrollTop = here.y - picture.clientHeight / 2;
  }

  root.addEventListener("input", () => {
    numbered();
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  });
  field.addEventListener("change", (event) => {
    if (event.target.matches("[data-target-choice]") && event.target.value === NEW) begun(event.target);
    if (event.target.closest("[data-name]").dataset.name === "id") numberTyped(event.target.closest("[data-row]"));
  });
  field.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-target-choice]")) offer(event.target);
    follow();
  });
  box.addEventListener("click", (event) => {
    const to = event.target.closest("[data-drawn]")?.dataset.drawn;
    if (to) goTo(`nodes/${keys.indexOf(to)}/text`);
    const fit = event.target.closest("[data-fit]");
    if (fit) fit.setAttribute("aria-pressed", String(picture.classList.toggle("fitted")));
  });
  numbered();
  draw();
})();
