// Buttons that hand something on: a text or a link's address is copied, an address goes to the system's
// share sheet. Without this module they stay hidden; texts are selected by hand and links followed.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const from = document.getElementById(button.dataset.copies);
  const status = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    from.select?.();
    let isCopied = false;
    try {
      await navigator.clipboard.writeText(from.value ?? from.href);
      isCopied = true;
    } catch {
      // Where the page came unencrypted there is no clipboard, but the older way works for what is selected.
      if (!from.select) getSelection().selectAllChildren(from);
      isCopied = Boolean(from.select) && document.execCommand("copy");
    }
    status.textContent = isCopied ? button.dataset.copied : button.dataset.selected;
  });
}

for (const button of document.querySelectorAll("button[data-shares]")) {
  const link = document.getElementById(button.dataset.shares);
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    // Whoever closes the sheet again has changed their mind, which is no error.
    navigator.share({ title: button.dataset.title, url: link.href }).catch(() => {});
  });
}
