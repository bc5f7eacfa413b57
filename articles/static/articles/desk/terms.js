// The form of a permission: asks only for what the answer to “Why may we run it?” leaves open, and says in
// a sentence, as it is typed, what will happen when it ends. What is folded away is sent all the same, and
// stays in sight while something was written in it. On the page of a renewal: whether its term leaves a gap.
import { element, rewrite } from "./dom.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

// --- days in a time zone, as articles/rights/days.py counts them ---
function offset(at, timeZone) {
  const number = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...number }).formatToParts(at);
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}

// The instant at which clocks there show this; the first of two, and where there is none, the clocks' change.
function instant(wall, zone) {
  const near = wall - offset(wall, zone);
  const [early, late] = [near - 3 * HOUR, near + 3 * HOUR].map((at) => wall - offset(at, zone));
  return [early, late].find((at) => at + offset(at, zone) === wall) ?? early;
}

function inWords(at, zone, template) {
  const { lang } = document.documentElement;
  const day = new Date(at).toLocaleDateString(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeZone: zone });
  const time = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  return interpolate(template, { day, time, zone }, true);
}

// --- the form ---
const form = document.querySelector("#permission_form");
const field = (name) => form?.elements.namedItem(name);
const outcome = form?.querySelector(".outcome");
const basis = field("basis");

// One end of the term: the exact moment by our clocks, or the day in their zone and what is to be added to it.
function typed(name, ours, zone, added) {
  const [exact, day] = [field(`exact_${name}`).value, field(`valid_${name}`).value];
  if (exact) return instant(Date.parse(`${exact}Z`), ours);
  return day ? instant(Date.parse(`${day}T00:00Z`) + added, zone) : null;
}

function isZone(timeZone) {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone }));
  } catch {
    return false;
  }
}

function sentence() {
  const { zone: ours, sentences, free } = outcome.dataset;
  const said = JSON.parse(sentences);
  const zone = field("time_zone").value || ours;
  if (!isZone(zone)) return said.no_zone;
  const [from, at] = [typed("from", ours, zone, 0), typed("until", ours, zone, DAY)];
  if (at === null) return field("is_perpetual").checked || JSON.parse(free).includes(basis.value) ? said.without_end : said.unsaid;
  if (from !== null && at <= from) return said.reversed;
  const moment = inWords(at, zone, said.moment);
  return interpolate(at <= Date.now() ? said.past : said[field("ending").value], { moment }, true);
}

function partOf(name) {
  return form.querySelector(name === "licence" ? ".form-row.field-licence" : `fieldset.asks-${name}`);
}

const WRITTEN = "textarea, input:is([type=text], [type=date], [type=file])";
const isWritten = (part) => part.querySelector(".errorlist") || [...part.querySelectorAll(WRITTEN)].some(({ value }) => value);

function fold() {
  const rules = JSON.parse(basis.dataset.notAsked);
  const notAsked = new Set(rules[basis.value]);
  if (field("onward")?.value === "public_licence") notAsked.delete("licence");
  for (const name of new Set(Object.values(rules).flat())) {
    const part = partOf(name);
    if (part) part.hidden = notAsked.has(name) && !isWritten(part);
  }
}

if (basis?.dataset.notAsked) {
  const folding = new Set(["basis", "onward"]);
  form.addEventListener("change", ({ target }) => { if (folding.has(target.name)) fold(); });
  fold();
}
if (outcome && field("valid_until")) {
  const say = () => rewrite(outcome, sentence());
  form.addEventListener("input", say);
  say();
}

// --- a renewal ---
const begins = document.querySelector("form[data-verb=renew] [data-sentences]");
if (begins) {
  const told = element("p", { class: "outcome", role: "status" });
  begins.form.querySelector(".submit-row").before(told);
  const { valid_until: until, is_perpetual: isPerpetual } = begins.form.elements;
  const { sentences, touches } = begins.dataset;
  const said = JSON.parse(sentences);
  const sentenceNow = () => {
    if (said.over) return said.over;
    if (said.unsaid && !until.value && !isPerpetual.checked) return said.unsaid;
    return (begins.value > touches ? said.gap : said.touches) ?? "";
  };
  const say = () => rewrite(told, sentenceNow());
  begins.form.addEventListener("input", say);
  say();
}
