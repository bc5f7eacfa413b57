// The thumbnail beside a picture's number follows the number, typed or chosen in the window of pictures.
const $ = globalThis.django.jQuery;

function follow(input) {
  const holder = input.closest(".picture-choice")?.querySelector("[data-thumbnails]");
  if (!holder) return;
  holder.replaceChildren();
  if (!/^\d+$/.test(input.value)) return;
  const image = new Image(96, 64);
  image.className = "thumbnail";
  image.alt = "";
  image.addEventListener("error", () => image.remove());
  image.src = holder.dataset.thumbnails.replace("/0/", `/${input.value}/`);
  holder.append(image);
}

// The admin's own script announces a choice through jQuery alone.
$(document).on("change", ".picture-choice input", (event) => follow(event.target));
