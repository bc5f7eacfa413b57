// Rich text: turns each textarea of the desk's preset into an editor, and writes every change back to it.
// The path is relative and the import ends in a semicolon, so that the file's hashed name is put in.
import * as Library from "../../django_prose_editor/editor.js";
import * as Own from "./vocabulary.js";

const CONFIG = "data-django-prose-editor-desk";
const known = { ...Library, ...Own };

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
}

function openAll(root) {
  for (const textarea of root.querySelectorAll(`textarea[${CONFIG}]`)) {
    if (!textarea.id.includes("__prefix__") && !textarea.closest(".prose-editor")) open(textarea);
  }
}

openAll(document);
document.addEventListener("formset:added", (event) => openAll(event.target));
