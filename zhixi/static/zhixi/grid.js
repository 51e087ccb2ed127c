// Tables as grids: rows and columns come, go and move; a paste from Word or Excel keeps its cells.
"use strict";
(() => {
  const { changed, grow, fill, words } = window.zhixiFields;
  let last = null; // the cell that was written in last

  const rows = (grid) => [...grid.rows];
  const box = (cell) => cell.firstElementChild;
  const place = (cell) => ({ grid: cell.closest("table"), row: cell.parentElement.rowIndex, column: cell.cellIndex });

  function made(head) {
    const cell = document.createElement(head ? "th" : "td");
    if (head) cell.scope = "col";
    const area = document.createElement("textarea");
    area.rows = 1;
    cell.append(area);
    return cell;
  }

  function named(grid) {
    rows(grid).forEach((row, r) => {
      [...row.cells].forEach((cell, c) => {
        box(cell).setAttribute("aria-label", fill(r ? words.wordsCell : words.wordsHead, { row: r, column: c + 1 }));
      });
    });
  }

  function addRow(grid, after) {
    const row = document.createElement("tr");
    for (let n = 0; n < grid.rows[0].cells.length; n += 1) row.append(made(false));
    if (after > 0 && after < grid.rows.length) grid.rows[after].after(row);
    else grid.tBodies[0][after === 0 ? "prepend" : "append"](row);
    return row;
  }

  function addColumn(grid, after) {
    rows(grid).forEach((row, n) => row.cells[Math.min(after, row.cells.length - 1)].after(made(n === 0)));
  }

  function moveRow(grid, row, way) {
    const to = row + way;
    if (row < 1 || to < 1 || to >= grid.rows.length) return;
    if (way < 0) grid.rows[to].before(grid.rows[row]);
    else grid.rows[to].after(grid.rows[row]);
  }

  function moveColumn(grid, column, way) {
    const to = column + way;
    if (to < 0 || to >= grid.rows[0].cells.length) return;
    for (const row of rows(grid)) {
      if (way < 0) row.cells[to].before(row.cells[column]);
      else row.cells[to].after(row.cells[column]);
    }
  }

  const acts = {
    "row-add": (grid, row) => addRow(grid, row),
    "row-up": (grid, row) => moveRow(grid, row, -1),
    "row-down": (grid, row) => moveRow(grid, row, 1),
    "row-drop": (grid, row) => row > 0 && grid.rows[row].remove(),
    "column-add": (grid, _row, column) => addColumn(grid, column),
    "column-left": (grid, _row, column) => moveColumn(grid, column, -1),
    "column-right": (grid, _row, column) => moveColumn(grid, column, 1),
    "column-drop": (grid, _row, column) => grid.rows[0].cells.length > 1 && rows(grid).forEach((row) => row.cells[column].remove()),
  };

  function act(grid, name) {
    const inside = last && grid.contains(last) ? place(last) : { row: grid.rows.length - 1, column: grid.rows[0].cells.length - 1 };
    acts[name](grid, inside.row, inside.column);
    named(grid);
    changed(grid);
    if (last && grid.contains(last)) box(last).focus();
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.closest("[data-grid]")) last = event.target.parentElement;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-grid-act]");
    if (button) act(button.closest("[data-kind='table']").querySelector("[data-grid]"), button.dataset.gridAct);
  });
  document.addEventListener("keydown", (event) => {
    const grid = event.target.closest("[data-grid]");
    if (!grid || event.isComposing || !event.altKey || !/^Arrow(?:Up|Down)$/.test(event.code)) return;
    event.preventDefault();
    act(grid, event.code === "ArrowUp" ? "row-up" : "row-down");
  });

  // --- paste --------------------------------------------------------------------------------
  const tidy = (text) => text.replace(/[ \t\u00a0]*\n\s*/g, " ").replace(/[\s\u00a0]+/g, " ").trim();

  // A merged cell's words stand in every cell that it covered.
  function fromHtml(html) {
    const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!table) return null;
    const found = [...table.rows].map(() => []);
    [...table.rows].forEach((row, r) => {
      let c = 0;
      for (const cell of row.cells) {
        while (found[r][c] !== undefined) c += 1;
        for (let y = r; y < Math.min(r + (cell.rowSpan || 1), found.length); y += 1) {
          for (let x = c; x < c + Math.min(cell.colSpan || 1, 50); x += 1) found[y][x] = tidy(cell.textContent);
        }
      }
    });
    return found;
  }

  // Excel puts cells that hold lines or quotes between quotes.
  function fromText(text) {
    if (!/[\t]|\n./.test(text)) return null;
    const found = [[]];
    for (const [, quoted, bare, end] of text.replace(/\r\n?/g, "\n").matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
      found.at(-1).push(tidy(quoted === undefined ? bare : quoted.replace(/""/g, '"')));
      if (end === "\n") found.push([]);
      if (end === "") break;
    }
    return found.filter((row) => row.some(Boolean));
  }

  function pour(cells, grid, row, column) {
    const wide = Math.max(...cells.map((line) => line.length));
    while (grid.rows[0].cells.length < column + wide) addColumn(grid, grid.rows[0].cells.length - 1);
    while (grid.rows.length < row + cells.length) addRow(grid, grid.rows.length);
    cells.forEach((line, r) => {
      line.forEach((text, c) => {
        box(grid.rows[row + r].cells[column + c]).value = text ?? "";
      });
    });
    named(grid);
    grid.querySelectorAll("textarea").forEach(grow);
    changed(grid);
  }

  document.addEventListener("paste", (event) => {
    // A new table's name has the keyboard first: cells that are pasted there are no name.
    const grid = event.target.closest?.("[data-kind='table']")?.querySelector("[data-grid]");
    if (!grid) return;
    const data = event.clipboardData;
    const cells = fromHtml(data.getData("text/html")) || fromText(data.getData("text/plain"));
    if (!cells?.length) return;
    const cell = event.target.closest("th, td");
    const empty = [...grid.querySelectorAll("textarea")].every((area) => !area.value.trim());
    if (!cell && !empty) return;
    event.preventDefault();
    const { row, column } = empty ? { row: 0, column: 0 } : place(cell);
    pour(cells, grid, row, column);
  });
})();
