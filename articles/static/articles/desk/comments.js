// The comments that wait: keys to walk through them and to decide, without the page being loaded anew.
// Every decision is the page's own form, sent by hand; what comes back replaces the list.
import { announce, element } from "./dom.js";
import { takesSingleKeys } from "./keys.js";

const queue = () => document.querySelector(".queue");
const rows = () => [...document.querySelectorAll(".queue-row")];
const boxes = () => [...document.querySelectorAll(".queue-row input[name=chosen]")];
const button = (key) => document.querySelector(`.queue-bar [data-key="${key}"]`);
let place = -1; // of the row in work, -1 before the first key
let isBusy = false;

function current() {
  const all = rows();
  const focused = all.indexOf(document.activeElement?.closest(".queue-row"));
  if (focused >= 0) place = focused;
  return all[Math.min(place, all.length - 1)];
}

function go(step) {
  current();
  const all = rows();
  place = Math.max(0, Math.min(place + step, all.length - 1));
  all[place]?.focus();
}

function count() {
  const chosen = boxes().filter((box) => box.checked).length;
  const words = document.querySelector("[data-chosen]");
  if (words) words.textContent = chosen ? interpolate(ngettext("With %s that is chosen:", "With %s that are chosen:", chosen), [chosen]) : gettext("With those that are chosen:");
}

// What stands in the way, for eyes and ears; what can be undone stays beside it.
function warn(text) {
  const said = document.querySelector(".queue-said");
  said.classList.add("is-warning");
  const words = said.querySelector("p") ?? element("p", { "data-said": true });
  words.textContent = text;
  said.prepend(words);
  announce(text);
}

// Sends a form as the button would, and puts the answer in place of the list.
async function send(form, submitter) {
  if (isBusy) return;
  isBusy = true;
  const hadFocus = queue().contains(document.activeElement);
  current();
  try {
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.append(submitter.name, submitter.value);
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".queue");
    if (!answer.ok || !fresh) throw new Error(answer.status);
    queue().replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", answer.url);
    begin();
    const said = document.querySelector("[data-said]");
    if (said) announce(said.textContent.trim());
    if (hadFocus) (rows()[Math.max(0, Math.min(place, rows().length - 1))] ?? queue()).focus();
  } catch {
    warn(gettext("That was not done: the server did not answer as it should. Load the page again."));
  } finally {
    isBusy = false;
  }
}

// With what is chosen; else with the row in work.
function decide(key) {
  const own = button(key);
  if (!own) return;
  const row = current();
  const isChosen = boxes().some((box) => box.checked);
  if (!isChosen && !row) return warn(gettext("Choose a comment first: J is the next one."));
  const one = isChosen ? own : { name: "do", value: `${own.value} ${row.id.replace("comment-", "")}` };
  return send(own.form, one);
}

function toggle() {
  const box = current()?.querySelector("input[name=chosen]");
  if (!box) return;
  box.checked = !box.checked;
  count();
  announce(box.checked ? gettext("Chosen.") : gettext("Not chosen."));
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  x: toggle,
  u: () => {
    const undo = document.querySelector("[data-undo]");
    return undo ? send(undo.form) : warn(gettext("There is nothing to undo."));
  },
  ...Object.fromEntries(["A", "S", "R", "H"].map((key) => [key.toLowerCase(), () => decide(key)])),
};

function begin() {
  const keys = document.querySelector(".queue-keys");
  if (keys) keys.hidden = false;
  queue().tabIndex = -1;
  count();
}

if (queue()) {
  begin();
  (globalThis.deskKeys ||= []).push({
    group: gettext("On this page"),
    keys: [
      ["J", gettext("next comment")], ["K", gettext("previous comment")], ["X", gettext("choose it, or not")],
      ...[...document.querySelectorAll(".queue-bar [data-key]")].map(({ dataset }) => [dataset.key, dataset.label]),
      ["U", gettext("undo the last decision")],
    ],
  });
  queue().addEventListener("change", count);
  queue().addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key.toLowerCase()];
    if (!act || event.shiftKey || !takesSingleKeys(event)) return;
    event.preventDefault();
    act();
  });
}
