// Answers as tables, and explanations of scores as trees.

import { element } from "/ui/elements.js";

const COLUMNS = [["documents", "document"], ["metadatas", "metadata"], ["distances", "distance"], ["scores", "score"], ["uris", "uri"], ["embeddings", "embedding"]];
const SHOWN_NUMBERS = 8;

function cell(column, value) {
  if (value === null || value === undefined) return "";
  if (column === "embeddings") {
    const numbers = value.slice(0, SHOWN_NUMBERS).map((one) => Number(one).toPrecision(4)).join(", ");
    return `[${numbers}${value.length > SHOWN_NUMBERS ? `, ... ${value.length} in all` : ""}]`;
  }
  if (typeof value !== "object") return String(value);
  return Object.entries(value).map(([key, one]) => `${key}: ${JSON.stringify(one)}`).join(", ");
}

export function explained(part, first = "", others = "") {
  const value = part.value === null || part.value === undefined ? "none" : Number(part.value.toPrecision(6));
  let told = part.operator === "$val" ? `${value}` : `${part.operator} = ${value}`;
  if (part.operator === "$knn") {
    const reach = part.found ? `place ${part.rank}, distance ${part.distance ?? "none"}` : "beyond its limit";
    told = `$knn ${part.key} = ${value} (${reach})`;
  }
  const operands = part.operands ?? [];
  const below = operands.map((one, at) => {
    const last = at === operands.length - 1;
    return explained(one, others + (last ? "└ " : "├ "), others + (last ? "  " : "│ "));
  });
  return [`${first}${told}`, ...below].join("\n");
}

function table(ids, answer, pick) {
  const columns = COLUMNS.filter(([name]) => pick(answer[name])?.some((one) => one !== null));
  const explanations = pick(answer.explanations);
  const head = ["id", ...columns.map(([, shown]) => shown), ...(explanations ? ["how the score came about"] : [])];
  const rows = ids.map((id, at) => element("tr", {},
    element("td", {}, id),
    ...columns.map(([name]) => element("td", {}, cell(name, pick(answer[name])[at]))),
    ...(explanations ? [element("td", {}, element("pre", {}, explanations[at] ? explained(explanations[at]) : ""))] : []),
  ));
  return element("table", {},
    element("thead", {}, element("tr", {}, ...head.map((one) => element("th", { scope: "col" }, one)))),
    element("tbody", {}, ...rows));
}

// One table for a get, one for each query or search otherwise.
export function tables(answer) {
  if (!Array.isArray(answer?.ids)) return [];
  if (!answer.ids.some(Array.isArray)) return [table(answer.ids, answer, (column) => column)];
  return answer.ids.map((ids, at) => table(ids, answer, (column) => column?.[at]));
}
