/* The page on which counts are entered. Without this module its form posts and saves as well. */

import { Banner, showHeld, showWarnings } from "./banner.js";
import { isCounted } from "./counts.js";
import { Hands } from "./hands.js";
import * as queue from "./queue.js";
import { Row } from "./row.js";
import { byScreen } from "./screens.js";
import { Sync } from "./sync.js";
import { byKeyboard } from "./typing.js";

const form = document.querySelector("form.tally");
const { survey, operations, user, exactBelow, most, worker } = form.dataset;
const template = document.getElementById("hands");
const device = queue.device();
const sync = new Sync({ survey, operations, user });
const undoing = form.querySelector("[data-undo]");
const made = [];

const sheet = {
  exactBelow: exactBelow === "" ? null : Number(exactBelow),
  hands: (row) => new Hands(row, template, Number(most)),
  waiting: (row) => sync.waiting.filter((each) => each.question === row.question && each.option === row.option && !each.refused),
  record(row, operation) {
    const uuid = crypto.randomUUID();
    const { question, option, base, label } = row;
    if (operation.kind === "add" || operation.kind === "set") made.push({ row, uuid });
    const kept = sync.add({ ...operation, uuid, question, option, label, base_version: base, device });
    row.render();
    progress();
    return kept;
  },
};
const rows = [...form.querySelectorAll("[data-option]")].map((element) => new Row(element, sheet));

function progress() {
  const counted = rows.filter((row) => isCounted(row.count)).length;
  form.querySelector("[data-progress]").textContent = `${counted} of ${rows.length} counted`;
  undoing.disabled = !made.length;
}

/** Take over what the server says, except where somebody is typing. */
function take({ cells = [], waiting, warnings, state }) {
  for (const cell of cells) {
    const row = rows.find((each) => each.question === cell.question && each.option === cell.option);
    if (row && cell.tally.version >= row.tally.version) row.render(cell.tally);
  }
  for (const row of rows) if (!cells.length) row.render();
  if (waiting) showHeld(document.getElementById("held"), waiting, rows, (row, each) => sheet.record(row, each));
  if (warnings) showWarnings(document.getElementById("warnings"), warnings, rows);
  if (state) form.dataset.state = state;
  progress();
}

function undo() {
  const last = made.pop();
  if (last) sheet.record(last.row, { kind: "undo", target: last.uuid });
  (last?.row.input ?? undoing).focus({ preventScroll: true });
}

new Banner(document.getElementById("saving"), sync);
sync.addEventListener("state", ({ detail }) => take(detail));
sync.addEventListener("answered", ({ detail }) =>
  take({ cells: detail.filter((each) => each.tally), waiting: undefined }),
);
undoing.addEventListener("click", undo);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  for (const row of rows) row.commit();
  sync.soon();
});
form.classList.add("live");
byScreen(form);
byKeyboard(form, rows);

const before = await queue.remembered(survey).catch(() => undefined);
await sync.start();
take(before?.state ?? {});
form.dataset.ready = "yes";
if (matchMedia("(min-width: 46.01rem)").matches && !location.hash) (rows.find((row) => !row.input.value) ?? rows[0])?.input.focus();

/* So that the page opens again without a network: a worker that knows the desk only. */
if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register(worker, { scope: "/desk/" });
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((each) => each.name).filter((name) => new URL(name).pathname.startsWith("/static/"));
  active.postMessage({ keep: [location.pathname, ...files] });
}
