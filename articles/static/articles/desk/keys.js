// The keyboard sheet, and the keys that work on every page of the desk.
//
// Other modules push `{ group, keys: [[combination, what it does]] }` to globalThis.deskKeys. Keys without
// a modifier can be turned off in the sheet, for those who dictate (WCAG 2.1.4); the browser remembers it.
import { announce, element, isComposing, openDialog, spoken } from "./dom.js";

const OFF = "tearsheet.keys.off";
const SECOND_KEY = 1200; // milliseconds in which the second of two keys counts
const button = document.querySelector("[data-keys]");
let leader = 0;

const areOff = () => localStorage.getItem(OFF) === "1";
const form = () => document.querySelector("#article_form, #content-main form[method=post]:not(#changelist-form)");
const go = (address) => { if (address) location.href = address; };

function isTyping(target) {
  return target instanceof Element && Boolean(target.closest("input, textarea, select, [contenteditable=true], [role=textbox], [role=combobox]"));
}

// Whether a key without a modifier is meant for the page: nothing is typed, no sheet is open, they are not
// turned off, and it is not the second of two.
export function takesSingleKeys(event) {
  const isHeld = event.ctrlKey || event.metaKey || event.altKey;
  const isFree = !isHeld && !areOff() && !isTyping(event.target) && !document.querySelector("dialog[open]");
  return isFree && !event.defaultPrevented && !isComposing(event) && Date.now() - leader >= SECOND_KEY;
}

// The page may not have the catalogue of words yet: lists without actions and plain pages load none.
async function words() {
  if (globalThis.gettext) return;
  await new Promise((done) => {
    const script = element("script", { src: button.dataset.catalog, onload: done, onerror: done });
    document.head.append(script);
  });
}

function general() {
  const single = [["?", gettext("this sheet")]];
  if (document.getElementById("searchbar")) single.push(["/", gettext("search the list")]);
  single.push(["G H", gettext("first page of the desk")]);
  if (button.dataset.articles) single.push(["G A", gettext("articles")]);
  if (button.dataset.new) single.push(["C", gettext("write a new article")]);
  return { group: gettext("Everywhere, while no field is being typed in"), keys: single };
}

// Groups of one name as one, and each combination where it is said first.
function gathered() {
  const groups = new Map();
  const said = new Set();
  const saving = form() ? [{ group: gettext("On this page"), keys: [[spoken("Mod+S"), gettext("save")]] }] : [];
  for (const { group, keys } of [general(), ...(globalThis.deskKeys || []), ...saving]) {
    const fresh = keys.filter((key) => !said.has(String(key)));
    for (const key of fresh) said.add(String(key));
    if (fresh.length) groups.set(group, [...(groups.get(group) || []), ...fresh]);
  }
  return [...groups].map(([group, keys]) => ({ group, keys }));
}

function caps(combination) {
  return combination.split(/[+ ](?=.)/).flatMap((key) => [element("kbd", {}, key), " "]);
}

function table({ group, keys }) {
  const rows = keys.map(([combination, says]) => element("tr", {}, element("td", {}, ...caps(combination)), element("td", {}, says)));
  return element("table", {}, element("caption", {}, group), element("tbody", {}, ...rows));
}

async function open() {
  await words();
  if (document.querySelector(".keys-sheet") || !globalThis.gettext) return;
  const box = element("input", { type: "checkbox", id: "single-keys", checked: !areOff() });
  box.addEventListener("change", () => {
    localStorage.setItem(OFF, box.checked ? "0" : "1");
    announce(box.checked ? gettext("Single keys work.") : gettext("Single keys are off."));
  });
  openDialog(
    gettext("Keys"),
    element("div", { class: "keys-sheet" }, ...gathered().map(table)),
    element("p", { class: "keys-switch" }, box, " ", element("label", { for: "single-keys" }, gettext("Use keys without Ctrl or Alt (? / G C)"))),
  );
}

function save() {
  const own = form();
  const submit = own?.querySelector("input[name=_continue], input[name=_save], input.default[type=submit], button.default");
  if (!submit) return false;
  own.requestSubmit(submit);
  return true;
}

function second(key) {
  leader = 0;
  if (key === "h") go(button.dataset.home);
  if (key === "a") go(button.dataset.articles);
}

function single(event) {
  const key = event.key.toLowerCase();
  if (Date.now() - leader < SECOND_KEY) return second(key);
  if (key === "g") leader = Date.now();
  else if (key === "?") { event.preventDefault(); open(); }
  else if (key === "c") go(button.dataset.new);
  else if (key === "/") {
    const search = document.getElementById("searchbar");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
  return undefined;
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposing(event)) return;
    const isCommand = event.ctrlKey !== event.metaKey;
    if (isCommand && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
      if (!document.querySelector("dialog[open]") && save()) event.preventDefault();
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !areOff() && !isTyping(event.target) && !document.querySelector("dialog[open]")) {
      single(event);
    }
  });
}
