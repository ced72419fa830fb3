// Every method of the official JavaScript client against a server that allows resets: `node javascript.mjs CLIENT PORT all`,
// or with `read` in place of `all` those that read the collection `javascript.py` made.
// CLIENT is the directory the package is installed in. Prints one line for each call that did not answer as expected,
// then the number of calls and failures; exit status 1 where there was one.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [directory, port, what] = process.argv.slice(2);
const installed = createRequire(`${directory}/package.json`).resolve("chromadb");
const chroma = await import(pathToFileURL(installed).href);
const { K, Knn, Rrf, Val, Search, GroupBy, MinK, MaxK, Schema, SparseVectorIndexConfig, VectorIndexConfig } = chroma;
const at = { host: "127.0.0.1", port: Number(port), ssl: false };

let calls = 0;
let failures = 0;

async function call(what, make, expected) {
  calls += 1;
  try {
    const found = await make();
    if (typeof expected === "function") assert.ok(expected(found), `found ${JSON.stringify(found)}`);
    else assert.deepStrictEqual(found, expected);
    return found;
  } catch (fault) {
    failures += 1;
    console.log(`FAILED ${what}: ${fault.name}: ${fault.message}`);
  }
}

async function refused(what, make, kind) {
  await call(what, async () => {
    try {
      await make();
    } catch (fault) {
      return fault.name;
    }
    return "nothing raised";
  }, kind);
}

// A function of the program's own: the length of a text.
class Lengths {
  name = "lengths";
  async generate(texts) {
    return texts.map((text) => [text.length, 1, 0]);
  }
  async generateForQueries(texts) {
    return this.generate(texts);
  }
  defaultSpace() {
    return "l2";
  }
  supportedSpaces() {
    return ["l2", "cosine", "ip"];
  }
  getConfig() {
    return { unit: "code units" };
  }
  static buildFromConfig() {
    return new Lengths();
  }
}
class Marks {
  name = "marks";
  async generate(texts) {
    return texts.map((text) => ({ indices: [text.length], values: [1] }));
  }
  getConfig() {
    return {};
  }
  static buildFromConfig() {
    return new Marks();
  }
}
chroma.registerEmbeddingFunction("lengths", Lengths);
chroma.registerSparseEmbeddingFunction("marks", Marks);

const VECTORS = [[1, 0, 0], [0, 1, 0], [-0.5, 0, 1], [0.75, 0.25, 0]];
const METADATAS = [{ n: 1, kind: "x" }, { n: 2.5, kind: "y" }, { n: 3, kind: "x", tags: ["a", "b"] }, { n: 4, kind: "z" }];
const DOCUMENTS = ["about pineapple", "about oranges", "about csv files", "about pineapple pizza"];

async function client_and_admin() {
  const admin = new chroma.AdminClient(at);
  await call("createTenant", () => admin.createTenant({ name: "js-tenant" }), undefined);
  await call("getTenant", () => admin.getTenant({ name: "js-tenant" }), "js-tenant");
  await call("createDatabase", () => admin.createDatabase({ name: "js-db", tenant: "js-tenant" }), undefined);
  await call("getDatabase", () => admin.getDatabase({ name: "js-db", tenant: "js-tenant" }), (d) => d.name === "js-db");
  await call("listDatabases", () => admin.listDatabases({ tenant: "js-tenant", limit: 10, offset: 0 }), (all) =>
    all.map((one) => one.name).includes("js-db"));
  const inside = new chroma.ChromaClient({ ...at, tenant: "js-tenant", database: "js-db" });
  await call("collection in a database", () => inside.createCollection({ name: "films", embeddingFunction: null }), (c) =>
    c.name === "films" && c.tenant === "js-tenant" && c.database === "js-db");
  await call("countCollections in a database", () => inside.countCollections(), 1);
  await call("deleteDatabase", () => admin.deleteDatabase({ name: "js-db", tenant: "js-tenant" }), undefined);
  await refused("getDatabase, gone", () => admin.getDatabase({ name: "js-db", tenant: "js-tenant" }), "ChromaNotFoundError");

  const client = new chroma.ChromaClient(at);
  await call("heartbeat", () => client.heartbeat(), (beat) => beat > 0);
  await call("version", () => client.version(), (version) => /^\d+\.\d+/.test(version));
  await call("getUserIdentity", () => client.getUserIdentity(), (who) => who.tenant === "default_tenant");
  await call("getPreflightChecks", () => client.getPreflightChecks(), (told) => told.max_batch_size > 0);
  await call("getMaxBatchSize", () => client.getMaxBatchSize(), (most) => most > 0);
  await call("supportsBase64Encoding", () => client.supportsBase64Encoding(), true);
  await call("reset", () => client.reset(), undefined);
  await call("countCollections, empty", () => client.countCollections(), 0);
  return client;
}

async function collections(client) {
  const films = await call("createCollection", () => client.createCollection({
    name: "films", metadata: { made: "here" }, configuration: { hnsw: { space: "cosine", ef_search: 50 } },
    embeddingFunction: new Lengths(),
  }), (made) => made.name === "films" && made.metadata.made === "here" && made.configuration.hnsw.space === "cosine");
  await refused("createCollection, twice", () => client.createCollection({ name: "films", embeddingFunction: null }),
    "ChromaUniqueError");
  await refused("createCollection, bad name", () => client.createCollection({ name: "a", embeddingFunction: null }),
    "ChromaClientError");
  await call("getOrCreateCollection, there", () => client.getOrCreateCollection({ name: "films" }), (c) => c.id === films.id);
  await call("getOrCreateCollection, new", () => client.getOrCreateCollection({ name: "books", embeddingFunction: null }),
    (made) => made.name === "books");
  await call("getCollection", () => client.getCollection({ name: "films" }), (found) =>
    found.id === films.id && found.embeddingFunction.name === "lengths");
  await call("getCollectionById", () => client.getCollectionById(films.id), (found) => found.name === "films");
  await refused("getCollectionByCrn, of a tenant without a resource name", () =>
    client.getCollectionByCrn("default_tenant:default_database:films"), "ChromaNotFoundError");
  await call("getCollections", () => client.getCollections(["films", "books"]), (all) => all.length === 2);
  await call("listCollections", () => client.listCollections(), (all) =>
    all.map((one) => one.name).sort().join() === "books,films");
  await call("listCollections, limit and offset", () => client.listCollections({ limit: 1, offset: 1 }), (all) =>
    all.length === 1);
  await call("countCollections", () => client.countCollections(), 2);
  await call("collection handle", () => client.collection(films.id).count(), 0);
  await call("deleteCollection", () => client.deleteCollection({ name: "books" }), undefined);
  await refused("getCollection, gone", () => client.getCollection({ name: "books" }), "ChromaNotFoundError");
  return films;
}

async function records(films) {
  await call("add", () => films.add({ ids: ["a", "b", "c", "d"], embeddings: VECTORS, metadatas: METADATAS,
    documents: DOCUMENTS, uris: ["u:a", "u:b", "u:c", "u:d"] }), undefined);
  await call("count", () => films.count(), 4);
  await call("count, read level", () => films.count({ readLevel: chroma.ReadLevel.INDEX_ONLY }), (n) => n <= 4);
  await call("get", () => films.get(), (all) => all.ids.join() === "a,b,c,d" && all.documents[0] === DOCUMENTS[0]);
  await call("get, everything", async () => {
    const all = await films.get({ ids: ["c"], include: ["metadatas", "documents", "embeddings", "uris"] });
    return all.rows();
  }, [{ id: "c", document: DOCUMENTS[2], embedding: VECTORS[2], metadata: METADATAS[2], uri: "u:c" }]);
  await call("get, where", async () => (await films.get({ where: { kind: "x" } })).ids, ["a", "c"]);
  await call("get, where of several", async () =>
    (await films.get({ where: { $and: [{ n: { $gt: 1 } }, { kind: { $in: ["x", "y"] } }] } })).ids, ["b", "c"]);
  await call("get, where in an array", async () => (await films.get({ where: { tags: { $contains: "b" } } })).ids, ["c"]);
  await call("get, whereDocument", async () => (await films.get({ whereDocument: { $contains: "pizza" } })).ids, ["d"]);
  await call("get, regex", async () => (await films.get({ whereDocument: { $regex: "pine.*pizza" } })).ids, ["d"]);
  await call("get, limit and offset", async () => (await films.get({ limit: 2, offset: 1 })).ids, ["b", "c"]);
  await call("peek", async () => (await films.peek({ limit: 2 })).ids, ["a", "b"]);
  await call("query", async () => {
    const near = await films.query({ queryEmbeddings: [[1, 0, 0], [0, 1, 0]], nResults: 2, include: ["distances"] });
    return [near.ids, near.distances[0][0] < 1e-6];
  }, [[["a", "d"], ["b", "d"]], true]);
  await call("query, filters and rows", async () => {
    const near = await films.query({ queryEmbeddings: [[1, 0, 0]], nResults: 9, where: { n: { $gte: 2 } },
      whereDocument: { $not_contains: "csv" }, include: ["metadatas", "documents", "distances", "embeddings", "uris"] });
    return near.rows()[0].map((row) => [row.id, row.uri, row.metadata.kind, row.document, row.embedding]);
  }, [["d", "u:d", "z", DOCUMENTS[3], VECTORS[3]], ["b", "u:b", "y", DOCUMENTS[1], VECTORS[1]]]);
  await call("query, ids", async () =>
    (await films.query({ queryEmbeddings: [[1, 0, 0]], ids: ["b", "c"], nResults: 1 })).ids, [["b"]]);
  await call("query, texts", async () => (await films.query({ queryTexts: ["x"], nResults: 1 })).ids[0].length, 1);
  await call("update", () => films.update({ ids: ["a"], metadatas: [{ n: 10 }], documents: ["rewritten"] }), undefined);
  await call("update, seen", async () => {
    const row = (await films.get({ ids: ["a"], include: ["metadatas", "documents", "embeddings"] })).rows()[0];
    return [row.metadata, row.document, row.embedding];
  }, [{ n: 10, kind: "x" }, "rewritten", [9, 1, 0]]);
  await call("upsert", () => films.upsert({ ids: ["a", "e"], documents: ["four", "seven!!"] }), undefined);
  await call("upsert, seen", async () => (await films.get({ ids: ["a", "e"], include: ["embeddings"] })).embeddings,
    [[4, 1, 0], [7, 1, 0]]);
  await call("delete, where", () => films.delete({ where: { kind: "y" } }), { deleted: 1 });
  await call("delete, where and limit", () => films.delete({ where: { kind: "z" }, limit: 1 }), { deleted: 1 });
  await call("delete, ids", () => films.delete({ ids: ["e"] }), { deleted: 1 });
  await call("delete, whereDocument", () => films.delete({ whereDocument: { $contains: "csv" } }), { deleted: 1 });
  await call("count, afterwards", () => films.count(), 1);
  await refused("add, wrong dimension", () => films.add({ ids: ["f"], embeddings: [[1, 2]] }), "ChromaClientError");
  await call("modify", () => films.modify({ name: "movies", metadata: { made: "there" },
    configuration: { hnsw: { ef_search: 150 } } }), undefined);
  await call("modify, seen", async () => [films.name, films.metadata], ["movies", { made: "there" }]);
  await call("getIndexingStatus", () => films.getIndexingStatus(), (told) => told.total_ops >= 0);
  const copy = await call("fork", () => films.fork({ name: "copy" }), (made) => made.name === "copy");
  await call("fork, its records", () => copy.count(), 1);
  await call("forkCount", () => films.forkCount(), 1);
}

async function searches(client) {
  const schema = new Schema()
    .createIndex(new VectorIndexConfig({ space: "l2", embeddingFunction: new Lengths() }))
    .createIndex(new SparseVectorIndexConfig({ sourceKey: K.DOCUMENT, embeddingFunction: new Marks() }), "marks");
  const made = await call("createCollection, schema", () => client.createCollection({ name: "searched", schema }), (c) =>
    c.name === "searched");
  await call("add, with a schema", () => made.add({ ids: ["a", "b", "c", "d"], embeddings: VECTORS, metadatas: METADATAS,
    documents: DOCUMENTS }), undefined);
  const again = await call("getCollection, schema", () => client.getCollection({ name: "searched" }), (found) =>
    found.schema.keys.marks !== undefined);
  const near = Knn({ query: [1, 0, 0] });
  const ids = (search) => async () => (await again.search(search)).ids;
  await call("search, everything", ids(new Search().limit(3)), [["a", "b", "c"]]);
  await call("search, where", ids(new Search().where(K("n").gt(1).and(K("kind").ne("z")))), [["b", "c"]]);
  await call("search, where or", ids(new Search().where(K("n").lt(2).or(K("kind").isIn(["z"])))), [["a", "d"]]);
  await call("search, where an object", ids(new Search().where({ kind: "x" })), [["a", "c"]]);
  await call("search, document", ids(new Search().where(K.DOCUMENT.contains("pizza"))), [["d"]]);
  await call("search, document regex", ids(new Search().where(K.DOCUMENT.regex("^about (csv|oranges)"))), [["b", "c"]]);
  await call("search, ids", ids(new Search().where(K.ID.isIn(["d", "b"]))), [["b", "d"]]);
  await call("search, rank", ids(new Search().rank(near).limit(2)), [["a", "d"]]);
  await call("search, rank of a text", ids(new Search().rank(Knn({ query: "x" })).limit(1)), [["d"]]);
  await call("search, sparse rank", ids(new Search().rank(Knn({ query: { indices: [15], values: [1] }, key: "marks" }))),
    (found) => found[0][0] === "a" || found[0][0] === "c");
  await call("search, sparse rank of a text", ids(new Search().rank(Knn({ query: DOCUMENTS[3], key: "marks" })).limit(1)),
    [["d"]]);
  await call("search, arithmetic", ids(new Search().rank(near.multiply(2).add(Val(1)).max(0.5)).limit(2)), [["a", "d"]]);
  await call("search, fusion", ids(new Search().rank(Rrf({ ranks: [Knn({ query: [1, 0, 0], returnRank: true }),
    Knn({ query: [0, 1, 0], returnRank: true })], weights: [2, 1], k: 60 })).limit(1)), [["a"]]);
  await call("search, groups", ids(new Search().rank(near).groupBy(new GroupBy([K("kind")], new MinK([K.SCORE], 1)))),
    (found) => found[0].join() === "a,d,b");
  await call("search, groups by the largest", ids(new Search().rank(near)
    .groupBy(new GroupBy([K("kind")], new MaxK([K("n")], 1)))), (found) => [...found[0]].sort().join() === "b,c,d");
  await call("search, select and rows", async () => {
    const found = await again.search(new Search().rank(near).limit(1).select(K.DOCUMENT, K.SCORE, "kind"));
    return found.rows()[0].map((row) => [row.id, row.document, row.metadata, row.score < 1e-6]);
  }, [["a", DOCUMENTS[0], { kind: "x" }, true]]);
  await call("search, select all", async () => {
    const found = await again.search(new Search().where(K.ID.eq("b")).selectAll());
    return found.rows()[0].map((row) => [row.embedding, row.metadata.n]);
  }, [[VECTORS[1], 2.5]]);
  await call("search, several", ids([new Search().limit(1), new Search().where({ kind: "y" })]), [["a"], ["b"]]);
  await call("search, page", ids(new Search().limit(2, 1)), [["b", "c"]]);
  await call("search, read level", async () =>
    (await again.search(new Search().limit(1), { readLevel: chroma.ReadLevel.INDEX_AND_WAL })).ids, [["a"]]);
}

async function python_made(client) {
  const found = await call("getCollection of a Python program", () => client.getCollection({ name: "by-python" }), (one) =>
    one.embeddingFunction.name === "lengths" && one.configuration.hnsw.space === "cosine");
  await call("its records", async () => (await found.get({ include: ["metadatas", "documents", "embeddings"] })).rows(), [
    { id: "a", document: "heist", metadata: { year: 1995, tags: ["x"] }, embedding: [5, 1, 0], uri: undefined }]);
  await call("getCollectionByCrn", () => client.getCollectionByCrn("films-inc:default_database:by-python"), (one) =>
    one.id === found.id);
  await call("query by text", async () => (await found.query({ queryTexts: ["short"], nResults: 1 })).ids, [["a"]]);
  await call("add by text", () => found.add({ ids: ["b"], documents: ["robbery"] }), undefined);
}

console.warn = () => {}; // says that the package of the default function is missing, which nothing here uses
if (what === "read") await python_made(new chroma.ChromaClient(at));
else {
  const client = await client_and_admin();
  await records(await collections(client));
  await searches(client);
}
console.log(`official JavaScript client, ${what}: ${calls} calls, ${failures} failures`);
process.exit(failures === 0 ? 0 : 1);
