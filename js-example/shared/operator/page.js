// The operator's page. It contains no secret. It asks for the token once, keeps it until the tab closes, and sends it with
// each request. It writes the content of deliveries as text, never as HTML.

const API = "/operator/api";
const TOKEN = "operator-token";
const PAGE_SIZE = 50;
const REFRESH_MS = 5_000;
const LONGEST_CELL = 80;

const at = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");

/** The lists. A column is [head, content, class]; narrow screens hide the columns with the class `wide`. */
const VIEWS = {
  deliveries: {
    title: "Deliveries",
    list: "deliveries",
    cursor: "before",
    filtered: true,
    columns: [
      ["Received", (row) => time(row.receivedAt), "when"],
      ["Provider", (row) => row.provider, "wide"],
      ["Subject", (row) => opener(row.id, row.subject, () => showDelivery(row.id)), "long"],
      ["Kind", (row) => row.kind, "wide"],
      ["State", (row) => tag(row.state)],
      ["Attempts", (row) => number.format(row.attempts), "number wide"],
      ["Duplicates", (row) => number.format(row.duplicates), "number wide"],
    ],
  },
  quarantine: {
    title: "Quarantine",
    list: "quarantined",
    cursor: "before",
    columns: [
      ["Received", (row) => time(row.receivedAt), "when"],
      ["Provider", (row) => row.provider],
      ["Code", (row) => opener(row.id, row.code, () => showQuarantined(row)), "long"],
      ["Path", (row) => short(row.path ?? ""), "long wide"],
    ],
  },
  refused: {
    title: "Refused",
    list: "refused",
    columns: [
      ["Received", (row) => time(row.receivedAt), "when"],
      ["Provider", (row) => row.provider],
      ["Code", (row) => opener(row.id, row.code, () => showRefused(row)), "long"],
      ["Bytes", (row) => (row.bodyBytes === null ? "not read" : number.format(row.bodyBytes)), "number wide"],
    ],
  },
  ledger: {
    title: "Ledger",
    list: "entries",
    cursor: "after",
    columns: [
      ["Provider", (row) => row.provider, "wide"],
      ["Subject", (row) => short(row.subject), "long"],
      ["State", (row) => short(row.state), "long"],
      ["Events", (row) => number.format(row.events), "number wide"],
      ["Version", (row) => short(row.version), "long wide"],
    ],
  },
};

let view = VIEWS.deliveries;
let cursor = null;
let nextCursor = null;
let opened = null; // the row that the dialog shows, or showed last
let asked = 0;

/** Signs out when the API refuses the token. */
async function ask(path, options) {
  const headers = credentials();
  const response = await fetch(`${API}${path}`, { ...options, headers, cache: "no-store" }).catch(() => {
    throw new Error("The server cannot be reached.");
  });
  if (response.status === 401) refuse();
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.status === 202 ? null : response.json();
}

/** `Headers` throws for a character beyond U+00FF. No operator token has one. */
function credentials() {
  try {
    return new Headers({ authorization: `Bearer ${sessionStorage.getItem(TOKEN)}` });
  } catch {
    return refuse();
  }
}

function refuse() {
  leave();
  throw new Error("That is not the operator's token.");
}

/** Runs the handler of a click or a timer, and shows its error. */
async function attempt(work, told = at("status")) {
  try {
    await work();
  } catch (error) {
    told.textContent = error.message;
  }
}

function element(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...[content].flat());
  return made;
}

function time(value) {
  const date = new Date(value);
  return element("time", date.toLocaleString(), { datetime: date.toISOString() });
}

function tag(state) {
  return element("span", state, { class: `tag tag-${state}` });
}

/** An id may have hundreds of characters. The detail shows all of them. */
function short(text) {
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}

function opener(id, text, open) {
  const button = element("button", short(text), { type: "button", class: "link", "data-id": id });
  button.addEventListener("click", () => attempt(open));
  return button;
}

async function showSummary() {
  const { confirmation, refused, ...summary } = await ask("/summary");
  showConfirmation(confirmation);
  at("refused").hidden = refused === undefined; // a server that doesn't keep what it refuses
  for (const figure of document.querySelectorAll("[data-figure]")) {
    const value = summary[figure.dataset.figure];
    figure.textContent = number.format(value);
    const card = figure.parentElement;
    card.classList.toggle("raised", "alert" in card.dataset && value > 0);
  }
}

/** A server with isendu's API key also reports how long it will confirm the URL. */
function showConfirmation(confirmation) {
  at("confirmation").hidden = !confirmation;
  if (!confirmation) return;
  const { openUntil } = confirmation;
  const until = openUntil && `answered until ${new Date(openUntil).toLocaleTimeString()}`;
  at("confirmation-state").textContent = `isendu's confirmation is ${until ?? "not answered"}.`;
}

async function openConfirmation() {
  await ask("/confirmation", { method: "POST" });
  await showSummary();
}

async function showList() {
  const mine = (asked += 1);
  const query = new URLSearchParams({ limit: PAGE_SIZE });
  if (cursor !== null) query.set(view.cursor, cursor);
  if (view.filtered) for (const [name, value] of new FormData(at("filters"))) if (value) query.set(name, value);

  const page = await ask(`/${view.title.toLowerCase()}?${query}`);
  if (mine !== asked) return; // the operator has opened another list in the meantime
  const rows = page[view.list];
  nextCursor = page.next;
  at("view-title").textContent = view.title;
  at("filters").hidden = !view.filtered;
  at("heads").replaceChildren(
    element(
      "tr",
      view.columns.map(([head, , kind]) => element("th", head, { scope: "col", class: kind ?? "" })),
    ),
  );
  at("rows").replaceChildren(
    ...rows.map((row) =>
      element(
        "tr",
        view.columns.map(([, content, kind]) => element("td", content(row), { class: kind ?? "" })),
      ),
    ),
  );
  at("none").hidden = rows.length > 0;
  at("first").disabled = cursor === null;
  at("next").disabled = nextCursor === null;
  at("status").textContent = `${view.title}: ${rows.length} shown${nextCursor === null ? "" : ", and there are more"}.`;
}

async function showDelivery(id) {
  const row = await ask(`/deliveries/${encodeURIComponent(id)}`);
  opened = id;
  showDetail("Delivery", {
    Received: time(row.receivedAt),
    Provider: row.provider,
    Kind: row.kind,
    Subject: row.subject,
    "Dedupe key": row.dedupeKey,
    Trust: row.trust,
    State: tag(row.state),
    Attempts: number.format(row.attempts),
    Duplicates: number.format(row.duplicates),
    "Last error": row.lastError ?? "none",
  });
  showTexts({ Event: kept(row.event && JSON.stringify(row.event, null, 2)), [bodyTitle(row)]: kept(row.body) });
  showAction("replay");
}

function showQuarantined(row) {
  opened = row.id;
  showDetail("Quarantined", {
    Received: time(row.receivedAt),
    Provider: row.provider,
    Code: row.code,
    Path: row.path ?? "none",
  });
  showTexts({ [bodyTitle(row)]: kept(row.body) });
  showAction(null);
}

function showRefused(row) {
  opened = row.id;
  showDetail("Refused", {
    Received: time(row.receivedAt),
    Provider: row.provider,
    Code: row.code,
    Body: row.bodyBytes === null ? "refused before the body was read" : `${number.format(row.bodyBytes)} bytes`,
  });
  showTexts({});
  showAction("diagnose");
}

function showAction(name) {
  for (const each of ["replay", "diagnose"]) at(each).hidden = each !== name;
}

/** The server searches: no key comes to this page. */
async function diagnose() {
  const id = opened;
  at("diagnose").disabled = true;
  at("detail-status").textContent = "Searching…";
  try {
    const { diagnosis } = await ask(`/refused/${encodeURIComponent(id)}/diagnosis`, { method: "POST" });
    if (id !== opened) return;
    at("detail-status").textContent = diagnosis.summary;
    showTexts(Object.fromEntries(diagnosis.findings.map(findingText)));
  } finally {
    at("diagnose").disabled = false;
  }
}

function findingText({ id, confidence, title, detail, remedy }) {
  const frameworks = Object.entries(remedy.frameworks).map(([name, text]) => `  ${name}: ${text}`);
  return [`${confidence}: ${title} (${id})`, [detail, `Do: ${remedy.text}`, ...frameworks].join("\n")];
}

/** The server deletes old texts sooner than their rows. */
const kept = (text) => text ?? "It has been deleted.";

function bodyTitle({ bodyEncoding, bodyBytes, body }) {
  if (body === null) return "Body";
  if (bodyEncoding === "base64") return "Body, base64";
  return bodyBytes > new TextEncoder().encode(body).length
    ? `Body, the beginning of ${number.format(bodyBytes)} bytes`
    : "Body";
}

function showDetail(title, facts) {
  at("detail-title").textContent = title;
  at("detail-status").textContent = "";
  at("facts").replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) => [element("dt", name), element("dd", value)]),
  );
  if (!at("detail").open) at("detail").showModal();
}

function showTexts(texts) {
  // Keyboard users must be able to reach an element that scrolls.
  const shown = ([title, text]) => [
    element("h3", title),
    element("pre", text, { tabindex: "0", role: "region", "aria-label": title }),
  ];
  at("texts").replaceChildren(...Object.entries(texts).flatMap(shown));
}

async function replay() {
  at("replay").disabled = true;
  try {
    await ask(`/deliveries/${encodeURIComponent(opened)}/replay`, { method: "POST" });
    at("detail-status").textContent = "Handed to the worker.";
    await showSummary();
  } finally {
    at("replay").disabled = false;
  }
}

function chooseView() {
  const name = location.hash.slice(1);
  view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : VIEWS.deliveries;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash.slice(1) === view.title.toLowerCase()) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  turnTo(null);
}

async function turnTo(to) {
  cursor = to;
  await attempt(showList);
}

/** The pressed button may be disabled now. Then it would lose the focus. */
async function turnPage(to) {
  await turnTo(to);
  at("view-title").focus();
}

/** The list replaces its rows, so the focus must move to the new row. */
async function returnToList() {
  if (sessionStorage.getItem(TOKEN) === null) return;
  await showList();
  const row = document.querySelector(`[data-id="${CSS.escape(opened)}"]`) ?? at("view-title");
  row.focus();
}

function enter() {
  const known = sessionStorage.getItem(TOKEN) !== null;
  for (const id of ["console", "session"]) at(id).hidden = !known;
  at("entrance").hidden = known;
  if (!known) return at("token").focus();
  attempt(showSummary);
  chooseView();
}

function leave() {
  sessionStorage.removeItem(TOKEN);
  at("detail").close();
  at("rows").replaceChildren();
  enter();
}

at("entrance").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN, at("token").value);
  at("token").value = "";
  at("status").textContent = "";
  enter();
});
at("leave").addEventListener("click", leave);
at("refresh").addEventListener("click", () => attempt(() => Promise.all([showSummary(), showList()])));
at("filters").addEventListener("change", () => turnTo(null));
at("first").addEventListener("click", () => turnPage(null));
at("next").addEventListener("click", () => turnPage(nextCursor));
at("confirm").addEventListener("click", () => attempt(openConfirmation));
at("replay").addEventListener("click", () => attempt(replay, at("detail-status")));
at("diagnose").addEventListener("click", () => attempt(diagnose, at("detail-status")));
at("detail").addEventListener("close", () => attempt(returnToList));
window.addEventListener("hashchange", () => {
  if (!Object.hasOwn(VIEWS, location.hash.slice(1))) return; // the link that skips to the content
  chooseView();
  at("view-title").focus();
});
setInterval(() => {
  if (!document.hidden && sessionStorage.getItem(TOKEN) !== null) attempt(showSummary);
}, REFRESH_MS);

enter();
