// The manuscript: sections that are added, moved, folded, doubled, split and merged on one flowing page.
import { announce, chord, chordOf, closesItself, element, rewrite, spoken } from "./dom.js";
import { editorOf } from "./prose.js";
import { field, movers, placed, tool } from "./rows.js";
import { getHTMLFromFragment, pm } from "../../django_prose_editor/editor.js";

const NOT_A_PICTURE = /-(id|article|heading|body|position|language|DELETE)$/;
const titleOf = (row) => field(row, "heading")?.value.trim() ?? "";
const pictureFields = (row) => [...row.querySelectorAll(`[name^="${row.id}-"]:not([type=file])`)].filter((input) => !NOT_A_PICTURE.test(input.name));
// A picture, words of one, or the mark that one is missing.
const hasFigure = (row) => pictureFields(row).some((one) => (one.type === "checkbox" ? one.checked : one.value));

function take(input, { value, checked }) {
  input.value = value;
  if (input.type === "checkbox") input.checked = checked;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function setBody(row, html) {
  const body = field(row, "body");
  const editor = editorOf(body);
  // The text's own undo would bring words back that stand in another section now.
  if (editor) editor.chain().setMeta("addToHistory", false).setContent(html, { emitUpdate: true }).run();
  else take(body, { value: html });
}

function manuscript(group) {
  let sections = null;
  sections = placed(group, (row) => {
    const title = titleOf(row);
    return title ? interpolate(gettext("Section “%s”"), [title]) : interpolate(gettext("Section %s"), [sections ? sections.rows().indexOf(row) + 1 : ""]);
  });
  const place = `folded:${location.pathname}`;
  const identity = (row) => field(row, "id")?.value;
  const folded = new Set(JSON.parse(sessionStorage.getItem(place) ?? "[]"));
  let arriving = null;

  // --- folding ---
  function fold(row, isFolded, isKept = true) {
    row.classList.toggle("is-folded", isFolded);
    row.querySelector(".fold").setAttribute("aria-expanded", String(!isFolded));
    if (!isKept || !identity(row)) return;
    folded[isFolded ? "add" : "delete"](identity(row));
    sessionStorage.setItem(place, JSON.stringify([...folded]));
  }
  const isFolded = (row) => row.classList.contains("is-folded");
  function foldOne(row) {
    fold(row, !isFolded(row));
    if (isFolded(row)) row.querySelector(".fold").focus();
  }
  function foldAll(from) {
    const wanted = !sections.rows().every(isFolded);
    for (const row of sections.rows()) fold(row, wanted);
    if (wanted) from?.querySelector(".fold").focus();
    all.textContent = wanted ? gettext("Unfold all") : gettext("Fold all");
    announce(wanted ? gettext("All sections folded.") : gettext("All sections unfolded."));
  }

  // --- making ---
  // The admin's own link makes the row; it stands in its place before anything else hears of it.
  function add(before, values = {}) {
    arriving = { before, values, row: null };
    const made = arriving;
    group.querySelector(".add-row a").click();
    return made.row;
  }
  document.addEventListener("formset:added", (event) => {
    if (event.detail?.formsetName !== sections.prefix) return;
    const row = event.target;
    if (arriving) {
      arriving.row = row;
      (arriving.before ?? sections.empty).before(row);
      for (const [name, from] of Object.entries(arriving.values)) if (field(row, name)) take(field(row, name), from);
      arriving = null;
    }
    enhance(row);
    sections.number();
    field(row, "heading").focus();
    field(row, "position").dispatchEvent(new Event("input", { bubbles: true }));
    announce(interpolate(gettext("Section %s added."), [sections.rows().indexOf(row) + 1]));
  }, true);
  const next = (row) => sections.rows()[sections.rows().indexOf(row) + 1];

  function double(row) {
    const values = { heading: field(row, "heading"), body: field(row, "body"), language: field(row, "language") };
    for (const input of pictureFields(row)) values[input.name.slice(row.id.length + 1)] = input;
    add(next(row), Object.fromEntries(Object.entries(values).filter(([, input]) => input).map(([name, { value, checked }]) => [name, { value, checked }])));
  }

  // A heading that is nothing but text, and not too long of it, loses nothing as the heading of a section.
  const isTitle = (node) => node?.type.name === "heading" && node.content.size === node.textContent.length && node.content.size <= 300;

  function split(row) {
    const editor = editorOf(field(row, "body"));
    if (!editor) return;
    const { doc, selection, schema } = editor.state;
    const isEmpty = (node) => node.isTextblock && !node.content.size;
    const before = doc.cut(0, selection.from).content;
    let after = doc.cut(selection.from).content;
    if (!doc.textBetween(0, selection.from).trim()) return refuse(row, gettext("Put the cursor where the new section should begin."));
    if (after.firstChild && isEmpty(after.firstChild)) after = after.cut(after.firstChild.nodeSize);
    const head = isTitle(after.firstChild) ? after.firstChild : null;
    if (head) after = after.cut(head.nodeSize);
    const values = { heading: { value: head?.textContent ?? "" }, body: { value: after.size ? getHTMLFromFragment(after, schema) : "" } };
    if (field(row, "language")) values.language = { value: field(row, "language").value };
    const kept = before.lastChild && isEmpty(before.lastChild) ? before.cut(0, before.size - before.lastChild.nodeSize) : before;
    setBody(row, getHTMLFromFragment(kept, schema));
    add(next(row), values);
  }

  function merge(row) {
    const previous = sections.rows()[sections.rows().indexOf(row) - 1];
    if (!previous) return refuse(row, gettext("There is no section before this one."));
    if (hasFigure(row) && hasFigure(previous)) return refuse(row, gettext("Both sections have a picture. Take one out first."));
    if (field(row, "language")?.value !== field(previous, "language")?.value) return refuse(row, gettext("The two sections are in different languages."));
    const joint = editorOf(field(previous, "body"))?.state.doc.content.size;
    const heading = titleOf(row) ? element("h3", {}, titleOf(row)).outerHTML : "";
    const before = field(previous, "body").value;
    const pictured = hasFigure(row) ? pictureFields(row).map((input) => [field(previous, input.name.slice(row.id.length + 1)), input]) : [];
    const pictures = pictured.filter(([to]) => to).map(([to]) => [to, { value: to.value, checked: to.checked }]);
    setBody(previous, before + heading + field(row, "body").value);
    const merged = field(previous, "body").value;
    const came = merged.startsWith(before) ? merged.slice(before.length) : merged;
    for (const [to, from] of pictured) if (to) take(to, from);
    sections.remove(row, {
      said: interpolate(gettext("%s was merged with the one before."), [sections.nameOf(row)]),
      // What was written since stays, in the one or in the other.
      bringBack() {
        const now = field(previous, "body").value;
        if (now.endsWith(came)) {
          setBody(previous, now.slice(0, now.length - came.length));
        } else if (now.startsWith(before)) {
          const goes = now.slice(before.length);
          setBody(previous, before);
          setBody(row, goes.startsWith(heading) ? goes.slice(heading.length) : goes);
        } else {
          refuse(previous, gettext("Both parts were changed since: the words of the section stand here, too."));
        }
        for (const [to, was] of pictures) take(to, was);
      },
    });
    if (isFolded(previous)) fold(previous, false);
    writeAt(previous, before ? joint : 0);
  }

  // The cursor goes to where the two texts meet.
  function writeAt(row, place) {
    const editor = editorOf(field(row, "body"));
    editor?.chain().command(({ tr }) => Boolean(tr.setSelection(pm.state.Selection.near(tr.doc.resolve(Math.min(place, tr.doc.content.size)))))).focus().scrollIntoView().run();
  }

  function refuse(row, sentence) {
    const said = row.querySelector(".part-said");
    said.textContent = sentence;
    setTimeout(() => { said.textContent = ""; }, 6000);
    announce(sentence);
  }

  // The few sections in another language than the article say so; the others keep quiet about it.
  const languageOf = (row) => field(row, "language")?.closest("fieldset");
  function showLanguage(row) {
    languageOf(row).hidden = false;
    languageOf(row).querySelector("details").open = true;
    field(row, "language").focus();
  }

  // --- what stands over a section ---
  function enhance(row) {
    if (row.querySelector(":scope > .part-head > .fold")) return;
    const head = row.querySelector(":scope > .part-head");
    const item = (label, key, act) => element("button", { type: "button", "aria-keyshortcuts": key && chordOf(key), onclick: () => { menu.open = false; act(row); } }, label);
    const menu = element("details", { class: "part-menu" }, element("summary", { class: "row-tool", title: gettext("More"), "aria-label": gettext("More") }, "⋯"),
      element("div", {},
        item(gettext("Duplicate"), "D", double),
        item(gettext("Split at the cursor"), "S", split),
        item(gettext("Merge with the one before"), "M", merge),
        languageOf(row) ? item(gettext("Language"), null, showLanguage) : null,
        field(row, "DELETE") ? item(gettext("Delete"), null, (one) => sections.remove(one)) : null));
    closesItself(menu);
    const [handle, up, down] = movers(sections, row);
    head.prepend(handle);
    head.append(element("span", { class: "part-said" }), tool(gettext("Fold or unfold"), "▾", () => foldOne(row), { class: "row-tool fold", "aria-expanded": "true", "aria-keyshortcuts": chordOf("F") }), up, down, menu);
    row.prepend(element("div", { class: "add-here" }, element("button", { type: "button", onclick: () => add(row) }, gettext("Add a section here"))));
    row.setAttribute("role", "group");
    field(row, "heading").placeholder = gettext("Heading");
    if (languageOf(row)) languageOf(row).hidden = !field(row, "language").value && !languageOf(row).querySelector(".errorlist");
    if (folded.has(identity(row)) && !row.querySelector(".errorlist")) fold(row, true, false);
  }

  function name() {
    sections.rows().forEach((row, index) => {
      rewrite(row.querySelector(".part-kind"), String(index + 1));
      rewrite(row.querySelector(".part-name"), titleOf(row) || gettext("Untitled section"));
      row.setAttribute("aria-label", interpolate(gettext("Section %(place)s: %(title)s"), { place: index + 1, title: titleOf(row) }, true));
    });
  }

  const KEYS = { S: split, M: merge, D: double, F: foldOne, N: (row) => add(next(row)), A: foldAll, Z: () => sections.bringBack() };
  group.addEventListener("keydown", (event) => {
    const key = chord(event);
    if (!(key in KEYS)) return;
    const row = sections.rows().find((one) => one.contains(event.target));
    if (!row && key !== "Z") return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[key](row);
  }, true);
  group.addEventListener("rows:changed", name);
  group.addEventListener("input", (event) => { if (event.target.name?.endsWith("-heading")) name(); });
  group.addEventListener("reveal", (event) => {
    const row = sections.rows().find((one) => one.contains(event.target));
    if (row && isFolded(row)) fold(row, false);
    if (row && languageOf(row)?.contains(event.target)) languageOf(row).hidden = false;
  });
  group.addEventListener("prose:split", (event) => {
    const row = event.target.closest(".inline-related");
    const { before, sections: parts, after } = event.detail;
    if (!row || !parts.length) return;
    event.preventDefault();
    const following = next(row);
    setBody(row, before);
    parts.forEach(({ heading, body }, index) => add(following, { heading: { value: heading }, body: { value: index === parts.length - 1 ? body + after : body } }));
    announce(interpolate(ngettext("%s section made.", "%s sections made.", parts.length), [parts.length]));
  });

  const all = element("button", { type: "button", class: "fold-all", onclick: () => foldAll() }, gettext("Fold all"));
  group.querySelector(".inline-heading").after(all);
  sections.rows().forEach(enhance);
  name();
}

const group = document.getElementById("sections-group");
if (group && document.getElementById("sections-empty")) {
  manuscript(group);
  (globalThis.deskKeys ??= []).push({
    group: gettext("Sections"),
    keys: [
      ["ArrowUp", gettext("move the section up")],
      ["ArrowDown", gettext("move the section down")],
      ["N", gettext("add a section after this one")],
      ["D", gettext("duplicate the section")],
      ["S", gettext("split the section at the cursor")],
      ["M", gettext("merge it with the one before")],
      ["Z", gettext("bring back what was deleted or merged last")],
      ["F", gettext("fold or unfold the section")],
      ["A", gettext("fold or unfold all sections")],
    ].map(([key, does]) => [spoken(chordOf(key)), does]),
  });
}

// People, the credit and what follows: rows of the same kind, without a text.
for (const name of ["bylines", "credit_record", "related_picks"]) {
  const others = document.getElementById(`${name}-group`);
  if (!others || !document.getElementById(`${name}-empty`)) continue;
  const kind = others.querySelector(".part-kind").textContent;
  const parts = placed(others, (row) => (field(row, "contributor") ?? field(row, "other"))?.selectedOptions?.[0]?.textContent || kind);
  const enhance = (row) => {
    const head = row.querySelector(":scope > .part-head");
    if (head.querySelector(".remove")) return;
    if (field(row, "position")) { const [handle, up, down] = movers(parts, row); head.prepend(handle); head.append(up, down); }
    if (field(row, "DELETE")) head.append(tool(gettext("Delete"), "×", () => parts.remove(row), { class: "row-tool remove" }));
  };
  parts.rows().forEach(enhance);
  document.addEventListener("formset:added", (event) => {
    if (event.detail?.formsetName !== name) return;
    enhance(event.target);
    parts.number();
  });
}
