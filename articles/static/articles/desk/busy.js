// Forms whose verb takes a moment (data-busy): says so while it runs, and sends them once.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") {
      event.preventDefault();
      return;
    }
    form.ariaBusy = "true";
    const row = form.querySelector(".submit-row");
    const said = document.createElement("p");
    said.className = "quiet-word";
    said.setAttribute("role", "status");
    said.textContent = form.dataset.busy;
    row.append(said);
  });
}
// A page that the browser kept is sent anew by whoever comes back to it.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) {
    form.ariaBusy = null;
    form.querySelector("[role=status]")?.remove();
  }
});
