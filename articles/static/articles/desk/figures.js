// Figures: draws each field of a picture as a figure, chosen from the library or dropped, described, with its focal point.
import { announce, element } from "./dom.js";
import { openFocal, position } from "./focal.js";
import { acceptDrops, isForUs, openLibrary, progressOf, takeIn } from "./library.js";
import { ask } from "./server.js";

const drawn = new Map(); // the field's box -> its figure

// A file that has arrived takes the cursor from nobody who writes on.
function isWritingOutside(box) {
  const place = document.activeElement?.closest("input, textarea, [contenteditable=true]");
  return Boolean(place) && !box.contains(place);
}

class Figure {
  constructor(choice) {
    this.choice = choice;
    this.input = choice.querySelector("input");
    this.facts = choice.dataset.facts ? JSON.parse(choice.dataset.facts) : null;
    this.isDescriptionOld = false;
    this.make();
    this.place();
    this.listen();
    this.show();
    this.follow();
    if (this.fields && (this.needsWords || this.fields.querySelector(".errors"))) this.unfold();
  }

  // A neighbour of the field: alt, caption… Numbers of sections change, so it is asked for each time.
  part(name) {
    return document.getElementById(this.input.id.replace(/image$/, name));
  }

  get needsWords() {
    const alt = this.part("alt");
    return Boolean(alt && this.facts && !this.part("is_decorative")?.checked && !alt.value.trim() && !this.facts.alt);
  }

  make() {
    const button = (words, act) => element("button", { type: "button", class: "verb", onclick: act }, words);
    this.image = element("img", { class: "figure-picture", alt: "" });
    this.words = element("figcaption", {});
    this.shown = element("figure", {}, this.image, this.words);
    this.choose = button("", () => this.openLibrary());
    this.focal = button(gettext("Focal point…"), () => this.openFocal());
    this.remove = button(gettext("Remove picture"), () => this.clear());
    this.own = element("a", { target: "_blank" }, gettext("Its page in the library"));
    this.hint = element("span", { class: "quiet-word" }, gettext("or drop a file here"));
    this.said = element("p", { class: "figure-said" });
    this.tools = element("div", { class: "verbs" }, this.choose, this.focal, this.remove, this.own, this.hint);
    this.note = element("p", { class: "help field-note", hidden: true });
  }

  // In a section the figure stands before the text, its words folded under it; elsewhere where the field is.
  place() {
    const row = this.choice.closest(".form-row");
    this.fields = row.closest("fieldset:has(details)");
    this.box = element("div", { class: "desk-figure", role: "group", "aria-label": gettext("Picture") });
    if (this.fields) {
      const text = this.fields.closest(".inline-related")?.querySelector(".field-body");
      (text ?? this.fields).before(this.box);
      const heading = this.fields.querySelector("summary .fieldset-heading") ?? this.fields.querySelector("summary");
      this.box.setAttribute("aria-label", heading.textContent.trim());
      heading.textContent = this.part("figure_width") ? gettext("Description, caption, credit, width") : gettext("Description, caption, credit");
      this.box.append(row, this.fields);
    } else {
      row.before(this.box);
      this.box.append(row);
    }
    // What the figure's own buttons do.
    for (const other of row.querySelectorAll("label, .help")) other.remove();
    this.choice.append(this.shown, this.said, this.tools);
    this.choice.classList.add("is-drawn");
    this.input.classList.add("carrier");
    this.input.tabIndex = -1;
    this.input.setAttribute("aria-hidden", "true");
    const alt = this.part("alt");
    if (!alt) return;
    this.note.id = `${alt.id}-note`;
    alt.after(this.note);
    alt.setAttribute("aria-describedby", `${alt.getAttribute("aria-describedby") ?? ""} ${this.note.id}`.trim());
  }

  listen() {
    this.input.addEventListener("focus", () => this.choose.focus());
    this.input.addEventListener("input", () => { if (!this.isTelling) this.follow(); });
    this.box.addEventListener("input", (event) => {
      if (event.target === this.part("alt")) this.isDescriptionOld = false;
      this.show();
    });
    acceptDrops(this.box, (file) => this.receive(file), (message) => this.say(message, true));
  }

  show() {
    const { facts } = this;
    this.box.classList.toggle("has-picture", Boolean(facts));
    this.box.classList.toggle("is-missing", !facts && Boolean(this.part("is_picture_missing")?.checked));
    this.shown.hidden = !facts;
    this.focal.hidden = this.remove.hidden = this.own.hidden = !facts;
    this.choose.textContent = facts ? gettext("Change picture…") : gettext("Choose a picture…");
    if (facts) {
      this.own.href = facts.address;
      this.image.hidden = !facts.large;
      if (facts.large) this.image.src = facts.large;
      this.image.alt = this.part("alt")?.value || facts.alt || facts.name;
      this.image.style.objectPosition = position(facts.focal);
      const credit = this.part("credit")?.value || facts.credit;
      this.words.replaceChildren(this.part("caption")?.value ?? "", credit ? element("span", { class: "quiet-word" }, ` ${credit}`) : "");
      this.part("alt")?.setAttribute("placeholder", facts.alt);
      this.part("credit")?.setAttribute("placeholder", facts.credit);
    } else if (this.box.classList.contains("is-missing") && !this.said.textContent) {
      const { origin } = this.choice.dataset;
      this.said.textContent = origin ? interpolate(gettext("A picture is missing. In the document stood here: %s"), [origin]) : gettext("A picture is missing here.");
    }
    this.remark();
  }

  // The gentle note at the description.
  remark() {
    this.note.hidden = !(this.needsWords || (this.facts && this.isDescriptionOld));
    this.note.textContent = this.needsWords
      ? gettext("Readers who cannot see the picture are told nothing yet. Describe it, or tick “decorative”.")
      : gettext("These words described the picture before. Do they fit this one?");
  }

  unfold() {
    this.fields?.querySelector("details").setAttribute("open", "");
  }

  say(message, isRefusal = false) {
    this.said.textContent = message;
    this.said.classList.toggle("is-grave", isRefusal);
    announce(message);
  }

  // Says to the page that the form has changed.
  tell() {
    this.isTelling = true;
    for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
    this.isTelling = false;
  }

  take({ image, was_here: wasHere }) {
    const alt = this.part("alt");
    this.isDescriptionOld = Boolean(alt?.value && this.facts && this.facts.id !== image.id);
    this.facts = image;
    this.input.value = image.id;
    const missing = this.part("is_picture_missing");
    if (missing) missing.checked = false;
    this.say(wasHere
      ? interpolate(gettext("This picture was in the library already, as “%s”. It was taken from there."), [image.name])
      : interpolate(gettext("“%s” stands here now."), [image.name]));
    this.show();
    this.tell();
    if (!alt) return;
    this.unfold();
    if (!isWritingOutside(this.box)) alt.focus();
  }

  clear() {
    this.facts = null;
    this.input.value = "";
    this.say(gettext("The picture was removed from here. It stays in the library."));
    this.show();
    this.tell();
    this.choose.focus();
  }

  // The number was set by something else: what it stands for is asked.
  async follow() {
    const number = this.input.value;
    if (number === String(this.facts?.id ?? "")) return;
    this.facts = null;
    try {
      const answer = /^\d+$/.test(number) ? await ask(this.choice.dataset.one.replace("/0/", `/${number}/`)) : { image: null };
      if (this.input.value === number) this.facts = answer.image;
    } catch (refusal) {
      this.say(refusal.message, true);
    }
    this.show();
  }

  async receive(file) {
    const { shown, onProgress } = progressOf(file);
    this.said.classList.remove("is-grave");
    this.said.replaceChildren(...shown.children);
    announce(interpolate(gettext("Sending %s"), [file.name]));
    try {
      this.take(await takeIn(file, this.choice.dataset, onProgress));
    } catch (refusal) {
      this.say(refusal.message, true);
    }
  }

  async openLibrary() {
    const chosen = await openLibrary(this.choice.dataset);
    if (chosen) this.take(chosen);
  }

  async openFocal() {
    const changed = await openFocal(this.facts, this.choice.dataset.focus.replace("/0/", `/${this.facts.id}/`));
    if (!changed) return;
    for (const figure of drawn.values()) {
      if (figure.facts?.id !== changed.id) continue;
      figure.facts = changed;
      figure.show();
    }
    this.say(gettext("The focal point was moved."));
  }
}

function drawAll(root) {
  for (const choice of root.querySelectorAll(".picture-choice:not(.is-drawn)")) {
    if (!choice.querySelector("input").id.includes("__prefix__")) drawn.set(choice, new Figure(choice));
  }
}

// The figure of the section (or of the whole page's lead picture) that something lies in.
function figureAround(target) {
  const choice = target.closest?.(".inline-related")?.querySelector(".picture-choice");
  return drawn.get(choice);
}

// The list of missing pictures: the file for each place is chosen or dropped right there.
function fillPlaces() {
  for (const link of document.querySelectorAll("[aria-labelledby=missing-pictures] li > a")) {
    const figure = drawn.get(document.getElementById(link.hash.slice(1))?.closest(".picture-choice"));
    if (!figure) continue;
    const entry = link.parentElement;
    const choose = element("button", { type: "button", class: "verb", "aria-label": `${gettext("Choose a picture…")} ${link.textContent}`, onclick: () => figure.openLibrary() }, gettext("Choose a picture…"));
    entry.append(element("span", { class: "verbs" }, choose, element("span", { class: "quiet-word" }, gettext("or drop a file here"))));
    acceptDrops(entry, (file) => figure.receive(file), (message) => figure.say(message, true));
    figure.input.addEventListener("input", () => entry.classList.toggle("is-done", Boolean(figure.facts)));
  }
}

drawAll(document);
fillPlaces();
document.addEventListener("formset:added", (event) => drawAll(event.target));

// A file that misses its place must not replace the page, with all that was typed on it.
document.addEventListener("dragover", (event) => {
  if (isForUs(event) && event.dataTransfer.types.includes("Files") && !event.target.matches?.("input[type=file]")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.types.includes("Files") || event.target.matches?.("input[type=file]")) return;
  event.preventDefault();
  const figure = figureAround(event.target);
  if (figure && !figure.facts) figure.receive(event.dataTransfer.files[0]);
  else announce(gettext("Drop the file on the picture that it shall replace."));
});

(globalThis.deskKeys ??= []).push({
  group: gettext("Pictures"),
  keys: [["↑ ↓ ← → Home End", gettext("move through the library")], ["↑ ↓ ← →", gettext("move the focal point")]],
});
