// Footnotes: the list of them under each text, where they are written; their numbers, which run through
// the whole article as it stands on the page; and the ways from a mark to its note and back.
import { Extension } from "../../django_prose_editor/editor.js";
import { announce, element, isComposing } from "./dom.js";

const KEY = "Mod-Alt-f";
const lists = new WeakMap(); // box → what is known of its notes

function notesIn(doc) {
  const found = [];
  doc.descendants((node, pos) => { if (node.type.name === "footnote") found.push({ pos, text: node.attrs.note }); });
  return found;
}

// Puts a mark where the cursor stands, and the cursor into its note.
export function insertNote(editor) {
  const chosen = editor.state.selection.node;
  if (chosen?.type.name === "footnote") return openNote(editor, editor.state.selection.from);
  const at = editor.state.selection.to;
  const wasPut = editor.commands.insertContentAt(at, { type: "footnote", attrs: { note: "" } });
  if (wasPut) openNote(editor, at);
  return true;
}

// Brings a note to its mark, ready to be written; it goes back to the list when one leaves it.
function openNote(editor, pos) {
  const box = editor.view.dom.closest(".prose-editor");
  const place = notesIn(editor.state.doc).findIndex((note) => note.pos === pos);
  const item = lists.get(box)?.list.children[place];
  if (!item) return false;
  const { bottom } = editor.view.coordsAtPos(pos);
  item.classList.add("is-in-place");
  item.style.top = `${bottom - box.getBoundingClientRect().top + 4}px`;
  item.querySelector("textarea").focus();
  return true;
}

export const noteKeys = (box) => Extension.create({
  name: "noteKeys",
  addKeyboardShortcuts() {
    const openChosen = () => {
      const { selection } = this.editor.state;
      return selection.node?.type.name === "footnote" && openNote(this.editor, selection.from);
    };
    return { [KEY]: () => insertNote(this.editor), Enter: openChosen };
  },
  onTransaction({ transaction }) {
    const known = lists.get(box);
    if (!known || !transaction.docChanged) return;
    const before = known.list.childElementCount;
    draw(this.editor, box);
    const gone = before - known.list.childElementCount;
    const isSetAnew = transaction.getMeta("preventUpdate") !== undefined; // by setContent
    if (gone > 0 && !isSetAnew) {
      announce(interpolate(ngettext("A note went with its mark. Undo brings it back.", "%s notes went with their marks. Undo brings them back.", gone), [gone]));
    }
  },
});

function goBack(editor, place) {
  const note = notesIn(editor.state.doc)[place];
  if (note) editor.chain().focus().setTextSelection(note.pos + 1).scrollIntoView().run();
}

function write(editor, place, text) {
  const note = notesIn(editor.state.doc)[place];
  if (!note) return;
  editor.commands.command(({ tr }) => { tr.setNodeMarkup(note.pos, null, { note: text }); return true; });
}

function remove(editor, place) {
  const note = notesIn(editor.state.doc)[place];
  if (note) editor.chain().focus().deleteRange({ from: note.pos, to: note.pos + 1 }).run();
}

function item(editor) {
  const place = () => [...made.parentElement.children].indexOf(made);
  const number = element("button", { type: "button", class: "note-number", onclick: () => goBack(editor, place()) });
  const field = element("textarea", { rows: 1, spellcheck: "true" });
  const away = element("button", { type: "button", class: "note-remove", onclick: () => remove(editor, place()) }, "×");
  const made = element("li", {}, number, field, away);
  field.readOnly = away.hidden = !editor.isEditable;
  field.addEventListener("input", (event) => {
    event.stopPropagation(); // the text's own field says that it changed
    write(editor, place(), field.value.replace(/\s+/g, " "));
  });
  field.addEventListener("keydown", (event) => {
    if (isComposing(event) || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    goBack(editor, place());
  });
  made.addEventListener("focusout", (event) => {
    if (!made.contains(event.relatedTarget)) { made.classList.remove("is-in-place"); made.style.top = ""; }
  });
  return made;
}

function draw(editor, box) {
  const { list } = lists.get(box);
  const notes = notesIn(editor.state.doc);
  while (list.childElementCount > notes.length) list.lastElementChild.remove();
  while (list.childElementCount < notes.length) list.append(item(editor));
  notes.forEach(({ text }, place) => {
    const field = list.children[place].querySelector("textarea");
    if (field !== document.activeElement && field.value !== text) field.value = text;
  });
  list.hidden = !notes.length;
  numberSoon();
}

export function keepNotes(editor, box) {
  const list = element("ol", { class: "prose-notes", "aria-label": gettext("Notes") });
  lists.set(box, { list });
  box.append(list);
  editor.view.dom.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".footnote");
    if (mark) openNote(editor, editor.view.posAtDOM(mark, 0));
  });
  draw(editor, box);
  number();
}

// Only a section that is on its way out does not count.
const isLeaving = (box) => Boolean(box.closest(".inline-related")?.querySelector("input[name$='-DELETE']:checked"));

function number() {
  const counts = new Map();
  for (const box of document.querySelectorAll(".prose-editor")) {
    const whole = box.closest(".inline-group") ?? box;
    const marks = box.querySelectorAll(".ProseMirror .footnote");
    const before = counts.get(whole) ?? 0;
    if (!isLeaving(box)) counts.set(whole, before + marks.length);
    marks.forEach((mark, place) => label(mark, lists.get(box)?.list.children[place], before + place + 1));
  }
}

function label(mark, listed, n) {
  if (mark.textContent !== String(n)) mark.textContent = n;
  const [back, field, away] = listed?.children ?? [];
  if (!back || back.textContent === String(n)) return;
  back.textContent = n;
  back.setAttribute("aria-label", interpolate(gettext("Back to note %s in the text"), [n]));
  back.title = back.getAttribute("aria-label");
  field.setAttribute("aria-label", interpolate(gettext("Note %s"), [n]));
  field.placeholder = interpolate(gettext("Note %s"), [n]);
  away.setAttribute("aria-label", interpolate(gettext("Remove note %s"), [n]));
  away.title = away.getAttribute("aria-label");
}

let waiting = 0;
function numberSoon() {
  waiting ||= requestAnimationFrame(() => { waiting = 0; number(); });
}

for (const kind of ["input", "change", "formset:added", "formset:removed"]) document.addEventListener(kind, numberSoon);
