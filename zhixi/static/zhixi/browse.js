// Browsing by section: the way there, arrows from line to line, sections sifted by what is typed.
"use strict";
(() => {
  const { on, outside } = window.zhixi;
  const link = document.querySelector("[data-sections]");
  const { form } = document.getElementById("q");

  // --- the way there: with the customer's context as it is now, not as the page came --------
  const context = () => [...form.querySelectorAll("[data-context]")];

  function address() {
    const query = new URLSearchParams(context().map(({ name, value }) => [name, value]));
    return `${query}` ? `${link.pathname}?${query}` : link.pathname;
  }

  on("outside", { sections: () => location.assign(address()) });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-sections]")) link.href = address();
  });

  const page = document.querySelector(".sections");
  if (!page) return;

  // Without the customer's context, but in the same place.
  document.querySelector(".ctx")?.addEventListener("click", (event) => {
    event.preventDefault();
    const here = new URL(location);
    for (const { name } of context()) here.searchParams.delete(name);
    here.searchParams.set("region", "");
    location.assign(here);
  });

  // --- arrows: to the nearest line in that direction ------------------------------------------
  const lines = () => [...page.querySelectorAll(".places li:not([hidden]) a, .held-list a")];
  const DOWN = { ArrowDown: 1, ArrowUp: -1 };
  const RIGHT = { ArrowRight: 1, ArrowLeft: -1 };

  function step(event) {
    const all = lines();
    const from = document.activeElement;
    if (!all.includes(from)) return DOWN[event.code] === 1 && focus(all[0]);
    const here = from.getBoundingClientRect();
    const ways = all.map((each) => [far(here, each.getBoundingClientRect(), event.code), each]);
    return focus(ways.filter(([way]) => way > 0).sort(([a], [b]) => a - b)[0]?.[1]);
  }

  // How far it is; nothing where it does not lie in that direction.
  function far(here, there, code) {
    const along = there.top - here.top;
    const across = there.left - here.left;
    if (code in DOWN) {
      const above = there.left < here.right && there.right > here.left; // one over the other
      return above ? along * DOWN[code] : 0;
    }
    return across * RIGHT[code] > 0 ? Math.abs(along) * 4 + Math.abs(across) : 0;
  }

  function focus(row) {
    row?.focus();
    return Boolean(row);
  }

  for (const code of [...Object.keys(DOWN), ...Object.keys(RIGHT)]) outside[code] = step;

  // --- sections sifted by name or by their letters --------------------------------------------
  const sift = page.querySelector("[data-sift]");
  if (!sift) return;
  const places = [...page.querySelectorAll(".places li")];
  const status = page.querySelector("[data-sifted]");

  // What is being composed has apostrophes between its syllables.
  function sifted() {
    const wanted = sift.value.toLowerCase().replace(/[\s'’]/g, "");
    for (const place of places) {
      const link = place.firstElementChild;
      const known = [link.querySelector(".name").textContent.toLowerCase(), ...link.dataset.letters.split(" ")];
      place.hidden = !known.some((name) => name.includes(wanted));
    }
    const left = places.filter((place) => !place.hidden).length;
    status.textContent = status.dataset.sifted.replace("%", left);
    status.className = left ? "unseen" : "empty";
  }

  const first = () => lines().find((row) => row.closest(".places"));

  sift.addEventListener("input", sifted);
  sift.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.code === "ArrowDown" && focus(first())) event.preventDefault();
    if (/^(?:Numpad)?Enter$/.test(event.code) && sift.value) first()?.click();
    if (event.code !== "Escape" || !sift.value) return;
    event.preventDefault();
    event.stopPropagation();
    sift.value = "";
    sifted();
  });
  sifted();
})();
