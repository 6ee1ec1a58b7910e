// The planning board: a card is dragged, or picked up and carried with the arrow keys. Either way the server says what it would
// mean, and its form does it; without this script every card has a link to that form.
const board = document.querySelector(".plan");
const dialog = document.getElementById("plan-move");
const live = document.getElementById("plan-live");
const byTrainer = board?.classList.contains("plan-by-trainer");
let held = null; // the card that is carried, by hand or by keyboard
let target = null; // the cell above which it is
let asking = null;

const cells = () => [...board.querySelectorAll("tr[data-day] > td")];
const column = (key) => board.querySelector(`thead th[data-col="${key}"]`);
const say = (text) => { live.textContent = text; };

function place(cell) {
  return `${cell.parentElement.querySelector("th").innerText.replace(/\s+/g, " ")}, ${column(cell.dataset.col).innerText}`;
}

// A session stays at its own school; among trainers it goes to whoever gives the workshop.
function takes(cell, card) {
  if (!byTrainer) return cell.dataset.col === card.dataset.col;
  const gives = column(cell.dataset.col).dataset.gives;
  return gives === undefined || gives.split(" ").includes(card.dataset.workshop);
}

function address(card, cell) {
  const { day, half } = cell.parentElement.dataset;
  const query = new URLSearchParams({ day, half_day: half, next: board.dataset.query });
  if (byTrainer && cell.dataset.col !== card.dataset.col) {
    query.set("trainer", cell.dataset.col);
    query.set("instead_of", card.dataset.col);
  }
  return `${card.dataset.move}?${query}`;
}

function aim(cell) {
  target?.classList.remove("plan-target");
  target = cell;
  target?.classList.add("plan-target");
}

function lift(card) {
  held = card;
  card.classList.add("plan-held");
  for (const cell of cells()) cell.classList.toggle("plan-shut", !takes(cell, card));
}

function drop() {
  clearTimeout(asking);
  held?.classList.remove("plan-held");
  held?.querySelector(".plan-grip").setAttribute("aria-pressed", "false");
  for (const cell of board.querySelectorAll(".plan-shut")) cell.classList.remove("plan-shut");
  aim(null);
  held = null;
}

async function put(card, cell) {
  drop();
  const grip = card.querySelector(".plan-grip");
  dialog.addEventListener("close", () => grip.focus(), { once: true });
  await htmx.ajax("GET", address(card, cell), { target: "#plan-move-body", swap: "innerHTML" });
  const back = dialog.querySelector(".plan-put-back");
  if (back) back.hidden = false;
  back?.addEventListener("click", () => dialog.close());
  dialog.showModal();
}

// By keyboard ------------------------------------------------------------------------------------------------------

function tell(cell) {
  say(place(cell));
  clearTimeout(asking);
  const card = held;
  asking = setTimeout(async () => {
    const answer = await fetch(`${address(card, cell)}&brief=1`, { headers: { "HX-Request": "true" } });
    if (held === card && target === cell) say(`${place(cell)}. ${(await answer.text()).replace(/\s+/g, " ").trim()}`);
  }, 250);
}

function step(down, right) {
  const rows = [...board.querySelectorAll("tr[data-day]")];
  const at = target.parentElement;
  const row = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(at) + down))];
  const beside = [...row.querySelectorAll("td")];
  let index = beside.findIndex((cell) => cell.dataset.col === target.dataset.col);
  if (right && !byTrainer) {
    say(board.dataset.own);
    return;
  }
  do index += right; while (right && beside[index] && !takes(beside[index], held));
  if (!beside[index]) return;
  aim(beside[index]);
  target.scrollIntoView({ block: "nearest", inline: "nearest" });
  tell(target);
}

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

function pressed(event) {
  const card = event.target.closest(".plan-card");
  if (!held) return;
  if (event.key === "Escape") {
    say(board.dataset.back.replace("{card}", held.dataset.name));
    drop();
  } else if (STEPS[event.key]) {
    event.preventDefault();
    step(...STEPS[event.key]);
  } else if (event.key === "Tab") drop();
  else if (event.key === "Enter" && card === held) {
    event.preventDefault();
    put(held, target);
  }
}

function picked(event) {
  const card = event.currentTarget.closest(".plan-card");
  if (held === card) return;
  drop();
  lift(card);
  event.currentTarget.setAttribute("aria-pressed", "true");
  aim(card.closest("td") ?? cells().find((cell) => takes(cell, card)));
  say(board.dataset.picked.replace("{card}", card.dataset.name));
}

// By hand ----------------------------------------------------------------------------------------------------------

function ready(card) {
  card.draggable = true;
  const grip = card.querySelector(".plan-grip");
  grip.hidden = false;
  grip.setAttribute("aria-pressed", "false");
  grip.addEventListener("click", picked);
  card.addEventListener("keydown", pressed);
  card.addEventListener("dragstart", (event) => {
    drop();
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.name);
    lift(card);
  });
  card.addEventListener("dragend", drop);
}

function over(event) {
  const cell = event.target.closest("tr[data-day] > td");
  if (!held || !cell || !takes(cell, held)) return;
  event.preventDefault();
  if (target !== cell) aim(cell);
}

if (board && dialog) {
  document.querySelectorAll(".plan-card[data-move]").forEach(ready);
  board.addEventListener("dragover", over);
  board.addEventListener("drop", (event) => {
    event.preventDefault();
    if (held && target) put(held, target);
  });
  const help = document.getElementById("plan-help");
  help.hidden = !document.querySelector(".plan-card[data-move]");
  // After a move the focus is on the card where it stands now; the browser goes to the fragment first, and takes the focus away.
  const moved = /^#s[\d-]+$/.test(location.hash) && document.querySelector(`${location.hash} .plan-grip`);
  if (moved) addEventListener("load", () => setTimeout(() => moved.focus()));
}
