// Copy buttons beside texts that can also be selected by hand; without this module they stay hidden.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const status = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    let isCopied = false;
    try {
      await navigator.clipboard.writeText(text.value);
      isCopied = true;
    } catch {
      // Where the page came unencrypted there is no clipboard, but the older way works.
      isCopied = document.execCommand("copy");
    }
    status.textContent = isCopied ? button.dataset.copied : button.dataset.selected;
  });
}
