// The page on which a verb is confirmed: asks for a moment only where one is wanted, and says in a
// sentence what will happen. The moment is read as it is typed: in the publication's time zone; one that
// has passed there promises nothing.
const form = document.querySelector("form[data-verb]");
const moment = form?.querySelector("input[type=datetime-local]");
const SENTENCES = {
  publish: [gettext("Readers see it at once."), gettext("Goes out on %s.")],
  reschedule: [gettext("Readers see it at once."), gettext("Goes out on %s.")],
  "take-down": [gettext("No take-down is planned."), gettext("Leaves the site on %s.")],
};

if (moment && SENTENCES[form.dataset.verb]) {
  const submit = form.querySelector("input[type=submit]");
  const [none, planned] = SENTENCES[form.dataset.verb];
  const outcome = document.createElement("p");
  outcome.className = "outcome";
  outcome.setAttribute("role", "status");
  submit.closest(".submit-row").before(outcome);
  const label = submit.value;

  const asTyped = () => new Date(`${moment.value}Z`); // UTC stands for the publication's clock here
  const hasPassed = () => asTyped() <= new Date(`${new Date().toLocaleString("sv", { timeZone: form.dataset.zone }).replace(" ", "T")}Z`);
  const inWords = () => {
    const format = { dateStyle: "full", timeStyle: "short", timeZone: "UTC" };
    const { lang } = document.documentElement;
    return `${asTyped().toLocaleString(lang === "en" ? "en-GB" : lang, format)} ${form.dataset.zone}`;
  };
  const say = () => {
    const when = form.querySelector("[name=when]:checked");
    const isLater = !when || when.value === "later";
    if (when) {
      moment.closest(".form-row").hidden = !isLater;
      submit.value = isLater ? gettext("Schedule") : label;
    }
    if (!isLater) outcome.textContent = none;
    else if (moment.value && hasPassed()) outcome.textContent = gettext("This moment has passed.");
    else if (moment.value) outcome.textContent = interpolate(planned, [inWords()]);
    else outcome.textContent = when ? "" : none;
  };
  form.addEventListener("input", say);
  say();
}
