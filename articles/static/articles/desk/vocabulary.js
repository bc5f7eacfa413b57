// The parts of the editor that its library does not have, or has with more than a body may hold.
// Which parts make the editor is said by the server's list alone (articles/language/vocabulary.py).
import * as Library from "../../django_prose_editor/editor.js";

const { Extension, Mark, Node } = Library;
const attribute = (name) => ({ default: null, parseHTML: (element) => element.getAttribute(name) || null });

// What a link may lead to; the cleaner keeps no other.
const HREF = /^(?:https?:\/\/[^\s/?#\\@]+(?:[/?#]\S*)?|mailto:[^\s@]+@[^\s@]+|article:[0-9a-z]+(?:#[\w-]+)?|#[\w.:-]+)$/i;
export const leadsSomewhere = (href) => HREF.test((href || "").trim());

export const Link = Library.Link.extend({
  inclusive: false,
  addOptions() {
    return {
      ...this.parent?.(),
      defaultProtocol: "https",
      HTMLAttributes: {},
      isAllowedUri: leadsSomewhere,
      shouldAutoLink: (address) => /^https?:\/\//i.test(address),
    };
  },
  addAttributes: () => ({ href: { default: null, parseHTML: (element) => element.getAttribute("href")?.trim() } }),
  addKeyboardShortcuts: () => ({}),
});

// Code may be bold or a link too.
export const Code = Library.Code.extend({ excludes: "" });

export const NumberedList = Library.OrderedList.extend({
  addAttributes: () => ({
    start: {
      default: 1,
      parseHTML: (element) => Number.parseInt(element.getAttribute("start"), 10) || 1,
      renderHTML: ({ start }) => (start > 1 ? { start } : {}),
    },
  }),
  addNodeView: null,
  addInputRules() {
    return [Library.wrappingInputRule({
      find: /^(\d{1,3})[.)]\s$/,
      type: this.type,
      getAttributes: (match) => ({ start: Number(match[1]) }),
      joinPredicate: (match, node) => node.childCount + node.attrs.start === Number(match[1]),
    })];
  },
});

// A footnote's text lives in an attribute. Its mark shows its number, which footnotes.js writes.
export const Footnote = Node.create({
  name: "footnote",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({
    note: {
      default: "",
      parseHTML: (element) => element.getAttribute("data-footnote") || "",
      renderHTML: ({ note }) => ({ "data-footnote": note }),
    },
  }),
  parseHTML: () => [{ tag: "span.footnote", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["span", { ...HTMLAttributes, class: "footnote" }],
  addNodeView: () => () => {
    const dom = document.createElement("span");
    dom.className = "footnote";
    return { dom };
  },
});

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "aside" }],
  renderHTML: () => ["aside", { class: "pullquote" }, 0],
});

export const SmallCaps = Mark.create({
  name: "smallCaps",
  parseHTML: () => [{ tag: "span.smallcaps", consuming: false }],
  renderHTML: () => ["span", { class: "smallcaps" }, 0],
});

// A passage in another language.
export const Foreign = Mark.create({
  name: "foreign",
  addAttributes: () => ({ lang: attribute("lang"), dir: attribute("dir") }),
  parseHTML: () => [{ tag: "span[lang]", consuming: false }, { tag: "span[dir]", consuming: false }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
});

// A whole paragraph, heading or quotation in another language.
export const SpeaksLanguage = Extension.create({
  name: "speaksLanguage",
  addGlobalAttributes: () => [{
    types: ["paragraph", "heading", "blockquote"],
    attributes: { lang: attribute("lang"), dir: attribute("dir") },
  }],
});

// Characters with their reading; kept as they are, part by part, as text alone.
export const Ruby = Node.create({
  name: "ruby",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({
    parts: {
      default: [],
      parseHTML: (element) => [...element.childNodes].map((node) => {
        const tag = node.nodeName.toLowerCase();
        return { tag: ["rt", "rp"].includes(tag) ? tag : "", text: node.textContent };
      }),
      renderHTML: () => ({}),
    },
  }),
  parseHTML: () => [{ tag: "ruby" }],
  renderHTML: ({ node }) => ["ruby", {}, ...node.attrs.parts.map(({ tag, text }) => (tag ? [tag, {}, text] : text))],
  renderText: ({ node }) => node.attrs.parts.map(({ tag, text }) => (tag === "rt" ? `(${text})` : tag ? "" : text)).join(""),
});
