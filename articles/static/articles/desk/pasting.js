// Pasting and dropping into a text: what comes in is cleaned, what is missing is said, and a whole article
// may become sections. Who makes the sections listens for `prose:split` on the textarea.
import { getHTMLFromFragment, pm } from "../../django_prose_editor/editor.js";
import { announce, element, openDialog } from "./dom.js";
import { cleanPasted, paragraphsOf } from "./paste.js";

// Copied in one of our own texts: it is of the vocabulary already.
const isOwn = (html) => /<[^>]+\sdata-pm-slice="/.test(html);

function notice(box, heading, places) {
  box.querySelector(":scope > .prose-missing")?.remove();
  const made = element("div", { class: "prose-notice prose-missing" },
    element("p", {}, heading),
    places.length ? element("ul", {}, ...places.map((place) => element("li", {}, place))) : null,
    element("button", { type: "button", class: "notice-close", "aria-label": gettext("Close"), onclick: () => made.remove() }, "×"));
  box.append(made);
  announce(heading);
}

function sayMissing(box, missing) {
  const heading = interpolate(ngettext(
    "A picture was not taken over: nothing is fetched from elsewhere. Add it to the media library, and choose it for its section.",
    "%s pictures were not taken over: nothing is fetched from elsewhere. Add them to the media library, and choose them for their sections.",
    missing.length,
  ), [missing.length]);
  notice(box, heading, missing.map(({ name, after }) => {
    const place = after ? interpolate(gettext("after “…%s”"), [after]) : gettext("at the beginning");
    return name ? `${name}: ${place}` : place;
  }));
}

function cleaned(box, html) {
  const found = cleanPasted(html);
  if (found.missing.length) sayMissing(box, found.missing);
  return found.html;
}

// --- a whole article --------------------------------------------------------------------------------

const htmlOf = (doc) => {
  const html = getHTMLFromFragment(doc.content, doc.type.schema);
  return html.replace(/^(?:<p><\/p>)+|(?:<p><\/p>)+$/g, "");
};

function split(view, textarea, { before, sections }) {
  const { doc, selection } = view.state;
  const detail = { before: htmlOf(doc.cut(0, selection.from)) + before, sections, after: htmlOf(doc.cut(selection.to)) };
  return !textarea.dispatchEvent(new CustomEvent("prose:split", { bubbles: true, cancelable: true, detail }));
}

function offer(view, box, textarea, found) {
  const inOne = () => view.pasteHTML(found.html);
  const count = found.parts.sections.length;
  const choose = (act) => () => { dialog.close(); view.focus(); act(); if (found.missing.length) sayMissing(box, found.missing); };
  const splitUp = element("button", { type: "button", class: "verb is-main", onclick: choose(() => split(view, textarea, found.parts) || inOne()) },
    interpolate(ngettext("Make %s section", "Make %s sections", count), [count]));
  const dialog = openDialog(gettext("This is a whole article"),
    element("p", {}, gettext("It has headings of its own. Shall each begin a section?")),
    element("ol", { class: "dialog-list" }, ...found.parts.sections.map(({ heading }) => element("li", {}, heading))),
    element("div", { class: "verbs" }, splitUp,
      element("button", { type: "button", class: "verb", onclick: choose(inOne) }, gettext("Paste it here in one"))));
  splitUp.focus();
}

// The properties of an editor that are about pasting.
export const pasting = (box, textarea) => ({
  handleDOMEvents: {
    paste(view, event) {
      const html = event.clipboardData?.getData("text/html") ?? "";
      const { selection } = view.state;
      const isPlain = view.input?.shiftKey || selection.$from.parent.type.spec.code;
      if (!html && event.clipboardData?.files.length && !event.clipboardData.getData("text/plain")) {
        event.preventDefault();
        notice(box, gettext("A picture does not stand in a text. Drop it on the section’s picture instead."), []);
        return true;
      }
      // Sections in the place of chosen words could not be undone.
      if (!html || isOwn(html) || isPlain || !selection.empty || !textarea.closest(".inline-related")) return false;
      const found = cleanPasted(html);
      if (!found.parts) return false;
      event.preventDefault();
      offer(view, box, textarea, found);
      return true;
    },
  },
  transformPastedHTML: (html) => (isOwn(html) ? html : cleaned(box, html)),
  clipboardTextParser(text, context, _isPlain, view) {
    const { paragraph } = view.state.schema.nodes;
    const paragraphs = paragraphsOf(text).map((words) => paragraph.create(null, view.state.schema.text(words, context.marks())));
    return pm.model.Slice.maxOpen(pm.model.Fragment.from(paragraphs));
  },
});
