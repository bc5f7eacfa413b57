// The chosen articles of a topic or of a front page: rows that are moved by handle, buttons and keys, each
// with the word for where it will stand, which the server says for every new order.
import { rewrite, spoken, chordOf } from "./dom.js";
import { field, movers, placed, tool } from "./rows.js";
import { ask } from "./server.js";

const PAUSE = 300; // ms after the last change
const group = document.getElementById("picks-group");
const address = document.querySelector("form [data-preview]")?.dataset.preview;

if (group && document.getElementById("picks-empty")) {
  const picks = placed(group, (row) => field(row, "article")?.selectedOptions?.[0]?.textContent || gettext("Chosen article"));
  let waiting = 0;
  let asking = null;

  const enhance = (row) => {
    const cell = row.querySelector("td.field-position");
    if (!cell || cell.querySelector(".movers")) return;
    const tools = document.createElement("span");
    tools.className = "movers";
    tools.append(...movers(picks, row));
    cell.append(tools);
    if (field(row, "DELETE")) row.querySelector("td.delete").append(tool(gettext("Delete"), "×", () => picks.remove(row)));
  };

  async function tell() {
    asking?.abort();
    asking = new AbortController();
    try {
      const { places } = await ask(address, { body: new FormData(group.closest("form")), signal: asking.signal });
      for (const row of picks.rows()) rewrite(row.querySelector(".stands"), places[field(row, "article").value] ?? "");
    } catch (refusal) {
      // The words are a help: without them the page is as it would be without this script.
      if (refusal.name !== "AbortError") for (const row of picks.rows()) rewrite(row.querySelector(".stands"), "");
    }
  }

  function later() {
    if (!address) return;
    clearTimeout(waiting);
    waiting = setTimeout(tell, PAUSE);
  }

  picks.rows().forEach(enhance);
  group.addEventListener("rows:changed", later);
  // The library that draws the choosers tells of a choice by jQuery's events alone.
  globalThis.django?.jQuery?.(group).on("change", "select", later);
  document.addEventListener("formset:added", (event) => {
    if (event.detail?.formsetName !== "picks") return;
    enhance(event.target);
    picks.number();
  });
  (globalThis.deskKeys ??= []).push({
    group: gettext("Chosen articles"),
    keys: [[spoken(chordOf("ArrowUp")), gettext("move the article up")], [spoken(chordOf("ArrowDown")), gettext("move the article down")]],
  });
}
