// Rows that have a place in a formset: moved by a handle, by buttons and by keys; removed, and brought
// back as long as nothing is saved. Nothing leaves the page: a removed row is ticked for deletion.
import { announce, chord, chordOf, element } from "./dom.js";

const known = new WeakMap();

// What `placed` made of this group, or undefined.
export const placedIn = (group) => known.get(group);

// The field of a row by its name in the form; null if the row has none.
export const field = (row, name) => row.querySelector(`[name="${row.id}-${name}"]`);

export function tool(label, sign, onclick, attributes = {}) {
  const drawn = element("span", { "aria-hidden": "true" }, sign);
  return element("button", { type: "button", class: "row-tool", "aria-label": label, title: label, onclick, ...attributes }, drawn);
}

// By how many places a key moves a row.
export const stepOf = (event) => ({ ArrowUp: -1, ArrowDown: 1 })[chord(event)] ?? 0;

export const middle = (row) => { const { top, height } = row.getBoundingClientRect(); return top + height / 2; };

const notice = (target, name) => target?.dispatchEvent(new Event(name, { bubbles: true }));

// Takes charge of a group of inline rows. `nameOf` says what a row is called. The group hears of every
// new order by the event "rows:changed".
export function placed(group, nameOf) {
  const prefix = group.id.replace(/-group$/, "");
  const empty = document.getElementById(`${prefix}-empty`);
  const list = empty.parentElement;
  const all = () => [...list.children].filter((row) => row !== empty && /-\d+$/.test(row.id));
  const rows = () => all().filter((row) => !row.classList.contains("is-removed"));
  const farewells = new Map(); // in the order in which rows left

  function number() {
    rows().forEach((row, place) => {
      const position = field(row, "position");
      if (position) position.value = place + 1;
    });
    group.dispatchEvent(new CustomEvent("rows:changed", { bubbles: true }));
  }

  // The order that the numbers ask for, as a page shows it again after an error.
  function arrange() {
    const wanted = (row) => Number(field(row, "position")?.value) || Infinity;
    const sorted = all().map((row, place) => [wanted(row), place, row]).sort(([a, i], [b, j]) => (a === b ? i - j : a - b));
    if (sorted.some(([, place], index) => place !== index)) for (const [, , row] of sorted) empty.before(row);
    number();
  }

  // The others go past it, so that what has the focus stays where it is in the page.
  function put(row, place) {
    const order = rows();
    const from = order.indexOf(row);
    if (place > from) for (const other of order.slice(from + 1, place + 1)) row.before(other);
    else for (const other of order.slice(place, from).reverse()) row.after(other);
  }

  function say(row) {
    const order = rows();
    const said = { name: nameOf(row), place: order.indexOf(row) + 1, count: order.length };
    announce(interpolate(gettext("%(name)s moved to place %(place)s of %(count)s."), said, true));
  }

  function moved(row) {
    notice(field(row, "position"), "input");
    say(row);
  }

  function move(row, by) {
    const place = rows().indexOf(row) + by;
    if (place < 0 || place >= rows().length) announce(by < 0 ? gettext("It is the first already.") : gettext("It is the last already."));
    else moveTo(row, place);
  }

  function moveTo(row, place) {
    stay(row, () => { put(row, place); number(); });
    moved(row);
  }

  function dragBy(handle, row) {
    handle.addEventListener("pointerdown", (event) => {
      if (event.button || rows().length < 2) return;
      event.preventDefault();
      hold(row, event);
    });
  }

  function hold(row, { clientY: start, pointerId }) {
    const before = rows().indexOf(row);
    let y = start;
    let frame = 0;
    const follow = () => {
      const edge = y < 90 ? -1 : y > innerHeight - 110 ? 1 : 0;
      if (edge) scrollBy(0, edge * 12);
      const others = rows().filter((other) => other !== row);
      const place = others.filter((other) => middle(other) < y).length;
      if (Math.abs(y - start) > 4 || edge) put(row, place);
      frame = requestAnimationFrame(follow);
    };
    const onMove = (event) => { if (event.pointerId === pointerId) y = event.clientY; };
    const onKey = (event) => { if (event.key === "Escape") { event.preventDefault(); put(row, before); end(event); } };
    const end = (event) => {
      if (event.pointerId !== undefined && event.pointerId !== pointerId) return;
      cancelAnimationFrame(frame);
      for (const [name, listener] of listeners) document.removeEventListener(name, listener, true);
      stay(row, () => { group.classList.remove("is-sorting"); row.classList.remove("is-held"); });
      if (rows().indexOf(row) === before) return;
      number();
      moved(row);
    };
    // On the document: the handle may be anywhere by then.
    const listeners = [["pointermove", onMove], ["pointerup", end], ["pointercancel", end], ["keydown", onKey]];
    for (const [name, listener] of listeners) document.addEventListener(name, listener, true);
    stay(row, () => { group.classList.add("is-sorting"); row.classList.add("is-held"); });
    follow();
  }

  // `said` stands in the row's place; `bringBack` undoes what else was done.
  function remove(row, { said, bringBack } = {}) {
    farewells.set(row, { said: said ?? interpolate(gettext("%(name)s deleted."), { name: nameOf(row) }, true), bringBack });
    const box = field(row, "DELETE");
    box.checked = true;
    notice(box, "input");
    notice(box, "change");
    row.querySelector(":scope > .removed button").focus();
    document.dispatchEvent(new CustomEvent("formset:removed", { detail: { formsetName: prefix } }));
  }

  function showRemoved(row) {
    if (!farewells.has(row)) farewells.set(row, { said: interpolate(gettext("%(name)s will be deleted when you save."), { name: nameOf(row) }, true) });
    const { said } = farewells.get(row);
    row.classList.add("is-removed");
    const undo = element("button", { type: "button", class: "undo", onclick: () => { field(row, "DELETE").checked = false; notice(field(row, "DELETE"), "change"); } }, gettext("Undo"));
    row.prepend(element(row.tagName === "TR" ? "td" : "p", { class: "removed", colspan: row.tagName === "TR" && row.children.length }, element("span", {}, said), " ", undo));
    announce(said);
  }

  function showAgain(row) {
    row.classList.remove("is-removed");
    row.querySelector(":scope > .removed")?.remove();
    farewells.get(row)?.bringBack?.();
    farewells.delete(row);
    notice(field(row, "DELETE"), "input");
    row.querySelector("input:not([type=hidden]):not([type=checkbox]), textarea, select")?.focus();
    announce(interpolate(gettext("%(name)s is back."), { name: nameOf(row) }, true));
  }

  // The row that left last.
  function bringBack() {
    const row = [...farewells.keys()].at(-1);
    if (row) row.querySelector(":scope > .removed button").click();
    else announce(gettext("Nothing was deleted."));
  }

  function follow(row) {
    const isRemoved = row.classList.contains("is-removed");
    const wanted = Boolean(field(row, "DELETE")?.checked);
    if (wanted === isRemoved) return;
    if (wanted) showRemoved(row);
    else showAgain(row);
    number();
  }

  group.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE")) follow(event.target.closest(`[id^="${prefix}-"]`));
  });
  group.addEventListener("keydown", (event) => {
    const by = stepOf(event);
    const row = by && rows().find((one) => one.contains(event.target));
    if (!row || !field(row, "position")) return;
    event.preventDefault();
    event.stopPropagation();
    move(row, by);
  }, true);

  group.classList.add("has-tools");
  const made = { rows, number, arrange, move, moveTo, dragBy, remove, bringBack, nameOf, empty, prefix };
  known.set(group, made);
  arrange();
  all().forEach(follow);
  return made;
}

// Changes the page around the row, which stays where one sees it.
function stay(row, change) {
  const before = row.getBoundingClientRect().top;
  change();
  scrollBy({ top: row.getBoundingClientRect().top - before, behavior: "instant" });
}

// A handle and two buttons.
export function movers(placing, row) {
  const handle = element("span", { class: "handle", "aria-hidden": "true", title: gettext("Drag to move") }, "⠿");
  placing.dragBy(handle, row);
  return [
    handle,
    tool(gettext("Move up"), "↑", () => placing.move(row, -1), { "aria-keyshortcuts": chordOf("ArrowUp") }),
    tool(gettext("Move down"), "↓", () => placing.move(row, 1), { "aria-keyshortcuts": chordOf("ArrowDown") }),
  ];
}
