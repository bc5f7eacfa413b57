// What a field that finds articles is not to offer: the article of the page, and those chosen in its list.
const $ = globalThis.django?.jQuery;
const own = location.pathname.match(/\/article\/(\d+)\/change\/$/)?.[1] ?? "";
let asking = null; // the field whose list is open

const nameOf = (select) => select.name.split("-").at(-1);

function chosenBeside(select) {
  const group = select.closest("[data-inline-formset]");
  const others = group ? [...group.querySelectorAll("select.admin-autocomplete")] : [];
  const taken = others.filter((other) => other !== select && nameOf(other) === nameOf(select) && !other.closest(".is-removed"));
  // Of a text that this is a translation of, nothing else is to be said here.
  if (group && nameOf(select) === "other") taken.push(...document.querySelectorAll("#id_translation_of"));
  return taken.map((other) => other.value).filter(Boolean);
}

$?.(document).on("select2:opening", "select.admin-autocomplete", (event) => { asking = event.target; });
$?.ajaxPrefilter((request) => {
  if (!asking || !request.url.endsWith("/autocomplete/")) return;
  request.data += `&${new URLSearchParams({ without: chosenBeside(asking).join(), of: own })}`;
});
