// The page: connect, choose a collection, page through its records, ask.

import { call, collectionPath, databasePath, get, place, Refused, tenantPath } from "/ui/api.js";
import { getForm, queryForm, searchForm } from "/ui/builder.js";
import { byId, element } from "/ui/elements.js";
import { tables } from "/ui/shown.js";

const PAGE = 50;
const LISTED = 1000;

let collection = null;
let form = null;
let tab = "records";
let start = 0;

// What is shown follows the last thing asked for: an answer that comes late is dropped.
let asked = 0;
let building = Promise.resolve();

function tell(trouble) {
  byId("trouble").hidden = trouble === null;
  byId("trouble").textContent = trouble?.message ?? "";
}

async function attempt(action) {
  const mine = ++asked;
  tell(null);
  try {
    await action(() => mine === asked);
  } catch (trouble) {
    if (mine !== asked) return;
    tell(trouble);
    if (trouble instanceof Refused && (trouble.status === 401 || trouble.status === 403)) byId("key").focus();
  }
}

async function connect(current) {
  place.key = byId("key").value;
  const named = byId("tenant").value;
  const [version, identity] = await Promise.all([get("/api/v2/version"), get("/api/v2/auth/identity")]);
  if (!current()) return;
  byId("server").textContent = `Chroma ${version}`;
  place.tenant = named || (identity.tenant === "*" ? "default_tenant" : identity.tenant);
  byId("tenant").value = place.tenant;
  const known = identity.databases.filter((name) => name !== "*");
  const listed = await get(`${tenantPath()}/databases`).then((all) => all.map((one) => one.name), (refusal) => {
    // A key that may not list may still use the databases it is bound to.
    if (known.length > 0 && refusal instanceof Refused) return known;
    throw refusal;
  });
  if (!current()) return;
  if (!listed.includes(place.database)) place.database = listed[0] ?? "default_database";
  byId("database").replaceChildren(...listed.map((name) => element("option", { value: name, selected: name === place.database }, name)));
  await list(current);
}

async function list(current) {
  collection = null;
  byId("main").hidden = true;
  const found = await get(`${databasePath()}/collections?limit=${LISTED}`);
  const counts = await Promise.all(found.map((one) => get(`${collectionPath(one)}/count`).catch(() => "?")));
  if (!current()) return;
  byId("collections").replaceChildren(...found.map((one, at) => {
    const button = element("button", {}, one.name, element("small", {}, String(counts[at])));
    button.addEventListener("click", () => choose(one, button, counts[at]));
    return element("li", {}, button);
  }));
  if (found.length === 0) byId("collections").replaceChildren(element("li", {}, "none yet"));
}

function choose(one, button, count) {
  collection = { ...one, count };
  for (const other of document.querySelectorAll("nav button")) other.setAttribute("aria-current", String(other === button));
  byId("main").hidden = false;
  byId("name").textContent = one.name;
  const space = (one.configuration_json?.hnsw ?? one.configuration_json?.spann)?.space ?? "";
  byId("about").textContent = [`${count} records`, one.dimension === null ? "no dimension yet" : `${one.dimension} dimensions`, space, one.metadata ? JSON.stringify(one.metadata) : "", one.id].filter(Boolean).join(" · ");
  open("records");
}

function open(name) {
  tab = name;
  start = 0;
  for (const button of byId("tabs").children) button.setAttribute("aria-selected", String(button.dataset.tab === name));
  form = { get: getForm, query: () => queryForm(like), search: () => searchForm(like) }[name]?.() ?? null;
  byId("builder").replaceChildren(...(form?.shown ?? []));
  byId("asked").hidden = form === null;
  byId("answered").hidden = true;
  tell(null);
  if (form === null) attempt(page);
  else build();
}

// The vector of a record, below a metadata key where it is sparse.
async function like(id, key) {
  const include = key === "#embedding" ? "embeddings" : "metadatas";
  const { body } = await call("POST", `${collectionPath(collection)}/get`, JSON.stringify({ ids: [id], include: [include] }));
  if (body.ids.length === 0) throw new Error(`there is no record ${id}, and it is no vector either`);
  const found = key === "#embedding" ? body.embeddings?.[0] : body.metadatas?.[0]?.[key];
  if (found === null || found === undefined) throw new Error(`record ${id} has no vector at ${key}`);
  return found;
}

async function page(current) {
  const body = { limit: PAGE, offset: start, include: ["documents", "metadatas", "uris"] };
  await ask("get", JSON.stringify(body), current);
  if (!current()) return;
  byId("pager").hidden = false;
  byId("place").textContent = `from ${start} of ${collection.count}`;
  byId("previous").disabled = start === 0;
  byId("next").disabled = start + PAGE >= collection.count;
}

// Writes the request that the form makes; sending waits for it.
function build() {
  byId("target").textContent = `POST ${collectionPath(collection)}/${form.operation}`;
  building = attempt(async (current) => {
    byId("request").value = "";
    const body = await form.body();
    if (current()) byId("request").value = JSON.stringify(body, null, 2);
  });
}

async function send() {
  await building;
  // A form that makes no request has said why.
  if (byId("request").value !== "") await attempt((current) => ask(form.operation, byId("request").value, current));
}

async function ask(operation, body, current) {
  const began = performance.now();
  try {
    const answer = await call("POST", `${collectionPath(collection)}/${operation}`, body);
    if (!current()) return;
    show(`${answer.status}, ${(performance.now() - began).toFixed(1)} ms`, answer.body);
  } catch (refusal) {
    if (current() && refusal instanceof Refused) show(String(refusal.status), refusal.body);
    throw refusal;
  }
}

function show(status, body) {
  byId("answered").hidden = false;
  byId("pager").hidden = true;
  byId("status").textContent = status;
  byId("rows").replaceChildren(...tables(body));
  byId("response").textContent = JSON.stringify(body, null, 2);
}

byId("connection").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(connect);
});
byId("tenant").addEventListener("change", () => attempt(connect));
byId("database").addEventListener("change", () => {
  place.database = byId("database").value;
  attempt(list);
});
byId("tabs").addEventListener("click", (event) => event.target.dataset.tab && open(event.target.dataset.tab));
byId("builder").addEventListener("change", build);
byId("builder").addEventListener("submit", (event) => event.preventDefault());
byId("send").addEventListener("click", send);
byId("previous").addEventListener("click", () => { start = Math.max(0, start - PAGE); attempt(page); });
byId("next").addEventListener("click", () => { start += PAGE; attempt(page); });
attempt(connect);
