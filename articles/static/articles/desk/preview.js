// The preview beside a form: what is not saved yet, in the page that readers get, at the widths and in
// the colours of readers. It asks the server for the page and saves nothing; pictures are not sent again.
import { announce, chord, chordOf, element, spoken } from "./dom.js";
import { ask } from "./server.js";

const PAUSE = 600; // ms after the last key
const COVERED = matchMedia("(max-width: 1199px)"); // the panel then covers the text
const WIDTHS = [[390, gettext("Phone")], [820, gettext("Tablet")], [1280, gettext("Desktop")]];
const COLOURS = [["light", gettext("Light")], ["dark", gettext("Dark")]];

const button = document.querySelector("form [data-preview]");
const form = button?.closest("form");
const chosen = { width: COVERED.matches ? 390 : 820, colour: "light" };
let panel = null;
let waiting = 0;
let asking = null;

if (button) {
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", (event) => { event.preventDefault(); toggle(); });
  document.addEventListener("keydown", onKey);
  for (const kind of ["input", "change"]) form.addEventListener(kind, later);
  for (const kind of ["formset:added", "formset:removed", "rows:changed"]) document.addEventListener(kind, later);
  (globalThis.deskKeys ??= []).push({
    group: gettext("Preview"),
    keys: [[spoken(chordOf("P")), gettext("open or close the preview")], ["Esc", gettext("close the preview, from inside it")]],
  });
}

function onKey(event) {
  if (chord(event) === "P") {
    event.preventDefault();
    toggle();
  } else if (event.key === "Escape" && panel && (panel.contains(event.target) || event.target === button || event.target.ownerDocument !== document)) {
    close();
  }
}

const toggle = () => (panel ? close() : open());

function open() {
  const frame = element("iframe", { title: gettext("As readers will see it"), src: `${button.dataset.preview}?framed` });
  const exit = element("button", { type: "button", class: "dialog-close", "aria-label": gettext("Close the preview"), onclick: close }, "×");
  panel = element("section", { class: "preview-panel", "aria-labelledby": "preview-heading" },
    element("header", {},
      element("h2", { id: "preview-heading" }, gettext("Preview")),
      choices(gettext("Width"), WIDTHS, "width"), choices(gettext("Colours"), COLOURS, "colour"), exit),
    element("p", { class: "preview-note", role: "status" }),
    element("div", { class: "preview-stage" }, frame));
  frame.addEventListener("load", () => { takeHold(frame); refresh(); });
  document.body.append(panel);
  document.body.classList.add("has-preview");
  document.getElementById("container").inert = COVERED.matches;
  if (COVERED.matches) exit.focus();
  button.setAttribute("aria-expanded", "true");
  new ResizeObserver(fit).observe(panel.querySelector(".preview-stage"));
  announce(gettext("The preview is open."));
}

function close() {
  asking?.abort();
  clearTimeout(waiting);
  panel.remove();
  panel = null;
  document.body.classList.remove("has-preview");
  document.getElementById("container").inert = false;
  button.setAttribute("aria-expanded", "false");
  button.focus();
  announce(gettext("The preview is closed."));
}

function choices(label, values, name) {
  const group = element("div", { class: "preview-choices", role: "group", "aria-label": label });
  for (const [value, text] of values) {
    const choice = element("button", { type: "button", "aria-pressed": String(chosen[name] === value) }, text);
    choice.addEventListener("click", () => {
      chosen[name] = value;
      for (const other of group.children) other.setAttribute("aria-pressed", String(other === choice));
      fit();
      colour();
    });
    group.append(choice);
  }
  return group;
}

// A page wider than the panel is shown smaller, not cut.
function fit() {
  if (!panel) return;
  const stage = panel.querySelector(".preview-stage");
  const frame = stage.firstElementChild;
  const scale = Math.min(1, stage.clientWidth / chosen.width);
  frame.style.inlineSize = `${chosen.width}px`;
  frame.style.blockSize = `${stage.clientHeight / scale}px`;
  frame.style.transform = `scale(${scale})`;
  frame.style.insetInlineStart = `${(stage.clientWidth - chosen.width * scale) / 2}px`;
}

function colour() {
  const root = panel.querySelector("iframe").contentDocument.documentElement;
  for (const [name] of COLOURS) root.classList.toggle(`is-${name}`, name === chosen.colour);
}

// The page in the frame has no script of its own. Its links open elsewhere, so that nobody leaves the text.
function takeHold(frame) {
  const page = frame.contentDocument;
  page.addEventListener("keydown", onKey);
  page.addEventListener("submit", (event) => event.preventDefault());
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    if (link.pathname === page.location.pathname && link.hash) page.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView();
    else window.open(link.href, "_blank", "noopener");
  });
  colour();
  fit();
}

function later() {
  if (!panel) return;
  clearTimeout(waiting);
  waiting = setTimeout(refresh, PAUSE);
}

async function refresh() {
  if (!panel) return;
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  try {
    show(await ask(button.dataset.preview + "?framed", { body, signal: asking.signal }));
  } catch (refusal) {
    if (refusal.name !== "AbortError") note(refusal.message);
  }
}

// Only the page's body is exchanged: its scroll stays, and so do its styles and pictures.
function show({ html, doubts }) {
  if (!panel) return;
  const frame = panel.querySelector("iframe");
  const page = frame.contentDocument;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const top = frame.contentWindow.scrollY;
  page.documentElement.lang = fresh.documentElement.lang;
  page.title = fresh.title;
  page.body.replaceWith(page.adoptNode(fresh.body));
  frame.contentWindow.scrollTo({ top, behavior: "instant" });
  note(doubts.join(" "));
}

function note(text) {
  const place = panel?.querySelector(".preview-note");
  if (place && place.textContent !== text) place.textContent = text;
}
