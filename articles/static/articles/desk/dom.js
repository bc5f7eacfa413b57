// What the desk's modules share: making elements, reading keys, saying aloud what happened, menus and dialogs.

// element("button", { type: "button", class: "verb" }, "Save", icon): attributes that are false or null are left out.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Writes only what is another text: the page is then laid out anew only where something changed.
export function rewrite(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// --- keys ---
export const isMac = /Mac|iP(?:hone|ad)/.test(navigator.platform);

// Safari ends a composition before it tells of the key that ended it.
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

// On a Mac, Option types letters and the system keeps Control with arrows.
const isHeldByControl = (key) => isMac && !/^Arrow/.test(key);

// The key of one of the desk's own combinations, as chordOf names it; "" for any other. It is the letter
// that is typed, whatever the layout; where no Latin letter is, the one that stands in its place.
export function chord(event) {
  const [held, other] = isHeldByControl(event.key) ? [event.ctrlKey, event.altKey] : [event.altKey, event.ctrlKey];
  if (!held || other || !event.shiftKey || event.metaKey || isComposing(event) || event.getModifierState("AltGraph")) return "";
  return /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : event.code.replace("Key", "");
}

// Such a combination for aria-keyshortcuts: chordOf("S"), chordOf("ArrowUp").
export const chordOf = (key) => `${isHeldByControl(key) ? "Control" : "Alt"}+Shift+${key}`;

const SIGNS = {
  ArrowUp: "↑", ArrowDown: "↓",
  ...(isMac ? { Mod: "⌘", Control: "⌃", Alt: "⌥", Shift: "⇧" } : { Mod: "Ctrl", Control: "Ctrl" }),
};

// A combination as people read it; "Mod" is what commands are given with.
export const spoken = (keys) => keys.replace(/\w{2,}/g, (name) => SIGNS[name] ?? name);

// --- what is heard ---
const region = element("p", { id: "desk-announcements", class: "visually-hidden", "aria-live": "polite" });

// What stands outside of an open dialog is heard by nobody.
const standInFront = () => ([...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body).append(region);
standInFront();

// Says what happened to those who hear the page.
export function announce(text) {
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50);
}

// --- what opens and closes ---
export function unfoldAround(node) {
  for (let folded = node.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
}

// A menu closes by a click elsewhere, by Escape, and when the focus leaves it.
export function closesItself(menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// Opens a modal <dialog> with a heading and a way out; it removes itself when closed, and the browser
// gives the focus back. `content` are elements; the dialog's returnValue says which button closed it.
export function openDialog(title, ...content) {
  const heading = element("h2", { id: "desk-dialog-heading" }, title);
  const close = element("button", { type: "button", class: "dialog-close", "aria-label": gettext("Close"), onclick: () => dialog.close() }, "×");
  const dialog = element("dialog", { class: "desk-dialog", "aria-labelledby": "desk-dialog-heading" },
    element("header", {}, heading, close), ...content);
  dialog.addEventListener("close", () => { standInFront(); dialog.remove(); });
  document.body.append(dialog);
  dialog.showModal();
  standInFront();
  return dialog;
}
