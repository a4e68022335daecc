// Nothing typed is lost: leaving asks first, and what was typed is kept until it was saved.
"use strict";
{
  const form = document.querySelector("form[data-unsaved]");
  const forget = document.querySelector("[data-forget]");
  const key = path => `unsaved ${path}`;
  const kept = store => { try { return store(); } catch { return null; } };

  if (forget) for (const path of forget.dataset.forget.split(" ")) kept(() => localStorage.removeItem(key(path)));

  if (form) {
    let dirty = form.dataset.unsaved === "changed";
    const fields = () => [...form.elements].filter(field => field.name && !/csrf|version|_FORMS$/.test(field.name));
    const values = () => fields().map(field => [field.id, field.checked ?? null, field.value]);
    const keep = () => kept(() => localStorage.setItem(key(location.pathname), JSON.stringify(values())));
    const before = kept(() => localStorage.getItem(key(location.pathname)));
    const offer = document.querySelector("[data-restore]");

    if (offer && before && !dirty && before !== JSON.stringify(values())) {
      offer.hidden = false;
      offer.querySelector("button").addEventListener("click", () => {
        for (const [id, checked, value] of JSON.parse(before)) {
          const field = id && document.getElementById(id);
          if (!field) continue;
          if (/radio|checkbox/.test(field.type)) field.checked = checked;
          else if (field.type !== "submit") field.value = value;
        }
        dirty = true;
        offer.hidden = true;
      });
    }
    form.addEventListener("input", () => { dirty = true; keep(); });
    form.addEventListener("submit", () => { dirty = false; });
    addEventListener("beforeunload", event => { if (dirty) event.preventDefault(); });
  }
}
