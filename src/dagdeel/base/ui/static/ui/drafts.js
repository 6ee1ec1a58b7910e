// Nothing that was typed gets lost: leaving a page warns, and what was not saved is there again when one comes back in this tab.
// For forms with room for text; passwords, files and hidden fields are not kept, and forms with their own way of keeping are left alone.
const KEPT = "draft ";
const TEXT = "textarea, input[type=text], input[type=email], input[type=number], input:not([type])";
const words = document.querySelector("#faults").dataset;
const forms = [...document.querySelectorAll("main form[method=post].form:not([data-keep])")].filter((form) => form.querySelector(TEXT));
const dirty = new Set();

const name = (form) => `${KEPT}${location.pathname} ${form.getAttribute("action") ?? ""} ${forms.filter((it) => it.action === form.action).indexOf(form)}`;
const fields = (form) => [...form.elements].filter((it) => it.name && it.name !== "csrfmiddlewaretoken" && !/^(hidden|file|password|submit)$/.test(it.type) && it.tagName !== "BUTTON");
const state = (field) => (/^(radio|checkbox)$/.test(field.type) ? field.checked : field.value);

function keep(form) {
  dirty.add(form);
  sessionStorage.setItem(name(form), JSON.stringify({ values: fields(form).map(state) }));
}

function put(form, values) {
  fields(form).forEach((field, at) => {
    if (typeof values[at] === "boolean") field.checked = values[at];
    else if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === values[at])) field.value = values[at];
  });
}

// The words above a form in which something was put back, with the way to be rid of it.
function told(form, before) {
  const note = document.createElement("div");
  note.className = "notice notice-info draft-note";
  note.setAttribute("role", "status");
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: words.draftDrop });
  drop.addEventListener("click", () => {
    put(form, before);
    sessionStorage.removeItem(name(form));
    dirty.delete(form);
    note.remove();
    fields(form)[0].focus();
  });
  const text = Object.assign(document.createElement("p"), { textContent: words.draftBack });
  note.append(text, drop);
  form.prepend(note);
}

const saved = document.querySelector(".messages .notice-success");
for (const form of forms) {
  const kept = JSON.parse(sessionStorage.getItem(name(form)));
  const before = fields(form).map(state);
  if (!kept) continue;
  if ((kept.sent && saved) || kept.values.length !== before.length || kept.values.every((value, at) => value === before[at])) {
    sessionStorage.removeItem(name(form));
    continue;
  }
  put(form, kept.values);
  keep(form);
  told(form, before);
}

// What was sent from another page and answered with a success is over.
if (saved) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(KEPT) && JSON.parse(sessionStorage.getItem(key)).sent) sessionStorage.removeItem(key);
  }
}

document.addEventListener("input", ({ target }) => forms.includes(target.form) && keep(target.form));
document.addEventListener("submit", ({ target }) => {
  dirty.delete(target);
  const kept = JSON.parse(sessionStorage.getItem(name(target)));
  if (kept) sessionStorage.setItem(name(target), JSON.stringify({ ...kept, sent: true }));
});
addEventListener("beforeunload", (event) => dirty.size && event.preventDefault());
