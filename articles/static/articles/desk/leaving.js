// Asks before a page is left on which something is typed and not saved, for forms that nothing else keeps.
import { typed } from "./typed.js";

const form = document.querySelector("#content-main form[method=post]");

if (form?.querySelector(".submit-row")) {
  const saved = document.querySelector(".errornote") ? null : typed(form); // what was refused is not saved
  let isSent = false;
  form.addEventListener("submit", () => { isSent = true; });
  addEventListener("pageshow", () => { isSent = false; });
  addEventListener("beforeunload", (event) => { if (!isSent && typed(form) !== saved) event.preventDefault(); });
}
