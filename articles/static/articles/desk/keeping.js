// Keeps what is typed and not saved, shows who else is here, and says how it stands. The server has it
// within seconds; while the server does not answer, this browser has it, and hands it over later.
import { announce, element } from "./dom.js";
import { ask, Refusal } from "./server.js";
import { typed } from "./typed.js";

const PAUSE = 1500; // after the last key
const LONGEST = 4000; // of typing without a pause
const HEARTBEAT = 20000;
const RETRY = [2000, 5000, 10000, 20000];
const KEEPALIVE = 60000; // bytes that a browser sends for a page that is being left
const PATIENCE = 8000; // with a server that does not answer
const TWICE = 1000; // a button pressed again within it was meant once

const place = document.getElementById("keeping");
const form = place?.closest("form");

if (form) {
  const shelves = `tearsheet-kept:${place.dataset.user}:`;
  const shelfOf = (name) => `${shelves}${place.dataset.keep}:${name}`;
  const state = stateLine();
  const isUnsavedPage = place.hasAttribute("data-unsaved"); // refused, or taken over
  let page = form.elements.namedItem("page").value;
  let shelf = shelfOf(page);
  let saved = isUnsavedPage ? null : typed(form); // as the page came, or as the person left it unchanged
  let kept = null; // what the server has of it
  let isTouched = false;
  let isSent = false; // the form is on its way to be saved
  let sentAt = 0;
  let failures = 0;
  let firstKey = 0;
  let timer = 0;
  let shelving = 0;
  let running = null;

  function stateLine() {
    const there = document.getElementById("saving-state");
    if (there) return there;
    const made = element("p", { id: "saving-state", role: "status" });
    form.querySelector(".submit-row")?.prepend(made);
    return made;
  }

  // "new", "saved" (the article is), "keeping", "kept" (what was typed is), "failed". Only trouble, and its end, is said aloud.
  function show(name, text) {
    const wasFailed = state.dataset.state === "failed";
    state.setAttribute("aria-live", "off");
    state.dataset.state = name;
    if (state.textContent !== text) state.textContent = text;
    if (name === "failed" ? !wasFailed : wasFailed && name === "kept") announce(text);
  }

  const isUnkept = () => isTouched && !isSent && typed(form) !== (kept ?? saved);
  const body = (said) => new Blob([JSON.stringify({ page, ...said })], { type: "application/json" });

  function shelve(text) {
    try {
      localStorage.setItem(shelf, text);
      return true;
    } catch {
      return false; // full, or switched off
    }
  }

  function unshelve(name = shelf) {
    try {
      localStorage.removeItem(name);
    } catch { /* it was never there */ }
  }

  function shelved() {
    try {
      return Object.entries(localStorage).filter(([name]) => name.startsWith(shelves) && name !== shelf);
    } catch {
      return [];
    }
  }

  function rest() {
    if (kept !== null && kept !== saved) show("kept", gettext("Not saved yet. What you typed is kept."));
    else if (Number(place.dataset.version)) show("saved", gettext("Saved"));
    else show("new", ""); // the bar says so
  }

  async function post(said, options = {}) {
    try {
      return await ask(place.dataset.keep, { body: body(said), ...options });
    } catch (refusal) {
      if (refusal.status !== 403 || options.keepalive) throw refusal;
      // Whoever signs in again gets a new token.
      const { token } = await ask(place.dataset.keep);
      for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
      return ask(place.dataset.keep, { body: body(said), ...options });
    }
  }

  async function keep() {
    clearTimeout(timer);
    firstKey = 0;
    if (isSent || running || !isTouched) return;
    clearTimeout(shelving);
    shelving = 0;
    const text = typed(form);
    const isAsSaved = text === saved;
    if (text === kept || (isAsSaved && kept === null)) {
      failures = 0;
      unshelve();
      rest();
      return;
    }
    shelve(text);
    running = new AbortController();
    try {
      show("keeping", gettext("Keeping what you typed…"));
      const answer = await post({ form: isAsSaved ? null : JSON.parse(text) }, {
        signal: AbortSignal.any([running.signal, AbortSignal.timeout(PATIENCE)]),
      });
      kept = text;
      failures = 0;
      unshelve();
      if (!answer.is_saved) rest();
      meet(answer);
      if (answer.checklist) form.dispatchEvent(new CustomEvent("checked", { detail: answer.checklist }));
    } catch (problem) {
      if (isSent) return;
      failed(problem);
    } finally {
      running = null;
    }
    if (typed(form) !== (kept ?? saved) && !failures) plan();
  }

  function failed(problem) {
    const isHere = shelve(typed(form));
    const why = problem instanceof Refusal ? problem.message : String(problem);
    const where = isHere ? gettext("This browser keeps it, and goes on trying.") : gettext("Do not close this page.");
    show("failed", `${gettext("What you typed is not kept.")} ${why} ${where}`);
    timer = setTimeout(keep, RETRY[Math.min(failures, RETRY.length - 1)]);
    failures += 1;
  }

  function plan() {
    isTouched = true;
    isSent = false; // whoever can type was not taken to the next page: the saving was stopped
    if (failures) {
      shelving ||= setTimeout(() => { shelving = 0; shelve(typed(form)); }, 500);
      return;
    }
    firstKey ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, firstKey + LONGEST - Date.now())));
  }

  // --- who is here, and what they saved ---

  function meet({ others: names = "", version = 0, is_saved: isSaved = false }) {
    const line = document.getElementById("others-here");
    if (names !== document.getElementById("others-names").textContent) {
      document.getElementById("others-names").textContent = names;
      line.hidden = !names;
      announce(names ? interpolate(gettext("Also here now: %s"), [names]) : gettext("You are alone here now."));
    }
    const newer = document.getElementById("newer-version");
    if (version > Number(place.dataset.version) && newer.hidden) {
      newer.textContent = gettext("Someone saved this article while you have it open. When you save, both are brought together, and nothing is overwritten.");
      newer.hidden = false;
      announce(newer.textContent);
    }
    if (isSaved) beAnother();
  }

  // This page's form was saved from another tab, or the person came back to it: the server keeps nothing
  // more under its name, so what is typed from here on has a name of its own.
  function beAnother() {
    page = crypto.getRandomValues(new Uint32Array(3)).join("-");
    shelf = shelfOf(page);
    kept = null;
    form.elements.namedItem("page").value = page;
    if (isUnkept()) plan();
  }

  async function heartbeat() {
    if (document.hidden || isSent) return;
    if (failures) {
      keep();
      return;
    }
    try {
      meet(await post({}));
      if (state.dataset.state === "failed") rest();
    } catch (problem) {
      if (!running && !isSent) show("failed", problem.message);
    }
  }

  // --- leaving, and coming back ---

  function leave() {
    if (isSent) return;
    const text = typed(form);
    const said = { leaving: true };
    if (isTouched && text !== (kept ?? saved)) {
      shelve(text);
      if (new Blob([text]).size < KEEPALIVE) said.form = text === saved ? null : JSON.parse(text);
    }
    ask(place.dataset.keep, { body: body(said), keepalive: true }).then(() => { if ("form" in said) unshelve(); }, () => {});
  }

  // What this browser kept when the server did not answer goes to the server, which offers it.
  async function handOver() {
    for (const [name, text] of shelved()) {
      const [address, old] = name.slice(shelves.length).split(":");
      try {
        const said = JSON.stringify({ page: old, form: JSON.parse(text), is_late: true });
        const answer = await ask(address, { body: new Blob([said], { type: "application/json" }) });
        unshelve(name);
        if (answer.is_offered && address === place.dataset.keep) document.getElementById("kept-offer").hidden = false;
      } catch { /* it stays for the next time */ }
    }
  }

  form.addEventListener("input", plan);
  form.addEventListener("change", plan);
  document.addEventListener("formset:added", plan);
  document.addEventListener("formset:removed", plan);
  document.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    if (Date.now() - sentAt < TWICE) return event.preventDefault();
    sentAt = Date.now();
    if (isTouched && typed(form) !== kept) shelve(typed(form));
    isSent = true;
    clearTimeout(timer);
    running?.abort();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep();
    else heartbeat();
  });
  addEventListener("focus", heartbeat);
  addEventListener("online", heartbeat);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) { isSent = false; heartbeat(); } });
  addEventListener("beforeunload", (event) => { if (isUnkept() && (failures || typed(form).length > KEEPALIVE)) event.preventDefault(); });
  setInterval(heartbeat, HEARTBEAT);

  if (isUnsavedPage) {
    isTouched = true;
    keep();
  } else {
    rest();
    heartbeat();
  }
  // Once the other modules have drawn themselves, so that what they write is not taken for typing.
  addEventListener("load", () => { if (!isTouched) saved = typed(form); });
  handOver();
}

// Writing by hand is keeping one's own and changing it: the choice is made with the way to the field.
for (const link of document.querySelectorAll("[data-by-hand]")) {
  link.addEventListener("click", () => { document.querySelector(`input[name="${CSS.escape(link.dataset.byHand)}"]`).checked = true; });
}
