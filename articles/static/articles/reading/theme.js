// Light, dark, or as the system has it: the reader's choice, kept in this browser. It runs before
// anything is painted, so that no page flashes; the button for it is shown only where this ran.
{
  const root = document.documentElement;
  const kinds = ["system", "light", "dark"];
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  let chosen = kinds.includes(kept()) ? kept() : "system";

  const show = () => {
    root.classList.toggle("is-light", chosen === "light");
    root.classList.toggle("is-dark", chosen === "dark");
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.dataset.media ??= meta.media;
      meta.media = chosen === "system" ? meta.dataset.media : meta.dataset.media.includes(chosen) ? "all" : "not all";
    }
    for (const button of document.querySelectorAll("button.theme")) {
      button.dataset.now = chosen;
      button.title = button.ariaLabel = button.dataset[chosen];
    }
  };

  root.classList.add("has-script");
  show();
  addEventListener("DOMContentLoaded", () => {
    show();
    document.querySelector("button.theme")?.addEventListener("click", () => {
      chosen = kinds[(kinds.indexOf(chosen) + 1) % kinds.length];
      try { localStorage.setItem("theme", chosen); } catch { /* it holds for this page */ }
      show();
    });
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key === "theme" && kinds.includes(newValue)) { chosen = newValue; show(); }
  });
}
