// Copying what can be said: plain for the call's record, with its layers for a chat.
"use strict";
(() => {
  const { on, say, words } = window.zhixi;

  // The clipboard object is absent on plain http under a host name; the old way works there.
  async function copied(text, html = "") {
    if (navigator.clipboard) {
      try { await modern(text, html); return true; } catch { /* the old way */ }
    }
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.className = "unseen";
    area.value = text;
    document.body.append(area);
    area.select();
    const dress = (event) => {
      event.clipboardData.setData("text/plain", text);
      event.clipboardData.setData("text/html", html);
      event.preventDefault();
    };
    if (html) document.addEventListener("copy", dress, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", dress);
    area.remove();
    before?.focus({ preventScroll: true });
    return done;
  }

  function modern(text, html) {
    if (!html) return navigator.clipboard.writeText(text);
    const kinds = { "text/plain": text, "text/html": html };
    const blobs = Object.entries(kinds).map(([type, value]) => [type, new Blob([value], { type })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }

  const said = (element) => element.textContent.trim().replace(/^“|”$/g, "");
  const shown = () => document.querySelector("article");

  // What was copied is told to whoever listens: the log, the watch over what is current.
  async function take(text, html, what, done) {
    if (!text) return say(words.nothing);
    if (!(await copied(text, html))) return say(words.uncopied, { stay: true });
    document.dispatchEvent(new CustomEvent("zhixi:taken", { detail: what }));
    say(shown()?.querySelector(".banner") ? words.copiedPast : done);
  }

  function lead() {
    return shown()?.querySelector(".say .lead, .lines .agent + dd, .lines .agent dd, [data-say]");
  }

  function copy() {
    const sentence = lead();
    return take(sentence && said(sentence), "", "copied", words.copied);
  }

  // For a chat: the text that was approved for it, else the sentence with its layers.
  // What must not be said and what is internal never leave the screen.
  function copyChat() {
    const chat = shown()?.querySelector("[data-part=chat_text]");
    if (chat) return take(said(chat), "", "copied", words.copiedChat);
    const layers = [...(shown()?.querySelectorAll(".say [data-part^=supplements], .say .must li") ?? [])];
    const lines = [lead(), ...layers.map((each) => each.querySelector(".text") ?? each)].filter(Boolean).map(said);
    const html = lines.map((line) => `<p>${escaped(line)}</p>`).join("");
    return take(lines.join("\n"), html, "copied", words.copiedChat);
  }

  function escaped(text) {
    const holder = document.createElement("p");
    holder.textContent = text;
    return holder.innerHTML;
  }

  // Reason and sentence for the call's record.
  function copySummary() {
    const summary = shown()?.querySelector("[data-part=summary]");
    if (!summary) return say(words.noSummary);
    return take(said(summary), "", "summed_up", words.copiedSummary);
  }

  on("field", { copy });
  on("outside", { copy, copy_chat: copyChat, copy_summary: copySummary });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-copy]")) copy();
    const part = event.target.closest("[data-copy-of]")?.dataset.copyOf;
    if (part === "summary") copySummary();
    else if (part) take(said(shown().querySelector(`[data-part="${CSS.escape(part)}"]`)), "", "copied", words.copied);
  });

  Object.assign(window.zhixi, { copied, copy });
})();
