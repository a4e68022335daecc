/* One answer of the table: its cell, how the cell was understood, and its controls on a phone. */

import { CellError, band, label, parse, write } from "./cells.js";
import { isCounted, withWaiting } from "./counts.js";

export class Row {
  constructor(element, sheet) {
    this.element = element;
    this.sheet = sheet;
    this.question = element.closest("[data-question]").dataset.question;
    this.option = element.dataset.option;
    this.input = element.querySelector("input");
    this.understood = element.querySelector("output");
    this.error = element.querySelector(".error");
    this.clash = element.querySelector(".clash");
    this.tally = { ...JSON.parse(element.dataset.tally), version: Number(element.dataset.version) };
    this.base = this.tally.version;
    this.said = this.input.value;
    this.input.addEventListener("input", () => this.preview());
    this.input.addEventListener("change", () => this.commit());
    this.hands = sheet.hands(this);
  }

  get label() {
    return this.element.querySelector("label").firstChild.textContent.trim();
  }

  get waiting() {
    return this.sheet.waiting(this);
  }

  get count() {
    return withWaiting(this.tally, this.waiting, this.sheet.exactBelow);
  }

  isBusy() {
    return this.input.value !== this.said;
  }

  /** Say how the cell is understood while it is typed. */
  preview() {
    try {
      this.show(parse(this.input.value, this.sheet.exactBelow));
      this.fault("");
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      this.understood.textContent = "";
      if (this.error.textContent) this.fault(error.message);
    }
  }

  /** Record what the cell says, or say beside it what is wrong; the other cells go on. */
  commit() {
    const cell = this.input.value;
    if (cell === this.said) return;
    try {
      parse(cell, this.sheet.exactBelow);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      this.fault(error.message);
      return;
    }
    this.fault("");
    this.said = cell;
    this.set(cell);
  }

  set(cell) {
    this.sheet.record(this, { kind: "set", cell });
  }

  add(hands) {
    this.sheet.record(this, { kind: "add", value: hands });
  }

  fault(message) {
    this.error.textContent = message;
    this.input.setAttribute("aria-invalid", message ? "true" : "false");
  }

  show(count) {
    this.understood.textContent = label(count);
    const range = band(count);
    if (range) {
      const small = document.createElement("small");
      small.textContent = ` ${range}`;
      this.understood.append(small);
    }
    this.element.classList.toggle("is-counted", isCounted(count));
    this.hands?.show(count);
  }

  /** Show what is known now, unless somebody is typing here. */
  render(tally = this.tally) {
    this.tally = tally;
    if (this.isBusy()) return;
    this.base = tally.version;
    const count = this.count;
    const text = count.precision === "unknown" && !count.raw ? "" : count.raw.trim();
    this.input.value = this.said = readsTheSame(text, count, this.sheet.exactBelow) ? text : write(count);
    this.fault("");
    this.show(count);
    this.ask();
  }

  /** Two devices said different things: show both and ask. */
  ask() {
    const candidates = this.waiting.length ? [] : (this.tally.candidates ?? []);
    this.clash.hidden = !candidates.length;
    if (!candidates.length) return;
    const question = document.createElement("span");
    question.textContent = `Counted differently: ${candidates.map(label).join(" and ")}. Which stays?`;
    const buttons = candidates.map((candidate) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "chip";
      button.textContent = `Keep ${label(candidate)}`;
      button.addEventListener("click", () => this.choose(candidate));
      return button;
    });
    this.clash.replaceChildren(question, ...buttons);
  }

  choose(candidate) {
    this.base = this.tally.version;
    this.set(write(candidate));
  }
}

function readsTheSame(text, count, exactBelow) {
  try {
    const read = parse(text, exactBelow);
    return read.precision === count.precision && read.low === count.low && read.high === count.high;
  } catch {
    return false;
  }
}
