/* Says whether everything is saved, and what to do where it cannot be. */

import { label, parse } from "./cells.js";

export class Banner {
  constructor(element, sync) {
    this.element = element;
    this.sync = sync;
    this.said = element.querySelector("[data-said]");
    this.signIn = element.querySelector("[data-sign-in]");
    this.exported = element.querySelector("[data-export]");
    this.dropped = element.querySelector("[data-discard]");
    this.adopted = element.querySelector("[data-adopt]");
    this.exported.addEventListener("click", () => this.save());
    this.dropped.addEventListener("click", () => this.discard());
    this.adopted.addEventListener("click", () => sync.adopt());
    sync.addEventListener("status", () => this.show());
    addEventListener("beforeunload", (event) => {
      if (sync.waiting.some((row) => !row.number)) event.preventDefault();
    });
  }

  show() {
    const { waiting, user } = this.sync;
    const n = waiting.length;
    const onDisk = waiting.filter((row) => row.number).length; // what survives whatever comes
    const kept = onDisk ? ` ${changes(onDisk)} ${onDisk === 1 ? "waits" : "wait"} on this device.` : "";
    const strangers = waiting.filter((row) => row.user !== user);
    const status = strangers.length && this.sync.status === "saved" ? "stopped" : this.sync.status;
    const words = {
      saved: "Saved",
      saving: n ? `Saving ${changes(n)}…` : "Saving…",
      offline: `Offline.${kept || " What you enter waits on this device."} Sent when the network is back.`,
      stopped: `${this.sync.reason || "Not everything is saved."}${kept}`,
    };
    this.element.dataset.status = status;
    const said = strangers.length ? `${strangers.length} made by ${strangers[0].user} on this device.` : "";
    const text = `${words[status]} ${said}`.trim();
    if (this.said.textContent !== text) this.said.textContent = text;
    this.signIn.hidden = status !== "stopped" || !/session|signed out/.test(this.sync.reason);
    this.exported.hidden = !n || status === "saving";
    this.dropped.hidden = !waiting.some((row) => row.refused);
    this.adopted.hidden = !strangers.length;
  }

  /** A file of what waits, for when this device cannot send it. */
  save() {
    const file = new Blob([JSON.stringify(this.sync.waiting, null, 1)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${this.sync.survey}-waiting.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  discard() {
    const refused = this.sync.waiting.filter((row) => row.refused);
    const listed = refused.map((row) => `${row.label}: ${row.cell ?? row.value ?? row.kind} (${row.refused})`);
    if (confirm(`Discard for good what the server does not accept?\n\n${listed.join("\n")}`)) this.sync.discard(refused);
  }
}

const changes = (n) => `${n} change${n === 1 ? "" : "s"}`;

/** Counts that came after the survey was closed: they count only if an organiser says so. */
export function showHeld(element, held, rows, decide) {
  element.hidden = !held.length;
  const items = held.map((each) => {
    const row = rows.find((one) => one.question === each.question && one.option === each.option);
    const item = document.createElement("li");
    const said = each.kind === "add" ? `${each.value > 0 ? "+" : ""}${each.value}` : each.kind === "set" ? label(parse(each.cell, row.sheet.exactBelow)) : each.kind;
    item.append(`${row.label}: ${said} `);
    for (const [kind, words] of [["accept", "Let it count"], ["undo", "Leave it out"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "chip";
      button.textContent = words;
      button.addEventListener("click", () => decide(row, { kind, target: each.uuid }));
      item.append(button);
    }
    return item;
  });
  element.querySelector("ul").replaceChildren(...items);
}

/** What cannot be, each linked to its cell. It is saved all the same. */
export function showWarnings(element, warnings, rows) {
  element.hidden = !warnings.length;
  const items = warnings.map((each) => {
    const row = rows.find((one) => one.question === each.question && one.option === each.option);
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${row.input.id}`;
    link.textContent = each.message;
    item.append(link);
    return item;
  });
  element.querySelector("ul").replaceChildren(...items);
}
