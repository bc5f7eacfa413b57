// Asks before someone leaves a form with words in it that are not saved.
const form = document.getElementById("article_form");
let isTouched = Boolean(form?.querySelector(".errornote"));

form?.addEventListener("input", () => { isTouched = true; });
form?.addEventListener("change", () => { isTouched = true; });
document.addEventListener("submit", (event) => { if (event.target === form) isTouched = false; });
addEventListener("beforeunload", (event) => { if (isTouched) event.preventDefault(); });
