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
