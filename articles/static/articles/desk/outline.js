// The outline beside the manuscript: headings that lead to their sections, how long each is, and the whole.
import { countBoth, plainText, readingMinutes } from "./counting.js";
import { element, rewrite } from "./dom.js";
import { field, middle, placedIn, stepOf } from "./rows.js";

const number = new Intl.NumberFormat(document.documentElement.lang || "en");
const wide = matchMedia("(min-width: 1200px)");
const counted = new WeakMap();
const entries = new WeakMap();

// Counted anew only where the text is another; who may not write it has it as it reads.
function countOf(row) {
  const html = field(row, "body")?.value ?? row.querySelector(".as-read")?.innerHTML ?? "";
  const known = counted.get(row);
  if (known?.html === html) return known;
  const count = { html, ...countBoth(plainText(html)) };
  counted.set(row, count);
  return count;
}

function inWords({ characters, words }) {
  const all = characters + words;
  const form = characters > words ? ngettext("%s character", "%s characters", all) : ngettext("%s word", "%s words", all);
  return interpolate(form, [number.format(all)]);
}

function outline(group) {
  const list = element("ol", {});
  const whole = element("span", { class: "count" });
  const fold = element("details", { open: wide.matches }, element("summary", {}, element("strong", {}, gettext("Outline")), " ", whole), list);
  group.before(element("nav", { class: "outline", "aria-label": gettext("Outline") }, fold));
  wide.addEventListener("change", () => { fold.open = wide.matches; });
  const rows = () => placedIn(group)?.rows() ?? [...group.querySelectorAll(".inline-related:not(.empty-form)")];

  function entryOf(row) {
    if (!entries.has(row)) {
      const link = element("a", { href: `#${row.id}`, onclick: (event) => { event.preventDefault(); lead(row); } });
      link.addEventListener("keydown", (event) => {
        const by = stepOf(event);
        if (!by) return;
        event.preventDefault();
        placedIn(group)?.move(row, by);
        link.focus();
      });
      entries.set(row, { link, count: element("span", { class: "count" }) });
      const item = element("li", {}, link, entries.get(row).count);
      entries.get(row).item = item;
      dragged(item, row);
    }
    return entries.get(row);
  }

  // An entry drawn to another place takes its section there; a press that goes nowhere leads to it.
  function dragged(item, row) {
    const { link } = entries.get(row);
    link.draggable = false;
    item.addEventListener("pointerdown", (event) => {
      if (event.button || event.pointerType === "touch" || !placedIn(group)) return;
      const start = event.clientY;
      let hasMoved = false;
      const follow = ({ clientY }) => {
        hasMoved ||= Math.abs(clientY - start) > 4;
        if (!hasMoved) return;
        item.classList.add("is-held");
        const after = [...list.children].filter((one) => one !== item && middle(one) < clientY).at(-1);
        if (after) { if (after.nextElementSibling !== item) after.after(item); }
        else if (list.firstElementChild !== item) list.prepend(item);
      };
      const leave = () => {
        item.classList.remove("is-held");
        for (const [name, act] of acts) document.removeEventListener(name, act, true);
      };
      const put = () => {
        leave();
        if (!hasMoved) return;
        const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
        addEventListener("click", swallow, true);
        setTimeout(() => { removeEventListener("click", swallow, true); link.focus(); });
        const place = [...list.children].indexOf(item);
        if (place !== rows().indexOf(row)) placedIn(group).moveTo(row, place);
      };
      const refuse = (key) => { if (key.type !== "keydown" || key.key === "Escape") { leave(); draw(); } };
      const acts = [["pointermove", follow], ["pointerup", put], ["pointercancel", refuse], ["keydown", refuse]];
      for (const [name, act] of acts) document.addEventListener(name, act, true);
    });
  }

  function lead(row) {
    row.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
    row.scrollIntoView({ block: "start" });
    (field(row, "heading") ?? row.querySelector("h3"))?.focus({ preventScroll: true });
    mark(row);
  }

  function mark(current) {
    for (const row of rows()) {
      if (row === current) entryOf(row).link.setAttribute("aria-current", "location");
      else entryOf(row).link.removeAttribute("aria-current");
    }
  }

  function draw() {
    const sum = { characters: 0, words: 0 };
    const items = rows().map((row) => {
      const { link, count, item } = entryOf(row);
      const { characters, words } = countOf(row);
      sum.characters += characters;
      sum.words += words;
      const title = (field(row, "heading")?.value ?? row.querySelector(".part-name")?.textContent ?? "").trim();
      rewrite(link, title || gettext("Untitled section"));
      link.classList.toggle("is-untitled", !title);
      item.classList.toggle("has-error", Boolean(row.querySelector(".errorlist")));
      rewrite(count, number.format(characters + words));
      return item;
    });
    if (items.length !== list.children.length || items.some((item, place) => list.children[place] !== item)) list.replaceChildren(...items);
    const minutes = readingMinutes(sum);
    whole.textContent = `${inWords(sum)} · ${interpolate(ngettext("%s minute", "%s minutes", minutes), [number.format(minutes)])}`;
  }

  let later = 0;
  const soon = () => { clearTimeout(later); later = setTimeout(draw, 250); };
  document.getElementById("article_form").addEventListener("input", soon);
  group.addEventListener("rows:changed", draw);
  let selecting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(selecting);
    selecting = setTimeout(() => {
      const chosen = getSelection();
      const isText = !chosen.isCollapsed && chosen.anchorNode?.parentElement?.closest(".ProseMirror");
      if (isText) whole.textContent = interpolate(gettext("%s chosen"), [inWords(countBoth(chosen.toString()))]);
      else draw();
    }, 250);
  });
  let frame = 0;
  addEventListener("scroll", () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const passed = rows().filter((row) => row.getBoundingClientRect().top < innerHeight * 0.35);
      mark(passed.at(-1) ?? null);
    });
  }, { passive: true });
  group.addEventListener("focusin", (event) => mark(rows().find((row) => row.contains(event.target))));
  draw();
}

const group = document.getElementById("sections-group");
if (group) outline(group);
