/* What a cell means. The same grammar as apps/core/estimates/cells.py, which has the last word:
   tests/browser/test_cells.py holds the two together with one table. */

export const GRAMMAR =
  "Write 12, =12 (exact), ~12 (rough), 12-15 (a range), h (a handful), 0 (none), " +
  "- (not asked), or leave it empty (unknown).";

const WORDS = new Map([
  ...["", "?", "unknown"].map((word) => [word, "unknown"]),
  ...["-", "not asked"].map((word) => [word, "not_asked"]),
  ...["0", "none", "zero", "nobody", "no one"].map((word) => [word, "none"]),
  ...["h", "handful", "a handful", "2-9 (a handful)"].map((word) => [word, "handful"]),
]);
const NUMBER = "(\\d[\\d,.'’ ]*?)";
const BEFORE =
  "(?:[~≈><]|(?:about|around|approx\\.?|approximately|roughly|circa|c\\.|ca\\.?|some|almost|nearly" +
  "|over|under|more than|less than|at least|at most|up to)\\s)";
const whole = (pattern) => new RegExp(`^(?:${pattern})$`, "u");
const RANGE = whole(`(?:between )?${NUMBER}\\s*(?:-|to|and)\\s*${NUMBER}`);
const EXACT = whole(`(?:=|exactly )\\s*${NUMBER}`);
const ROUGH = whole(`${BEFORE}\\s*${NUMBER}`);
const ROUGH_AFTER = whole(`${NUMBER}\\s*(?:\\+|or so|or more)`);
const BARE = whole(NUMBER);
const GROUPED = whole("\\d+|\\d{1,3}(?:,\\d{3})+|\\d{1,3}(?:['’]\\d{3})+|\\d{1,3}(?: \\d{3})+");
const NO_FRACTION = /[.,]0{1,2}$/;
const LARGEST = 1e15;
const LONGEST = 100;

/** A cell that is no count: `message` says what is wrong and what may stand there. */
export class CellError extends Error {
  constructor(reason) {
    super(`${reason} ${GRAMMAR}`);
  }
}

/** The estimate in a cell. `exactBelow`: a bare number is exact below it, always if it is null. */
export function parse(cell, exactBelow = null) {
  const text = tidy(cell);
  if (WORDS.has(text)) return of(WORDS.get(text), null, cell);
  const range = RANGE.exec(text);
  if (range) return between(number(range[1]), number(range[2]), cell);
  const bare = (n) => (exactBelow === null || n < exactBelow ? "exact" : "rough");
  const patterns = [[EXACT, () => "exact"], [ROUGH, () => "rough"], [ROUGH_AFTER, () => "rough"], [BARE, bare]];
  for (const [pattern, counting] of patterns) {
    const found = pattern.exec(text);
    if (!found) continue;
    const n = number(found[1]);
    return n === null ? of("unknown", null, cell) : of(counting(n), n, cell);
  }
  throw new CellError(whatIsWrong(cell, text));
}

/** Bounds by rule v1. */
export function of(precision, value = null, raw = "") {
  const margin = Math.max(2, Math.ceil((15 * value) / 100));
  const bounds = {
    exact: [value, value],
    rough: [Math.max(0, value - margin), value + margin],
    handful: [2, 9],
    none: [0, 0],
  }[precision] ?? [null, null];
  const said = precision === "none" ? 0 : value;
  return { raw, precision, value: said, low: bounds[0], high: bounds[1] };
}

function between(low, high, raw) {
  if (low === null || high === null) return of("unknown", null, raw);
  if (low > high) throw new CellError(`A range goes upwards: ${high}-${low}?`);
  return { raw, precision: "range", value: null, low, high };
}

/** "12", "≈30", "12–15", "2–9 (a handful)", "none", "not asked": how the cell was understood. */
export function label(estimate) {
  const { precision, value, low, high, raw } = estimate;
  const grouped = (n) => n.toLocaleString("en-GB");
  switch (precision) {
    case "exact": return grouped(value);
    case "rough": return `≈${grouped(value)}`;
    case "range": return `${grouped(low)}–${grouped(high)}`;
    case "handful": return `${low}–${high} (a handful)`;
    case "none": return "none";
    case "not_asked": return "not asked";
  }
  return isMalformed(raw) ? `unknown (written “${raw.trim()}”)` : "unknown";
}

function isMalformed(raw) {
  return !["", "unknown"].includes(raw.replace(/^[ ()?]+|[ ()?]+$/g, "").toLowerCase());
}

/** "26–35" where a number stands for a band, else nothing. */
export function band(estimate) {
  const { precision, low, high } = estimate;
  return precision === "rough" ? `${low}–${high}` : "";
}

/** The cell that says this estimate whatever the run's rule. */
export function write({ precision, value, low, high, raw }) {
  const cells = { exact: `=${value}`, rough: `~${value}`, range: `${low}-${high}`, handful: "h", none: "0", not_asked: "-" };
  return cells[precision] ?? (isMalformed(raw) ? raw.trim() : "");
}

function tidy(cell) {
  if (cell.length > LONGEST) throw new CellError(`A count has at most ${LONGEST} characters.`);
  const plain = cell.replace(/[‐‑‒–—−]/g, "-").replace(/[\u00a0\u2009\u202f]/g, " ").replace(/\p{Nd}/gu, digit);
  const text = plain.toLowerCase().trim().split(/\s+/).join(" ");
  return /^\([^()]*\)$/.test(text) ? text.slice(1, -1).trim() : text;
}

/** A digit of any script as 0 to 9: the ten of a script follow each other. */
function digit(character) {
  const at = character.codePointAt(0);
  let zero = at;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((at - zero) % 10);
}

function number(digits) {
  const text = digits.trim().replace(NO_FRACTION, "");
  if (!GROUPED.test(text)) return null;
  const n = Number(text.replace(/\D/g, ""));
  if (n > LARGEST) throw new CellError("That number is too large.");
  return n;
}

function whatIsWrong(cell, text) {
  if (/^-\s*\d/.test(text)) return `A count is never negative: “${cell.trim()}”.`;
  if (/^\d.*-$/.test(text)) return `The range “${cell.trim()}” has no end.`;
  return `“${cell.trim()}” is not a count.`;
}
