/* On a phone, one question a screen. The address names it, so that a reload comes back to it. */

export function byScreen(form) {
  const screens = [...form.querySelectorAll("[data-question]")];
  const steps = form.querySelector(".steps");
  const [back, next] = steps.querySelectorAll("button");
  const where = steps.querySelector("b");
  let at = Math.max(0, screens.findIndex((each) => `#${each.id}` === location.hash));

  const show = (number, moved = true) => {
    at = Math.min(Math.max(number, 0), screens.length - 1);
    screens.forEach((each, n) => each.classList.toggle("current", n === at));
    where.textContent = `${at + 1} of ${screens.length}`;
    back.disabled = at === 0;
    next.textContent = at === screens.length - 1 ? "Look at all" : "Next question";
    if (moved) {
      history.replaceState(null, "", `#${screens[at].id}`);
      form.scrollIntoView();
    }
  };
  back.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => {
    if (at < screens.length - 1) show(at + 1);
    else form.classList.toggle("whole");
  });
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1))?.closest("[data-question]");
    if (target) show(screens.indexOf(target), false);
  });
  steps.hidden = false;
  show(at, false);
}
