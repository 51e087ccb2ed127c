// The look-up log: what becomes of what is shown, and how long it stands on the screen.
// A look-up is the last search before an opening, a copy, Esc or a rest: then it is `over`, and
// the next search begins another.
"use strict";
(() => {
  const LEAST = 1; // seconds; what was passed over was not read
  const MOST = 3600;
  const { words } = window.zhixi;
  const work = document.querySelector(".work");
  const first = work?.dataset.session || "";

  // Belongs to the conversation: whose list is on the screen, whether its look-up is over, and the
  // place of the article in it; 0 when it came another way.
  const seat = { look: { session: first, began: 0 }, over: !first, place: first ? 1 : 0 };

  const article = () => document.querySelector("article[data-number]");
  let standing = null; // the article on the screen, and since when

  function tell(what, seconds, more = {}) {
    const shown = standing?.article ?? article();
    if (!shown) return;
    const call = document.querySelector("[name=call]")?.value;
    // A beacon arrives even when the page is left at once.
    navigator.sendBeacon(words.used, new URLSearchParams({
      what, s: seat.look.session, position: seat.place,
      number: shown.dataset.number,
      version: shown.querySelector("[data-version]").dataset.version,
      seconds: Math.min(MOST, seconds),
      csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value,
      ...(call ? { call } : {}),
      ...more,
    }));
  }

  function used(what, more) {
    seat.over = true;
    tell(what, (performance.now() - seat.look.began) / 1000, more);
    if (what === "opened" || what === "copied") {
      document.dispatchEvent(new CustomEvent("zhixi:used", { detail: article() }));
    }
  }

  // --- how long it stood there ------------------------------------------------------------
  function arrived() {
    left();
    const here = document.visibilityState === "visible" && article();
    standing = here ? { article: here, since: performance.now() } : null;
  }

  function left() {
    const seconds = standing ? (performance.now() - standing.since) / 1000 : 0;
    if (seconds >= LEAST) tell("left", seconds);
    standing = null;
  }

  document.addEventListener("visibilitychange", arrived);
  addEventListener("pagehide", left);
  arrived();

  document.addEventListener("zhixi:taken", (event) => used(event.detail));

  // --- solved or not: a bonus, never required ----------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-verdict]");
    if (!button) return;
    used(button.dataset.verdict, button.dataset.reason ? { reason: button.dataset.reason } : {});
    const box = button.closest(".verdict");
    box.querySelector("details")?.removeAttribute("open");
    for (const other of box.querySelectorAll("[data-verdict]")) other.setAttribute("aria-pressed", other === button);
    window.zhixi.say(words.thanks);
  });

  Object.assign(window.zhixi, { seat, used, arrived });
})();
