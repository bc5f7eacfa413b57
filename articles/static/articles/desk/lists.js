// Lists: on a narrow screen the filters are folded until they are asked for.
const filters = document.querySelector("details.filters");
const narrow = matchMedia("(max-width: 1023px)");

function fold() {
  if (filters) filters.open = !narrow.matches;
}

fold();
narrow.addEventListener("change", fold);
