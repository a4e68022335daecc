// Whoever comes back to a page finds its menu closed, though they left by a link in it.
addEventListener("pagehide", () => document.getElementById("menu")?.hidePopover?.());

// "/" puts the cursor into the search box. A checkbox on the search page switches that off, since
// whoever speaks to the computer presses keys without wanting to (WCAG 2.1.4).
const SETTING = "search-key";
const box = document.querySelector("[data-seek]");
const choice = document.querySelector("[data-seek-key]");

const setting = value => {
  try {
    if (value) localStorage.setItem(SETTING, value);
    return localStorage.getItem(SETTING);
  } catch {
    return null; // no storage: the key works, and nothing can be kept
  }
};
const isOn = () => setting() !== "off";
const announce = () => isOn() ? box?.setAttribute("aria-keyshortcuts", "/") : box?.removeAttribute("aria-keyshortcuts");
const isTyped = target => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

if (choice) {
  const checkbox = choice.querySelector("input");
  checkbox.checked = isOn();
  checkbox.addEventListener("change", () => { setting(checkbox.checked ? "on" : "off"); announce(); });
  choice.hidden = false;
}
announce();

document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (!box || isTyped(event.target) || !isOn()) return;
  event.preventDefault();
  box.focus();
  box.select();
});
