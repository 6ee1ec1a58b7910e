// The rosters that were opened on this device open again without a connection; every other page needs one.
const ROSTERS = "rosters";
const FRAME = "frame";
const ROSTER = /^\/[^/]+\/\d{4}-\d{4}\/attendance\/sessions\/\d+\/$/;
const DAYS = 7; // that a list of names stays on a device
const OFFLINE = "{% url "offline" %}";
const LOOKS = [{% for file in files %}"{% static file %}"{% if not forloop.last %}, {% endif %}{% endfor %}];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FRAME).then((cache) => cache.addAll([OFFLINE, ...LOOKS])).then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function forget(cache) {
  for (const request of await cache.keys()) {
    const written = Date.parse((await cache.match(request)).headers.get("date"));
    if (!(Date.now() - written < DAYS * 86400000)) await cache.delete(request);
  }
}

async function fresh(request, name) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) {
    const cache = await caches.open(name);
    await cache.put(new URL(request.url).pathname, answer.clone());
    if (name === ROSTERS) await forget(cache);
  }
  return answer;
}

async function kept(request, name) {
  try {
    return await fresh(request, name);
  } catch (error) {
    const found = await (await caches.open(name)).match(new URL(request.url).pathname);
    if (found) return found;
    if (request.mode === "navigate") return caches.match(OFFLINE);
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const opened = request.mode === "navigate";
  if (opened && ROSTER.test(pathname)) event.respondWith(kept(request, ROSTERS));
  else if (pathname.startsWith("{% get_static_prefix %}")) event.respondWith(kept(request, FRAME));
  else if (opened) event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
});
