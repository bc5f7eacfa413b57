// Leads to the field that an address names (#id_deck), wherever it is folded away, and puts the cursor there,
// and to the first mistake of a form that was refused;
// what folds fields in a way of its own hears the event "reveal" on the field, and unfolds.
// Gives a name to the choosers that the admin's library draws, for those who hear the page.
import { unfoldAround } from "./dom.js";

// A field that is drawn anew (a text, a picture) is hidden itself, and what stands for it comes with it.
const WRITABLE = "input:not([type=hidden]), select, textarea, button, [contenteditable=true], [tabindex]";

function lead(hash = location.hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  const place = target?.closest(".form-row, .inline-related, .inline-group, .meeting");
  if (!place) return;
  target.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
  unfoldAround(target);
  place.scrollIntoView({ block: "center" });
  const within = [target, ...place.querySelectorAll(WRITABLE)];
  within.find((one) => one.matches(WRITABLE) && !one.closest("[aria-hidden=true]") && one.checkVisibility())?.focus({ preventScroll: true });
}

function nameChoosers(root) {
  for (const drawn of root.querySelectorAll(".select2-selection")) {
    const select = drawn.closest(".select2")?.previousElementSibling;
    const label = select?.labels?.[0]?.textContent.replace(/:$/, "").trim() || select?.getAttribute("aria-label");
    if (!label) continue;
    const chosen = drawn.querySelector(".select2-selection__rendered");
    drawn.id ||= `${select.id}-chooser`;
    drawn.setAttribute("aria-label", label);
    drawn.setAttribute("aria-labelledby", chosen?.id ? `${drawn.id} ${chosen.id}` : drawn.id);
    for (const part of drawn.querySelectorAll("[role=textbox], [role=searchbox]")) part.setAttribute("aria-label", label);
  }
}

addEventListener("hashchange", () => lead());
// Following the same link once more changes no address.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (link && !event.defaultPrevented && link.hash.length > 1 && link.href === location.href) lead();
});
addEventListener("load", () => {
  const first = document.querySelector(".mistakes a, .meeting");
  lead(first ? first.hash ?? `#${first.id}` : location.hash);
});
// The library draws its choosers when jQuery is ready, which may be after the page has loaded.
globalThis.django?.jQuery?.(() => nameChoosers(document));
document.addEventListener("formset:added", (event) => setTimeout(() => nameChoosers(event.target)));
