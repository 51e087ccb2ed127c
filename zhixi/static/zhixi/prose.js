// The body's editor: ProseMirror, in the blocks and marks that lib.html writes and no others.
"use strict";
(() => {
  const { changed, written } = window.zhixiFields;
  const SCHEME = /^(?:https?:|(?![a-z][a-z0-9+.-]*:))/i;

  // --- what a body is made of ---------------------------------------------------------------
  function extensions(prose) {
    const { Mark, Node } = prose;
    const Link = Mark.create({
      name: "link",
      inclusive: false,
      addAttributes: () => ({ href: { default: null } }),
      parseHTML: () => [{ tag: "a[href]", getAttrs: (dom) => SCHEME.test(dom.getAttribute("href")) && null }],
      renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
    });
    const Callout = Node.create({
      name: "callout",
      group: "block",
      content: "inline*",
      defining: true,
      parseHTML: () => [{ tag: "aside" }, { tag: "div.callout" }],
      renderHTML: () => ["div", { class: "callout" }, 0],
    });
    const TableRow = prose.TableRow.extend({
      addAttributes: () => ({
        head: {
          default: false,
          parseHTML: (row) => row.hasAttribute("data-head") || row.parentElement?.tagName === "THEAD",
          renderHTML: ({ head }) => (head ? { "data-head": "" } : {}),
        },
      }),
    });
    const HardBreak = prose.HardBreak.extend({
      addKeyboardShortcuts() {
        return { "Shift-Enter": () => this.editor.commands.setHardBreak() }; // Ctrl+Enter hands in
      },
    });
    const { Document, Paragraph, Text, Bold, Italic, BulletList, OrderedList, ListItem, Table, TableCell, TableHeader, History, Gapcursor } = prose;
    const Heading = prose.Heading.configure({ levels: [2, 3, 4] });
    const Picture = window.zhixiPictures.node(prose);
    return [Document, Paragraph, Text, Heading, HardBreak, Bold, Italic, Link, Callout, BulletList, OrderedList, ListItem, Table, TableRow, TableCell, TableHeader, History, Gapcursor, Picture];
  }

  // --- what it says: heads where they belong, callouts under their own name --------------------
  const allHeads = (row) => [...row.cells].every((cell) => cell.tagName === "TH");

  function htmlOf(editor, prose) {
    if (editor.isEmpty) return "";
    const inert = document.implementation.createHTMLDocument(""); // asks for no picture
    const box = inert.createElement("div");
    box.append(prose.pm.model.DOMSerializer.fromSchema(editor.schema).serializeFragment(editor.state.doc.content, { document: inert }));
    for (const coming of box.querySelectorAll("img:not([src])")) coming.remove();
    for (const table of box.querySelectorAll("table")) {
      const body = table.tBodies[0];
      const rows = [...body.rows];
      const end = rows.findIndex((row, n) => !("head" in row.dataset) && !(n === 0 && allHeads(row)));
      const heads = end < 0 ? rows : rows.slice(0, end);
      if (heads.length) table.createTHead().append(...heads);
      for (const row of heads) delete row.dataset.head;
    }
    for (const callout of box.querySelectorAll("div.callout")) {
      const aside = inert.createElement("aside");
      aside.append(...callout.childNodes);
      callout.replaceWith(aside);
    }
    return box.innerHTML;
  }

  // --- what the buttons do ------------------------------------------------------------------
  // The text has the keyboard at once: Tiptap's own focus() waits for a frame, and keys go astray.
  const chained = (editor) => {
    editor.view.focus();
    return editor.chain();
  };
  const turn = (name, attributes) => (editor) => {
    const chain = chained(editor);
    return (editor.isActive(name, attributes) ? chain.setNode("paragraph") : chain.setNode(name, attributes)).run();
  };
  const run = (command, ...given) => (editor) => chained(editor)[command](...given).run();

  // All rows to this one become heads, or this one and those below it cells.
  function headRows(editor) {
    const { state, view } = editor;
    const { $from } = state.selection;
    let depth = $from.depth;
    while (depth && $from.node(depth).type.name !== "tableRow") depth -= 1;
    if (!depth) return;
    const here = $from.index(depth - 1);
    const isHead = (row) => row.content.content.every((cell) => cell.type.name === "tableHeader");
    const on = !isHead($from.node(depth));
    const tr = state.tr;
    $from.node(depth - 1).forEach((row, offset, n) => {
      const head = on ? n <= here || isHead(row) : n < here && isHead(row);
      if (head === isHead(row) && head === row.attrs.head) return;
      const at = $from.start(depth - 1) + offset;
      tr.setNodeMarkup(at, null, { ...row.attrs, head });
      row.forEach((cell, within) => tr.setNodeMarkup(at + 1 + within, state.schema.nodes[head ? "tableHeader" : "tableCell"], cell.attrs));
    });
    view.dispatch(tr);
    view.focus();
  }

  const acts = {
    h2: turn("heading", { level: 2 }),
    h3: turn("heading", { level: 3 }),
    callout: turn("callout"),
    bold: run("toggleBold"),
    bullets: run("toggleBulletList"),
    numbers: run("toggleOrderedList"),
    link: (editor) => window.zhixiLink(editor),
    picture: (editor) => window.zhixiPictures.choose(editor),
    table: run("insertTable", { rows: 3, cols: 3, withHeaderRow: true }),
    "head-row": headRows,
    "row-add": run("addRowAfter"),
    "row-drop": run("deleteRow"),
    "column-add": run("addColumnAfter"),
    "column-drop": run("deleteColumn"),
    "cells-join": run("mergeOrSplit"),
    "table-drop": run("deleteTable"),
  };
  const stands = {
    h2: ["heading", { level: 2 }],
    h3: ["heading", { level: 3 }],
    callout: ["callout"],
    bold: ["bold"],
    bullets: ["bulletList"],
    numbers: ["orderedList"],
    link: ["link"],
    "head-row": ["tableHeader"],
  };

  function shown(field, editor) {
    const inside = editor.isActive("table");
    field.querySelector("[data-table-tools]").hidden = !inside;
    for (const button of field.querySelectorAll("[data-format]")) {
      const asked = stands[button.dataset.format];
      if (asked) button.setAttribute("aria-pressed", String(editor.isActive(...asked)));
    }
    const lines = inside || editor.isActive("listItem"); // which hold no blocks
    for (const name of ["h2", "h3", "callout"]) field.querySelector(`[data-format=${name}]`).disabled = lines;
    field.querySelector("[data-format=cells-join]").disabled = !editor.can().mergeOrSplit();
  }

  // --- one body -----------------------------------------------------------------------------
  function opened(rich, prose) {
    const field = rich.closest("[data-name]");
    const source = rich.innerHTML.trim();
    const pictures = window.zhixiPictures.of(field);
    rich.replaceChildren();
    const editor = new prose.Editor({
      element: rich,
      content: source,
      injectCSS: false,
      enableInputRules: false,
      enablePasteRules: false,
      extensions: extensions(prose),
      editorProps: {
        attributes: { class: "rich-text", role: "textbox", "aria-multiline": "true", "aria-label": rich.dataset.label },
        transformPastedHTML: (html) => window.zhixiPasted(html, pictures.collected()),
        handlePaste: (_view, event) => pictures.pasted(editor, event),
        handleDrop: (_view, event, _slice, moved) => !moved && pictures.dropped(editor, event),
        handleKeyDown: (_view, event) => keyed(event, editor, field),
      },
      onUpdate: () => changed(rich),
      onTransaction: ({ editor: now }) => shown(field, now),
    });
    // Unchanged it says what it was given, to the letter.
    const first = editor.state.doc;
    written.set(rich, () => (editor.state.doc.eq(first) ? source : htmlOf(editor, prose)));
    rich.addEventListener("zhixi:cover", (event) => covered(editor, event.detail));
    field.querySelector("[data-rich-tools]").hidden = false;
    shown(field, editor);
    field.addEventListener("click", (event) => {
      const button = event.target.closest("[data-format]");
      if (button) acts[button.dataset.format](editor);
    });
  }

  function covered(editor, pairs) {
    const { tr, doc } = editor.state;
    const found = [];
    doc.descendants((node, at) => {
      for (const [was, now] of node.isText ? pairs : []) {
        for (let n = node.text.indexOf(was); n >= 0; n = node.text.indexOf(was, n + was.length)) found.push([at + n, at + n + was.length, now]);
      }
    });
    found.sort((a, b) => b[0] - a[0]).forEach(([from, to, now]) => tr.insertText(now, from, to));
    if (found.length) editor.view.dispatch(tr);
  }

  function keyed(event, editor, field) {
    if (event.isComposing) return false;
    if (event.code === "KeyK" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      window.zhixiLink(editor);
      return true;
    }
    if (event.code === "F10" && event.altKey) {
      event.preventDefault();
      field.querySelector(editor.isActive("table") ? "[data-table-tools] button" : "[data-rich-tools] button").focus();
      return true;
    }
    return false;
  }

  const riches = [...document.querySelectorAll("[data-rich]")];
  if (!riches.length) return;
  import(riches[0].dataset.prose).then(
    (prose) => riches.forEach((rich) => opened(rich, prose)),
    () => riches.forEach((rich) => {
      const told = rich.closest("[data-name]").querySelector("[data-rich-missing]");
      told.hidden = false;
    }),
  );
})();
