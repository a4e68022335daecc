/* Keeps the pages on which counts are entered, and what they are made of, for when there is no
   network. The network always comes first; a page that asks to sign in again is forgotten. */

const KEPT = "desk-1";
const isEntry = (url) => /^\/desk\/surveys\/\d+\/$/.test(url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => Promise.all(event.data.keep.map((url) => keep(cache, url)))));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isOurs = url.origin === location.origin && (isEntry(url) || url.pathname.startsWith("/static/"));
  if (event.request.method === "GET" && isOurs) event.respondWith(fresh(event.request, url));
});

async function fresh(request, url) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(url.pathname, answer.clone());
    else if (isEntry(url)) await cache.delete(url.pathname);
    return answer;
  } catch (error) {
    const kept = await cache.match(url.pathname);
    if (kept) return kept;
    throw error;
  }
}

async function keep(cache, url) {
  const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok && !answer.redirected) await cache.put(new URL(url, location).pathname, answer);
}
