// Names that are known: what is chosen becomes a line of the field.
"use strict";
(() => {
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
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey) return;
    const offer = event.code === "Enter" && event.target.closest(".offer");
    if (!offer || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    take(offer);
  });
})();
