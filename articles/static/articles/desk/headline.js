// Titles, headings and the deck: as many lines as their words need; titles hold one line of text.
import { isComposing } from "./dom.js";

const grows = CSS.supports("field-sizing", "content");
const form = document.getElementById("article_form");

function fit(box) {
  if (grows) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

form?.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea.one-line, #id_deck")) return;
  if (target.matches(".one-line") && target.value.includes("\n")) target.value = target.value.replace(/\s*\n\s*/g, " ");
  fit(target);
});
// Enter leads on to what is written next.
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || isComposing(event) || !event.target.matches("textarea.one-line")) return;
  event.preventDefault();
  const row = event.target.closest(".inline-related");
  (row ? row.querySelector("[contenteditable=true]") : document.getElementById("id_deck"))?.focus();
});
for (const box of form?.querySelectorAll("textarea.one-line, #id_deck") ?? []) fit(box);
// Their names stand where nothing is written yet.
for (const box of form?.querySelectorAll("#id_kicker, #id_title, #id_deck") ?? []) box.placeholder ||= box.labels[0]?.textContent.replace(/[:：]$/, "").trim() ?? "";
