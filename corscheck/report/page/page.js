"use strict";
{
  const find = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);

  // On small screens the tables are laid out as blocks, which some browsers then do not call tables any more. Roles
  // in the document itself are refused by validators (ARIA in HTML).
  const roles = { "": "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell", "thead th": "columnheader",
    "tbody th": "rowheader" };
  for (const [part, role] of Object.entries(roles)) {
    for (const one of find(`table.routes ${part}`)) one.setAttribute("role", role);
  }

  // Filters: a route is shown if one of its cells matches, a check if it does itself.
  const filters = { service: "", origin: "", method: "", result: "", text: "" };
  const routes = find("table.routes tbody tr").map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    cells: find("td", row),
  }));
  const checks = find("ul.checks > li").map((row) => ({
    row,
    text: row.firstElementChild.firstElementChild.textContent.toLowerCase(),
  }));
  const fits = (name, value) => !filters[name] || filters[name] === value;

  const showsRoute = ({ row, text, cells }) =>
    fits("service", row.dataset.service) && fits("method", row.dataset.method) && text.includes(filters.text) &&
    cells.some((cell) => fits("origin", cell.dataset.origin) && fits("result", cell.dataset.result));

  const showsCheck = ({ row, text }) =>
    ["service", "origin", "method", "result"].every((name) => fits(name, row.dataset[name])) &&
    text.includes(filters.text);

  const applyTo = (items, shows) => {
    let count = 0;
    for (const item of items) {
      const shown = shows(item);
      if (item.row.hidden === shown) item.row.hidden = !shown;
      count += shown;
    }
    return count;
  };

  const apply = () => {
    const parts = [];
    if (routes.length) parts.push(`${applyTo(routes, showsRoute)} of ${routes.length} routes`);
    if (checks.length) parts.push(`${applyTo(checks, showsCheck)} of ${checks.length} checks`);
    for (const cell of find("table.routes [data-origin]")) cell.hidden = !fits("origin", cell.dataset.origin);
    for (const table of find("table.routes")) table.hidden = !table.querySelector("tbody tr:not([hidden])");
    const filtered = Object.values(filters).some(Boolean);
    for (const family of find("details.family")) {
      family.hidden = !family.querySelector("li:not([hidden])");
      family.dataset.open ??= String(family.open);
      family.open = filtered ? !family.hidden : family.dataset.open === "true";
    }
    byId("shown").textContent = `${parts.join(" and ")} shown`;
  };

  const bar = document.querySelector(".filters");
  if (bar) {
    bar.hidden = false;
    for (const name of Object.keys(filters)) {
      const input = byId(`filter-${name}`);
      const read = () => {
        filters[name] = name === "text" ? input.value.toLowerCase() : input.value;
        apply();
      };
      input.addEventListener("input", read);
      if (input.value) read();  // what the browser kept over a reload
    }
    byId("reset").addEventListener("click", () => {
      for (const name of Object.keys(filters)) {
        byId(`filter-${name}`).value = "";
        filters[name] = "";
      }
      apply();
    });
    apply();
  }

  // A cell opens its exchange in a dialog; without this script it leads to it.
  const dialog = document.querySelector("dialog");
  const copyButton = (source) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    });
    return button;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cell");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const exchange = byId(link.hash.slice(1));
    if (!exchange) return;
    event.preventDefault();
    const summary = exchange.parentElement.firstElementChild;
    byId("exchange-title").replaceChildren(...[...summary.childNodes].map((node) => node.cloneNode(true)));
    byId("exchange").replaceChildren(...[...exchange.childNodes].map((node) => node.cloneNode(true)));
    if (navigator.clipboard) for (const pre of find("pre.command", dialog)) pre.after(copyButton(pre));
    dialog.showModal();
    dialog.scrollTop = 0;
  });
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  // On paper everything is open that is not filtered out.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = find("details:not([open])");
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
}
