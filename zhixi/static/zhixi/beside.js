// A table that is wide for the column beside a text, though not for the desk, scrolls by keyboard too.
"use strict";
(() => {
  const beside = document.querySelector("[data-beside]");
  if (!beside) return;
  function reachable() {
    for (const sheet of beside.querySelectorAll(".sheet:not([tabindex])")) if (sheet.scrollWidth > sheet.clientWidth) sheet.tabIndex = 0;
  }
  new MutationObserver(reachable).observe(beside, { childList: true, subtree: true });
  reachable();
})();
