// What the desk's modules share: making elements, saying aloud what happened, and dialogs.

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

// Says what happened to those who hear the page.
export function announce(text) {
  let region = document.getElementById("desk-announcements");
  if (!region) {
    region = element("p", { id: "desk-announcements", class: "visually-hidden", "aria-live": "polite" });
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50);
}

// Opens a modal <dialog> with a heading and a way out; it removes itself when closed, and the browser
// gives the focus back. `content` are elements; the dialog's returnValue says which button closed it.
export function openDialog(title, ...content) {
  const heading = element("h2", { id: "desk-dialog-heading" }, title);
  const close = element("button", { type: "button", class: "dialog-close", "aria-label": gettext("Close"), onclick: () => dialog.close() }, "×");
  const dialog = element("dialog", { class: "desk-dialog", "aria-labelledby": "desk-dialog-heading" },
    element("header", {}, heading, close), ...content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
