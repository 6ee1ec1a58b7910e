// A roster that was opened keeps working when the connection drops: taps wait on this device and are sent in their order later.
// Each says what the list showed when it was tapped, so the server can refuse to undo what somebody else did meanwhile.
const notice = document.getElementById("unsent");
const list = () => document.getElementById("list");
const key = `roster-${list().dataset.session}`;
const waiting = () => JSON.parse(localStorage.getItem(key) || "[]");
let sending = false;

function keep(taps) {
  if (taps.length) localStorage.setItem(key, JSON.stringify(taps));
  else localStorage.removeItem(key);
  notice.hidden = !taps.length;
  notice.textContent = taps.length === 1 ? notice.dataset.one : notice.dataset.many.replace("{number}", taps.length);
}

function show({ path, values }) {
  const form = document.querySelector(`form[hx-post="${path}"]`);
  for (const button of form?.querySelectorAll("button[name=state]") ?? []) {
    button.setAttribute("aria-pressed", button.value === values.state);
  }
  const row = form?.closest(".roster-row");
  row?.classList.add("roster-unsent");
  const pill = row?.querySelector(".roster-who .pill");
  if (pill) [pill.className, pill.textContent] = ["pill pill-now", notice.dataset.row];
}

// What could not be sent waits. Somebody who is tapped twice waits once, with what the list showed before the first tap.
document.body.addEventListener("htmx:sendError", ({ detail: { requestConfig } }) => {
  if (requestConfig.verb !== "post") return;
  const { csrfmiddlewaretoken, ...values } = Object.fromEntries(Object.entries(requestConfig.parameters));
  const earlier = waiting().find((tap) => tap.path === requestConfig.path);
  const tap = { path: requestConfig.path, values: earlier ? { ...values, seen: earlier.values.seen } : values };
  keep([...waiting().filter((other) => other.path !== tap.path), tap]);
  show(tap);
});

async function sent(tap) {
  let reached = true;
  const failed = () => { reached = false; };
  document.body.addEventListener("htmx:sendError", failed);
  await htmx.ajax("POST", tap.path, { target: "#list", swap: "outerHTML", values: tap.values }).catch(failed);
  document.body.removeEventListener("htmx:sendError", failed);
  return reached;
}

async function send() {
  if (sending || !navigator.onLine) return;
  sending = true;
  for (let [tap] = waiting(); tap; [tap] = waiting()) {
    if (!(await sent(tap))) break;
    keep(waiting().filter((other) => other.path !== tap.path));
    // The next answer replaces the list: what was refused stays to be read.
    const refused = list().querySelector(".notice-error");
    if (refused) notice.after(refused.cloneNode(true));
    waiting().forEach(show);
  }
  sending = false;
}

// From now on this list opens without a connection as well (the worker takes care of the later ones).
async function keepPage() {
  await navigator.serviceWorker.register("/worker.js");
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=preload], script[src]")].map((it) => it.href || it.src);
  for (const [name, addresses] of Object.entries({ frame: files, rosters: [location.pathname] })) {
    await (await caches.open(name)).addAll(addresses);
  }
}
if ("serviceWorker" in navigator) keepPage().catch(() => {}); // without room for it the list still works with a connection

addEventListener("online", send);
setInterval(send, 15000);
keep(waiting());
waiting().forEach(show);
send();
