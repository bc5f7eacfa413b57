// Lists: on a narrow screen the filters are folded until they are asked for, and each cell says what its
// column is called, since the heads of the columns are not shown there.
const filters = document.querySelector("details.filters");
const narrow = matchMedia("(max-width: 1023px)");

function fold() {
  if (filters) filters.open = !narrow.matches;
}

fold();
narrow.addEventListener("change", fold);

const heads = [...document.querySelectorAll("#result_list thead th")];
for (const row of document.querySelectorAll("#result_list tbody tr")) {
  [...row.cells].forEach((cell, place) => {
    const label = heads[place]?.querySelector(".text")?.textContent.trim();
    if (label && cell.tagName === "TD" && !cell.matches(".action-checkbox")) cell.dataset.label = label;
  });
}
