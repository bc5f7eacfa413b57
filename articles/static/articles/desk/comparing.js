// Leads from change to change on the page of a comparison, by two buttons and by the keys n and p.
import { announce, unfoldAround } from "./dom.js";

// What stands in a section that came or went as a whole is one change with it.
const changes = [...document.querySelectorAll("[data-change]")].filter((change) => !change.parentElement.closest(".is-added, .is-removed"));
const steps = document.querySelector(".compare-steps");
const place = steps?.querySelector("[data-place]");
let current = -1;

function show() {
  place.textContent = interpolate(gettext("%s of %s"), [Math.max(current + 1, 0), changes.length]);
}

function step(by) {
  if (!changes.length) return;
  changes[current]?.classList.remove("is-current");
  current = current < 0 && by < 0 ? changes.length - 1 : (current + by + changes.length) % changes.length;
  const change = changes[current];
  unfoldAround(change);
  change.classList.add("is-current");
  change.tabIndex = -1;
  change.focus({ preventScroll: true });
  change.scrollIntoView({ block: "center" });
  show();
  announce(place.textContent);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, [contenteditable=true], dialog")) return;
  if (event.key === "n") step(1);
  else if (event.key === "p") step(-1);
});
for (const button of steps?.querySelectorAll("[data-step]") ?? []) {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}
if (steps && changes.length) {
  steps.hidden = false;
  show();
  (globalThis.deskKeys ??= []).push({ group: gettext("Comparing"), keys: [["n", gettext("next change")], ["p", gettext("previous change")]] });
}
