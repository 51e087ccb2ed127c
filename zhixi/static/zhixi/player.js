// Scripts and procedures are played: one sentence or one question at a time, the way back at hand.
// What is played is the list on the page itself; without this script it is read as a list.
"use strict";
(() => {
  const FORGOTTEN = 30 * 60 * 1000; // ms after which another customer is on the line

  const { on, say, copied, words } = window.zhixi;
  const desk = JSON.parse(document.getElementById("keymap").textContent).outside;
  const all = (root, selector) => [...root.querySelectorAll(selector)];

  // --- where one was: kept for this tab, apart for each conversation ---------------------------
  function placeOf(player) {
    const article = player.closest("article");
    const conversation = document.querySelector("[name=conv]")?.value || "1"; // the first has no name
    const version = article?.querySelector("[data-version]")?.dataset.version || "";
    return `zhixi.play/${window.zhixi.words.person}/${conversation}/${article?.dataset.number}/${version}`;
  }

  function kept(player) {
    try {
      const was = JSON.parse(sessionStorage.getItem(placeOf(player))) || {};
      return Date.now() - was.at < FORGOTTEN ? was : {};
    } catch { return {}; }
  }

  function keep(player, state) {
    try { sessionStorage.setItem(placeOf(player), JSON.stringify({ ...state, at: Date.now() })); } catch { /* full: nothing is kept */ }
  }

  async function copy(text) {
    if (!text) return say(words.nothing);
    if (!(await copied(text.trim()))) return say(words.uncopied, { stay: true });
    document.dispatchEvent(new CustomEvent("zhixi:taken", { detail: "copied" }));
    say(document.querySelector("article > .banner") ? words.copiedPast : words.copied);
  }

  function make(tag, { text = "", ...more } = {}) {
    const made = Object.assign(document.createElement(tag), more);
    if (text) made.textContent = text;
    return made;
  }

  // What both have: views of the same list, a place in it, and the keys.
  class Player {
    constructor(root) {
      this.root = root;
      this.view = "play";
      for (const hidden of all(root, ".bar, .how")) hidden.hidden = false;
    }

    start() {
      const was = kept(this.root);
      this.restore(was);
      this.show(this.views.includes(was.view) ? was.view : "play");
    }

    show(view) {
      this.view = view;
      this.root.dataset.showing = view;
      for (const button of all(this.root, "[data-view]")) button.setAttribute("aria-pressed", button.dataset.view === view);
      this.draw();
      this.save();
    }

    save() { keep(this.root, { ...this.state(), view: this.view }); }

    // Moved by a key or a click: the step is looked at, and keys stay with the player.
    moved() {
      if (this.view === "all") this.view = "play";
      this.show(this.view);
      this.step().focus({ preventScroll: true });
      this.step().scrollIntoView({ block: "nearest" });
    }

    enter() {
      if (this.view !== "play") this.show("play");
      this.root.scrollIntoView({ block: "nearest" });
      this.step().focus();
    }
  }

  // --- a script: our sentences one by one, each with what the customer said before it ---------
  class Script extends Player {
    views = ["play", "all"];

    constructor(root) {
      super(root);
      this.turns = all(root, ".turn");
      this.steps = [[]];
      for (const turn of this.turns) {
        this.steps[this.steps.length - 1].push(turn);
        if (turn.querySelector(".agent")) this.steps.push([]);
      }
      this.steps = this.steps.filter((turns) => turns.length);
      this.asides = all(root, ".objections details");
      for (const turn of this.turns) turn.querySelector("dd").tabIndex = -1;
    }

    restore(was) { this.n = Math.min(was.n || 0, this.steps.length - 1); }
    state() { return { n: this.n }; }
    spoken() { return this.steps[this.n][this.steps[this.n].length - 1]; }
    step() { return this.spoken().querySelector("dd"); }

    draw() {
      const now = this.steps[this.n];
      const past = this.steps.slice(0, this.n).flat();
      const playing = this.view === "play";
      for (const turn of this.turns) {
        turn.classList.toggle("now", playing && now.includes(turn));
        turn.classList.toggle("past", playing && past.includes(turn));
        turn.classList.toggle("later", playing && !past.includes(turn) && !now.includes(turn));
        if (playing && turn === this.spoken()) turn.querySelector("dd").setAttribute("aria-current", "step");
        else turn.querySelector("dd").removeAttribute("aria-current");
      }
      for (const aside of this.asides) if (!playing) aside.open = true;
      this.root.querySelector("[data-at]").textContent = `${this.n + 1}/${this.steps.length}`;
      this.root.querySelector("[data-move=back]").disabled = this.n === 0;
      this.root.querySelector("[data-move=next]").disabled = this.n === this.steps.length - 1;
    }

    show(view) {
      if (view === "play" && this.view === "all") for (const aside of this.asides) aside.open = false;
      super.show(view);
    }

    to(n) {
      this.n = Math.max(0, Math.min(n, this.steps.length - 1));
      this.moved();
    }

    next() { this.to(this.n + 1); }
    back() { this.to(this.n - 1); }
    again() { this.to(0); }
    digit(n) { this.fold(this.asides[n - 1]); }
    copy() { copy(this.step().textContent); }

    // One answer at a time, so that the next one is where the eye already is.
    fold(aside) {
      if (!aside) return;
      for (const other of this.asides) if (other !== aside && this.view === "play") other.open = false;
      aside.open = !aside.open;
      aside.querySelector("summary").focus({ preventScroll: true });
      aside.scrollIntoView({ block: "nearest" });
    }

    clicked(target) {
      const summary = target.closest("summary");
      const turn = target.closest(".turn");
      if (summary) this.fold(summary.parentElement);
      else if (turn && this.view === "play" && !String(getSelection())) this.to(this.steps.findIndex((turns) => turns.includes(turn)));
      else return false;
      return true;
    }

    uncover() { /* nothing of it is out of sight */ }
  }

  // --- a procedure: one step in the middle, the way taken beside it ----------------------------
  class Procedure extends Player {
    views = ["play", "picture", "all"];

    constructor(root) {
      super(root);
      this.items = new Map(all(root, ".nodes > li").map((item) => [item.dataset.node, item]));
      this.first = this.items.keys().next().value;
      this.picture = root.querySelector(".picture");
    }

    // The way is a list of steps, each with the choice that led on from it.
    restore(was) {
      this.way = [{ id: this.first, by: "" }];
      for (const { id, by } of was.way || []) {
        const here = this.way[this.way.length - 1];
        if (here.id === id) here.by = by;
        const way = this.waysFrom(here.id).find((each) => each.label === by);
        if (way) this.way.push({ id: way.to, by: "" });
      }
    }

    state() { return { way: this.way.map(({ id, by }) => ({ id, by })) }; }
    get id() { return this.way[this.way.length - 1].id; }
    step() { return this.items.get(this.id); }
    shortly(id) { return this.items.get(id).querySelector(".words").textContent; }

    waysFrom(id) {
      return all(this.items.get(id), "[data-to]").map((link) => ({ to: link.dataset.to, label: link.querySelector(".label").textContent }));
    }

    draw() {
      const been = new Set(this.way.map((step) => step.id));
      for (const [id, item] of this.items) {
        item.tabIndex = -1;
        item.classList.toggle("now", id === this.id);
        item.classList.toggle("been", been.has(id));
      }
      this.root.querySelector("[data-move=back]").disabled = this.way.length === 1;
      this.root.querySelector("[data-move=again]").disabled = this.way.length === 1;
      this.root.querySelector(".taken").hidden = this.view !== "play";
      this.picture.hidden = this.root.querySelector(".legend").hidden = this.view !== "picture";
      this.root.querySelector("[data-taken]").replaceChildren(...this.way.map((step, n) => this.stepTaken(step, n)));
      if (this.view === "picture") this.drawPicture();
    }

    stepTaken({ id, by }, n) {
      const line = make("li");
      const last = n === this.way.length - 1;
      const holder = make(last ? "span" : "button", last ? {} : { type: "button" });
      if (last) line.setAttribute("aria-current", "step");
      else holder.dataset.taken = n;
      holder.append(make("b", { text: id }), make("span", { className: "words", text: this.shortly(id) }));
      if (by) holder.append(make("span", { className: "by", text: by }));
      line.append(holder);
      return line;
    }

    drawPicture() {
      const nodes = [...this.items].map(([id, item]) => ({
        id, text: this.shortly(id), kind: item.classList[0], ways: this.waysFrom(id),
      }));
      this.drawn ||= window.zhixi.drawTree(nodes);
      if (!this.picture.firstChild) this.picture.append(this.drawn.svg);
      this.drawn.mark(this.way.map((step) => step.id));
      const here = this.drawn.place(this.id);
      if (!this.picture.classList.contains("fitted")) {
        this.picture.scrollLeft = here.x - this.picture.clientWidth / 2;
        this.picture.scrollTop = here.y - this.picture.clientHeight / 2;
      }
    }

    choose(way) {
      if (!way) return;
      this.way[this.way.length - 1].by = way.label;
      this.way.push({ id: way.to, by: "" });
      this.moved();
    }

    cut(n) {
      this.way = this.way.slice(0, n + 1);
      this.way[n].by = "";
      this.moved();
    }

    // To any step: back along the way, or the shortest way on, from here or from the beginning.
    jump(id) {
      const passed = this.way.findIndex((step) => step.id === id);
      if (passed >= 0) return this.cut(passed);
      const onward = this.shortest(this.id, id);
      if (!onward) this.way = [{ id: this.first, by: "" }];
      for (const way of onward || this.shortest(this.first, id)) {
        this.way[this.way.length - 1].by = way.label;
        this.way.push({ id: way.to, by: "" });
      }
      this.moved();
    }

    shortest(from, to) {
      const came = new Map([[from, null]]);
      const waiting = [from];
      for (let id = waiting.shift(); id; id = waiting.shift()) {
        if (id === to) break;
        for (const way of this.waysFrom(id)) {
          if (came.has(way.to)) continue;
          came.set(way.to, { ...way, from: id });
          waiting.push(way.to);
        }
      }
      if (!came.has(to)) return null;
      const ways = [];
      for (let way = came.get(to); way; way = came.get(way.from)) ways.unshift(way);
      return ways;
    }

    next() { if (this.waysFrom(this.id).length === 1) this.choose(this.waysFrom(this.id)[0]); }
    back() { if (this.way.length > 1) this.cut(this.way.length - 2); }
    again() { this.cut(0); }
    digit(n) { this.choose(this.waysFrom(this.id)[n - 1]); }

    copy() {
      const said = this.step().querySelector(".said-so") || this.step().querySelector(".words");
      copy(said.textContent);
    }

    clicked(target) {
      const link = target.closest("[data-to]");
      const passed = target.closest("[data-taken]");
      const drawn = target.closest("[data-drawn]");
      if (link && this.view === "play") this.choose(this.waysFrom(this.id)[all(this.step(), "[data-to]").indexOf(link)]);
      else if (passed?.dataset.taken) this.cut(Number(passed.dataset.taken));
      else if (drawn) this.jump(drawn.dataset.drawn);
      else if (target.closest("[data-fit]")) this.fit(target.closest("[data-fit]"));
      else return false;
      return true;
    }

    fit(button) {
      const fitted = this.picture.classList.toggle("fitted");
      button.setAttribute("aria-pressed", fitted);
      this.drawPicture();
    }

    uncover(place) {
      if (place.closest(".nodes li") && this.view !== "all") this.show("all");
    }
  }

  // --- which player is on the page ------------------------------------------------------------
  const players = new WeakMap();
  const playerOf = (target) => players.get(target.closest?.("[data-player]"));

  function came() {
    const root = document.querySelector("[data-player]");
    if (!root || players.has(root)) return;
    const player = root.dataset.player === "script" ? new Script(root) : new Procedure(root);
    players.set(root, player);
    player.start();
    if (/^#node-/.test(location.hash) && root.querySelector(".nodes")) player.show("all");
  }

  function enter() {
    const player = players.get(document.querySelector("[data-player]"));
    if (!player) return false;
    player.enter();
  }

  on("outside", { play: enter });

  document.addEventListener("click", (event) => {
    const player = playerOf(event.target);
    if (!player || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { view, move } = event.target.closest("button")?.dataset || {};
    if (view) player.show(view);
    else if (move) player[move]();
    else if (!player.clicked(event.target)) return;
    event.preventDefault();
  });

  document.addEventListener("zhixi:uncover", (event) => playerOf(event.target)?.uncover(event.target));

  // In the player its keys come before the desk's: a digit there chooses, it opens no hit.
  const keys = {
    ArrowRight: "next", ArrowLeft: "back", Backspace: "back", Home: "again", Enter: "next", Space: "next",
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const player = playerOf(event.target);
    if (!player || event.target.closest("input, textarea, select")) return;
    const code = event.code.replace("Numpad", "Digit").replace("DigitEnter", "Enter");
    const act = desk[code] === "copy" ? "copy" : keys[code];
    if (/^(Enter|Space)$/.test(code) && event.target.closest("button, a, summary")) return;
    if (/^Arrow|Home/.test(code) && event.target.closest(".picture, .sheet")) return;
    if (/^Digit[1-9]$/.test(code)) player.digit(Number(code[5]));
    else if (act) player[act]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // An article that is loaded anew under one's hands stays played: keys must not fall to the list.
  let played = "";
  const number = () => document.querySelector("article")?.dataset.number;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "article") played = document.activeElement.closest("[data-player]") ? number() : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "article") came(); });
  // Settling puts back what came from the server on elements that were there before, by their ids.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "article") return;
    players.get(document.querySelector("[data-player]"))?.draw();
    if (played && played === number()) enter();
    played = "";
  });
  came();
})();
