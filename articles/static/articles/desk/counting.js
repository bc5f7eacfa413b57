// Words, characters and reading time, as the server counts them (articles/language/words.py).
const INVISIBLE = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;
const CJK = /[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9d]/gu;
const WORD = /[\p{L}\p{N}]+(?:['’‘ʼ.,\-‐‑:/@][\p{L}\p{N}]+)*/gu;
const BLOCKS = new Set("P H3 H4 UL OL LI BLOCKQUOTE ASIDE TABLE TBODY TR TH TD PRE HR".split(" "));

// How many characters that are words of their own, and how many words of other scripts.
export function countBoth(text) {
  let characters = 0;
  const rest = text.replace(INVISIBLE, "").replace(CJK, () => { characters += 1; return " "; });
  return { characters, words: (rest.replace(/\p{M}/gu, "").match(WORD) ?? []).length };
}

export function readingMinutes({ characters, words }) {
  const minutes = words / 230 + characters / 400;
  const whole = Math.floor(minutes);
  const rounded = minutes - whole === 0.5 ? whole + (whole % 2) : Math.round(minutes);
  return Math.max(1, rounded);
}

// The text of a body: blocks apart, footnotes at the end of their block, readings in parentheses.
export function plainText(html) {
  const found = [];
  let run = "";
  let notes = [];
  const end = () => {
    found.push(run, ...notes.map((note) => `[${note}]`));
    run = "";
    notes = [];
  };
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) run += child.data;
      else if (child.nodeType !== Node.ELEMENT_NODE) continue;
      else if (child.tagName === "BR") run += "\n";
      else if (BLOCKS.has(child.tagName)) { end(); walk(child); end(); }
      else if (child.matches("span.footnote")) notes.push(child.dataset.footnote ?? "");
      else if (child.tagName === "RT") run += `(${child.textContent})`;
      else if (child.tagName !== "RP") walk(child);
    }
  };
  walk(new DOMParser().parseFromString(html, "text/html").body);
  end();
  return found.join("\n\n");
}
