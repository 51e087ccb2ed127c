// Pictures in a body: put in by button, drop and paste, sent to us first, each with its words.
"use strict";
window.zhixiPictures = (() => {
  const { fill } = window.zhixiFields;
  const OURS = /^\/files\/sha256:[0-9a-f]{64}\/[^/?#]+$/;
  const INSIDE = /^data:(image\/(?:png|jpeg|gif|webp));base64,([\s\S]+)$/i;
  const coming = new Map(); // of those on their way, by the number that stands for them in the text
  let asking = null; // the editor for which one is being chosen

  const fieldOf = (editor) => editor.options.element.closest("[data-name]");
  const wordsOf = (editor) => fieldOf(editor).querySelector("[data-pictures]").dataset;

  function tell(field, text) {
    field.querySelector("[data-rich-told]").textContent = text;
  }

  function awaited(file) {
    const n = String(coming.size + 1);
    coming.set(n, { file });
    return n;
  }

  // --- the picture in the text, with its words below it ---------------------------------------
  function node(prose) {
    return prose.Node.create({
      name: "picture",
      group: "block",
      atom: true,
      draggable: true,
      addAttributes: () => ({
        src: { default: null },
        alt: { default: "" },
        coming: {
          default: null,
          parseHTML: (image) => image.dataset.coming || null,
          renderHTML: ({ coming: n }) => (n ? { "data-coming": n } : {}),
        },
      }),
      parseHTML: () => [{ tag: "img", getAttrs: (image) => (OURS.test(image.getAttribute("src")) || coming.has(image.dataset.coming)) && null }],
      renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
      addNodeView: () => view,
    });
  }

  function view({ editor, node: first, getPos }) {
    const words = wordsOf(editor);
    const dom = document.createElement("div");
    const image = document.createElement("img");
    const below = document.createElement("p");
    const label = document.createElement("label");
    const name = document.createElement("span");
    const input = document.createElement("input");
    const drop = document.createElement("button");
    const failed = document.createElement("p");
    const said = document.createElement("span");
    const again = document.createElement("button");
    let gone = false;
    dom.className = "pictured";
    dom.contentEditable = "false";
    name.textContent = words.wordsAlt;
    input.placeholder = words.wordsHint;
    input.maxLength = 200;
    input.value = first.attrs.alt;
    drop.type = again.type = "button";
    drop.textContent = words.wordsDrop;
    again.textContent = words.wordsAgain;
    failed.className = "unsent";
    failed.setAttribute("role", "alert");
    failed.append(said, again);
    label.append(name, input);
    below.append(label, drop);
    dom.append(image, below);

    function change(attrs, quiet) {
      const at = gone ? undefined : getPos();
      if (at === undefined) return;
      const { tr } = editor.state;
      const here = tr.doc.nodeAt(at);
      if (attrs) tr.setNodeMarkup(at, null, { ...here.attrs, ...attrs });
      else tr.delete(at, at + here.nodeSize);
      editor.view.dispatch(tr.setMeta("addToHistory", !quiet));
    }

    function show({ attrs }) {
      if (attrs.src && image.getAttribute("src") !== attrs.src) image.src = attrs.src;
      image.alt = attrs.alt;
      dom.toggleAttribute("data-coming", !attrs.src);
      if (input.value !== attrs.alt) input.value = attrs.alt;
    }

    async function await_(n) {
      const entry = coming.get(n);
      preview(entry.file, image);
      entry.show = fail;
      entry.told ||= window.zhixiSend(entry.file, sending(editor, entry));
      fail(entry.failure);
      const told = await entry.told;
      change(told && { src: told.url, coming: null }, true);
    }

    // It keeps its place until it has come or is given up.
    function fail(failure) {
      dom.toggleAttribute("data-failed", Boolean(failure));
      if (failure) {
        said.textContent = failure.said;
        image.after(failed);
      } else failed.remove();
    }

    again.addEventListener("click", () => {
      const entry = coming.get(first.attrs.coming);
      const { again: once } = entry.failure;
      entry.failure = null;
      fail(null);
      input.focus();
      once();
    });
    input.addEventListener("input", () => change({ alt: input.value }));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || !/^(?:Numpad)?Enter$/.test(event.code)) return;
      event.preventDefault();
      goOn(editor, getPos() + 1);
    });
    drop.addEventListener("click", () => {
      change(null);
      editor.view.focus();
    });
    show(first);
    if (!first.attrs.src) await_(first.attrs.coming);

    return {
      dom,
      update(now) {
        if (now.type !== first.type) return false;
        show(now);
        return true;
      },
      stopEvent: (event) => Boolean(event.target.closest?.("input, label, button")),
      ignoreMutation: () => true,
      destroy() {
        gone = true;
      },
    };
  }

  // It is seen before it has been sent.
  function preview(file, image) {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      if (!image.hasAttribute("src")) image.src = reader.result;
    });
    if (/^image\/(?:png|jpeg|gif|webp)$/.test(file.type)) reader.readAsDataURL(file);
  }

  // Enter leaves its words for the text below it.
  function goOn(editor, at) {
    const below = editor.state.doc.nodeAt(at);
    const chain = editor.chain();
    if (!below?.isTextblock) chain.insertContentAt(at, { type: "paragraph" });
    chain.setTextSelection(at + 1).run();
    editor.view.focus();
  }

  function sending(editor, entry) {
    const field = fieldOf(editor);
    return {
      list: field.querySelector("[data-pictures]"),
      back: () => editor.view.focus(),
      arrived: (told) => {
        if (told.picture) return told;
        tell(field, wordsOf(editor).wordsOnly);
        return null;
      },
      failed: (said, again) => {
        entry.failure = { said, again };
        entry.show(entry.failure);
      },
    };
  }

  // --- where it goes: below the words at which one is ----------------------------------------------
  function put(editor, files, pos) {
    const { state, view: shown } = editor;
    const made = files.map((file) => state.schema.nodes.picture.create({ coming: awaited(file) }));
    const $at = state.doc.resolve(pos);
    const lines = $at.parent.isTextblock;
    const outer = lines ? $at.node(-1) : $at.parent;
    const instead = lines && !$at.parent.content.size && outer.type.name !== "listItem";
    const at = !lines ? pos : instead ? $at.before() : $at.after();
    const tr = state.tr.replaceWith(at, instead ? $at.after() : at, made);
    tell(fieldOf(editor), "");
    shown.dispatch(tr.scrollIntoView());
    shown.nodeDOM(at)?.querySelector?.("input").focus();
  }

  function take(editor, files, pos) {
    const some = files.filter((file) => file.type.startsWith("image/"));
    if (some.length) put(editor, some, pos);
    if (some.length < files.length) tell(fieldOf(editor), wordsOf(editor).wordsOnly);
  }

  function choose(editor) {
    asking = editor;
    fieldOf(editor).querySelector("[data-choose-picture]").click();
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-choose-picture]")) return;
    take(asking, [...event.target.files], asking.state.selection.to);
    event.target.value = "";
  });

  // --- what is pasted and dropped --------------------------------------------------------------------
  const UNSAID = /<!--[\s\S]*?-->|<(style|script|title|xml)\b[\s\S]*?<\/\1>|<[^>]*>|&nbsp;/gi;
  const saysWords = (html) => html.replace(UNSAID, "").trim() !== "";

  function of(field) {
    return {
      // Word and Excel lay a picture of the words beside them: then the words count.
      pasted(editor, event) {
        const files = [...event.clipboardData.files];
        if (!files.length || saysWords(event.clipboardData.getData("text/html"))) return false;
        take(editor, files, editor.state.selection.to);
        return true;
      },
      dropped(editor, event) {
        const files = [...event.dataTransfer.files];
        const place = editor.view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (!files.length || !place) return false;
        event.preventDefault();
        take(editor, files, place.pos);
        return true;
      },
      collected: () => collected(field),
    };
  }

  // Those within pasted words: our own, and those that came whole; of the others it is told.
  function collected(field) {
    let lost = 0;
    return {
      taken(image) {
        const src = image.getAttribute("src") || "";
        const made = image.ownerDocument.createElement("img");
        const file = filed(src);
        if (file) made.dataset.coming = awaited(file);
        else if (ours(src)) made.setAttribute("src", ours(src));
        else lost += 1;
        made.alt = image.alt.slice(0, 200);
        return made.hasAttribute("src") || file ? made : null;
      },
      tell: () => tell(field, lost ? fill(field.querySelector("[data-pictures]").dataset.wordsLost, { n: lost }) : ""),
    };
  }

  function ours(src) {
    if (!/^(?:https?:|\/)/i.test(src)) return "";
    const to = new URL(src, location.origin);
    return to.origin === location.origin && OURS.test(to.pathname) ? to.pathname : "";
  }

  function filed(src) {
    const [, type, data] = INSIDE.exec(src) || [];
    if (!data) return null;
    try {
      const bytes = Uint8Array.from(atob(data.replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
      return new File([bytes], `image.${type.slice(6).toLowerCase()}`, { type: type.toLowerCase() });
    } catch {
      return null;
    }
  }

  return { node, of, choose };
})();
