// Draws a procedure as a picture: steps in layers from above to below, ways between them as curves.
// Layers by the longest way, order by neighbours' means, places by least squares (Sugiyama's steps).
"use strict";
(() => {
  const NS = "http://www.w3.org/2000/svg";
  const BOX = { width: 180, height: 64 };
  const THIN = 20; // what a long way takes of a layer that it passes
  const GAP = 28;
  const LAYER = BOX.height + 64;
  const EDGE = 24;
  const SIGN = 12.5; // width of a Chinese character in a box

  function drawTree(nodes) {
    const graph = layered(nodes);
    order(graph);
    const width = place(graph);
    const height = graph.layers.length * LAYER - (LAYER - BOX.height) + 2 * EDGE;
    return picture(graph, nodes, width, height);
  }

  // --- where everything lies ------------------------------------------------------------------
  function layered(nodes) {
    const cells = new Map(nodes.map((node) => [node.id, { id: node.id, node, layer: 0, from: [], to: [], width: BOX.width }]));
    const waiting = new Map(nodes.map(({ id }) => [id, 0]));
    for (const node of nodes) for (const to of targets(node)) waiting.set(to, waiting.get(to) + 1);
    const ready = [...waiting.keys()].filter((id) => !waiting.get(id));
    while (ready.length) {
      const cell = cells.get(ready.shift());
      for (const to of targets(cell.node)) {
        const other = cells.get(to);
        other.layer = Math.max(other.layer, cell.layer + 1);
        waiting.set(to, waiting.get(to) - 1);
        if (!waiting.get(to)) ready.push(to);
      }
    }
    const layers = [];
    const put = (cell) => (layers[cell.layer] ||= []).push(cell);
    for (const cell of cells.values()) put(cell);
    const edges = [];
    for (const cell of cells.values()) {
      for (const to of targets(cell.node)) {
        const labels = cell.node.ways.filter((way) => way.to === to).map((way) => way.label);
        const label = cell.node.ways.length > 1 ? labels.join(" / ") : ""; // the only way needs no name
        const edge = { from: cell, to: cells.get(to), label, through: [] };
        let last = cell;
        for (let layer = cell.layer + 1; layer < edge.to.layer; layer++) {
          const bend = { layer, from: [], to: [], width: THIN };
          put(bend);
          edge.through.push(bend);
          join(last, bend);
          last = bend;
        }
        join(last, edge.to);
        edges.push(edge);
      }
    }
    return { cells, layers, edges };
  }

  const targets = (node) => [...new Set(node.ways.map((way) => way.to))];

  function join(above, below) {
    above.to.push(below);
    below.from.push(above);
  }

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  function order({ layers }) {
    for (const layer of layers) layer.forEach((cell, n) => { cell.n = n; });
    for (let sweep = 0; sweep < 16; sweep++) {
      const down = sweep % 2 === 0;
      for (const layer of down ? layers : [...layers].reverse()) {
        for (const cell of layer) {
          const near = down ? cell.from : cell.to;
          cell.wish = near.length ? mean(near.map((other) => other.n)) : cell.n;
        }
        layer.sort((a, b) => a.wish - b.wish);
        layer.forEach((cell, n) => { cell.n = n; });
      }
    }
  }

  function place({ layers }) {
    for (const layer of layers) {
      let x = 0;
      for (const cell of layer) {
        cell.x = x + cell.width / 2;
        x += cell.width + GAP;
      }
    }
    for (let sweep = 0; sweep < 24; sweep++) {
      const down = sweep % 2 === 0;
      for (const layer of down ? layers : [...layers].reverse()) {
        const wishes = layer.map((cell) => {
          const near = down ? cell.from : cell.to;
          return near.length ? mean(near.map((other) => other.x)) : cell.x;
        });
        spread(layer, wishes);
      }
    }
    const every = layers.flat();
    const left = Math.min(...every.map((cell) => cell.x - cell.width / 2)) - EDGE;
    for (const cell of every) {
      cell.x -= left;
      cell.y = EDGE + cell.layer * LAYER + BOX.height / 2;
    }
    return Math.max(...every.map((cell) => cell.x + cell.width / 2)) + EDGE;
  }

  // As near to the wishes as the order and the gaps allow: pool adjacent violators.
  function spread(layer, wishes) {
    const offsets = [0];
    for (let n = 1; n < layer.length; n++) {
      offsets.push(offsets[n - 1] + (layer[n - 1].width + layer[n].width) / 2 + GAP);
    }
    const pools = [];
    wishes.forEach((wish, n) => {
      pools.push({ value: wish - offsets[n], size: 1 });
      while (pools.length > 1 && pools[pools.length - 2].value > pools[pools.length - 1].value) {
        const b = pools.pop();
        const a = pools.pop();
        const size = a.size + b.size;
        pools.push({ value: (a.value * a.size + b.value * b.size) / size, size });
      }
    });
    let n = 0;
    for (const pool of pools) {
      for (let each = 0; each < pool.size; each++, n++) layer[n].x = pool.value + offsets[n];
    }
  }

  // --- how it is drawn ------------------------------------------------------------------------
  function element(name, attributes, text = "") {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  }

  function picture(graph, nodes, width, height) {
    const svg = element("svg", { class: "tree", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    const lines = graph.edges.map((edge) => ({ edge, ...line(edge) }));
    svg.append(...lines.map(({ path }) => path));
    const boxes = new Map(nodes.map((node) => [node.id, box(graph.cells.get(node.id))]));
    svg.append(...boxes.values());
    svg.append(...lines.map(({ label }) => label));

    function mark(way) {
      const steps = new Set(way.slice(1).map((id, n) => `${way[n]} ${id}`));
      for (const { edge, path, label } of lines) {
        const taken = steps.has(`${edge.from.id} ${edge.to.id}`);
        path.classList.toggle("taken", taken);
        label.classList.toggle("taken", taken);
        if (taken) path.parentNode.insertBefore(path, boxes.get(nodes[0].id));
      }
      for (const [id, each] of boxes) {
        each.classList.toggle("been", way.includes(id));
        each.classList.toggle("now", id === way[way.length - 1]);
      }
    }

    return { svg, mark, place: (id) => graph.cells.get(id) };
  }

  // Ways leave and enter a box side by side, in the order in which they go on.
  function port(cell, others, other) {
    const sorted = [...others].sort((a, b) => a.x - b.x);
    return cell.x - cell.width / 2 + (cell.width * (sorted.indexOf(other) + 1)) / (sorted.length + 1);
  }

  function line(edge) {
    const half = BOX.height / 2;
    const way = [edge.from, ...edge.through, edge.to];
    let x = port(edge.from, edge.from.to, way[1]);
    let y = edge.from.y + half;
    let drawn = `M${x},${y}`;
    let middle = null;
    for (const next of way.slice(1)) {
      const end = next === edge.to;
      const to = end ? port(next, next.from, way[way.length - 2]) : next.x;
      const top = next.y - half;
      const turn = (y + top) / 2;
      drawn += ` C${x},${turn} ${to},${turn} ${to},${top}`;
      middle ||= { x: (x + to) / 2, y: turn };
      if (!end) drawn += ` V${next.y + half}`;
      x = to;
      y = end ? top : next.y + half;
    }
    const path = element("path", { class: "way", d: drawn });
    const label = element("text", { class: "label", x: middle.x, y: middle.y + 4 }, cut(edge.label, 8));
    label.append(element("title", {}, edge.label));
    return { path, label };
  }

  function box({ node, x, y }) {
    const left = x - BOX.width / 2;
    const top = y - BOX.height / 2;
    const group = element("g", { class: `box ${node.kind}`, "data-drawn": node.id });
    group.append(
      element("title", {}, `${node.id} ${node.text}`),
      element("rect", { x: left, y: top, width: BOX.width, height: BOX.height, rx: 8 }),
      element("text", { class: "id", x: left + 10, y: top + 18 }, cut(node.id, 12)),
    );
    lines(node.text).forEach((text, n) => group.append(element("text", { x: left + 10, y: top + 36 + n * 17 }, text)));
    return group;
  }

  const widthOf = (text) => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) < 0x2e80 ? 0.56 : 1), 0);

  function cut(text, most) {
    if (widthOf(text) <= most) return text;
    let short = "";
    for (const sign of text) {
      if (widthOf(short + sign) > most - 1) break;
      short += sign;
    }
    return `${short}…`;
  }

  // Two lines of a box, the second cut where it is full; no line begins with a closing mark.
  function lines(text) {
    const most = (BOX.width - 20) / SIGN;
    let first = "";
    for (const sign of text) {
      if (widthOf(first + sign) > most && !/[，。、；：？！）」”]/.test(sign)) break;
      first += sign;
    }
    const rest = text.slice(first.length);
    return rest ? [first, cut(rest, most)] : [first];
  }

  (window.zhixi ||= {}).drawTree = drawTree;
})();
