// The media library in a dialog: looked through by words and by arrows; a file is taken in by choosing or dropping it.
import { element, isComposing, openDialog } from "./dom.js";
import { ask, Refusal, send } from "./server.js";

const TYPES = "image/jpeg,image/png,image/webp,image/gif";
const PAUSE = 250; // milliseconds after the last key

// Takes a file in; gives { image, was_here }. `addresses` is the data of a picture's field.
export async function takeIn(file, addresses, onProgress) {
  if (file.size > Number(addresses.largest)) throw new Refusal(gettext("The picture is larger than 20 MB. Save it smaller, then choose it again."), 413);
  const body = new FormData();
  body.append("file", file);
  return send(addresses.upload, body, onProgress);
}

// Whether what is dragged is a file, or a picture or link of another page (which is refused in words).
export function isForUs(event) {
  return ["Files", "text/uri-list"].some((type) => event.dataTransfer?.types.includes(type));
}

// Makes an element a place to drop a file on.
export function acceptDrops(place, onFile, onRefusal) {
  const mark = (event, isOver) => {
    if (!isForUs(event)) return;
    event.preventDefault();
    event.stopPropagation();
    place.classList.toggle("is-over", isOver);
  };
  place.addEventListener("dragover", (event) => mark(event, true));
  place.addEventListener("dragleave", (event) => mark(event, place.contains(event.relatedTarget)));
  place.addEventListener("drop", (event) => {
    if (!isForUs(event)) return;
    mark(event, false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
    else onRefusal(gettext("Pictures of other pages are not fetched. Save it to your computer, then drop the file here."));
  });
}

// A bar that shows how much of a file has left, with its words.
export function progressOf(file) {
  const bar = element("progress", { max: 1, value: 0, "aria-label": interpolate(gettext("Sending %s"), [file.name]) });
  const words = element("span", {}, interpolate(gettext("Sending %s…"), [file.name]));
  const shown = element("p", { class: "sending" }, bar, words);
  const onProgress = (part) => {
    bar.value = part;
    if (part === 1) words.textContent = gettext("Making its sizes…");
  };
  return { shown, onProgress };
}

// Lets a picture be chosen; gives { image, was_here }, or null when the dialog was closed without.
export function openLibrary(addresses) {
  return new Promise((resolve) => {
    let chosen = null;
    const search = element("input", { type: "search", id: "library-search", maxlength: 100, autocomplete: "off" });
    const said = element("p", { class: "library-said", role: "status" });
    const grid = element("ul", { class: "library-grid", "aria-label": gettext("Pictures, the newest first") });
    const more = element("button", { type: "button", class: "verb", hidden: true }, gettext("More pictures"));
    const file = element("input", { type: "file", accept: TYPES, class: "visually-hidden", tabindex: -1, "aria-hidden": "true" });
    const take = element("button", { type: "button", class: "verb", onclick: () => file.click() }, gettext("Choose a file…"));
    const dialog = openDialog(gettext("Choose a picture"),
      element("div", { class: "library-tools verbs" },
        element("label", { for: "library-search" }, gettext("Search"), search),
        take, file, element("span", { class: "quiet-word" }, gettext("or drop one here"))),
      said, grid, element("div", { class: "verbs" }, more));
    dialog.classList.add("library");
    dialog.addEventListener("close", () => resolve(chosen));

    const pick = (found) => { chosen = found; dialog.close(); };
    lookThrough({ addresses, search, said, grid, more, pick });

    async function receive(dropped) {
      const { shown, onProgress } = progressOf(dropped);
      said.replaceChildren(shown);
      take.disabled = true;
      try {
        const found = await takeIn(dropped, addresses, onProgress);
        if (dialog.open) pick(found);
      } catch (refusal) {
        refuse(refusal.message);
      }
      take.disabled = false;
      file.value = "";
    }
    const refuse = (message) => said.replaceChildren(element("span", { class: "is-grave" }, message));
    file.addEventListener("change", () => { if (file.files[0]) receive(file.files[0]); });
    acceptDrops(dialog, receive, refuse);
    search.focus();
  });
}

// Fills the grid with what was sought, a page at a time, and moves through it by keys.
function lookThrough({ addresses, search, said, grid, more, pick }) {
  let asked = null;
  let next = null;
  let waiting = 0;
  const pictures = () => [...grid.querySelectorAll("button")];

  const goTo = (button) => {
    for (const other of pictures()) other.tabIndex = other === button ? 0 : -1;
    button?.focus();
  };

  async function fill(after = null) {
    asked?.abort();
    asked = new AbortController();
    const query = new URLSearchParams({ q: search.value.trim(), ...(after ? { after } : {}) });
    grid.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(`${addresses.library}?${query}`, { signal: asked.signal });
      const before = pictures().length;
      if (!after) grid.replaceChildren();
      grid.append(...answer.images.map((image) => entry(image, pick)));
      next = answer.next;
      more.hidden = !next;
      const buttons = pictures();
      if (after) goTo(buttons[before]);
      else if (buttons[0]) buttons[0].tabIndex = 0;
      said.textContent = count(buttons.length, Boolean(next), search.value.trim());
    } catch (refusal) {
      if (refusal.name === "AbortError") return;
      said.textContent = refusal.message;
    }
    grid.removeAttribute("aria-busy");
  }

  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(fill, PAUSE);
  });
  search.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.key !== "ArrowDown" || !pictures().length) return;
    event.preventDefault();
    goTo(pictures()[0]);
  });
  more.addEventListener("click", () => fill(next));
  grid.addEventListener("keydown", (event) => {
    const buttons = pictures();
    const here = buttons.indexOf(document.activeElement);
    const { offsetTop } = buttons[0] ?? {};
    const columns = buttons.filter((button) => button.offsetTop === offsetTop).length;
    const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, ArrowDown: here + columns, ArrowUp: here - columns, Home: 0, End: buttons.length - 1 };
    if (here < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const there = steps[event.key];
    if (there < 0) search.focus();
    else if (there < buttons.length) goTo(buttons[there]);
    else if (next) fill(next);
    else goTo(buttons.at(-1));
  });
  fill();
}

function count(number, isMore, sought) {
  if (isMore) return interpolate(gettext("The %s newest; there are more."), [number]);
  if (number) return interpolate(ngettext("%s picture", "%s pictures", number), [number]);
  return sought ? gettext("No picture has these words.") : gettext("The library is empty. Choose a file, or drop one here.");
}

function entry(image, pick) {
  const words = [image.alt || image.name, image.creator].filter(Boolean).join(" · ");
  return element("li", {}, element("button", { type: "button", class: "library-picture", tabindex: -1, title: image.name, onclick: () => pick({ image, was_here: false }) },
    image.small ? element("img", { src: image.small, alt: "", loading: "lazy", width: 160, height: 107 }) : null,
    element("span", {}, words)));
}
