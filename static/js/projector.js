/* Renews what is on the screen, without a reload, as soon as it changes. */

const FASTEST = 1000;
const SLOWEST = 15000;
let pause = FASTEST;
let etag = "";

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {}, signal: AbortSignal.timeout(8000) });
    if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
    if (answer.status === 200) {
      etag = answer.headers.get("ETag") ?? "";
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
    pause = FASTEST;
  } catch {
    pause = Math.min(pause * 2, SLOWEST);
  }
  document.body.classList.toggle("stale", pause > FASTEST);
  setTimeout(look, document.hidden ? SLOWEST : pause);
}

function show(page) {
  const live = document.getElementById("live");
  const next = page.getElementById("live");
  if (next && live.innerHTML !== next.innerHTML) live.replaceWith(document.adoptNode(next));
}

document.addEventListener("visibilitychange", () => document.hidden || (pause = FASTEST));
setTimeout(look, FASTEST);
