// Names and titles while somebody types: a combobox (WAI-ARIA APG). Without it the form is as it was.
const field = document.querySelector("[data-suggest]");
const make = (name, facts) => Object.assign(document.createElement(name), facts);
const list = make("ul", { id: "suggested", role: "listbox", ariaLabel: field.labels[0].textContent });
let at, asked, wait;
field.after(list);
field.role = "combobox";
field.ariaAutoComplete = "list";
field.setAttribute("aria-controls", list.id);

function mark(n) {
  at = n;
  [...list.children].forEach((entry, i) => { entry.ariaSelected = i === n; });
  field.setAttribute("aria-activedescendant", list.children[n]?.id ?? "");
}

function show(offered = []) {
  list.replaceChildren(...offered.map(({ text, kind, url }, n) => {
    const entry = make("li", { id: `suggested-${n}`, role: "option", textContent: `${text} ` });
    entry.dataset.url = url;
    entry.append(make("span", { className: "label", textContent: kind }));
    return entry;
  }));
  list.hidden = !offered.length;
  field.ariaExpanded = !list.hidden;
  mark(-1);
}

function close() {
  clearTimeout(wait);
  asked = null;
  show();
}

field.addEventListener("input", () => {
  clearTimeout(wait);
  const text = asked = field.value;
  wait = setTimeout(async () => {
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`).then((found) => found.json(), () => ({}));
    if (text === asked) show(answer.suggestions);
  }, 150);
});
field.addEventListener("keydown", (event) => {
  const many = list.children.length + 1;
  const step = { ArrowDown: 1, ArrowUp: many - 1 }[event.key];
  if (event.isComposing || list.hidden) return;
  if (event.key === "Escape") close();
  else if (event.key === "Enter" && at >= 0) location = list.children[at].dataset.url;
  else if (step) mark((at + 1 + step) % many - 1);
  else return;
  event.preventDefault();
});
field.addEventListener("blur", close);
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", ({ target }) => { location = target.closest("li").dataset.url; });
close();
