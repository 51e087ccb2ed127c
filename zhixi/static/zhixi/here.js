// Who else has this text open is told for as long as somebody looks at it here.
"use strict";
(() => {
  const LOOK = 8000; // ms between two looks
  const IDLE = 600000; // ms without a key or a click after which nobody is looking
  const main = document.querySelector("[data-writing]");
  const told = main.querySelector("[data-others]");
  const token = main.querySelector("[name=csrfmiddlewaretoken]").value;
  let touched = performance.now();
  let timer = 0;

  const address = () => main.dataset.here.replace("/0/", `/${main.dataset.number}/`);

  function parcel(leaving) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token);
    if (leaving) data.append("leaving", "1");
    return data;
  }

  // An empty line says nothing to who cannot see it.
  function say(text) {
    const now = text || (told.textContent && told.textContent !== told.dataset.wordsLeft ? told.dataset.wordsLeft : "");
    if (told.textContent === now) return;
    told.textContent = now;
    told.title = now;
  }

  async function look() {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    timer = setTimeout(look, LOOK);
    if (!main.dataset.number || performance.now() - touched > IDLE) return;
    try {
      const answer = await fetch(address(), { method: "POST", body: parcel(), headers: { "HX-Request": "true", Accept: "application/json" }, signal: AbortSignal.timeout(LOOK) });
      if (answer.ok) say((await answer.json()).said);
      else if (answer.status < 500) clearTimeout(timer); // signed out: the save tells
    } catch {
      // The line is down: the next look tells.
    }
  }

  for (const what of ["keydown", "pointerdown", "wheel"]) {
    addEventListener(what, () => { touched = performance.now(); }, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", look);
  document.addEventListener("zhixi:numbered", look);
  addEventListener("pagehide", () => {
    if (main.dataset.number) navigator.sendBeacon(address(), parcel(true));
  });
  look();
})();
