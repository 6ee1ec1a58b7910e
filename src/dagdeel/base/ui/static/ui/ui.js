// Small comforts; nothing here is needed to use a page.

// On a phone the year strip starts at the step of this page. That step is sticky, so its neighbour tells where it belongs.
const current = document.querySelector(".strip .step-current");
const before = current?.previousElementSibling;
if (before) {
  const strip = current.parentElement;
  strip.scrollLeft = before.offsetLeft + before.offsetWidth - (strip.clientWidth - current.offsetWidth) / 2;
}

// Menus close on Escape, giving the focus back, and when the focus or a click goes elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
for (const moved of ["click", "focusin"]) {
  document.addEventListener(moved, (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
}

// Search from anywhere: Ctrl K (or ⌘ K), or a slash outside a field. The arrows walk through what was found.
const palette = document.querySelector("#palette");
const typed = palette?.querySelector("input");
function openPalette(event) {
  event.preventDefault();
  if (palette.open) return;
  palette.showModal();
  typed.select();
  typed.dispatchEvent(new Event("palette"));
}
if (palette) {
  document.querySelector("[data-palette]").addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) openPalette(event);
  });
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !writing)) openPalette(event);
  });
  palette.querySelector("[data-close]").addEventListener("click", () => palette.close());
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  palette.addEventListener("keydown", (event) => {
    const found = [...palette.querySelectorAll("a")];
    if (event.key === "Enter" && event.target === typed && found.length) {
      event.preventDefault();
      found[0].click();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !found.length) return;
    event.preventDefault();
    const at = found.indexOf(document.activeElement) + step;
    (at < 0 ? typed : found[Math.min(at, found.length - 1)]).focus();
  });
}

// Who does not see that a part of the page changed hears in one sentence what it shows now, once.
document.body.addEventListener("htmx:afterSettle", ({ target }) => {
  const words = target.closest("[data-heard]")?.dataset.heard;
  const heard = document.querySelector("#heard");
  if (words && heard && heard.textContent !== words) heard.textContent = words;
});

// When what had the focus is gone with the part that was replaced, the next Tab goes on in the part that came.
let within = false;
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  within = detail.target.contains(document.activeElement);
});
document.body.addEventListener("htmx:afterSettle", ({ target }) => {
  if (within && document.activeElement === document.body) target.querySelector("a[href], button, summary")?.focus();
  within = false;
});

// Who has to sign in sees no list of names that is kept on this device.
if (document.querySelector("[data-signed-out]")) globalThis.caches?.delete("rosters");

// What takes longer than a second says that it is busy. A file comes without leaving the page, and the browser shows its coming;
// of a form or an address that turns out to be a file no page hears, so the sign goes by itself as well.
const busy = document.querySelector("#busy");
const FILE = /\.(csv|ics|pdf|svg|xlsx|zip)$/;
let patience;
function over() {
  clearTimeout(patience);
  if (busy.textContent) busy.textContent = "";
}
function begun() {
  clearTimeout(patience);
  patience = setTimeout(() => {
    busy.textContent = busy.dataset.words;
    patience = setTimeout(over, 10000);
  }, 1000);
}
document.addEventListener("submit", (event) => event.defaultPrevented || event.target.target || begun());
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link?.target || link?.hasAttribute("download");
  if (!link || event.defaultPrevented || elsewhere || link.origin !== location.origin) return;
  const here = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
  if (!here && !FILE.test(link.pathname)) begun();
});
document.body.addEventListener("htmx:beforeRequest", begun);
document.body.addEventListener("htmx:afterRequest", over);
addEventListener("pageshow", over);

// What the browser itself does not let through is told in the language of the page, not in that of the browser.
const LIMITS = { rangeUnderflow: "min", rangeOverflow: "max", stepMismatch: "step" };
document.addEventListener("invalid", ({ target }) => {
  const words = document.querySelector("#faults").dataset;
  const fault = Object.keys(words).find((name) => target.validity[name]);
  if (fault) target.setCustomValidity(words[fault].replace("{limit}", target[LIMITS[fault]] ?? ""));
}, true);
document.addEventListener("input", ({ target }) => {
  for (const field of target.form?.elements ?? []) field.setCustomValidity?.("");
});
