// The focal point: the part of a picture that stays in every crop, set by pointer or keys, with the crops beside it.
import { element, openDialog } from "./dom.js";
import { ask } from "./server.js";

// The crops of public.css, by the class that gives the ratio here.
const crops = () => [
  ["wide", gettext("Lead picture")],
  ["plain", gettext("On a phone, and in lists")],
  ["first", gettext("First on the front page")],
];

// Readers get it in steps of ten percent; a five goes to the even ten, as the server rounds.
function shownAt(percent) {
  const tens = percent / 10;
  return 10 * (Math.abs(tens % 1) === 0.5 ? 2 * Math.round(tens / 2) : Math.round(tens));
}

export function position([x, y]) {
  return `${shownAt(x)}% ${shownAt(y)}%`;
}

// Draws the picture with its point into `holder`, and its crops; x and y are the inputs that hold the percentages.
function draw(holder, facts, x, y) {
  const marker = element("span", { class: "focal-marker", "aria-hidden": "true" });
  const surface = element("div", { class: "focal-picture" }, element("img", { src: facts.large, alt: facts.alt || facts.name, draggable: "false" }), marker);
  const cropped = crops().map(([ratio, name]) => element("li", { class: `crop-${ratio}` }, element("img", { src: facts.large, alt: "" }), element("span", { class: "quiet-word" }, name)));
  holder.replaceChildren(surface, element("ul", { class: "crops", "aria-label": gettext("What readers will see") }, ...cropped));

  const show = () => {
    marker.style.left = `${x.value}%`;
    marker.style.top = `${y.value}%`;
    for (const crop of cropped) crop.firstChild.style.objectPosition = position([x.value, y.value]);
    for (const input of [x, y]) input.setAttribute("aria-valuetext", `${input.value} %`);
  };
  const follow = (event) => {
    const { left, top, width, height } = surface.getBoundingClientRect();
    x.value = Math.round(100 * Math.min(1, Math.max(0, (event.clientX - left) / width)));
    y.value = Math.round(100 * Math.min(1, Math.max(0, (event.clientY - top) / height)));
    x.dispatchEvent(new Event("input", { bubbles: true }));
  };
  surface.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    surface.setPointerCapture(event.pointerId);
    follow(event);
  });
  surface.addEventListener("pointermove", (event) => { if (surface.hasPointerCapture(event.pointerId)) follow(event); });
  for (const input of [x, y]) input.addEventListener("input", show);
  show();
}

function slider(id, label, value) {
  const input = element("input", { type: "range", id, min: 0, max: 100, value });
  return [input, element("label", { for: id }, label, input)];
}

// Sets the point of a picture of the library; gives its facts afterwards, or null when nothing was changed.
export function openFocal(facts, address) {
  return new Promise((resolve) => {
    let changed = null;
    const [x, fromLeft] = slider("focal-x", gettext("From the left"), facts.focal[0]);
    const [y, fromTop] = slider("focal-y", gettext("From the top"), facts.focal[1]);
    const holder = element("div", { class: "focal" });
    const said = element("p", { class: "is-grave", role: "alert" });
    const keep = element("button", { type: "button", class: "verb is-main" }, gettext("Keep this point"));
    const dialog = openDialog(gettext("Focal point"),
      element("p", { class: "quiet-word" }, gettext("Point at what must stay in every crop, or move it by the arrow keys. It counts wherever this picture stands.")),
      holder, element("div", { class: "focal-sliders" }, fromLeft, fromTop), said, element("div", { class: "verbs" }, keep));
    draw(holder, facts, x, y);
    keep.addEventListener("click", async () => {
      keep.disabled = true;
      try {
        const answer = await ask(address, { body: new URLSearchParams({ focal_x: x.value, focal_y: y.value }) });
        changed = answer.image;
        dialog.close();
      } catch (refusal) {
        said.textContent = refusal.message;
        keep.disabled = false;
      }
    });
    dialog.addEventListener("close", () => resolve(changed));
    x.focus();
  });
}

// The picture's own page: its two numbers become sliders under the picture.
const holder = document.querySelector(".focal[data-facts]");
const fields = ["id_focal_x", "id_focal_y"].map((id) => document.getElementById(id));
if (holder && fields.every(Boolean)) {
  for (const field of fields) Object.assign(field, { type: "range", min: 0, max: 100 });
  draw(holder, JSON.parse(holder.dataset.facts), ...fields);
}
