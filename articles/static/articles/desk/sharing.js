// Copies the address of a preview link; without the browser's leave it selects it, to be copied by hand.
import { announce } from "./dom.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      announce(gettext("The address is copied."));
      button.textContent = gettext("Copied");
    } catch {
      announce(gettext("The address is selected: copy it now."));
    }
  });
}
