// The desk's home, and what a person keeps: forms that answer in their place, the star, the visit.
"use strict";
(() => {
  const EMPTIED = 600; // ms with an empty field until the home comes back

  const { on, say, words } = window.zhixi;
  const work = document.querySelector(".work");
  const field = document.getElementById("q");

  // --- forms that change only the part they stand in -------------------------------------
  const busy = new WeakSet();

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-swap]")) return;
    event.preventDefault();
    if (!busy.has(event.target)) send(event.target);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
  });

  async function send(form) {
    const { part } = form.closest("[data-part]").dataset;
    busy.add(form);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "HX-Request": "true", "HX-Current-URL": location.href },
      });
      const text = await answer.text();
      if (answer.headers.has("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
      else if (answer.ok) put(part, text);
      else say(answer.status === 409 ? text : answer.status === 404 ? words.gone : words.offline, { stay: true });
    } catch {
      say(words.offline, { stay: true });
    } finally {
      busy.delete(form);
    }
  }

  // The article may have been drawn anew meanwhile, so the part is looked for by its name. Who
  // pressed a button stays where it was: on the next one of the part, or on its heading.
  function put(name, text) {
    const fresh = document.createRange().createContextualFragment(text).querySelector("[data-part]");
    if (fresh.dataset.said) say(fresh.dataset.said);
    const part = document.querySelector(`[data-part="${name}"]`);
    if (!part) return;
    const held = part.contains(document.activeElement) ? document.activeElement : null;
    const kind = held?.matches("select") ? "select" : "button";
    part.replaceWith(fresh);
    if (held) (fresh.querySelector(kind) || fresh.querySelector("[tabindex]"))?.focus({ preventScroll: true });
  }

  on("outside", {
    favourite: () => {
      const star = document.querySelector("article [data-star]");
      if (!star) return false;
      star.form.requestSubmit();
    },
  });

  // --- the home ----------------------------------------------------------------------------
  // A beacon, so that writing a visit down never holds up the page.
  function arrive() {
    const home = document.querySelector(".home[data-arrive]");
    if (!home) return;
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    navigator.sendBeacon(home.dataset.arrive, new URLSearchParams({ csrfmiddlewaretoken: token }));
    delete home.dataset.arrive;
  }

  arrive();
  if (!work) return;

  const pane = document.getElementById("article");
  let wait = 0;

  function goHome(where = location.href) {
    clearTimeout(wait);
    // Meanwhile another conversation has taken the screen, or an article was opened.
    if (where !== location.href || work.classList.contains("open")) return;
    if (field.value.trim() || pane.querySelector(".home")) return;
    const given = new URLSearchParams([...new FormData(field.form)].filter(([name]) => name !== "q"));
    htmx.ajax("GET", `${work.dataset.home}?${given}`, { source: pane, target: pane, swap: "innerHTML" }).catch(() => {}); // an event tells of it
  }

  field.addEventListener("input", () => clearTimeout(wait));

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === pane) arrive();
    if (event.detail.target.id === "hits") wait = setTimeout(goHome, EMPTIED, location.href);
  });

  document.addEventListener("keydown", (event) => {
    const closing = document.querySelector("dialog[open]");
    if (event.code === "Escape" && !event.isComposing && event.keyCode !== 229 && !closing) goHome();
  });
})();
