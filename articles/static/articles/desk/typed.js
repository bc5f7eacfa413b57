// What a form would send, as one text: two of them tell whether anything is typed that is not saved.
export function typed(form) {
  return JSON.stringify([...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && !name.startsWith("_") && !name.includes("__prefix__") && !["csrfmiddlewaretoken", "page"].includes(name)));
}
