// Links: the dialog that finds our own articles by title or takes an address, and the marks on links that
// no reader could follow. A link to an article is `article:<key>`, with `#<section key>` where wanted.
import { Extension, getMarkRange, pm } from "../../django_prose_editor/editor.js";
import { element, isComposing, openDialog } from "./dom.js";
import { ask } from "./server.js";
import { leadsSomewhere } from "./vocabulary.js";

const OURS = /^article:([0-9a-z]+)(?:#([\w-]+))?$/i;
const key = new pm.state.PluginKey("linkStates");
const known = new Map(); // article key → what the server says of it; null if it knows none
const editors = new Set();
let address = "";

// --- how the links of a text fare ---------------------------------------------------------------

function linksIn(doc) {
  const found = [];
  doc.descendants((node, pos) => {
    const href = node.marks.find((mark) => mark.type.name === "link")?.attrs.href;
    const last = found.at(-1);
    if (!href) return;
    if (last?.to === pos && last.href === href) Object.assign(last, { to: pos + node.nodeSize, text: last.text + (node.text ?? "") });
    else found.push({ href, from: pos, to: pos + node.nodeSize, text: node.text ?? "" });
  });
  return found;
}

// What is wrong with a link, in a sentence; "" if nothing is, or nothing is known yet.
function wrongWith({ href, text }) {
  const [, article, section] = OURS.exec(href) ?? [];
  if (!article || !known.has(article)) return "";
  const row = known.get(article);
  if (!row) return interpolate(gettext("“%s” leads to an article that does not exist. Readers will see plain text."), [text]);
  const names = { text, title: row.title };
  if (!row.is_public) return interpolate(gettext("“%(text)s” leads to “%(title)s”, which is not public. Readers will see plain text."), names, true);
  if (section && !row.sections.some((one) => one.key === section)) {
    return interpolate(gettext("“%(text)s” leads to a section of “%(title)s” that is gone. Readers will come to its beginning."), names, true);
  }
  return "";
}

function marks(doc) {
  const broken = linksIn(doc).map((link) => ({ ...link, sentence: wrongWith(link) })).filter(({ sentence }) => sentence);
  return {
    sentences: [...new Set(broken.map(({ sentence }) => sentence))],
    decorations: pm.view.DecorationSet.create(doc, broken.map(({ from, to, sentence }) => pm.view.Decoration.inline(from, to, { class: "is-broken", title: sentence }))),
  };
}

export const linkStates = Extension.create({
  name: "linkStates",
  addProseMirrorPlugins: () => [new pm.state.Plugin({
    key,
    state: {
      init: (_, { doc }) => marks(doc),
      apply: (tr, before) => (tr.docChanged || tr.getMeta(key) ? marks(tr.doc) : before),
    },
    props: { decorations: (state) => key.getState(state).decorations },
    view: (view) => ({
      update(_view, before) {
        const now = key.getState(view.state);
        if (now !== key.getState(before)) { say(view, now.sentences); askSoon(); }
      },
    }),
  })],
});

function say(view, sentences) {
  const box = view.dom.closest(".prose-editor");
  let notice = box?.querySelector(":scope > .prose-links");
  if (notice?.textContent === sentences.join("")) return;
  notice?.remove();
  if (box && sentences.length) box.append(element("ul", { class: "prose-notice prose-links" }, ...sentences.map((sentence) => element("li", {}, sentence))));
}

let waiting = 0;
function askSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(askNow, 300);
}

async function askNow() {
  for (const editor of editors) if (editor.isDestroyed) editors.delete(editor);
  const keys = new Set([...editors].flatMap((editor) => linksIn(editor.state.doc).map(({ href }) => OURS.exec(href)?.[1])));
  const unknown = [...keys].filter((one) => one && !known.has(one));
  if (!unknown.length || !address) return;
  const { articles } = await ask(`${address}?keys=${unknown.join(",")}`).catch(() => ({}));
  if (!articles) return; // not allowed, or nobody answers: then nothing is said
  for (const one of unknown) known.set(one, null);
  for (const row of articles) known.set(row.key, row);
  for (const editor of editors) editor.view.dispatch(editor.state.tr.setMeta(key, true));
}

export function watchLinks(editor, box, where) {
  address ||= where ?? "";
  editors.add(editor);
  askSoon();
}

// --- the dialog ---------------------------------------------------------------------------------

const asAddress = (text) => {
  const typed = text.trim();
  if (/^[^\s@:]+@[^\s@]+\.[^\s@]+$/.test(typed)) return `mailto:${typed}`;
  const full = /^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[\/?#]\S*)?$/i.test(typed) ? `https://${typed}` : typed;
  return leadsSomewhere(full) ? full : "";
};

const told = (row) => [row.language, row.is_public ? gettext("public") : gettext("not public")].filter(Boolean).join(" · ");

export function openLinkDialog(editor) {
  const { href = "" } = editor.getAttributes("link");
  const field = element("input", {
    id: "link-target", type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false",
    "aria-controls": "link-found", "aria-autocomplete": "list", "aria-describedby": "link-help",
  });
  const found = element("ul", { id: "link-found", role: "listbox", class: "link-found", hidden: true, "aria-label": gettext("Articles and addresses") });
  const section = element("select", { id: "link-section" });
  const place = element("p", { hidden: true }, element("label", { for: "link-section" }, gettext("Where in it")), section);
  const refusal = element("p", { class: "dialog-error", role: "alert" });
  const form = element("form", { class: "prose-dialog", novalidate: true },
    element("label", { for: "link-target" }, gettext("Article or address")), field,
    element("p", { id: "link-help", class: "help" }, gettext("Type words of a title, or a web or e-mail address.")),
    found, place, refusal,
    element("div", { class: "verbs" },
      element("button", { class: "verb is-main" }, gettext("Link")),
      href ? element("button", { type: "button", class: "verb", onclick: () => finish("") }, gettext("Remove the link")) : null));
  const dialog = openDialog(href ? gettext("Change the link") : gettext("Link"), form);
  let chosen = null;
  let asked = 0;

  function choose(option) {
    clearTimeout(field.timer);
    asked += 1; // what is still on its way comes too late
    chosen = option.row ?? null;
    field.value = option.row ? option.row.title : option.href;
    show([]);
    refusal.textContent = "";
    const headed = (chosen?.sections ?? []).filter(({ heading }) => heading);
    section.replaceChildren(element("option", { value: "" }, gettext("From the beginning")), ...headed.map((one) => element("option", { value: one.key }, one.heading)));
    place.hidden = !headed.length;
    field.focus();
  }

  function show(options) {
    found.replaceChildren(...options.map((option, n) => {
      const item = element("li", { id: `link-found-${n}`, role: "option", "aria-selected": "false", onclick: () => choose(option) },
        option.row ? option.row.title : interpolate(gettext("The address %s"), [option.href]), option.row ? element("small", {}, told(option.row)) : null);
      item.option = option;
      return item;
    }));
    found.hidden = !options.length;
    field.setAttribute("aria-expanded", String(options.length > 0));
    field.removeAttribute("aria-activedescendant");
  }

  function point(step) {
    const items = [...found.children];
    if (!items.length) return;
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const next = items[(now + step + items.length + (now < 0 && step < 0 ? 1 : 0)) % items.length];
    for (const item of items) item.setAttribute("aria-selected", String(item === next));
    field.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  async function look() {
    const mine = ++asked;
    const typed = asAddress(field.value);
    const options = typed ? [{ href: typed }] : [];
    try {
      const { articles } = await ask(`${address}?q=${encodeURIComponent(field.value)}`);
      if (mine !== asked) return;
      show([...options, ...articles.map((row) => ({ row }))]);
      if (field.value.trim() && !typed) point(1); // Enter takes the first title, and an address as it was typed
    } catch (error) {
      if (mine === asked) { show(options); refusal.textContent = error.message; }
    }
  }

  function finish(to) {
    dialog.close();
    put(editor, to, chosen?.title);
  }

  field.addEventListener("input", () => {
    chosen = null;
    place.hidden = true;
    refusal.textContent = "";
    clearTimeout(field.timer);
    field.timer = setTimeout(look, 150);
  });
  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const pointed = found.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      point(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && pointed) {
      event.preventDefault();
      choose(pointed.option);
    } else if (event.key === "Escape" && !found.hidden) {
      event.preventDefault();
      show([]);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen) return finish(`article:${chosen.key}${section.value ? `#${section.value}` : ""}`);
    const typed = asAddress(field.value);
    if (typed) return finish(typed);
    refusal.textContent = gettext("Choose an article from the list, or type a whole address, like https://example.org/.");
    field.focus();
  });

  const [, article, where] = OURS.exec(href) ?? [];
  if (article && known.get(article)) {
    choose({ row: known.get(article) });
    section.value = where ?? "";
  } else if (href) {
    field.value = href;
  } else {
    look();
  }
  field.focus();
  field.select();
  return true;
}

// Links what is chosen, or the link that the cursor is in; without either it writes the name there.
function put(editor, href, name) {
  const { state } = editor;
  const range = getMarkRange(state.selection.$from, state.schema.marks.link) ?? null;
  let chain = editor.chain().focus();
  if (state.selection.empty && range) chain = chain.setTextSelection(range);
  if (!href) chain.unsetMark("link").run();
  else if (state.selection.empty && !range) chain.insertContent({ type: "text", text: name || href.replace(/^(?:mailto:|https?:\/\/)/, ""), marks: [{ type: "link", attrs: { href } }] }).run();
  else chain.setMark("link", { href }).run();
}
