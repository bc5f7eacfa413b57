// What stands round the text of an article: contents that say where one is, notes level with their
// marks, tables that take the keyboard only if they scroll. Without it all of them are there, only simpler.
const body = document.querySelector(".piece > .body");
const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const notes = [...body.querySelectorAll(".note")].map((note) => [note, document.getElementById(note.id.replace("note", "noteref"))]);
const tables = body.querySelectorAll(".scroll");
const BETWEEN_NOTES = 12;

// The section read is the last one that has come into the upper part of the window.
const within = new Set();
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) within[isIntersecting ? "add" : "delete"](target.id);
  const read = [...links.keys()].filter((id) => within.has(id)).pop();
  if (!read) return;
  for (const [id, link] of links) {
    if (id === read) link.ariaCurrent = "true";
    else link.removeAttribute("aria-current");
  }
  const box = links.get(read).closest("nav");
  if (box.scrollHeight > box.clientHeight) box.scrollTop = links.get(read).offsetTop - box.clientHeight / 2;
}, { rootMargin: "0px 0px -65% 0px" });
for (const id of links.keys()) watcher.observe(document.getElementById(id));

// Style sheets float a note behind the paragraph that calls it, and nothing overlaps; from there it is
// moved up to its mark, as far as the note before it lets it.
function level() {
  for (const [note] of notes) note.style.translate = "";
  const isBeside = notes.length && getComputedStyle(notes[0][0]).float !== "none";
  if (!isBeside) return;
  let free = -Infinity;
  const moves = notes.map(([note, mark]) => {
    const { top, height } = note.getBoundingClientRect();
    const line = mark.getBoundingClientRect();
    const wanted = Math.min(top, Math.max((line.top + line.bottom) / 2 - 0.6 * parseFloat(getComputedStyle(note).lineHeight), free));
    free = wanted + height + BETWEEN_NOTES;
    return wanted - top;
  });
  notes.forEach(([note], n) => { note.style.translate = `0 ${Math.round(moves[n])}px`; });
}

function ask() {
  for (const frame of tables) {
    const scrolls = frame.scrollWidth > frame.clientWidth + 1;
    frame.dataset.label ??= frame.ariaLabel;
    frame.tabIndex = scrolls ? 0 : -1;
    frame.role = scrolls ? "region" : null;
    frame.ariaLabel = scrolls ? frame.dataset.label : null;
    if (!scrolls) frame.removeAttribute("tabindex");
  }
}

new ResizeObserver(() => { ask(); level(); }).observe(body);
document.fonts.ready.then(level);

// What copies and shares stands below the text; its module is fetched when one comes near.
const handing = document.querySelector("[data-copies]");
if (handing) {
  const near = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    near.disconnect();
    import("./copying.js");
  }, { rootMargin: "0px 0px 50% 0px" });
  near.observe(handing.parentElement);
}
