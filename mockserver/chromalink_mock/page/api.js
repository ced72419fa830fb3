// Calls of the API. The key stays in the memory of this page.

export class Refused extends Error {
  constructor(status, body) {
    super(`${status}: ${body?.message ?? body?.error ?? "no answer that can be read"}`);
    this.status = status;
    this.body = body;
  }
}

export const place = { tenant: "default_tenant", database: "default_database", key: "" };

export async function call(method, path, body) {
  const headers = {};
  if (place.key) headers["x-chroma-token"] = place.key;
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(path, { method, headers, body });
  const text = await response.text();
  let read = text;
  try {
    read = text === "" ? null : JSON.parse(text);
  } catch {
    // Shown as it is.
  }
  if (!response.ok) throw new Refused(response.status, read);
  return { status: response.status, body: read, text };
}

export async function get(path) {
  return (await call("GET", path)).body;
}

export const tenantPath = () => `/api/v2/tenants/${encodeURIComponent(place.tenant)}`;
export const databasePath = () => `${tenantPath()}/databases/${encodeURIComponent(place.database)}`;
export const collectionPath = (collection) => `${databasePath()}/collections/${collection.id}`;
