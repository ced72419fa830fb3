// Forms whose content is a request body: where, where_document and Search expressions.

import { choice, element, field, group, labelled, line, lines, value } from "/ui/elements.js";

const COMPARISONS = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$contains", "$not_contains"];
const TEXTS = ["$contains", "$not_contains", "$regex", "$not_regex"];
const RRF_K = 60;

function condition() {
  const key = field("metadata key", "key");
  const operator = choice("operator", COMPARISONS);
  const operand = field("value", "value or JSON");
  const read = () => (key.value === "" ? undefined : { [key.value]: { [operator.value]: value(operand.value) } });
  return { inputs: [key, operator, operand], read };
}

function textCondition() {
  const operator = choice("operator on the document", TEXTS);
  const text = field("text", "text", 24);
  const read = () => (text.value === "" ? undefined : { [operator.value]: text.value });
  return { inputs: [operator, text], read };
}

function joined(parts, how) {
  return parts.length < 2 ? parts[0] : { [how]: parts };
}

function conditions() {
  const metadata = lines("condition", condition);
  const documents = lines("text", textCondition);
  const how = choice("how conditions join", [["$and", "all of them"], ["$or", "any of them"]]);
  return {
    shown: group("Filter", labelled("match", how), metadata.shown, documents.shown),
    where: () => joined(metadata.read(), how.value),
    whereDocument: () => joined(documents.read(), how.value),
    // Search has one filter for both.
    filter: () => joined([...metadata.read(), ...documents.read().map((one) => ({ "#document": one }))], how.value),
  };
}

const number = (label, initial) => element("input", { type: "number", min: 0, value: initial, "aria-label": label });

function boxes(names, chosen) {
  const made = names.map((name) => [name, element("input", { type: "checkbox", checked: chosen.includes(name) })]);
  return {
    shown: line(...made.map(([name, box]) => element("label", {}, box, ` ${name}`))),
    read: () => made.filter(([, box]) => box.checked).map(([name]) => name),
  };
}

function given(body) {
  return Object.fromEntries(Object.entries(body).filter(([, one]) => one !== undefined));
}

// A vector as JSON, or the one of a record that is named; `like` looks that up.
async function vector(text, key, like) {
  const found = value(text);
  return Array.isArray(found) || (found !== null && typeof found === "object") ? found : like(text, key);
}

export function getForm() {
  const filter = conditions();
  const ids = field("ids", "ids, with commas between", 30);
  const [limit, offset] = [number("limit", 20), number("offset", 0)];
  const include = boxes(["documents", "metadatas", "embeddings", "uris"], ["documents", "metadatas"]);
  return {
    operation: "get",
    shown: [filter.shown, group("What", line(labelled("ids", ids), labelled("limit", limit), labelled("offset", offset)), include.shown)],
    body: async () => given({
      ids: ids.value === "" ? undefined : ids.value.split(",").map((id) => id.trim()),
      where: filter.where(),
      where_document: filter.whereDocument(),
      limit: Number(limit.value),
      offset: Number(offset.value),
      include: include.read(),
    }),
  };
}

export function queryForm(like) {
  const filter = conditions();
  const near = field("query embedding", "[0.1, 0.2, ...] or a record's id", 40);
  const count = number("n_results", 10);
  const include = boxes(["documents", "metadatas", "distances", "embeddings", "uris"], ["documents", "metadatas", "distances"]);
  return {
    operation: "query",
    shown: [group("Near", line(near, labelled("n_results", count))), filter.shown, group("What", include.shown)],
    body: async () => given({
      query_embeddings: near.value === "" ? [] : [await vector(near.value, "#embedding", like)],
      n_results: Number(count.value),
      where: filter.where(),
      where_document: filter.whereDocument(),
      include: include.read(),
    }),
  };
}

function leaf() {
  const key = field("key", "key", 12, "#embedding");
  const near = field("query", "[0.1, ...], {\"indices\": ...} or a record's id", 36);
  const [limit, weight] = [number("limit of this part", 100), field("weight", "weight", 4, "1")];
  const read = () => near.value === "" ? undefined
    : { key: key.value, near: near.value, limit: Number(limit.value), weight: Number(weight.value) };
  return { inputs: [labelled("key", key), near, labelled("limit", limit), labelled("weight", weight)], read };
}

// The expressions of the client's Rrf and of weighted sums, in the operators there are on the wire.
function rankOf(leaves, fused) {
  if (leaves.length === 0) return undefined;
  const knns = leaves.map((one) => ({ $knn: given({ query: one.query, key: one.key, limit: one.limit, return_rank: fused || undefined }) }));
  if (fused) {
    const parts = knns.map((knn, at) => ({ $div: { left: { $val: leaves[at].weight }, right: { $sum: [{ $val: RRF_K }, knn] } } }));
    return { $mul: [{ $val: -1 }, parts.length === 1 ? parts[0] : { $sum: parts }] };
  }
  const parts = knns.map((knn, at) => (leaves[at].weight === 1 ? knn : { $mul: [knn, { $val: leaves[at].weight }] }));
  return parts.length === 1 ? parts[0] : { $sum: parts };
}

export function searchForm(like) {
  const filter = conditions();
  const leaves = lines("kNN", leaf, 1);
  const how = choice("how parts join", [["sum", "weighted sum of distances"], ["rrf", "reciprocal rank fusion"]]);
  const [limit, offset] = [number("limit", 10), number("offset", 0)];
  const [groupKey, groupCount] = [field("group by", "metadata key"), number("k per group", 1)];
  const select = boxes(["#document", "#metadata", "#score", "#embedding"], ["#document", "#metadata", "#score"]);
  return {
    operation: "search?explain=true",
    shown: [
      group("Rank", labelled("join", how), leaves.shown),
      filter.shown,
      group("What", line(labelled("limit", limit), labelled("offset", offset), labelled("group by", groupKey), labelled("k", groupCount)), select.shown),
    ],
    body: async () => {
      const found = await Promise.all(leaves.read().map(async (one) => ({ ...one, query: await vector(one.near, one.key, like) })));
      const grouped = groupKey.value === "" ? undefined
        : { keys: [groupKey.value], aggregate: { $min_k: { keys: ["#score"], k: Number(groupCount.value) } } };
      return {
        searches: [given({
          filter: filter.filter(),
          rank: rankOf(found, how.value === "rrf"),
          group_by: grouped,
          limit: { offset: Number(offset.value), limit: Number(limit.value) },
          select: { keys: select.read() },
        })],
      };
    },
  };
}
