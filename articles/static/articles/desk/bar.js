// The bar over the article: its menu closes by itself, and a warning of the checklist is
// accepted or taken back in place.
import { announce, closesItself, element, openDialog } from "./dom.js";
import { ask } from "./server.js";

const form = document.getElementById("article_form");
const menu = form?.querySelector(".bar-menu");
const checklist = document.querySelector("#checklist > details");

if (menu) closesItself(menu);
// Where one looked last is no part of the next page's address.
form?.addEventListener("submit", () => { if (location.hash) history.replaceState(null, "", location.pathname + location.search); });

form?.querySelector(".to-checklist")?.addEventListener("click", () => {
  checklist.open = true;
  checklist.querySelector("summary").focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  const weigh = event.target.closest("#checklist a.weigh");
  if (!weigh) return;
  event.preventDefault();
  askForReason(weigh);
});

function askForReason(link) {
  const isAccepted = link.dataset.weigh === "accept";
  const message = link.closest("li").querySelector("a").textContent;
  const why = element("textarea", { id: "weigh-said", rows: 3, required: true });
  const problem = element("p", { class: "errornote", role: "alert", hidden: true });
  const reason = isAccepted
    ? [element("label", { for: "weigh-said" }, gettext("Why it may stand")), why, element("p", { class: "quiet-word" }, gettext("Kept in the desk log, with your name."))]
    : [];
  const send = element("button", { type: "submit", class: "verb is-main" }, isAccepted ? gettext("Accept") : gettext("Take it back"));
  const asked = element("form", { class: "dialog-form", novalidate: true }, element("p", {}, message), problem, ...reason, element("div", { class: "verbs" }, send));
  const dialog = openDialog(isAccepted ? gettext("Accept this warning") : gettext("Take it back"), asked);
  (isAccepted ? why : send).focus();
  asked.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await ask(link.href, { body: new URLSearchParams({ said: why.value }) });
      dialog.close();
      show(answer.html);
      checklist.querySelector("summary").focus();
      announce(isAccepted ? gettext("Accepted, with your reason.") : gettext("The warning counts again."));
    } catch (refusal) {
      problem.textContent = refusal.message;
      problem.hidden = false;
      why.focus();
    }
  });
}

// The link that has the focus keeps it, if it is still there.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-checklist]");
  const old = document.querySelector("#checklist [data-checklist]");
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  old.replaceWith(fresh);
  for (const place of document.querySelectorAll("[data-checklist-in]")) place.textContent = fresh.dataset[place.dataset.checklistIn];
  if (focused) (fresh.querySelector(`a[href="${CSS.escape(focused)}"]`) ?? checklist.querySelector("summary")).focus();
}

// As what is typed is kept, the checklist follows it.
form?.addEventListener("checked", (event) => { if (checklist) show(event.detail); });
