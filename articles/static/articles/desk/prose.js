// Rich text: turns each textarea of the desk's preset into an editor, and writes every change back to it.
// The path is relative and the import ends in a semicolon, so that the file's hashed name is put in.
import * as Library from "../../django_prose_editor/editor.js";
import * as Own from "./vocabulary.js";
import { isComposing } from "./dom.js";
import { keepNotes, noteKeys } from "./footnotes.js";
import { linkStates, watchLinks } from "./links.js";
import { pasting } from "./pasting.js";
import { serve, shortcuts } from "./toolbar.js";

const CONFIG = "data-django-prose-editor-desk";
const known = { ...Library, ...Own };
const editors = new WeakMap();

// The editor of one of these textareas, opened now if it was not yet; null for any other.
export function editorOf(textarea) {
  if (!editors.has(textarea) && textarea?.matches(`textarea[${CONFIG}]`)) open(textarea);
  return editors.get(textarea) ?? null;
}

function chosenParts(textarea) {
  const { extensions } = JSON.parse(textarea.getAttribute(CONFIG));
  return Object.entries(extensions).map(([name, options]) => (typeof options === "object" ? known[name].configure(options) : known[name]));
}

function spokenLanguage(textarea) {
  if (textarea.dataset.ownLanguage) return textarea.dataset.ownLanguage;
  const own = textarea.id.endsWith("-body") ? document.getElementById(textarea.id.replace(/-body$/, "-language")) : null;
  return own?.value.trim() || document.getElementById("id_language")?.value.trim() || "";
}

function speak(textarea) {
  const text = editors.get(textarea)?.view.dom;
  const language = spokenLanguage(textarea);
  if (!text || text.lang === language) return;
  if (language) text.lang = language;
  else text.removeAttribute("lang");
}

function open(textarea) {
  const box = document.createElement("div");
  box.className = "prose-editor";
  textarea.before(box);
  box.append(textarea);
  if (textarea.lang) textarea.dataset.ownLanguage = textarea.lang;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const name = label?.textContent.replace(/:$/, "").trim() || textarea.dataset.labelText;
  const editor = new Library.Editor({
    element: box,
    extensions: [...chosenParts(textarea), shortcuts, noteKeys(box), linkStates, Library.Placeholder.configure({ placeholder: gettext("Write here") })],
    content: textarea.value,
    editable: !textarea.disabled,
    injectCSS: false,
    editorProps: {
      // Room for the bars that stand over the page.
      scrollMargin: { top: 150, right: 0, bottom: 110, left: 0 },
      scrollThreshold: { top: 130, right: 0, bottom: 90, left: 0 },
      attributes: { id: `${textarea.id}-editor`, role: "textbox", "aria-multiline": "true", "aria-label": name, spellcheck: "true" },
      ...pasting(box, textarea),
    },
    onUpdate({ editor: changed }) {
      textarea.value = changed.isEmpty ? "" : changed.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  editors.set(textarea, editor);
  speak(textarea);
  label?.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  if (editor.isEditable) serve(editor, box, name);
  keepNotes(editor, box);
  watchLinks(editor, box, textarea.dataset.links);
  textarea.dispatchEvent(new CustomEvent("prose:ready", { bubbles: true }));
}

// Those in sight are opened at once, the others one by one whenever the browser has nothing to do, so
// that sixty of them keep nobody waiting.
const waiting = [];
const whenIdle = globalThis.requestIdleCallback ?? ((callback) => setTimeout(callback, 20));

function openNext() {
  const textarea = waiting.shift();
  if (textarea?.isConnected) editorOf(textarea);
  if (waiting.length) whenIdle(openNext);
}

const all = (root) => [...root.querySelectorAll(`textarea[${CONFIG}]`)].filter((one) => !one.id.includes("__prefix__"));

function openAll(root) {
  const closed = all(root).filter((textarea) => !editors.has(textarea));
  const isNear = closed.map((textarea) => textarea.getBoundingClientRect().top < 1.5 * innerHeight);
  if (!waiting.length) whenIdle(openNext);
  waiting.push(...closed.filter((textarea, place) => !isNear[place]));
  closed.filter((textarea, place) => isNear[place]).forEach(editorOf);
}

// Browsers tell of a moved cursor a moment late, and quick hands press Enter first: the editor looks before
// each key, or the words would go where the cursor was.
function lookAtCursor(event) {
  if (!isComposing(event) && event.target.closest?.(".ProseMirror")) document.dispatchEvent(new Event("selectionchange"));
}

// The language of an article or of a section may be changed while one writes.
function followLanguages(event) {
  if (/(?:^id_|-)language$/.test(event.target.id ?? "")) all(document).forEach(speak);
}

openAll(document);
document.addEventListener("formset:added", (event) => openAll(event.target));
document.addEventListener("reveal", (event) => editorOf(event.target));
for (const kind of ["input", "change"]) document.addEventListener(kind, followLanguages);
document.addEventListener("keydown", lookAtCursor, true);
