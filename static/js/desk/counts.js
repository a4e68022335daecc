/* What a count is with the operations that still wait on this device. The server's word, from
   apps/surveys/reckoning.py, replaces this as soon as there is one. */

import { of, parse, write } from "./cells.js";

/** The estimate after `operations`, in their order, on top of what the server said. */
export function withWaiting(tally, operations, exactBelow) {
  const undone = new Set(operations.filter((each) => each.kind === "undo").map((each) => each.target));
  let count = tally;
  for (const each of operations) {
    if (undone.has(each.uuid)) continue;
    if (each.kind === "set") count = parse(each.cell, exactBelow);
    if (each.kind === "add") count = plus(count, each.value);
  }
  return count;
}

function plus(count, hands) {
  const { precision, value, low, high } = count;
  if (low !== null && value === null) {
    const moved = { precision: "range", value: null, low: Math.max(0, low + hands), high: Math.max(0, high + hands) };
    return { ...moved, raw: write(moved) };
  }
  const sum = Math.max(0, (value ?? 0) + hands);
  const estimate = of(precision === "rough" ? "rough" : sum ? "exact" : "none", sum);
  return { ...estimate, raw: write(estimate) };
}

/** Whether somebody has said anything about this count. */
export const isCounted = (count) => count.precision !== "unknown";
