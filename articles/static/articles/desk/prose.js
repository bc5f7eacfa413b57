// Rich text: turns each textarea of the desk's preset into an editor, and writes every change back to it.
// The path is relative and the import ends in a semicolon, so that the file's hashed name is put in.
import * as Library from "../../django_prose_editor/editor.js";
import * as Own from "./vocabulary.js";

const CONFIG = "data-django-prose-editor-desk";
const known = { ...Library, ...Own };
const editors = new WeakMap();

// The editor of one of these textareas, opened now if it was not yet; null for any other.
export function editorOf(textarea) {
  if (!editors.has(textarea) && textarea?.matches(`textarea[${CONFIG}]`)) open(textarea);
  return editors.get(textarea) ?? null;
}

function chosenExtensions(textarea) {
  const { extensions } = JSON.parse(textarea.getAttribute(CONFIG));
  return Object.entries(extensions)
    .filter(([name]) => known[name])
    .map(([name, options]) => (typeof options === "object" ? known[name].configure(options) : known[name]));
}

function spokenLanguage(textarea) {
  if (textarea.lang) return textarea.lang;
  const own = document.getElementById(textarea.id.replace(/-body$/, "-language"));
  return own?.value || document.getElementById("id_language")?.value || "";
}

function open(textarea) {
  const box = document.createElement("div");
  box.className = "prose-editor";
  textarea.before(box);
  box.append(textarea);
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const name = label?.textContent.replace(/:$/, "").trim() || textarea.dataset.labelText;
  const attributes = { role: "textbox", "aria-multiline": "true", "aria-label": name, spellcheck: "true" };
  const language = spokenLanguage(textarea);
  if (language) attributes.lang = language;
  const editor = new Library.Editor({
    element: box,
    extensions: chosenExtensions(textarea),
    content: textarea.value,
    editable: !textarea.disabled,
    injectCSS: false,
    editorProps: { attributes },
    onUpdate({ editor: changed }) {
      textarea.value = changed.isEmpty ? "" : changed.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const toolbar = box.querySelector(".prose-menubar");
  toolbar?.setAttribute("role", "group");
  toolbar?.setAttribute("aria-label", `${textarea.dataset.labelToolbar}: ${name}`);
  label?.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  editors.set(textarea, editor);
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

function openAll(root) {
  const own = [...root.querySelectorAll(`textarea[${CONFIG}]`)];
  const closed = own.filter((textarea) => !textarea.id.includes("__prefix__") && !editors.has(textarea));
  const isNear = closed.map((textarea) => textarea.getBoundingClientRect().top < 1.5 * innerHeight);
  if (!waiting.length) whenIdle(openNext);
  waiting.push(...closed.filter((textarea, place) => !isNear[place]));
  closed.filter((textarea, place) => isNear[place]).forEach(editorOf);
}

openAll(document);
document.addEventListener("formset:added", (event) => openAll(event.target));
document.addEventListener("reveal", (event) => editorOf(event.target));
