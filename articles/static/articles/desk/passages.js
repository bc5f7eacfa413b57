// Dialogs about a passage of the text: which language it is in, and how its characters are read.
import { element, openDialog } from "./dom.js";

const LANGUAGES = ["ar", "de", "en", "es", "fa", "fr", "he", "hi", "it", "ja", "ko", "la", "nl", "pl", "pt", "ru", "tr", "uk", "ur", "vi", "yue", "zh-Hans", "zh-Hant"];
const RIGHT_TO_LEFT = /^(?:ar|arc|ckb|dv|fa|he|ku|nqo|prs|ps|sd|ug|ur|yi)(?:-|$)/i;
const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i;

function nameOf(tag) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

function show(title, fields, { hasOne, remove, accept }) {
  const refusal = element("p", { class: "dialog-error", role: "alert" });
  const form = element("form", { class: "prose-dialog", novalidate: true }, ...fields, refusal,
    element("div", { class: "verbs" },
      element("button", { class: "verb is-main" }, gettext("Apply")),
      hasOne ? element("button", { type: "button", class: "verb", onclick: () => { dialog.close(); remove(); } }, gettext("Remove")) : null));
  const dialog = openDialog(title, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = accept(() => dialog.close());
    refusal.textContent = wrong ?? "";
  });
  form.querySelector("input").focus();
  return true;
}

// Of what is chosen; with nothing chosen, of the paragraph in which the cursor stands.
export function openLanguageDialog(editor) {
  const block = ["heading", "paragraph"].find((name) => editor.isActive(name));
  const isPassage = !editor.state.selection.empty || editor.isActive("foreign");
  const now = isPassage ? editor.getAttributes("foreign").lang : editor.getAttributes(block).lang;
  const field = element("input", { id: "passage-language", type: "text", list: "passage-languages", autocomplete: "off", value: now ?? "", "aria-describedby": "passage-help" });
  const list = element("datalist", { id: "passage-languages" }, ...LANGUAGES.map((tag) => element("option", { value: tag }, nameOf(tag))));
  const set = (language) => {
    const attributes = { lang: language || null, dir: RIGHT_TO_LEFT.test(language) ? "rtl" : null };
    const chain = editor.chain().focus();
    if (!isPassage) chain.updateAttributes(block, attributes).run();
    else if (language) chain.extendMarkRange("foreign").setMark("foreign", attributes).run();
    else chain.extendMarkRange("foreign").unsetMark("foreign").run();
  };
  return show(
    isPassage ? gettext("Language of this passage") : gettext("Language of this paragraph"),
    [
      element("label", { for: "passage-language" }, gettext("Language")), field, list,
      element("p", { id: "passage-help", class: "help" }, gettext("A language tag: en, zh-Hans, fr-CA … It chooses the letters’ shapes, the voice that reads it aloud, and the spelling.")),
    ],
    {
      hasOne: Boolean(now),
      remove: () => set(""),
      accept(close) {
        const typed = field.value.trim();
        if (typed && !TAG.test(typed)) return gettext("Write a language tag like en, en-GB or zh-Hans.");
        close();
        set(typed);
      },
    },
  );
}

const isHan = (text) => /^\p{Script=Han}+$/u.test(text);

// Characters and their readings: pairs of [characters, reading].
function pairsOf(parts) {
  const pairs = [];
  for (const { tag, text } of parts) {
    if (!tag && (!pairs.length || pairs.at(-1)[1])) pairs.push([text, ""]);
    else if (!tag) pairs.at(-1)[0] += text;
    else if (tag === "rt" && pairs.length) pairs.at(-1)[1] += text;
  }
  return pairs;
}

// One reading a character, if as many are given as there are characters.
function partsOf(characters, reading) {
  const signs = [...characters];
  const readings = reading.split(/\s+/);
  const pairs = isHan(characters) && readings.length === signs.length ? signs.map((sign, n) => [sign, readings[n]]) : [[characters, reading]];
  return pairs.flatMap(([base, said]) => [{ tag: "", text: base }, { tag: "rt", text: said }]);
}

export function openRubyDialog(editor) {
  const { selection, doc } = editor.state;
  const old = selection.node?.type.name === "ruby" ? pairsOf(selection.node.attrs.parts) : null;
  const chosen = old ? old.map(([base]) => base).join("") : doc.textBetween(selection.from, selection.to, " ").trim();
  const characters = element("input", { id: "ruby-base", type: "text", value: chosen, autocomplete: "off" });
  const reading = element("input", { id: "ruby-reading", type: "text", value: old ? old.map(([, said]) => said).join(" ") : "", autocomplete: "off", "aria-describedby": "ruby-help" });
  const { from, to } = selection;
  const put = (content) => editor.chain().focus().insertContentAt({ from, to }, content).run();
  show(
    gettext("Reading over characters"),
    [
      element("label", { for: "ruby-base" }, gettext("Characters")), characters,
      element("label", { for: "ruby-reading" }, gettext("Reading")), reading,
      element("p", { id: "ruby-help", class: "help" }, gettext("Pinyin, kana or the like. Parted by spaces, each character gets its own.")),
    ],
    {
      hasOne: Boolean(old),
      remove: () => put({ type: "text", text: chosen }),
      accept(close) {
        const [base, said] = [characters.value.trim(), reading.value.trim()];
        if (!base || !said) return gettext("Write both the characters and their reading.");
        close();
        put({ type: "ruby", attrs: { parts: partsOf(base, said) } });
      },
    },
  );
  if (chosen) reading.focus();
  return true;
}
