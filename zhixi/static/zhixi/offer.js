// Names that are known, more of them as one types: what is chosen becomes a line of the field.
"use strict";
(() => {
  const PAUSE = 250;
  let timer = 0;

  // Without a line what is offered stays as it is.
  async function look(input) {
    const text = input.value.trim();
    const answer = await fetch(`${input.dataset.offered}&q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json", "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || input.value.trim() !== text) return;
    const { names } = await answer.json();
    input.list.replaceChildren(...names.map((name) => new Option("", name)));
  }

  function take(offer) {
    const input = offer.querySelector("input");
    const name = input.value.trim();
    const box = offer.closest("[data-name]").querySelector("textarea");
    if (!name) return;
    const lines = box.value.split("\n").filter((line) => line.trim());
    if (!lines.includes(name)) box.value = [...lines, name].join("\n");
    input.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-offer]");
    if (button) take(button.closest(".offer"));
  });
  document.addEventListener("focusin", (event) => event.target.matches("[data-offered]") && look(event.target));
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-offered]")) return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE, event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey) return;
    const offer = event.code === "Enter" && event.target.closest(".offer");
    if (!offer || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    take(offer);
  });
})();
