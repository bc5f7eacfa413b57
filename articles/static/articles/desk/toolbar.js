// The toolbar of rich text: one for all sections of a page, which is seen while one writes and works on that
// text, is one stop of the tab key, and is reached from the text by Alt+F10 and left by Escape.
import { Extension } from "../../django_prose_editor/editor.js";
import { element, isMac, spoken } from "./dom.js";
import { insertNote } from "./footnotes.js";
import { openLinkDialog } from "./links.js";
import { openLanguageDialog, openRubyDialog } from "./passages.js";

const SVG = "http://www.w3.org/2000/svg";

// Lines on a grid of twenty; what stands after "|" is drawn in the accent.
function drawing(path) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of [["viewBox", "0 0 20 20"], ["width", "20"], ["height", "20"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  path.split("|").forEach((d, n) => {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", d);
    if (n) line.setAttribute("class", "accent");
    svg.append(line);
  });
  return svg;
}

// A letter in the dress that the tool gives: letter("a", ["sup", "1"]).
function letter(...faces) {
  return element("span", { "aria-hidden": "true" }, ...faces.map((face) => (typeof face === "string" ? face : element(face[0], {}, ...face.slice(1)))));
}

// --- what can be done -----------------------------------------------------------------------------

const run = (name, ...args) => (editor) => editor.chain().focus()[name](...args).run();
const isIn = (...names) => (editor) => names.some((name) => editor.isActive(name));
const inTable = isIn("table");

const mark = (name, part, label, keys, face) => ({
  name, label, keys, face, run: (editor) => editor.chain().focus().toggleMark(part).run(),
  isActive: isIn(part), isEnabled: (editor) => editor.can().toggleMark(part),
});
const table = (command, label, path) => ({
  name: command, label, face: () => drawing(path), run: run(command), isShown: inTable, isEnabled: (editor) => editor.can()[command](),
});

const groups = () => [
  [
    table("addRowBefore", gettext("Row above"), "M3 10h14v6H3zM10 10v6|M10 2v5M7.5 4.5h5"),
    table("addRowAfter", gettext("Row below"), "M3 4h14v6H3zM10 4v6|M10 13v5M7.5 15.5h5"),
    table("deleteRow", gettext("Delete the row"), "M3 4h14v12H3zM10 4v3M10 13v3|M3 7.5h14v5H3zM7 10h6"),
    table("addColumnBefore", gettext("Column before"), "M10 3h6v14h-6zM10 10h6|M2 10h5M4.5 7.5v5"),
    table("addColumnAfter", gettext("Column after"), "M4 3h6v14H4zM4 10h6|M13 10h5M15.5 7.5v5"),
    table("deleteColumn", gettext("Delete the column"), "M4 3h12v14H4zM4 10h3M13 10h3|M7.5 3v14h5V3zM10 7v6"),
    { ...table("toggleHeaderRow", gettext("Header row"), "M3 8h14v8H3zM10 8v8|M3 4h14v4H3z"), isActive: isIn("tableHeader") },
    table("mergeCells", gettext("Join cells"), "M3 4h14v12H3z|M6 10h3M7.5 8.5L9 10l-1.5 1.5M14 10h-3M12.5 8.5L11 10l1.5 1.5"),
    table("splitCell", gettext("Split the cell"), "M3 4h14v12H3z|M10 4v12"),
    table("deleteTable", gettext("Delete the table"), "M3 4h14v12H3zM3 8h14|M7 10.5l6 4M13 10.5l-6 4"),
  ],
  [
    mark("bold", "bold", gettext("Bold"), "Mod+B", () => letter(["b", "B"])),
    mark("italic", "italic", gettext("Italic"), "Mod+I", () => letter(["i", "I"])),
    { name: "link", label: gettext("Link"), keys: "Mod+K", run: openLinkDialog, isActive: isIn("link"), isEnabled: (editor) => editor.can().toggleMark("link"), face: () => drawing("M8.5 11.5l3-3M9 6.5l2-2a3.2 3.2 0 0 1 4.5 4.5l-2 2M11 13.5l-2 2A3.2 3.2 0 0 1 4.5 11l2-2") },
    { name: "footnote", label: gettext("Footnote"), keys: "Mod+Alt+F", face: () => letter("a", ["sup", "1"]), run: insertNote, isActive: isIn("footnote"), isEnabled: (editor) => !editor.isActive("codeBlock") },
  ],
  [
    { name: "bullets", label: gettext("List"), keys: "Mod+Shift+8", face: () => drawing("M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01"), run: run("toggleBulletList"), isActive: isIn("bulletList") },
    { name: "numbers", label: gettext("Numbered list"), keys: "Mod+Shift+7", face: () => drawing("M8 5h9M8 10h9M8 15h9M3 4l1-.7V7M3 12.4c0-1 2-1 2 0 0 .8-2 1.4-2 2.3h2"), run: run("toggleList", "orderedList", "listItem"), isActive: isIn("orderedList") },
    { name: "table", label: gettext("Table"), face: () => drawing("M3 4h14v12H3zM3 8h14M3 12h14M8 4v12"), run: run("insertTable", { rows: 3, cols: 3, withHeaderRow: true }), isActive: inTable, isEnabled: (editor) => !inTable(editor) },
    { name: "rule", label: gettext("Rule"), face: () => drawing("M3 10h14"), run: run("setHorizontalRule") },
  ],
  [
    mark("strike", "strike", gettext("Strike through"), "Mod+Shift+S", () => letter(["s", "S"])),
    mark("subscript", "subscript", gettext("Subscript"), "Mod+,", () => letter("x", ["sub", "2"])),
    mark("superscript", "superscript", gettext("Superscript"), "Mod+.", () => letter("x", ["sup", "2"])),
    mark("smallCaps", "smallCaps", gettext("Small caps"), "Mod+Alt+K", () => letter("A", ["small", "B"])),
    mark("code", "code", gettext("Code"), "Mod+E", () => letter(["code", "<>"])),
    { name: "language", label: gettext("Language of the passage"), keys: "Mod+Alt+L", face: () => drawing("M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0M3 10h14M10 3c-5 4.5-5 9.5 0 14M10 3c5 4.5 5 9.5 0 14"), run: openLanguageDialog, isActive: isIn("foreign"), isEnabled: isIn("paragraph", "heading") },
    { name: "ruby", label: gettext("Reading over characters (ruby)"), keys: "Mod+Alt+R", face: () => letter(["ruby", "文", element("rt", {}, "wén")]), run: openRubyDialog, isActive: isIn("ruby"), isEnabled: (editor) => !editor.isActive("codeBlock") },
    { name: "clear", label: gettext("Clear formatting"), keys: "Mod+\\", face: () => drawing("M4 4h10M9 4L7.5 13|M11 12l5 5M16 12l-5 5"), run: clear },
  ],
  [
    { name: "undo", label: gettext("Undo"), keys: "Mod+Z", face: () => drawing("M7 4L3.5 7.5L7 11M4 7.5h7.5a4 4 0 0 1 0 8H8"), run: run("undo"), isEnabled: (editor) => editor.can().undo() },
    { name: "redo", label: gettext("Redo"), keys: "Mod+Shift+Z", face: () => drawing("M13 4l3.5 3.5L13 11M16 7.5H8.5a4 4 0 0 0 0 8H12"), run: run("redo"), isEnabled: (editor) => editor.can().redo() },
  ],
];

function clear(editor) {
  const chain = editor.chain().focus().unsetAllMarks();
  for (const block of ["paragraph", "heading"]) chain.resetAttributes(block, ["lang", "dir"]);
  return chain.run();
}

// The kinds of block, as the chooser names them.
const KINDS = () => [
  ["paragraph", gettext("Paragraph"), "Mod+Alt+0"],
  ["heading3", gettext("Heading"), "Mod+Alt+3"],
  ["heading4", gettext("Small heading"), "Mod+Alt+4"],
  ["blockquote", gettext("Quote"), "Mod+Shift+B"],
  ["pullQuote", gettext("Pull quote"), "Mod+Alt+Q"],
  ["codeBlock", gettext("Code"), "Mod+Alt+C"],
];

function kindOf(editor) {
  for (const name of ["codeBlock", "pullQuote", "blockquote"]) if (editor.isActive(name)) return name;
  const level = [3, 4].find((one) => editor.isActive("heading", { level: one }));
  return level ? `heading${level}` : "paragraph";
}

function setKind(editor, kind) {
  const chain = editor.chain();
  for (const around of ["blockquote", "pullQuote"]) if (editor.isActive(around)) chain.lift(around);
  if (editor.isActive("codeBlock") || editor.isActive("heading")) chain.setParagraph();
  if (kind.startsWith("heading")) chain.setHeading({ level: Number(kind.at(-1)) });
  else if (kind === "codeBlock") chain.setCodeBlock();
  else if (kind !== "paragraph") chain.wrapIn(kind);
  return chain.run();
}

const toggleKind = (editor, kind) => setKind(editor, kindOf(editor) === kind ? "paragraph" : kind);

export const shortcuts = Extension.create({
  name: "deskShortcuts",
  priority: 200,
  addKeyboardShortcuts() {
    const { editor } = this;
    return {
      "Alt-F10": () => focusToolbar(editor),
      "Mod-k": () => openLinkDialog(editor),
      "Mod-Alt-q": () => toggleKind(editor, "pullQuote"),
      "Mod-Shift-b": () => toggleKind(editor, "blockquote"),
      "Mod-Alt-k": () => editor.commands.toggleMark("smallCaps"),
      "Mod-Alt-l": () => openLanguageDialog(editor),
      "Mod-Alt-r": () => openRubyDialog(editor),
      "Mod-Shift-7": () => editor.commands.toggleList("orderedList", "listItem"),
      "Mod-\\": () => clear(editor),
    };
  },
});

// --- the bar --------------------------------------------------------------------------------------

const named = (keys) => keys.replace("Mod", isMac ? "Meta" : "Control");
const bars = new WeakMap(); // what a bar stands over → the bar
const barOf = new WeakMap(); // editor → its bar

class Bar {
  constructor() {
    this.items = groups();
    this.kind = element("select", { class: "kinds", "aria-label": gettext("Kind of paragraph"), onchange: () => this.chooseKind() },
      ...KINDS().map(([value, label, keys]) => element("option", { value, title: spoken(keys) }, label)));
    this.kind.addEventListener("pointerdown", () => { this.wasPointed = true; });
    this.element = element("div", {
      role: "toolbar", class: "prose-toolbar", "aria-orientation": "horizontal", onkeydown: (event) => this.move(event),
      onmousedown: (event) => { if (event.target !== this.kind) event.preventDefault(); }, // the text keeps the cursor
    },
      this.kind, ...this.items.map((group) => element("span", { class: "tools" }, ...group.map((item) => this.button(item)))));
    this.element.addEventListener("focusin", (event) => this.settle(event.target));
    this.settle(this.kind);
  }

  button(item) {
    const label = item.keys ? `${item.label} (${spoken(item.keys)})` : item.label;
    item.button = element("button", {
      type: "button", class: "tool", tabindex: "-1", "data-tool": item.name, "aria-label": item.label, title: label,
      "aria-pressed": item.isActive ? "false" : null, "aria-keyshortcuts": item.keys ? named(item.keys) : null,
      onclick: () => item.button.getAttribute("aria-disabled") !== "true" && this.do(item),
    }, item.face());
    return item.button;
  }

  do(item) {
    item.run(this.editor);
    this.show();
  }

  chooseKind() {
    setKind(this.editor, this.kind.value);
    if (this.wasPointed) this.editor.commands.focus();
    this.wasPointed = false;
  }

  // Works for this editor from now on.
  serve(editor, name) {
    this.editor = editor;
    this.element.setAttribute("aria-label", interpolate(gettext("Formatting: %s"), [name]));
    this.element.setAttribute("aria-controls", editor.view.dom.id);
    this.showSoon();
  }

  // Stands over what is written only while it is written, in front of the page, so that nothing jumps.
  follow(whole) {
    const isWriting = (target) => this.element.contains(target) || Boolean(target.closest(".prose-editor"));
    whole.classList.add("has-floating-toolbar");
    document.addEventListener("focusin", ({ target }) => {
      if (whole.contains(target)) this.reveal(isWriting(target));
      else if (!target.closest("dialog")) this.reveal(false);
    });
    whole.addEventListener("focusout", ({ relatedTarget }) => { if (!relatedTarget && document.hasFocus()) setTimeout(() => this.leave()); });
  }

  leave() {
    if (document.activeElement === document.body) this.reveal(false);
  }

  reveal(isShown) {
    if (this.element.classList.contains("is-shown") === isShown) return;
    this.element.classList.toggle("is-shown", isShown);
    // What is written must not lie under it.
    if (isShown) setTimeout(() => {
      if (!this.editor.isFocused) return;
      const hidden = this.element.getBoundingClientRect().bottom + 8 - this.editor.view.coordsAtPos(this.editor.state.selection.head).top;
      if (hidden > 0) scrollBy({ top: -hidden, behavior: "instant" });
    });
  }

  showSoon() {
    this.waiting ||= requestAnimationFrame(() => { this.waiting = 0; this.show(); });
  }

  show() {
    const { editor } = this;
    if (editor.isDestroyed) return;
    this.kind.value = kindOf(editor);
    for (const item of this.items.flat()) {
      const { button } = item;
      button.hidden = item.isShown ? !item.isShown(editor) : false;
      if (item.isActive) button.setAttribute("aria-pressed", String(item.isActive(editor)));
      if (item.isEnabled) button.setAttribute("aria-disabled", String(!item.isEnabled(editor)));
    }
    if (this.element.querySelector("[tabindex='0']")?.hidden) this.settle(this.kind);
  }

  // One stop of the tab key: the tool that had the focus last.
  settle(tool) {
    for (const one of this.element.querySelectorAll("select, button")) one.tabIndex = one === tool ? 0 : -1;
  }

  move(event) {
    const tools = [...this.element.querySelectorAll("select, button:not([hidden])")];
    const now = tools.indexOf(document.activeElement);
    const forward = getComputedStyle(this.element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const steps = { ArrowLeft: -1, ArrowRight: -1, [forward]: 1, Home: -now, End: tools.length - 1 - now };
    if (event.key === "Escape") this.editor.commands.focus();
    else if (event.key in steps) tools[(now + steps[event.key] + tools.length) % tools.length].focus();
    else return;
    event.preventDefault();
  }
}

function focusToolbar(editor) {
  barOf.get(editor)?.element.querySelector("[tabindex='0']").focus();
  return true;
}

// Gives an editor its toolbar: that of its sections, or one of its own.
export function serve(editor, box, name) {
  const whole = box.closest(".inline-group") ?? box;
  let bar = bars.get(whole);
  if (!bar) {
    bar = new Bar();
    bars.set(whole, bar);
    const heading = whole.querySelector(".inline-heading");
    if (heading) {
      heading.before(element("div", { class: "toolbar-place" }, bar.element));
      bar.follow(whole);
    } else box.firstChild.before(bar.element);
    bar.serve(editor, name);
  }
  barOf.set(editor, bar);
  editor.on("focus", () => bar.serve(editor, name));
  editor.on("transaction", () => bar.editor === editor && bar.showSoon());
}

(globalThis.deskKeys ??= []).push({
  group: gettext("Writing"),
  keys: [
    ...groups().flat().filter(({ keys }) => keys).map(({ keys, label }) => [spoken(keys), label]),
    ...KINDS().map(([, label, keys]) => [spoken(keys), label]),
    [spoken("Alt+F10"), gettext("to the toolbar; Escape leads back")],
  ],
});
