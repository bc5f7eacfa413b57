// The tags: a combobox over one line of names, with suggestions and counts, chips, and a warning on near-duplicates.
import { announce, element, isComposing } from "./dom.js";
import { ask } from "./server.js";

const PAUSE = 150; // milliseconds after the last key

// The names in a text, parted as the server parts them; `separators` are the server's.
export function splitNames(text, separators) {
  const parted = [...text].map((sign) => (separators.includes(sign) ? "\n" : sign)).join("");
  return parted.split("\n").map((name) => name.trim()).filter(Boolean);
}

const folded = (name) => name.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).join(" ");

class Tags {
  constructor(input) {
    this.input = input;
    this.names = splitNames(input.value, input.dataset.separators);
    this.known = new Map(); // what the server said of a name: { tag, near, count }
    this.kept = new Set(); // names of which it was said that they are meant
    this.options = [];
    this.active = -1;
    this.make();
    this.listen();
    this.draw();
    this.lookUp();
  }

  make() {
    const { input } = this;
    const label = document.querySelector(`label[for="${input.id}"]`);
    const name = label.textContent.replace(/:$/, "").trim();
    this.chips = element("ul", { class: "chips", "aria-label": name });
    this.entry = element("input", {
      type: "text", id: `${input.id}-entry`, role: "combobox", "aria-expanded": "false", "aria-controls": `${input.id}-list`, "aria-autocomplete": "list",
      autocomplete: "off", autocapitalize: "off", enterkeyhint: "enter", disabled: input.disabled, "aria-describedby": input.getAttribute("aria-describedby"),
    });
    this.list = element("ul", { id: `${input.id}-list`, class: "tag-options", role: "listbox", "aria-label": gettext("Suggestions"), hidden: true });
    this.notes = element("ul", { class: "tag-notes" });
    this.box = element("div", { class: "tag-box" }, this.chips, element("div", { class: "tag-entry" }, this.entry, this.list), this.notes);
    label.htmlFor = this.entry.id;
    input.before(this.box);
    this.box.prepend(input);
    input.classList.add("carrier");
    input.tabIndex = -1;
    input.setAttribute("aria-hidden", "true");
  }

  listen() {
    const { entry, input, list } = this;
    input.addEventListener("focus", () => entry.focus());
    input.addEventListener("input", () => { if (!this.isTelling) this.readAgain(); });
    entry.addEventListener("input", (event) => { if (!isComposing(event)) this.onTyped(); });
    entry.addEventListener("compositionend", () => this.onTyped());
    entry.addEventListener("keydown", (event) => { if (!isComposing(event)) this.onKey(event); });
    entry.addEventListener("paste", (event) => this.onPaste(event));
    // A chip more may move what was pressed out from under the pointer: so it waits until that is let go.
    let isPressed = false;
    document.addEventListener("pointerdown", () => { isPressed = true; }, true);
    for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => { isPressed = false; setTimeout(() => { if (document.activeElement !== entry) this.commit(); }); }, true);
    entry.addEventListener("blur", () => { if (!isPressed) this.commit(); });
    input.form?.addEventListener("submit", () => this.commit());
    // The list must not take the cursor away from the field.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.options[Number(option.dataset.number)]);
    });
    this.chips.addEventListener("keydown", (event) => this.onChipKey(event));
  }

  // --- what is typed ---------------------------------------------------------------------------

  onTyped() {
    const { value } = this.entry;
    if ([...value].some((sign) => this.input.dataset.separators.includes(sign))) this.commit();
    else this.suggest();
  }

  onPaste(event) {
    const names = splitNames(event.clipboardData.getData("text/plain"), this.input.dataset.separators);
    if (names.length < 2) return;
    event.preventDefault();
    const before = this.entry.value.trim();
    this.entry.value = "";
    this.add(before ? [before, ...names] : names);
  }

  onKey(event) {
    const { entry, list } = this;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) this.suggest();
      else this.point(event.key === "ArrowDown" ? (this.active + 1) % (last + 1) : (this.active <= 0 ? last : this.active - 1));
    } else if (event.key === "Enter" && (this.active >= 0 || entry.value.trim())) {
      event.preventDefault();
      if (this.active >= 0) this.choose(this.options[this.active]);
      else this.commit();
    } else if (event.key === "Escape" && (!list.hidden || entry.value)) {
      event.preventDefault();
      event.stopPropagation();
      if (list.hidden) entry.value = "";
      this.close();
    } else if (event.key === "Backspace" && !entry.value && this.names.length) {
      event.preventDefault();
      this.remove(this.names.at(-1));
      entry.focus();
    } else if (event.key === "ArrowLeft" && entry.selectionStart === 0 && entry.selectionEnd === 0) {
      this.chips.querySelector("li:last-child button")?.focus();
    }
  }

  onChipKey(event) {
    const buttons = [...this.chips.querySelectorAll("button")];
    const here = buttons.indexOf(event.target);
    if (here < 0) return;
    if (event.key === "ArrowLeft") buttons[Math.max(0, here - 1)].focus();
    else if (event.key === "ArrowRight") (buttons[here + 1] ?? this.entry).focus();
    else if (event.key === "Backspace" || event.key === "Delete") this.remove(this.names[here]);
    else return;
    event.preventDefault();
  }

  // Takes what stands in the field as names.
  commit() {
    this.asked?.abort();
    this.close();
    const names = splitNames(this.entry.value, this.input.dataset.separators);
    this.entry.value = "";
    if (names.length) this.add(names);
  }

  // --- suggestions -----------------------------------------------------------------------------

  suggest() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.fetchSuggestions(), PAUSE);
  }

  async fetchSuggestions() {
    const typed = this.entry.value.trim();
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const answer = await ask(`${this.input.dataset.suggestions}?${new URLSearchParams({ q: typed })}`, { signal: this.asked.signal });
      if (document.activeElement === this.entry) this.offer(typed, answer);
    } catch (refusal) {
      if (refusal.name !== "AbortError") this.close();
    }
  }

  offer(typed, { suggestions, tag, near }) {
    const offered = suggestions.filter(({ name }) => !this.has(name) && name !== near);
    this.options = [
      ...(near && !this.has(near) ? [{ name: near, note: gettext("nearly the same, and a tag already") }] : []),
      ...offered.map(({ name, count, called }) => ({ name, note: [articles(count), called ? interpolate(gettext("also called “%s”"), [called]) : ""].filter(Boolean).join(" · ") })),
      ...(typed && !tag ? [{ name: typed, isNew: true, note: gettext("new") }] : []),
    ];
    this.list.replaceChildren(...this.options.map(({ name, note, isNew }, number) => element("li", { id: `${this.list.id}-${number}`, role: "option", "aria-selected": "false", "data-number": number, class: isNew ? "is-new" : null },
      element("span", {}, name), element("span", { class: "quiet-word" }, note))));
    this.active = -1;
    this.entry.removeAttribute("aria-activedescendant");
    this.list.hidden = !this.options.length;
    this.entry.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  point(number) {
    const options = [...this.list.children];
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    options[number].setAttribute("aria-selected", "true");
    options[number].scrollIntoView({ block: "nearest" });
    this.entry.setAttribute("aria-activedescendant", options[number].id);
  }

  close() {
    clearTimeout(this.waiting);
    this.active = -1;
    this.list.hidden = true;
    this.entry.setAttribute("aria-expanded", "false");
    this.entry.removeAttribute("aria-activedescendant");
  }

  choose({ name }) {
    this.asked?.abort();
    this.entry.value = "";
    this.close();
    this.add([name]);
  }

  // --- the names -------------------------------------------------------------------------------

  has(name) {
    return this.names.some((other) => folded(other) === folded(name));
  }

  add(names) {
    const longest = Number(this.input.dataset.longest);
    const added = [];
    for (const name of names) {
      if ([...name].length > longest) {
        this.entry.value = name;
        announce(interpolate(gettext("“%s…” is too long for a tag."), [name.slice(0, 40)]));
      } else if (!this.has(name)) {
        this.names.push(name);
        added.push(name);
      }
    }
    if (!added.length) return;
    announce(interpolate(gettext("Added: %s"), [new Intl.ListFormat(document.documentElement.lang || "en").format(added)]));
    this.changed();
  }

  remove(name) {
    const number = this.names.indexOf(name);
    this.names.splice(number, 1);
    announce(interpolate(gettext("Removed: %s"), [name]));
    this.changed();
    (this.chips.querySelectorAll("button")[Math.min(number, this.names.length - 1)] ?? this.entry).focus();
  }

  replace(name, other) {
    const number = this.names.indexOf(name);
    if (this.has(other)) this.names.splice(number, 1);
    else this.names[number] = other;
    announce(interpolate(gettext("“%(other)s” in place of “%(name)s”."), { name, other }, true));
    this.changed();
    this.entry.focus();
  }

  changed() {
    this.write();
    this.draw();
    this.lookUp();
  }

  write() {
    this.isTelling = true;
    this.input.value = this.names.join(", ");
    for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
    this.isTelling = false;
  }

  readAgain() {
    this.names = splitNames(this.input.value, this.input.dataset.separators);
    this.draw();
    this.lookUp();
  }

  // Asks what the names are, and takes a tag's own name for another name of it.
  async lookUp() {
    if (this.names.every((name) => this.known.has(name))) return;
    try {
      const answer = await ask(this.input.dataset.lookup, { body: new URLSearchParams({ names: this.names.join("\n") }) });
      for (const found of answer.names) this.known.set(found.name, found);
    } catch {
      return; // it is only lore: saving says the same
    }
    const own = this.names.map((name) => this.known.get(name)?.tag ?? name);
    if (own.some((name, number) => name !== this.names[number])) {
      for (const [number, name] of own.entries()) this.known.set(name, { ...this.known.get(this.names[number]), name });
      this.names = [...new Set(own)];
      this.write();
    }
    this.draw();
  }

  draw() {
    this.chips.replaceChildren(...this.names.map((name) => this.chip(name)));
    const doubtful = this.names.filter((name) => this.known.get(name)?.near && !this.kept.has(name));
    this.notes.replaceChildren(...doubtful.map((name) => this.warning(name, this.known.get(name).near)));
    this.box.dispatchEvent(new CustomEvent("tags:drawn", { bubbles: true }));
  }

  chip(name) {
    const found = this.known.get(name);
    const note = found && (found.tag ? found.count : gettext("new"));
    return element("li", { class: found && !found.tag ? "is-new" : null },
      element("span", {}, name),
      found ? element("span", { class: "quiet-word", title: found.tag ? articles(found.count) : null }, String(note)) : null,
      element("button", { type: "button", "aria-label": interpolate(gettext("Remove the tag %s"), [name]), disabled: this.input.disabled, onclick: () => this.remove(name) }, "×"));
  }

  // The server need not ask again, once this is saved.
  keep(name) {
    this.kept.add(name);
    this.input.after(element("input", { type: "hidden", name: "_meant", value: name }));
    this.draw();
    this.entry.focus();
  }

  warning(name, near) {
    return element("li", {},
      element("span", {}, interpolate(gettext("“%(name)s” is nearly “%(near)s”, a tag already."), { name, near }, true)),
      element("button", { type: "button", class: "verb", onclick: () => this.replace(name, near) }, interpolate(gettext("Take “%s”"), [near])),
      element("button", { type: "button", class: "verb", "aria-label": interpolate(gettext("Keep “%s”"), [name]), onclick: () => this.keep(name) }, gettext("Keep mine")));
  }
}

const articles = (count) => interpolate(ngettext("%s article", "%s articles", count), [count]);

// The tags that were found in the text: each is taken over by one click, in place of its tick.
function offerProposals(tags) {
  const ticks = document.getElementById("id_proposed_tags");
  if (!ticks) return;
  const offers = [...ticks.querySelectorAll("input")].map((tick) => {
    const words = tick.closest("label").textContent.trim();
    const button = element("button", { type: "button", class: "verb", onclick: () => { tags.add([tick.value]); tags.entry.focus(); } }, `+ ${words}`);
    return { name: tick.value, tick, button };
  });
  const ticked = offers.filter(({ tick }) => tick.checked).map(({ name }) => name);
  for (const { tick } of offers) tick.checked = false;
  const shown = element("div", { class: "verbs proposals", role: "group", "aria-label": gettext("Found in the text") }, ...offers.map(({ button }) => button));
  const refresh = () => { for (const { name, button } of offers) button.hidden = tags.has(name); };
  ticks.hidden = true;
  const help = ticks.closest(".form-row").querySelector(".help");
  if (help) help.textContent = gettext("One click takes it over.");
  ticks.after(shown);
  tags.box.addEventListener("tags:drawn", refresh);
  if (ticked.length) tags.add(ticked);
  refresh();
}

const input = document.getElementById("id_tags");
if (input?.dataset.suggestions) offerProposals(new Tags(input));
