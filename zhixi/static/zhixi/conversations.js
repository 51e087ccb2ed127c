// Several conversations at once, as text service has them: query, list, article and player belong
// to the one on the screen, and come back with it. Up to five; of each the last five articles.
"use strict";
(() => {
  const MOST = 5;
  const LAST = 5;
  const { on, say, words, seat, halt, ask, arrived, address, load, calm } = window.zhixi;
  const STORE = `zhixi.conversations/${words.person}`; // seats are shared: nobody sees another's
  const strip = document.querySelector(".talks");
  if (!strip) return;

  const field = document.getElementById("q");
  const form = field.form;
  const work = document.querySelector(".work");
  const pane = document.getElementById("article");
  const list = document.getElementById("hits");
  const tabs = strip.querySelector(".tabs");
  const last = strip.querySelector(".last");

  // --- what is known of them, here and in this tab's memory ---------------------------------
  let all = JSON.parse(sessionStorage.getItem(STORE) || "[]");
  let now = known(form.elements.conv?.value || "1");
  all = all.filter((each) => each === now || each.name || each.last.length); // no empty ones

  function known(id) {
    let found = all.find((each) => each.id === id);
    if (!found) {
      found = { id, address: "", name: "", last: [] };
      all.push(found);
    }
    return found;
  }

  function keep() {
    now.address = address();
    now.name = field.value.trim() || document.querySelector("article h1")?.textContent || "";
    const plain = all.map(({ id, address, name, last }) => ({ id, address, name, last }));
    sessionStorage.setItem(STORE, JSON.stringify(plain));
    draw();
  }

  // The call software names the conversation alone: it is shown as it was left.
  const asked = new URLSearchParams(location.search);
  if (asked.get("conv") && !asked.get("q") && !asked.get("open") && now.address && now.address !== location.pathname + location.search) {
    location.replace(now.address);
    return;
  }

  // --- the strip ---------------------------------------------------------------------------
  function draw() {
    tabs.hidden = all.length < 2;
    tabs.replaceChildren(...(all.length < 2 ? [] : all.map(tab)));
    last.replaceChildren(...now.last.map(lately));
    strip.querySelector(".hush").hidden = now.last.length > 0 || all.length > 1;
  }

  function tab(each, place) {
    const made = strip.querySelector("template.tab").content.firstElementChild.cloneNode(true);
    const [go, end] = made.querySelectorAll("button");
    go.querySelector(".n").textContent = place + 1;
    go.querySelector(".name").textContent = each.name || words.unnamed;
    go.setAttribute("aria-pressed", each === now);
    go.dataset.go = each.id;
    end.dataset.end = each.id;
    end.setAttribute("aria-label", `${end.getAttribute("aria-label")} ${each.name || words.unnamed}`);
    return made;
  }

  function lately({ number, title, href }) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = title;
    link.title = title;
    link.dataset.number = number;
    const line = document.createElement("li");
    line.append(link);
    return line;
  }

  // --- switching ---------------------------------------------------------------------------
  function leave() {
    halt();
    keep();
    now.nodes = { list: [...list.childNodes], pane: [...pane.childNodes], context: [...form.querySelectorAll(".ctx, [data-context]")] };
    now.scrolled = { list: document.getElementById("list")?.scrollTop ?? 0, pane: pane.scrollTop };
    now.fields = [...form.querySelectorAll("input:not([data-context])")].map((input) => [input.name, input.value]);
    now.seat = { ...seat };
    now.open = work.classList.contains("open");
  }

  function enter(other) {
    if (other === now) return;
    leave();
    if (!other.nodes) {
      location.assign(other.address || `/?conv=${encodeURIComponent(other.id)}`);
      return;
    }
    now = other;
    list.replaceChildren(...other.nodes.list);
    pane.replaceChildren(...other.nodes.pane);
    form.querySelectorAll(".ctx, [data-context]").forEach((each) => each.remove());
    form.append(...other.nodes.context);
    for (const [name, value] of other.fields) input(name).value = value;
    Object.assign(seat, other.seat);
    work.classList.toggle("open", other.open);
    pane.scrollTop = other.scrolled.pane;
    document.getElementById("list").scrollTop = other.scrolled.list;
    history.replaceState(null, "", other.address);
    arrived();
    draw();
    field.focus();
    say(`${words.switched} ${other.name || words.unnamed}`);
  }

  function input(name) {
    if (!form.elements[name]) form.insertAdjacentHTML("beforeend", `<input type="hidden" name="${name}">`);
    return form.elements[name];
  }

  function begin() {
    if (all.length >= MOST) return say(words.most);
    input("conv").value ||= now.id;
    const id = String(1 + Math.max(0, ...all.map((each) => parseInt(each.id, 10) || 0)));
    leave();
    now = known(id);
    list.replaceChildren();
    calm();
    form.querySelectorAll(".ctx, [data-context]").forEach((each) => each.remove());
    for (const each of form.querySelectorAll("input")) each.value = "";
    input("conv").value = id;
    Object.assign(seat, { look: { session: "", began: 0 }, sought: { session: "", began: 0 }, over: true, place: 0, due: null, listed: "" });
    ask();
    field.focus();
    keep();
  }

  function end(other) {
    if (all.length < 2) return say(words.only);
    const place = all.indexOf(other);
    if (other === now) enter(all[place + 1] || all[place - 1]);
    all = all.filter((each) => each !== other);
    keep();
  }

  const beside = (step) => () => {
    if (all.length < 2) return say(words.only);
    enter(all[(all.indexOf(now) + step + all.length) % all.length]);
  };

  on("outside", { next_talk: beside(1), previous_talk: beside(-1), new_talk: begin, end_talk: () => end(now) });
  on("field", { next_talk: beside(1), previous_talk: beside(-1) });

  strip.addEventListener("click", (event) => {
    const { go, end: over, begin: another } = event.target.closest("button")?.dataset ?? {};
    if (go) enter(known(go));
    if (over) end(known(over));
    if (another !== undefined) begin();
    const link = event.target.closest(".last a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    seat.place = 0;
    load(link.getAttribute("href"));
    work.classList.add("open");
  });

  document.addEventListener("zhixi:used", (event) => {
    const article = event.detail;
    if (!article) return;
    const number = article.dataset.number;
    const line = { number, title: article.querySelector("h1").textContent.trim(), href: article.dataset.address };
    now.last = [line, ...now.last.filter((each) => each.number !== number)].slice(0, LAST);
    keep();
  });
  document.addEventListener("zhixi:moved", keep);
  keep();
})();
