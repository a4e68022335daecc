/* The table by keyboard: Enter moves down, arrows move, cells are pasted. */

export function byKeyboard(form, rows) {
  const at = (input) => rows.findIndex((row) => row.input === input);

  form.addEventListener("keydown", (event) => {
    const from = at(event.target);
    const down = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey);
    const up = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
    if (from < 0 || event.isComposing || !(down || up)) return;
    event.preventDefault();
    rows[from].commit();
    const next = rows[from + (down ? 1 : -1)];
    next?.input.focus();
    next?.input.select();
  });

  form.addEventListener("paste", (event) => {
    const from = at(event.target);
    const text = event.clipboardData.getData("text/plain");
    if (from < 0 || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    for (const [row, cell] of placed(text, rows, from)) {
      row.input.value = cell;
      row.preview();
      row.commit();
    }
  });
}

/** Pasted lines and the rows they go to. The last column is the count; names before it find the
    next row so called. A line without a name goes to the row below the one before. */
export function placed(text, rows, from) {
  const found = [];
  let next = from;
  for (const line of text.replace(/\r?\n$/, "").split(/\r?\n/)) {
    const columns = line.split("\t").map((each) => each.trim());
    const cell = columns.pop();
    const name = columns.filter(Boolean).pop()?.toLowerCase();
    const named = name ? rows.findIndex((row, n) => n >= next && row.label.toLowerCase() === name) : -1;
    const target = named >= 0 ? named : next;
    if (target >= rows.length) break;
    found.push([rows[target], cell]);
    next = target + 1;
  }
  return found;
}
