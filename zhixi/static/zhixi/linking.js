// The chooser of links: an article by title or number, or an address on the web.
"use strict";
(() => {
  const PAUSE = 250;
  const dialog = document.querySelector("[data-linking]");
  const asked = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const told = dialog.querySelector("[role=status]");
  const unlink = dialog.querySelector("[data-unlink]");
  let editor = null;
  let timer = 0;
  let last = 0; // the newest question; the answers to older ones come to nothing

  const options = () => [...list.children];
  const active = () => list.querySelector("[aria-selected=true]");

  function open(of) {
    editor = of;
    asked.value = "";
    show([], "");
    unlink.hidden = !editor.isActive("link");
    dialog.showModal();
    asked.focus();
  }

  function option({ href, title, more }, n) {
    const made = document.createElement("li");
    made.id = `link-${n}`;
    made.setAttribute("role", "option");
    made.dataset.href = href;
    made.dataset.title = title;
    const name = document.createElement("b");
    name.textContent = title;
    const beside = document.createElement("small");
    beside.textContent = more;
    made.append(name, beside);
    return made;
  }

  function show(found, text) {
    list.replaceChildren(...found.map(option));
    asked.setAttribute("aria-expanded", String(found.length > 0));
    told.textContent = text;
    mark(options()[0]);
  }

  function mark(one) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === one));
    if (one) asked.setAttribute("aria-activedescendant", one.id);
    else asked.removeAttribute("aria-activedescendant");
    one?.scrollIntoView({ block: "nearest" });
  }

  async function look() {
    const text = asked.value.trim();
    last += 1;
    const mine = last;
    if (!text) return show([], "");
    if (/^https?:\/\/\S+$/i.test(text)) return show([{ href: text, title: text, more: dialog.dataset.wordsWeb }], "");
    let found = null;
    try {
      const answer = await fetch(`${dialog.dataset.choose}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json", "HX-Request": "true" } });
      if (answer.ok) ({ found } = await answer.json());
    } catch {
      // The line is down: said below.
    }
    if (mine !== last) return;
    if (!found) show([], dialog.dataset.wordsOffline);
    else show(found.map(({ number, title, section }) => ({ href: `/k/${number}`, title, more: `${number} · ${section}` })), found.length ? "" : dialog.dataset.wordsNone);
  }

  function choose(one) {
    if (!one) return;
    const { href, title } = one.dataset;
    dialog.close();
    const chain = editor.chain().focus();
    if (editor.isActive("link")) chain.extendMarkRange("link").setMark("link", { href }).run();
    else if (!editor.state.selection.empty) chain.setMark("link", { href }).run();
    else chain.insertContent({ type: "text", text: title, marks: [{ type: "link", attrs: { href } }] }).run();
  }

  asked.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  asked.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (way && all.length) mark(all[(all.indexOf(active()) + way + all.length) % all.length]);
    else if (/^(?:Numpad)?Enter$/.test(event.code)) choose(active());
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
  unlink.addEventListener("click", () => {
    dialog.close();
    editor.chain().focus().extendMarkRange("link").unsetMark("link").run();
  });
  dialog.addEventListener("close", () => editor.commands.focus());

  window.zhixiLink = open;
})();
