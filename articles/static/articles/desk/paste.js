// What was copied elsewhere, made fit for a text: headings, lists, tables, footnotes, emphasis and links of
// Word, WPS, Google Docs, Pages and web pages, and nothing else. It works on a document that loads and
// runs nothing, and knows no editor.

const NEVER = "script, style, xmp[data-sheet], template, noscript, iframe, object, embed, svg, math, canvas, audio, video, form, button, input, select, textarea, title, link, meta, base, head, nav, colgroup, del[datetime], [hidden]";
const BLOCKS = new Set("P H1 H2 H3 H4 H5 H6 UL OL LI BLOCKQUOTE ASIDE TABLE TBODY TR TH TD PRE HR".split(" "));
const INLINE = { STRONG: "strong", B: "strong", EM: "em", I: "em", CITE: "em", DFN: "em", VAR: "em", S: "s", STRIKE: "s", DEL: "s", SUB: "sub", SUP: "sup", CODE: "code", KBD: "code", SAMP: "code", TT: "code" };
const CONTAINERS = "address, article, body, center, dd, details, dialog, div, dl, dt, fieldset, figcaption, figure, footer, header, hgroup, main, section, summary";
const NOTE = /fn|ftn|note|edn|cite|ref/i;
const LONGEST_MARK = 8; // of what refers to a footnote: [12], *
const LONGEST_NOTE = 4000;
const SAFE_LINK = /^(?:https?:\/\/[^\s/?#\\@]+(?:[/?#]\S*)?|mailto:[^\s@]+@[^\s@]+)$/i;

const spaced = (text) => text.replace(/[\s\u200b\ufeff]+/g, " ").trim();
const styleOf = (node) => (node.dataset.style ?? "").toLowerCase();
const unwrap = (node) => node.replaceWith(...node.childNodes);

function renamed(node, tag) {
  const made = node.ownerDocument.createElement(tag);
  made.append(...node.childNodes);
  node.replaceWith(made);
  return made;
}

// Styles say what letters mean and are never to be applied; handlers and addresses that others are read from
// say nothing. All become attributes and elements that do nothing, before anything is parsed.
const disarmed = (html) => html
  .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(["'\s/])(style|on[a-z]+)(\s*=)/gi, "$1data-$2$3"))
  .replace(/<(\/?)style\b/gi, "<$1xmp data-sheet")
  .replace(/<base\b/gi, "<i data-base");

// The clean HTML of something copied, the pictures that are missing in it, and its sections if it is a whole
// article: { html, missing: [{ name, after }], parts: null or { before, sections: [{ heading, body }] } }.
export function cleanPasted(html) {
  const { body } = new DOMParser().parseFromString(disarmed(html), "text/html");
  const sizes = sizesOf(body.ownerDocument);
  dropComments(body);
  for (const node of body.querySelectorAll(NEVER)) node.remove();
  for (const node of body.querySelectorAll("*")) if (isUnseen(node)) node.remove();
  takeFootnotes(body);
  nameParagraphs(body, sizes);
  makeLists(body);
  const missing = takePictures(body);
  nameEmphasis(body);
  strip(body);
  blocksOf(body);
  tidy(body);
  const parts = partsOf(body);
  return { html: levelled([...body.children], 0), missing, parts };
}

// Plain text as paragraphs: parted by blank lines if there are any, else line by line.
export function paragraphsOf(text) {
  const clean = text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]/gu, "").trim(); // no control characters
  if (!/\n[ \t]*\n/.test(clean)) return clean.split("\n").map((line) => line.trim()).filter(Boolean);
  return clean.split(/\n(?:[ \t]*\n)+/).map((part) => part.split("\n").map((line) => line.trim()).reduce(joined)).filter(Boolean);
}

// The end of a line between Chinese characters is no space.
const HAN_END = /[\p{Script=Han}，。、；：！？“”《》（）—…]$/u;
const HAN_START = /^[\p{Script=Han}，。、；：！？“”《》（）—…]/u;
const joined = (before, after) => (HAN_END.test(before) && HAN_START.test(after) ? before + after : `${before} ${after}`);

function dropComments(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_PROCESSING_INSTRUCTION);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const node of found) node.remove();
}

function isUnseen(node) {
  const style = styleOf(node);
  return /display:\s*none|mso-hide:\s*all|mso-element:\s*(?:comment|field-)|visibility:\s*hidden/.test(style)
    || /^(?:msocom|mso-?comment)/i.test(node.className) || (node.getAttribute("aria-hidden") === "true" && node.localName !== "img");
}

// --- footnotes ------------------------------------------------------------------------------------

// Where a mark leads: the block that holds the anchor, without the anchor that leads back.
function noteAt(body, name) {
  const anchor = [...body.querySelectorAll("[id], a[name]")].find((node) => node.id === name || node.getAttribute("name") === name);
  return anchor?.closest("li, p, dd, [data-style*='mso-element:footnote'], [data-style*='mso-element:endnote'], [id^='sdfootnote'], div");
}

function textOfNote(note) {
  const copy = note.closest("[data-style*='mso-element:footnote'], [data-style*='mso-element:endnote'], div[id^='sdfootnote'], li, dd")?.cloneNode(true) ?? note.cloneNode(true);
  for (const back of copy.querySelectorAll("a[href*='#']")) if (spaced(back.textContent).length <= LONGEST_MARK) back.remove();
  return spaced(copy.textContent).replace(/^(?:\[?\d{1,4}\]?[.:)]?|[*†‡^↑])\s+/, "").replace(/[↩⏎↑]\ufe0e?$/u, "").trim();
}

function takeFootnotes(body) {
  const notes = new Set();
  const found = [];
  for (const mark of body.querySelectorAll("a[href*='#']")) {
    const name = mark.getAttribute("href").replace(/^[^#]*#/, "");
    const isMark = spaced(mark.textContent).length <= LONGEST_MARK && NOTE.test(name);
    if (!isMark || [...notes].some((note) => note.contains(mark))) continue;
    const note = noteAt(body, name);
    if (!note || note.contains(mark)) {
      if (note) continue;
      renamed(mark, "sup"); // its note was not copied
      continue;
    }
    const text = textOfNote(note);
    if (!text || text.length > LONGEST_NOTE) continue;
    found.push([mark, text]);
    notes.add(note.closest("[data-style*='mso-element:footnote'], [data-style*='mso-element:endnote'], div[id^='sdfootnote']") ?? note);
  }
  for (const [mark, text] of found) {
    const made = body.ownerDocument.createElement("span");
    made.className = "footnote";
    made.dataset.footnote = text;
    const raised = mark.closest("sup") ?? mark;
    (spaced(raised.textContent) === spaced(mark.textContent) ? raised : mark).replaceWith(made);
  }
  for (const note of notes) {
    const list = note.parentElement;
    note.remove();
    if (list && list !== body && !spaced(list.textContent)) list.remove();
  }
  for (const list of body.querySelectorAll("[data-style*='footnote-list'], [data-style*='endnote-list']")) if (!spaced(list.textContent)) list.remove();
}

// --- pictures -------------------------------------------------------------------------------------

function textBefore(picture, body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  let text = "";
  while (walker.nextNode() && walker.currentNode !== picture) {
    const node = walker.currentNode;
    text += node.nodeType === 3 ? node.data : isBlock(node) ? " " : "";
  }
  return spaced(text);
}

function takePictures(body) {
  const missing = [];
  for (const picture of body.querySelectorAll("img, picture")) {
    if (!picture.isConnected || picture.closest("picture") !== (picture.localName === "picture" ? picture : null)) continue;
    const image = picture.localName === "img" ? picture : picture.querySelector("img");
    if (["0", "1"].includes(image?.getAttribute("width"))) { picture.remove(); continue; }
    const file = /^data:/i.test(image?.getAttribute("src") ?? "") ? "" : (image?.getAttribute("src") ?? "").split(/[?#]/)[0].split("/").at(-1);
    missing.push({ name: spaced(image?.getAttribute("alt") || file || ""), after: textBefore(picture, body).slice(-40).replace(/^\S*\s/, "") });
    picture.remove();
  }
  return missing;
}

// --- paragraphs -----------------------------------------------------------------------------------

// Pages knows no headings, only letters of several sizes: class of a paragraph → size.
function sizesOf(page) {
  const sizes = new Map();
  if (!page.querySelector("meta[name=Generator i][content*='Cocoa' i]")) return sizes;
  for (const [, name, size] of [...page.querySelectorAll("xmp[data-sheet]")].map((one) => one.textContent).join("\n").matchAll(/p\.(p\d+)\s*\{[^}]*font:[^;}]*?([\d.]+)px/g)) sizes.set(name, Number(size));
  return sizes;
}

function nameParagraphs(body, sizes) {
  const amounts = new Map();
  for (const node of body.querySelectorAll("p[class]")) {
    const size = sizes.get(node.className);
    if (size) amounts.set(size, (amounts.get(size) ?? 0) + node.textContent.length);
  }
  const usual = [...amounts].sort((one, other) => other[1] - one[1])[0]?.[0];
  const larger = [...amounts.keys()].filter((size) => size > usual * 1.15).sort((one, other) => other - one);
  for (const node of [...body.querySelectorAll("p, div")]) {
    const level = /^mso-?heading([1-6])/i.exec(node.className)?.[1] ?? /mso-outline-level:\s*([1-6])/.exec(styleOf(node))?.[1];
    const rank = larger.indexOf(sizes.get(node.className));
    if (node.closest("li, td, th, blockquote")) continue;
    if (/^msotitle/i.test(node.className)) renamed(node, "h1");
    else if (level && node.localName === "p") renamed(node, `h${level}`);
    else if (rank >= 0 && spaced(node.textContent).length <= 200) renamed(node, `h${Math.min(rank + 1, 4)}`);
    else if (/^mso(?:intense)?quote/i.test(node.className)) renamed(node, "blockquote");
  }
  for (const node of body.querySelectorAll("[role=heading][aria-level]")) renamed(node, `h${Math.min(6, Math.max(1, Number.parseInt(node.getAttribute("aria-level"), 10) || 3))}`);
}

// Word's lists are paragraphs that say their level, and write their own marker.
function makeLists(body) {
  let open = []; // the lists that are open, outermost first
  for (const item of [...body.querySelectorAll("[data-style*='mso-list' i]")]) {
    const level = Number(/mso-list:[^;]*\blevel(\d+)/.exec(styleOf(item))?.[1]);
    if (!level || /^H[1-6]$/.test(item.tagName) || item.localName === "span") continue;
    if (item.closest("ul, ol")) continue;
    const marker = [...item.querySelectorAll("[data-style*='mso-list' i]")].find((node) => /mso-list:\s*ignore/.test(styleOf(node)));
    const sign = spaced(marker?.textContent ?? "");
    marker?.remove();
    const previous = item.previousElementSibling;
    if (!open.length || previous !== open[0]) open = [];
    open.length = Math.min(open.length, level);
    const tag = /^\(?(?:\d{1,3}|[a-z]|[ivxlcdm]+|[一二三四五六七八九十]+)[.)、）]/i.test(sign) ? "ol" : "ul";
    if (open.length === level && open.at(-1).localName !== tag) open.pop();
    while (open.length < level) {
      const list = body.ownerDocument.createElement(tag);
      const start = Number.parseInt(sign.replace(/^\(/, ""), 10);
      if (tag === "ol" && start > 1) list.setAttribute("start", start);
      if (open.length) (open.at(-1).lastElementChild ?? open.at(-1).appendChild(body.ownerDocument.createElement("li"))).append(list);
      else item.before(list);
      open.push(list);
    }
    const made = body.ownerDocument.createElement("li");
    const paragraph = body.ownerDocument.createElement("p");
    paragraph.append(...item.childNodes);
    made.append(paragraph);
    open.at(-1).append(made);
    item.remove();
  }
  // Google's inner lists stand between the items.
  for (const list of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    const before = list.previousElementSibling;
    if (before?.localName === "li") before.append(list);
    else { const made = body.ownerDocument.createElement("li"); list.before(made); made.append(list); }
  }
}

// --- emphasis -------------------------------------------------------------------------------------

// What a style says of letters; null where it says nothing.
function saidBy(style) {
  const weight = /(?:^|;)\s*font-weight:\s*(\w+)/.exec(style)?.[1];
  return {
    strong: weight ? /^(?:bold|bolder|[6-9]00)$/.test(weight) : null,
    em: /(?:^|;)\s*font-style:\s*(?:italic|oblique)/.test(style) || (/(?:^|;)\s*font-style:\s*normal/.test(style) ? false : null),
    s: /text-decoration(?:-line)?:[^;]*line-through/.test(style) || null,
    sup: /(?:^|;)\s*vertical-align:\s*super/.test(style) || null,
    sub: /(?:^|;)\s*vertical-align:\s*sub(?!\w)/.test(style) || null,
    caps: /(?:^|;)\s*font-variant(?:-caps)?:\s*small-caps/.test(style) || null,
  };
}

function nameEmphasis(body) {
  for (const node of [...body.querySelectorAll("[data-style], b, i, strong, em")]) {
    const said = saidBy(styleOf(node));
    const own = INLINE[node.tagName];
    if (own && said[own] === false) { unwrap(node); continue; } // Google's <b style="font-weight:normal">
    if (node.matches(CONTAINERS) || /^(?:UL|OL|TABLE|TBODY|TR)$/.test(node.tagName)) continue;
    const isHeading = /^H[1-6]$/.test(node.tagName);
    for (const [tag, isSo] of Object.entries(said)) {
      if (!isSo || tag === own || (isHeading && tag === "strong") || node.matches(".footnote")) continue;
      const made = body.ownerDocument.createElement(tag === "caps" ? "span" : tag);
      if (tag === "caps") made.className = "smallcaps";
      made.append(...node.childNodes);
      node.append(made);
    }
  }
}

// --- the rest: only what a body may hold ------------------------------------------------------------

function addressOf(link) {
  let href = (link.getAttribute("href") ?? "").trim();
  const passed = /^https?:\/\/www\.google\.[a-z.]+\/url\?(.*)$/i.exec(href);
  if (passed) href = new URLSearchParams(passed[1]).get("q") ?? href;
  return SAFE_LINK.test(href) ? href : "";
}

// Takes off every attribute but those that are of the text, and every tag that is none of it.
function strip(body) {
  for (const node of [...body.querySelectorAll("*")].reverse()) {
    const tag = node.tagName;
    const kept = {};
    if (tag === "A") kept.href = addressOf(node);
    if (tag === "OL" && Number(node.getAttribute("start")) > 1) kept.start = node.getAttribute("start");
    if (tag === "TD" || tag === "TH") for (const name of ["colspan", "rowspan"]) if (Number(node.getAttribute(name)) > 1) kept[name] = node.getAttribute(name);
    if (node.matches("span.footnote[data-footnote]")) Object.assign(kept, { class: "footnote", "data-footnote": node.dataset.footnote });
    else if (node.matches("span.smallcaps")) kept.class = "smallcaps";
    else if (node.matches("aside.pullquote")) kept.class = "pullquote";
    for (const { name } of [...node.attributes]) node.removeAttribute(name);
    for (const [name, value] of Object.entries(kept)) if (value) node.setAttribute(name, value);
    if (INLINE[tag]) { if (node.localName !== INLINE[tag]) renamed(node, INLINE[tag]); } else if (tag === "THEAD" || tag === "TFOOT") unwrap(node);
    else if (tag === "LISTING" || tag === "XMP") renamed(node, "pre");
    else if ((tag === "A" && !kept.href) || (tag === "SPAN" && !kept.class) || (tag === "ASIDE" && !kept.class)) node.matches("aside") ? renamed(node, "div") : unwrap(node);
    else if (!BLOCKS.has(tag) && !["A", "SPAN", "BR", "RUBY", "RT", "RP"].includes(tag) && !node.matches(CONTAINERS)) unwrap(node);
  }
}

const isBlock = (node) => node.nodeType === 1 && (BLOCKS.has(node.tagName) || node.matches(CONTAINERS));

// Blocks hold blocks or one run of text; what only held others together goes.
function blocksOf(parent) {
  let run = null;
  for (const node of [...parent.childNodes]) {
    if (node.nodeType === 1 && !isBlock(node) && node.querySelector([...BLOCKS].join(","))) {
      blocksOf(node);
      unwrap(node);
      run = null;
    } else if (isBlock(node)) {
      run = null;
      if (node.matches(CONTAINERS)) { blocksOf(node); unwrap(node); }
      else if (node.matches("ul, ol, table, tbody, tr, li, td, th, blockquote, aside")) blocksOfParts(node);
    } else if (run || node.nodeType === 1 || spaced(node.data ?? "")) {
      if (!run) { run = parent.ownerDocument.createElement("p"); node.before(run); }
      run.append(node);
    } else {
      node.remove();
    }
  }
}

function blocksOfParts(node) {
  if (node.matches("li, td, th, blockquote, aside")) return blocksOf(node);
  for (const child of [...node.childNodes]) {
    if (child.nodeType !== 1) child.remove();
    else if (isBlock(child)) blocksOfParts(child);
  }
}

// Lines that a program broke are one; empty paragraphs and emphasis of nothing go.
function tidy(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.parentElement.closest("pre")) text.data = text.data.replace(/[ \t\r\n\f\u200b\ufeff]+/g, " ").replace(/\u00a0+ | \u00a0+|\u00a0{2,}/g, " ");
  }
  for (const strong of body.querySelectorAll(":is(h1, h2, h3, h4, h5, h6) :is(strong, a:not([href]))")) unwrap(strong);
  for (const tag of ["strong", "em", "s", "sub", "sup", "code", "a", "span.smallcaps"]) {
    for (const node of [...body.querySelectorAll(tag)].reverse()) if (!node.textContent && !node.querySelector(".footnote, br")) node.remove();
    for (const node of [...body.querySelectorAll(`${tag} ${tag}`)]) unwrap(node);
    for (const node of [...body.querySelectorAll(`${tag} + ${tag}:not([href])`)]) {
      const before = node.previousSibling;
      if (before?.nodeType === 1 && before.matches(tag)) { before.append(...node.childNodes); node.remove(); }
    }
  }
  for (const block of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li, blockquote, aside, ul, ol, pre")].reverse()) {
    while (block.lastChild?.nodeName === "BR" && !block.matches("pre")) block.lastChild.remove();
    while (block.firstChild?.nodeName === "BR" && !block.matches("pre")) block.firstChild.remove();
    const isCell = block.localName === "p" && block.parentElement.matches("td, th") && block.parentElement.childElementCount === 1;
    if (!spaced(block.textContent.replaceAll("\u00a0", " ")) && !block.querySelector(".footnote, table, hr") && !isCell) block.remove();
    else if (block.firstChild?.nodeType === 3 && !block.matches("pre")) block.firstChild.data = block.firstChild.data.trimStart();
    if (block.isConnected && block.lastChild?.nodeType === 3 && !block.matches("pre")) block.lastChild.data = block.lastChild.data.trimEnd();
  }
  for (const table of [...body.querySelectorAll("table")]) if (!spaced(table.textContent)) table.remove();
}

// --- headings ---------------------------------------------------------------------------------------

const levelOf = (node) => (/^H[1-6]$/.test(node.tagName) ? Number(node.tagName[1]) : 0);

// The blocks as HTML with headings of h3 and h4 alone; `above` is the level that stands over them.
function levelled(blocks, above) {
  const levels = blocks.map(levelOf).filter(Boolean);
  const top = above ? above + 1 : Math.min(...levels, 3);
  const holder = document.implementation.createHTMLDocument("").body;
  for (const block of blocks) {
    const copy = holder.appendChild(holder.ownerDocument.importNode(block, true));
    if (levelOf(copy)) renamed(copy, levelOf(copy) <= top ? "h3" : "h4");
  }
  for (const inner of holder.querySelectorAll("h1, h2, h5, h6")) renamed(inner, "h4");
  return holder.innerHTML;
}

// A section's heading is bare text: its notes stand before what it heads.
function notesOf(heading) {
  const notes = [...heading.querySelectorAll(".footnote")].map((note) => note.cloneNode());
  if (!notes.length) return [];
  const holder = heading.ownerDocument.createElement("p");
  holder.append(...notes);
  return [holder];
}

// A whole article has two or more headings of one of the two uppermost levels.
function partsOf(body) {
  const blocks = [...body.children];
  const level = [1, 2].find((one) => blocks.filter((block) => levelOf(block) === one).length >= 2);
  if (!level) return null;
  const before = [];
  const sections = [];
  for (const block of blocks) {
    if (levelOf(block) === level) sections.push({ heading: spaced(block.textContent), blocks: notesOf(block) });
    else (sections.at(-1)?.blocks ?? before).push(block);
  }
  return {
    before: levelled(before, 0),
    sections: sections.map(({ heading, blocks: own }) => ({ heading, body: levelled(own, level) })),
  };
}
