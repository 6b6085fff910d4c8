/* Sorting, filtering, grouping and copying. Every page is complete without it. */
(() => {
  "use strict";
  const collator = new Intl.Collator("zh", { numeric: true });
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rowsOf = (table) => [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.classList.contains("group"));
  const keyOf = (cell) => cell ? (cell.dataset.v ?? cell.textContent.trim()) : "";

  function compare(a, b) {
    const x = Number(a), y = Number(b);
    if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    return collator.compare(a, b);
  }

  class Table {
    constructor(table) {
      this.table = table;
      this.rows = rowsOf(table);
      this.bodies = [...table.tBodies];
      this.home = new Map(this.rows.map((row) => [row, row.parentNode]));
      this.texts = null;
      this.grouped = "";
      this.sorted = null;
      this.order = this.rows;
      this.tools = document.querySelector(`.tools[data-for="${table.id}"]`);
      if (table.classList.contains("sortable")) this.addButtons();
      if (this.tools) this.addTools();
    }

    addButtons() {
      [...this.table.tHead.rows[0].cells].forEach((cell, index) => {
        if (cell.classList.contains("unsorted")) return;
        const button = document.createElement("button");
        button.type = "button";
        button.append(...cell.childNodes);
        button.addEventListener("click", () => this.sort(cell, index));
        cell.append(button);
      });
    }

    sort(cell, index) {
      const down = cell.getAttribute("aria-sort") === "ascending";
      $$("th[aria-sort]", this.table.tHead).forEach((other) => other.removeAttribute("aria-sort"));
      cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = this.rows.map((row, at) => [keyOf(row.cells[index]), row, at]);
      keyed.sort((a, b) => {
        if (a[0] === "" || b[0] === "") return compare(a[0], b[0]) || a[2] - b[2];
        return (down ? -compare(a[0], b[0]) : compare(a[0], b[0])) || a[2] - b[2];
      });
      this.order = keyed.map((entry) => entry[1]);
      this.sorted = cell;
      this.arrange();
    }

    addTools() {
      this.tools.hidden = false;
      this.output = this.tools.querySelector("output");
      $$("input, select", this.tools).forEach((input) => {
        input.addEventListener("input", () => input.name === "group" ? this.group(input.value) : this.filter());
      });
      $$("[data-do=reset]", this.tools).forEach((button) => button.addEventListener("click", () => this.reset()));
      $$("[data-do=print]", this.tools).forEach((button) => button.addEventListener("click", () => window.print()));
      $$("[data-do=open]", this.tools).forEach((button) => button.addEventListener("click", () => this.openAll(button)));
      const search = this.tools.querySelector("input[type=search]");
      document.addEventListener("keydown", (event) => {
        const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
        if (event.key === "/" && !typing && search) { event.preventDefault(); search.focus(); }
        if (event.key === "Escape" && document.activeElement === search) { search.value = ""; this.filter(); }
      });
      if (this.table.dataset.filters) this.fillSelects();
      this.filter();
    }

    openAll(button) {
      const open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(open));
      this.rows.forEach((row) => { if (!row.hidden) $$(".evidence", row).forEach((details) => { details.open = open; }); });
    }

    fillSelects() {
      $$("select[data-from]", this.tools).forEach((select) => {
        const found = new Map();
        this.rows.forEach((row) => { const value = row.dataset[select.name]; if (value) found.set(value, (found.get(value) || 0) + 1); });
        [...found].sort((a, b) => collator.compare(a[0], b[0])).forEach(([value, count]) => {
          select.add(new Option(`${value} (${count})`, value));
        });
        if (found.size < 2) select.closest("label").hidden = true;
      });
    }

    reset() {
      $$("input, select", this.tools).forEach((input) => { input.value = ""; });
      $$("th[aria-sort]", this.table.tHead).forEach((other) => other.removeAttribute("aria-sort"));
      this.order = this.rows;
      this.sorted = null;
      this.grouped = "";
      this.arrange();
      this.filter();
    }

    filter() {
      const words = (this.tools.querySelector("input[type=search]")?.value || "").toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = $$("select", this.tools).filter((select) => select.name !== "group" && select.value);
      if (words.length && !this.texts) this.texts = new Map(this.rows.map((row) => [row, row.textContent.toLowerCase()]));
      let shown = 0;
      for (const row of this.rows) {
        const fits = chosen.every((select) => (row.dataset[select.name] || "") === select.value)
          && words.every((word) => this.texts.get(row).includes(word));
        if (row.hidden === fits) row.hidden = !fits;
        shown += fits;
      }
      this.hideEmpty();
      if (this.output) this.output.textContent = this.output.dataset.text.replace("{shown}", shown).replace("{all}", this.rows.length);
    }

    hideEmpty() {
      for (const body of this.table.tBodies) {
        const rows = [...body.rows].filter((row) => !row.classList.contains("group"));
        body.hidden = rows.length > 0 ? rows.every((row) => row.hidden) : body.rows.length > 0;
        const count = body.querySelector(".group .count");
        if (count && body.dataset.made) count.textContent = rows.filter((row) => !row.hidden).length;
      }
    }

    group(by) { this.grouped = by; this.arrange(); this.hideEmpty(); }

    arrange() {
      $$("tbody[data-made]", this.table).forEach((body) => { body.remove(); });
      this.bodies.forEach((body) => body.remove());
      if (this.grouped) this.table.append(...this.groupsBy(this.grouped));
      else if (this.sorted) this.table.append(this.flat());
      else {
        this.order.forEach((row) => this.home.get(row).append(row));
        this.table.append(...this.bodies);
      }
      this.hideEmpty();
    }

    flat() {
      const body = document.createElement("tbody");
      body.dataset.made = "1";
      body.append(...this.order);
      return body;
    }

    groupsBy(name) {
      const groups = new Map();
      for (const row of this.order) {
        const key = row.dataset[name] || (name === "page" ? (row.querySelector("[data-page]") || row.querySelector("[data-url]"))?.textContent.trim() : "") || this.tools.dataset.none;
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push(row);
      }
      const entries = [...groups].sort((a, b) => b[1].length - a[1].length || collator.compare(a[0], b[0]));
      return entries.map(([key, rows]) => {
        const body = document.createElement("tbody");
        body.dataset.made = "1";
        const head = body.insertRow();
        head.className = "group";
        const cell = document.createElement("th");
        cell.colSpan = this.table.tHead.rows[0].cells.length;
        cell.scope = "rowgroup";
        const title = document.createElement("h3");
        const label = document.createElement("bdi");
        label.textContent = key;
        const count = document.createElement("span");
        count.className = "tag count";
        count.textContent = rows.length;
        title.append(label, count);
        cell.append(title);
        head.append(cell);
        body.append(...rows);
        return body;
      });
    }
  }

  const abouts = new Map($$("tr.group[id]").map((row) => [row.id, row]));

  function explain(details) {
    const row = details.closest("tr"), list = details.querySelector("dl");
    const source = row && abouts.get(row.dataset.about);
    if (!source || !list || list.dataset.told || row.parentNode.contains(source)) return;
    list.dataset.told = "1";
    list.append(...[...source.querySelectorAll("th > dl > *")].map((node) => node.cloneNode(true)));
  }

  async function copy(button) {
    const code = button.parentNode.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    button.textContent = button.dataset.done;
  }

  function openTarget() {
    const row = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = row && row.querySelector("details");
    if (details) { details.open = true; row.scrollIntoView({ block: "start" }); }
  }

  $$("table.sortable, table.tooled").forEach((table) => new Table(table));
  document.addEventListener("toggle", (event) => { if (event.target.open && event.target.matches?.(".evidence")) explain(event.target); }, true);
  document.addEventListener("click", (event) => { const button = event.target.closest(".copy"); if (button) copy(button); });
  $$(".copy").forEach((button) => { button.hidden = false; });
  addEventListener("hashchange", openTarget);
  openTarget();
  document.documentElement.dataset.ready = "1";
})();
