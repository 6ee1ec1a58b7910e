// The rosters that are kept on this device, each by the title of its page.
const list = document.querySelector("[data-kept-rosters]");
const cache = await caches.open("rosters");
for (const request of await cache.keys()) {
  const kept = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
  const link = document.createElement("a");
  link.href = new URL(request.url).pathname;
  link.textContent = kept.querySelector("main .lead")?.textContent.trim() || kept.title;
  const item = document.createElement("li");
  item.append(`${kept.querySelector("h1")?.textContent.trim() ?? ""} · `, link);
  list.append(item);
}
document.querySelector("[data-kept-none]").hidden = list.children.length > 0;
