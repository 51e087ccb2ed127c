// What is pasted into a body: structure stays, the dress of Word, WPS, Excel and web pages goes.
"use strict";
window.zhixiPasted = (() => {
  const KEPT = new Set(["P", "H2", "H3", "H4", "UL", "OL", "LI", "STRONG", "EM", "A", "BR", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "DIV"]);
  const TURNED = { H1: "H2", H5: "H4", H6: "H4", B: "STRONG", I: "EM", TFOOT: "TBODY" };
  const BLOCKS = new Set(["SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "ASIDE", "BLOCKQUOTE", "PRE", "FIGURE", "FIGCAPTION", "CAPTION", "DL", "DT", "DD", "ADDRESS", "DETAILS", "SUMMARY"]);
  const GONE = "script, style, meta, link, title, xml, svg, iframe, object, button, input, select, textarea, nav, s, del, strike, .msocomanchor, .MsoCommentReference, [data-dress*='mso-element:comment']";
  const HAN = /([\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]+\s*(?=[\u3000-\u9fff\uff00-\uffef])/g;
  const SPECK = 2; // pixels; what is no larger only measures who reads a page
  const LISTED = /mso-list:\s*l\d+\s+level(\d+)/i;
  const COUNTED = /[0-9一二三四五六七八九十①-⑳]|^[（(]?[a-z][.．、)）]/i;

  // --- how a thing looks: its own style, and what the page says of its class ----------------
  const LOOKS = {
    bold: /(?:^|[;\s])font-weight:\s*(?:bold|[6-9]00)/i,
    light: /(?:^|[;\s])font-weight:\s*(?:normal|[1-5]00)/i,
    struck: /line-through|text-line-through:\s*(?!none)/i,
    hidden: /display:\s*none|mso-hide:\s*all|visibility:\s*hidden/i,
  };

  const rulesOf = (sheets) => new Map([...sheets.matchAll(/\.([\w-]+)\s*\{([^}]*)\}/g)].map(([, name, rule]) => [name, rule]));

  function styleOf(node, sheet) {
    const classes = [...node.classList].map((name) => sheet.get(name) || "");
    return [...classes, node.getAttribute("data-dress") || ""].join(";");
  }

  const bare = (node) => node.textContent.replace(/\u00a0/g, " ").trim();

  // --- lists of Word and WPS: paragraphs that say their level, with the mark written out -----
  function markOf(paragraph) {
    const marks = [...paragraph.querySelectorAll("[data-dress]")].filter((each) => /mso-list:\s*ignore/i.test(each.getAttribute("data-dress")));
    const told = marks[0] ? bare(marks[0]) : "";
    for (const mark of marks) mark.remove();
    return told;
  }

  function listed(page) {
    let open = []; // of each level that is open, its list
    let last = null;
    for (const paragraph of [...page.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
      const level = Number(LISTED.exec(paragraph.getAttribute("data-dress"))?.[1] || 0);
      if (!level) continue;
      const mark = markOf(paragraph);
      if (paragraph.tagName !== "P") {
        paragraph.prepend(mark); // the number of a heading is a part of what it says
        continue;
      }
      if (!last || paragraph.previousElementSibling !== last || last.parentNode !== paragraph.parentNode) open = [];
      last = put(paragraph, level, COUNTED.test(mark) ? "ol" : "ul", open);
    }
  }

  // Into the list of its level; returns the outermost list, beside which the next one stands.
  function put(paragraph, level, kind, open) {
    const deep = Math.min(level, open.length + 1);
    open.length = Math.min(open.length, deep);
    if (open[deep - 1] && open[deep - 1].localName !== kind) open.length = deep - 1;
    if (!open[deep - 1]) {
      const list = paragraph.ownerDocument.createElement(kind);
      if (deep > 1) open[deep - 2].lastElementChild.append(list);
      else paragraph.before(list);
      open[deep - 1] = list;
    }
    const item = paragraph.ownerDocument.createElement("li");
    item.append(...paragraph.childNodes);
    open[deep - 1].append(item);
    paragraph.remove();
    return open[0];
  }

  // Headings that are paragraphs in the dress of one.
  function headed(page) {
    for (const paragraph of [...page.querySelectorAll("p")]) {
      const outline = /mso-outline-level:\s*([1-9])/i.exec(paragraph.getAttribute("data-dress"))?.[1];
      const level = paragraph.classList.contains("MsoTitle") ? 1 : Number(outline || /^MsoHeading([1-6])$/.exec(paragraph.className)?.[1]);
      if (!level || !bare(paragraph)) continue;
      const heading = page.createElement(`h${Math.min(level, 4)}`);
      if (paragraph.hasAttribute("data-dress")) heading.setAttribute("data-dress", paragraph.getAttribute("data-dress"));
      heading.append(...paragraph.childNodes);
      paragraph.replaceWith(heading);
    }
  }

  // --- one thing after the other ----------------------------------------------------------------
  function hrefOf(node) {
    const href = node.getAttribute("href") || "";
    if (!/^https?:/i.test(href)) return "";
    const to = new URL(href);
    return to.origin === location.origin ? to.pathname + to.search + to.hash : to.href;
  }

  function cleaned(node, sheet, heavy, pictures) {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data.replace(HAN, "$1").replace(/\s+/g, " "));
    const style = node.nodeType === Node.ELEMENT_NODE ? styleOf(node, sheet) : "";
    if (node.nodeType !== Node.ELEMENT_NODE || LOOKS.struck.test(style) || LOOKS.hidden.test(style)) return document.createDocumentFragment();
    if (node.tagName === "IMG") return pictured(node, pictures);
    const made = holderOf(node, style, heavy);
    const inside = heavy || /^(?:STRONG|H[2-4]|TH)$/.test(made.tagName || "");
    const children = [...node.childNodes].map((child) => cleaned(child, sheet, inside, pictures));
    const bold = LOOKS.bold.test(style) && !inside && !/^(?:TABLE|TR|UL|OL|BODY)$/.test(node.tagName);
    const inner = bold ? document.createElement("strong") : made;
    inner.append(...children);
    if (bold) made.append(inner);
    return made;
  }

  function pictured(node, pictures) {
    const small = ["width", "height"].some((side) => node.hasAttribute(side) && node[side] <= SPECK);
    return (!small && pictures.taken(node)) || document.createDocumentFragment();
  }

  function holderOf(node, style, heavy) {
    let name = BLOCKS.has(node.tagName) ? "DIV" : TURNED[node.tagName] || node.tagName;
    if (name === "STRONG" && (heavy || LOOKS.light.test(style))) name = "";
    const href = name === "A" ? hrefOf(node) : "";
    if (!KEPT.has(name) || (name === "A" && !href)) return document.createDocumentFragment();
    const made = document.createElement(name);
    if (href) made.setAttribute("href", href);
    for (const span of ["colspan", "rowspan"]) if (/^T[HD]$/.test(name) && node.getAttribute(span) > 1) made.setAttribute(span, node.getAttribute(span));
    return made;
  }

  // First rows in which all is bold are those of the heads; a table of one cell is only a frame.
  function tabled(box) {
    for (const table of [...box.querySelectorAll("table")]) {
      const rows = [...table.rows];
      const cells = rows.flatMap((row) => [...row.cells]);
      if (cells.length === 1) table.replaceWith(...cells[0].childNodes);
      else if (cells.length && !table.tHead) withHeads(table, rows);
    }
  }

  function withHeads(table, rows) {
    const end = rows.findIndex((row) => !bold(row));
    if (end > 0) table.createTHead().append(...rows.slice(0, end));
    for (const cell of [...(table.tHead?.rows || [])].flatMap((row) => [...row.cells])) asHead(cell);
  }

  function bold(row) {
    const cells = [...row.cells].filter(bare);
    const heavy = (cell) => bare(cell) === [...cell.querySelectorAll("strong")].map(bare).join("");
    return cells.length > 0 && cells.every((cell) => cell.tagName === "TH" || heavy(cell));
  }

  function asHead(cell) {
    for (const strong of cell.querySelectorAll("strong")) strong.replaceWith(...strong.childNodes);
    const head = document.createElement("th");
    for (const { name, value } of cell.attributes) head.setAttribute(name, value);
    head.append(...cell.childNodes);
    cell.replaceWith(head);
  }

  // `pictures` takes those that are here, and counts the others.
  return (html, pictures) => {
    if (html.includes("data-pm-slice")) return html; // from a body of ours
    // Styles are read as words, and nothing is to happen on a click: the page's policy refuses
    // both even where they are only parsed, and says so each time.
    const sheets = [];
    const plain = (tag) => tag.replace(/\sstyle(?=\s*=)/gi, " data-dress").replace(/\son(?=[a-z]+\s*=)/gi, " data-on");
    const undressed = html.replace(/<style[^>]*>([\s\S]*?)<\/style>/gi, (_whole, rules) => sheets.push(rules) && "").replace(/<[a-z][^<>]*/gi, plain);
    const sheet = rulesOf(sheets.join("\n"));
    const page = new DOMParser().parseFromString(undressed, "text/html");
    for (const gone of page.querySelectorAll(GONE)) gone.remove();
    headed(page);
    listed(page);
    const box = document.createElement("div");
    box.append(cleaned(page.body, sheet, false, pictures));
    tabled(box);
    pictures.tell();
    return box.innerHTML;
  };
})();
