// Keeps the page in the browser, so that it opens without a network: after a reload, in a new tab, tomorrow.
//
// This is the only code of the page that may use the network once a workbook is open: no policy of a document
// binds it. So it is made to be of no use to anyone who would send something. It hears nothing but requests
// (no message, push or sync); it asks for the addresses below and for no other, whatever it was asked; and what
// it keeps is what came from those. Everything else goes the way that it would go without it.
//
// The two constants are filled in when the page is built (see `stamp` in xtask). A new version takes over at once:
// every page has all of its code before it is locked, so none that is open notices.

const VERSION = "{version}";
const FILES = ["{files}"];

/** How long a page that is there waits for a newer one. */
const PATIENCE_MS = 4000;

const scope = registration.scope;
const mine = `soatbieu ${scope} `;
const cacheName = mine + VERSION;
const addresses = new Set(FILES.map((file) => new URL(file, scope).href));

// The page itself must be of this version. The other names change with what they hold, so that a copy the browser
// has is as good as a new one.
addEventListener("install", (event) => {
  const copies = [new Request(scope, { cache: "reload" })];
  for (const address of addresses) copies.push(new Request(address, { cache: "force-cache" }));
  const copied = caches.open(cacheName).then((cache) => cache.addAll(copies));
  event.waitUntil(copied.then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const forget = (name) => name.startsWith(mine) && name !== cacheName && caches.delete(name);
  event.waitUntil(caches.keys().then((names) => Promise.all(names.map(forget))));
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") return;
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  if (mode === "navigate") {
    if (address === scope || address === `${scope}index.html`) event.respondWith(newest());
  } else if (addresses.has(url)) event.respondWith(kept(url).then((copy) => copy ?? fetch(url)));
});

function kept(url) {
  return caches.open(cacheName).then((cache) => cache.match(url));
}

// The page as the server has it now; the copy where there is no answer, or none in time.
async function newest() {
  const copy = await kept(scope);
  const answer = fetch(scope, { cache: "no-cache" }).then((response) => (response.ok ? response : (copy ?? response)));
  if (!copy) return answer;
  const late = new Promise((copied) => setTimeout(copied, PATIENCE_MS, copy));
  return Promise.race([answer.catch(() => copy), late]);
}
