// A question that depends on another answer shows itself only then; without this script it stays, with the words that say so, and
// the server does not count it.
const parts = [...document.querySelectorAll("[data-depends-on]")];

function given(form, name) {
  return [...form.elements].filter((field) => field.name === name && field.checked && !field.disabled).map((field) => field.value);
}

function unfold() {
  for (const part of parts) {
    const wanted = part.dataset.onValues.split(" ");
    const asked = given(part.closest("form"), part.dataset.dependsOn).some((value) => wanted.includes(value));
    part.hidden = !asked;
    for (const field of part.querySelectorAll("input, textarea")) field.disabled = !asked;
  }
}

for (const words of document.querySelectorAll("[data-condition]")) words.hidden = true;
document.addEventListener("change", unfold);

// What is filled in stays on this device until it is sent, so that a call or an empty battery costs nothing.
const DAYS = 30;
const form = document.querySelector("form[data-keep]");
const note = document.querySelector("[data-kept]");
const key = form && `answers ${form.dataset.keep}`;

function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function keep() {
  const values = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "code");
  try {
    localStorage.setItem(key, JSON.stringify({ until: Date.now() + DAYS * 86400000, values }));
  } catch {
    return; // a device that keeps nothing can still send
  }
}

function restore(values) {
  for (const [name, value] of values) {
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else field.value ||= value;
    }
  }
}

if (form) {
  const kept = stored(key);
  if (kept && kept.until > Date.now() && kept.values.some(([, value]) => value)) {
    restore(kept.values);
    note.hidden = false;
  }
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => sessionStorage.setItem("sent answers", key));
  note.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(key);
    form.reset();
    note.hidden = true;
    unfold();
    form.querySelector("input:not([type=hidden]), textarea").focus();
  });
}

// The page after sending: nothing stays on the device. Old answers that were never sent go as well.
if (document.querySelector("[data-answered]")) {
  const sent = sessionStorage.getItem("sent answers");
  if (sent) localStorage.removeItem(sent);
  sessionStorage.removeItem("sent answers");
}
for (const name of Object.keys(localStorage)) {
  if (name.startsWith("answers ") && !(stored(name)?.until > Date.now())) localStorage.removeItem(name);
}
unfold();
