// Light or dark as the machine says, unless the person has chosen; large type; script to read in.
// Runs before the first paint.
"use strict";
(() => {
  const SIZES = ["", "large", "largest"];
  const YEAR = 365 * 24 * 3600; // seconds
  const root = document.documentElement;
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  for (const name of ["theme", "size"]) {
    const kept = localStorage.getItem(name);
    if (kept) root.dataset[name] = kept;
  }

  function keep(name, value) {
    root.dataset[name] = value;
    localStorage.setItem(name, value);
  }

  // Seats are shared: what a tab remembers of one person's work goes with him.
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".me")) sessionStorage.clear();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) keep("theme", dark() ? "light" : "dark");
    if (event.target.closest("[data-size-switch]")) keep("size", SIZES[(SIZES.indexOf(root.dataset.size || "") + 1) % SIZES.length]);
    if (event.target.closest("[data-script-switch]")) {
      const script = document.cookie.includes("script=hant") ? "hans" : "hant";
      document.cookie = `script=${script}; path=/; SameSite=Lax; max-age=${YEAR}`;
      location.reload();
    }
  });
})();
