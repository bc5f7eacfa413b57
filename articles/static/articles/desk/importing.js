// The import page: a file dropped anywhere on it is chosen, and formatted text that is pasted keeps its form.
import { announce } from "./dom.js";

const form = document.getElementById("import-form");
const file = form?.querySelector("input[type=file]");
const text = form?.querySelector("textarea");
const kind = form?.querySelector("select[name=kind]");
const FORMED = /<(?:h[1-6]|strong|em|b|i|a|ul|ol|table|blockquote|sup|sub)[\s>]/i;

if (form) {
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("is-dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("is-dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("is-dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
    announce(interpolate(gettext("%s is chosen."), [file.files[0].name]));
    file.focus();
  });
  text.addEventListener("paste", (event) => {
    const formed = event.clipboardData?.getData("text/html") || "";
    if (!FORMED.test(formed)) return;
    event.preventDefault();
    text.setRangeText(formed, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    kind.value = "html";
    announce(gettext("Pasted with its formatting, as HTML."));
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("input[type=submit]");
    setTimeout(() => { button.disabled = true; });
    announce(gettext("The document is being read."));
  });
  addEventListener("pageshow", () => { form.querySelector("input[type=submit]").disabled = false; });
}
