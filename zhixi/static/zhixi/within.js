// Inside one article: find in it, see what answered the search, and what a print of it needs.
"use strict";
(() => {
  const SENTENCE = /[^。！？；!?;\n]+[。！？；!?;\n”」』）]*/g;
  const BLOCK = "p, li, td, th, dd, dt, h2, h3, h4, summary";
  const SKIPPED = "button, kbd, .unseen, .bar, .how, .legend, .taken, .picture, .tag.mine";
  const FIRST = ".lead, .right, .turn:nth-child(-n + 2), .nodes > li:first-child"; // what is seen anyway
  const MOST = 999; // sentences that are lit; nobody reads more

  const { on } = window.zhixi;
  const content = () => document.querySelector("article .content");
  const bar = () => document.querySelector("article .within");
  // Without them nothing is lit, but the way to each sentence still works.
  const lights = window.Highlight && CSS.highlights;

  let found = []; // ranges of the matching sentences, in reading order
  let here = -1; // the one that is looked at

  // --- finding ------------------------------------------------------------------------------
  // The same length as the text, so that places in the one are places in the other.
  function plain(text) {
    const narrow = text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
    const lower = narrow.toLowerCase();
    return lower.length === text.length ? lower : narrow;
  }

  // Blocks of text with the nodes that they consist of.
  function blocks(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
      node.data.trim() && !node.parentElement.closest(SKIPPED) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
    const found = [];
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const owner = node.parentElement.closest(BLOCK) || node.parentElement;
      if (owner !== last) found.push({ owner, nodes: [], text: "" });
      last = owner;
      const block = found[found.length - 1];
      block.nodes.push({ node, from: block.text.length });
      block.text += node.data;
    }
    return found;
  }

  function range(block, from, to) {
    const made = document.createRange();
    const at = (place, end) => block.nodes.findLast((n) => (end ? n.from < place : n.from <= place)) || block.nodes[0];
    const first = at(from, false);
    const last = at(to, true);
    made.setStart(first.node, from - first.from);
    made.setEnd(last.node, Math.min(to - last.from, last.node.length));
    return made;
  }

  // Sentences in which every word of the text stands, and the places of the words.
  function matches(text) {
    const wanted = plain(text).split(/\s+/).filter(Boolean);
    const sentences = [];
    const hits = [];
    if (!wanted.length || !content()) return { sentences, hits };
    for (const block of blocks(content())) {
      for (const sentence of block.text.matchAll(SENTENCE)) {
        const said = plain(sentence[0]);
        if (!wanted.every((word) => said.includes(word)) || sentences.length === MOST) continue;
        sentences.push(range(block, sentence.index, sentence.index + sentence[0].length));
        for (const word of wanted) {
          for (let i = said.indexOf(word); i >= 0; i = said.indexOf(word, i + word.length)) {
            hits.push(range(block, sentence.index + i, sentence.index + i + word.length));
          }
        }
      }
    }
    return { sentences, hits };
  }

  function light(name, ranges) {
    if (!lights) return;
    if (ranges.length) lights.set(name, new Highlight(...ranges));
    else lights.delete(name);
  }

  function look() {
    const { sentences, hits } = matches(bar().querySelector("input").value);
    found = sentences;
    light("within", sentences);
    light("within-word", hits);
    go(found.length ? 0 : -1);
  }

  function go(n) {
    here = n;
    light("within-here", n < 0 ? [] : [found[n]]);
    const said = bar().querySelector("output");
    const asked = bar().querySelector("input").value.trim();
    said.textContent = found.length ? `${n + 1}/${found.length}${found.length < MOST ? "" : "+"}` : asked && said.dataset.none;
    if (n < 0) return;
    const place = found[n].startContainer.parentElement;
    uncover(place);
    place.scrollIntoView({ block: "center" });
  }

  // What is folded away opens; a player shows its full text.
  function uncover(place) {
    for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    place.dispatchEvent(new CustomEvent("zhixi:uncover", { bubbles: true }));
  }

  const move = (step) => found.length && go((here + step + found.length) % found.length);

  function open() {
    if (!bar()) return false;
    bar().hidden = false;
    const field = bar().querySelector("input");
    field.focus();
    field.select();
    if (field.value) look();
  }

  function close() {
    bar().hidden = true;
    dark();
    const pane = document.getElementById("article") || document.querySelector("[data-within]");
    pane.focus({ preventScroll: true });
  }

  function dark() {
    found = [];
    here = -1;
    for (const name of ["within", "within-word", "within-here"]) light(name, []);
  }

  on("outside", { within: open });

  document.addEventListener("input", (event) => {
    if (event.target.closest(".within") && !event.isComposing) look();
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.closest(".within")) look();
  });

  // Before the desk's own keys: Esc leaves this field, it does not start another search.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !event.target.closest(".within")) return;
    if (event.code === "Escape") close();
    else if (/Enter$/.test(event.code) && event.target.matches("input")) move(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-within]")) open();
    else if (button.matches("[data-within-close]")) close();
    else if (button.dataset.withinMove) move(Number(button.dataset.withinMove));
  });

  // --- the clause that answered, when the article was found by a search -----------------------
  const bare = (text) => plain(text).replace(/[\s“”"…｜·]/g, "");

  function answering() {
    light("answering", []);
    const shown = document.querySelector(".hit[aria-selected=true] .answer");
    const said = shown ? bare(shown.textContent) : "";
    if (!content() || said.length < 4) return;
    const block = blocks(content()).find(({ text }) => {
      const own = bare(text);
      return own.length > 3 && (own.includes(said) || (own.length > 7 && said.includes(own)));
    });
    if (block?.owner.closest(FIRST)) return;
    const fold = block?.owner.closest(".objections details");
    if (fold) fold.open = true;
    if (block) light("answering", [range(block, 0, block.text.length)]);
  }

  // --- a print: everything unfolded, the moment on it -----------------------------------------
  let folded = [];

  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("article details:not([open])")];
    for (const each of folded) each.open = true;
    const time = document.querySelector(".printed time");
    const two = (n) => String(n).padStart(2, "0");
    const at = new Date();
    if (time) time.textContent = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
  });
  window.addEventListener("afterprint", () => { for (const each of folded) each.open = false; });

  function came() {
    dark();
    const button = document.querySelector("[data-within]");
    if (button) button.hidden = false;
    answering();
  }

  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "article") came(); });
  came();
})();
