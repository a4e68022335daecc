/* The controls of one answer on a phone: a hand more or less, a strip for a rough count, chips. */

export class Hands {
  constructor(row, template, most) {
    this.row = row;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.strip = this.element.querySelector("input[type=range]");
    this.strip.max = most;
    this.strip.setAttribute("aria-label", `About how many: ${row.label}`);
    this.strip.addEventListener("input", () => (this.strip.dataset.said = `≈${this.strip.value}`));
    this.strip.addEventListener("change", () => row.set(Number(this.strip.value) ? `~${this.strip.value}` : "0"));
    for (const button of this.element.querySelectorAll("[data-add]")) {
      button.addEventListener("click", () => row.add(Number(button.dataset.add)));
      button.setAttribute("aria-label", `${button.textContent.trim()}: ${row.label}`);
    }
    this.chips = [...this.element.querySelectorAll("[data-cell]")];
    for (const chip of this.chips) chip.addEventListener("click", () => row.set(chip.dataset.cell));
    row.element.append(this.element);
  }

  show(count) {
    this.strip.value = count.value ?? 0;
    const pressed = { handful: "h", none: "0", not_asked: "-" }[count.precision];
    for (const chip of this.chips) chip.setAttribute("aria-pressed", String(chip.dataset.cell === pressed));
  }
}
