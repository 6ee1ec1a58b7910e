// Ways to look at a list (search, order, columns) are kept by name, on this device, for this list in every year.
for (const part of document.querySelectorAll("[data-views]")) {
  const key = `views ${location.pathname.replace(/\/\d{4}-\d{4}\//, "/*/")}`;
  const list = part.querySelector("[data-views-list]");
  const form = part.querySelector("[data-views-form]");
  const stored = () => JSON.parse(localStorage.getItem(key) ?? "[]");

  function show() {
    const views = stored();
    part.querySelector("[data-views-none]").hidden = views.length > 0;
    list.replaceChildren(...views.map(({ name, query }) => {
      const item = part.querySelector("template").content.firstElementChild.cloneNode(true);
      const [link, drop] = item.children;
      Object.assign(link, { textContent: name, href: `${location.pathname}?${query}` });
      if (new URLSearchParams(location.search).toString() === query) link.setAttribute("aria-current", "true");
      drop.setAttribute("aria-label", drop.getAttribute("aria-label").replace("{name}", name));
      drop.addEventListener("click", () => keep(stored().filter((view) => view.name !== name)));
      return item;
    }));
  }

  function keep(views) {
    localStorage.setItem(key, JSON.stringify(views));
    show();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = form.elements["view-name"].value.trim();
    const query = new URLSearchParams(location.search);
    query.delete("page");
    if (name) keep([...stored().filter((view) => view.name !== name), { name, query: query.toString() }]);
    form.reset();
  });
  part.hidden = false;
  show();
}

// A list in which lines are ticked gets one box for all of them, and says how many are.
for (const act of document.querySelectorAll("[data-ticks]")) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${act.dataset.ticks}"]`)];
  const words = document.querySelector("#faults").dataset;
  const all = Object.assign(document.createElement("input"), { type: "checkbox", className: "tick" });
  const label = document.createElement("label");
  const told = Object.assign(document.createElement("span"), { className: "soft" });
  told.setAttribute("role", "status");
  label.append(all, ` ${words.tickAll}`);
  act.prepend(label, told);
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    told.textContent = ticked ? words.ticked.replace("{number}", ticked) : "";
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
}
