// A picture of a text at its full size, in the same page; without this its link opens it alone.
"use strict";
(() => {
  function dialog(link) {
    const made = document.createElement("dialog");
    const image = document.createElement("img");
    const close = document.createElement("button");
    made.className = "large";
    made.setAttribute("aria-label", link.getAttribute("aria-label"));
    image.src = link.href;
    image.alt = link.querySelector("img").alt || link.getAttribute("aria-label");
    close.type = "button";
    close.textContent = link.dataset.wordsClose;
    made.append(image, close);
    made.addEventListener("click", () => made.close());
    made.addEventListener("close", () => {
      made.remove();
      link.focus();
    });
    return made;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.figure");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const made = dialog(link);
    document.body.append(made);
    made.showModal();
  });
})();
