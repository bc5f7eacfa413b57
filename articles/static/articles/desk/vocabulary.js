// What a body may hold beyond the editor library's own nodes, so that opening a text loses nothing of it.
import { Extension, Mark, Node } from "../../django_prose_editor/editor.js";

const plain = (element, name) => element.getAttribute(name) || null;
const attribute = (name) => ({ default: null, parseHTML: (element) => plain(element, name) });

// A footnote's text lives in an attribute; the mark in the text is drawn by the stylesheet.
export const Footnote = Node.create({
  name: "footnote",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({
    note: {
      default: "",
      parseHTML: (element) => element.getAttribute("data-footnote") || "",
      renderHTML: ({ note }) => ({ "data-footnote": note, title: note }),
    },
  }),
  parseHTML: () => [{ tag: "span.footnote", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["span", { ...HTMLAttributes, class: "footnote" }],
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
});
