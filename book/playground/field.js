// @ts-check
// Chapter 3: stack layers, move to a cell behind them, and see which pixels it sees.

import { drawPixels, limit, loadJson, loadPicture, make, makeButton, makeChoice, makeLive,
  makePanel, watchKeys, watchPointer } from "./base.js";
import { makeSvg } from "./chart.js";
import { LAYERS, SIDE, countBlind, countCells, findNearestCell, findSeen, isDense, measureField,
  measureHidden } from "./field_maths.js";
import { loadStyle, makePlayer } from "./player.js";

const PAIR = ["convolution 3x3", "pooling 2x2"];
/** @type {Record<string, string[]>} */
const STACKS = {
  "one pair": PAIR,
  "the paper’s two": [...PAIR, ...PAIR],
  "its text’s three": [...PAIR, ...PAIR, ...PAIR],
  "two and dense": [...PAIR, ...PAIR, "dense"],
};
const MOST_LAYERS = 9;

/** @typedef {import("./field_maths.js").Layer} Layer */

/** @param {Layer[]} layers @param {number} row @param {number} column pixels */
function find(layers, row, column) {
  const cell = { row: findNearestCell(layers, row), column: findNearestCell(layers, column) };
  return { ...cell, rows: findSeen(layers, cell.row), columns: findSeen(layers, cell.column) };
}

/** @param {HTMLElement} root @param {string} base address of this folder */
export async function mount(root, base) {
  await loadStyle(base);
  /** @type {{holes: Record<string, {top: number, left: number, side: number}>}} */
  const { holes } = await loadJson(`${base}data/field.json`);
  const fox = await loadPicture(`${base}data/field_fox.webp`);
  let names = STACKS["the paper’s two"];
  let hole = holes["16"];
  /** The place that was asked for, in pixels: each depth takes the cell nearest to it. */
  let place = { row: 68, column: 70 };
  let depth = names.length;

  const face = makePanel({ title: "The picture", width: SIDE, height: SIDE, role: "application",
    alt: "The fox with its hole. Arrow keys move to another cell." });
  const grid = makePanel({ title: "Cells", width: 32, height: 32, role: "application",
    alt: "The cells behind the layers. Arrow keys move to another cell." });
  const seen = makePanel({ title: "What the cell sees", width: 10, height: 10,
    alt: "The pixels inside the frame, enlarged." });
  const frames = makeSvg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "pg-frames" });
  const over = make("div", { class: "pg-over" });
  face.canvas.replaceWith(over);
  over.append(face.canvas, frames);
  face.canvas.tabIndex = 0;
  grid.canvas.tabIndex = 0;
  seen.canvas.classList.add("pg-square");

  const live = makeLive();
  const list = make("tbody");
  const table = make("table", { class: "pg-layers" }, make("thead", {}, make("tr", {},
    ...["Layer", "cells", "sees", "apart", "blind"].map((name) =>
      make("th", { scope: "col" }, name)))), list);
  const player = makePlayer({ label: "layers passed", count: names.length + 1, pause: 1000,
    write: String, onShow: (frame) => { depth = frame; draw(); } });
  const stack = makeChoice({ label: "layers", options: Object.keys(STACKS),
    value: "the paper’s two", onChange: (value) => setStack(STACKS[value]) });
  const size = makeChoice({ label: "hole", options: ["16", "32"], value: "16",
    write: (value) => `${value}x${value}`,
    onChange: (value) => { hole = holes[value]; draw(); } });
  const adders = new Map(Object.keys(LAYERS).map((name) => [name, makeButton(`+ ${name}`,
    () => { if (canAdd(name)) change([...names, name]); }, { class: "pg-button pg-small" })]));
  const remove = makeButton("remove the last",
    () => { if (names.length) change(names.slice(0, -1)); }, { class: "pg-button pg-small" });

  /** @param {string[]} layers */
  function setStack(layers) {
    names = layers;
    player.resize(names.length + 1, names.length);
  }

  /** @param {string[]} layers */
  function change(layers) {
    stack.set(Object.keys(STACKS).find((key) => STACKS[key].join() === layers.join()) ?? null);
    setStack(layers);
  }

  /** @param {string} name */
  function canAdd(name) {
    const layers = names.map((each) => LAYERS[each]);
    const { stride } = LAYERS[name];
    return names.length < MOST_LAYERS && !isDense(layers)
      && (name === "dense" || countCells(layers) % stride === 0);
  }

  /** @param {number} count */
  function take(count) {
    return names.slice(0, count).map((name) => LAYERS[name]);
  }

  /** @param {number} down @param {number} right in cells */
  function move(down, right) {
    const layers = take(depth);
    const cell = find(layers, place.row, place.column);
    const last = countCells(layers) - 1;
    const to = [limit(cell.row + down, 0, last), limit(cell.column + right, 0, last)]
      .map((next) => findSeen(layers, next))
      .map(({ start, stop }) => Math.floor((start + stop - 1) / 2));
    goTo(to[0], to[1]);
  }

  /** @param {number} row @param {number} column */
  function goTo(row, column) {
    place = { row: limit(row, 0, SIDE - 1), column: limit(column, 0, SIDE - 1) };
    draw();
  }

  function drawFace() {
    const pixels = fox.data.slice();
    for (let y = hole.top; y < hole.top + hole.side; y += 1) {
      pixels.fill(0, 3 * (y * SIDE + hole.left), 3 * (y * SIDE + hole.left + hole.side));
    }
    drawPixels(face.canvas, pixels);
    return pixels;
  }

  /** @param {ReturnType<typeof find>} cell @param {Layer[]} layers */
  function drawGrid(cell, layers) {
    const count = countCells(layers);
    grid.canvas.width = count;
    grid.canvas.height = count;
    const style = getComputedStyle(root);
    const [card, missing] = ["--pg-line", "--missing"].map((name) =>
      readColour(style.getPropertyValue(name)));
    const spans = Array.from({ length: count }, (_, i) => findSeen(layers, i));
    const pixels = new Float32Array(3 * count * count);
    spans.forEach((rows, y) => spans.forEach((columns, x) => {
      const hidden = measureHidden(rows, columns, hole);
      const colour = card.map((part, i) => part + hidden * (missing[i] - part));
      pixels.set(colour, 3 * (y * count + x));
    }));
    drawPixels(grid.canvas, pixels);
    marker.setAttribute("viewBox", `0 0 ${count} ${count}`);
    marker.replaceChildren(makeSvg("rect", { class: "pg-frame pg-frame-now", x: cell.column,
      y: cell.row, width: 1, height: 1 }));
  }
  const marker = makeSvg("svg", { class: "pg-frames" });
  const overGrid = make("div", { class: "pg-over" });
  grid.canvas.replaceWith(overGrid);
  overGrid.append(grid.canvas, marker);

  /** @param {ReturnType<typeof find>} cell @param {Float32Array} pixels */
  function drawSeen({ rows, columns }, pixels) {
    const [height, width] = [rows.stop - rows.start, columns.stop - columns.start];
    seen.canvas.width = width;
    seen.canvas.height = height;
    const part = new Float32Array(3 * width * height);
    for (let y = 0; y < height; y += 1) {
      const from = 3 * ((rows.start + y) * SIDE + columns.start);
      part.set(pixels.subarray(from, from + 3 * width), 3 * y * width);
    }
    drawPixels(seen.canvas, part);
  }

  function drawFrames() {
    frames.replaceChildren(makeSvg("rect", { class: "pg-hole", x: hole.left, y: hole.top,
      width: hole.side, height: hole.side }));
    for (let count = 0; count <= depth; count += 1) {
      const { rows, columns } = find(take(count), place.row, place.column);
      frames.append(makeSvg("rect", { class: `pg-frame${count === depth ? " pg-frame-now" : ""}`,
        x: columns.start, y: rows.start, width: columns.stop - columns.start,
        height: rows.stop - rows.start }));
    }
  }

  function drawTable() {
    list.replaceChildren(...["pixel", ...names].map((name, count) => {
      const layers = take(count);
      const cells = countCells(layers);
      const field = isDense(layers) ? { size: SIDE, jump: "–" } : measureField(layers);
      const look = count === depth ? "pg-these" : count > depth ? "pg-later" : "";
      const line = make("tr", { class: look },
        make("th", { scope: "row" }, count ? `${count}. ${name}` : "the picture"),
        ...[isDense(layers) ? "1" : `${cells}x${cells}`, field.size, field.jump,
          countBlind(layers, hole)].map((value) => make("td", {}, String(value))));
      return line;
    }));
    for (const [name, button] of adders) {
      button.setAttribute("aria-disabled", String(!canAdd(name)));
    }
    remove.setAttribute("aria-disabled", String(!names.length));
  }

  function draw() {
    const layers = take(depth);
    const cell = find(layers, place.row, place.column);
    const pixels = drawFace();
    drawGrid(cell, layers);
    drawSeen(cell, pixels);
    drawFrames();
    drawTable();
    const hidden = measureHidden(cell.rows, cell.columns, hole);
    const [high, wide] = [cell.rows, cell.columns].map(({ start, stop }) => stop - start);
    const words = hidden === 1 ? "It is blind: all that it sees is hole."
      : hidden === 0 ? "It sees nothing of the hole."
        : `The hole hides ${Math.round(100 * hidden)}% of that.`;
    const who = isDense(layers) ? "A unit of the dense layer"
      : `Cell (${cell.row}, ${cell.column})`;
    const [rows, columns] = [cell.rows, cell.columns].map(({ start, stop }) =>
      `${start} to ${stop - 1}`);
    live.say(`${who} sees ${high}x${wide} pixels, rows ${rows}, columns ${columns}. ${words}`);
    root.dataset.seen = JSON.stringify([cell.row, cell.column, cell.rows, cell.columns, hidden]);
  }

  /** @param {number} row @param {number} column in cells */
  const choose = (row, column) => {
    const layers = take(depth);
    const last = countCells(layers) - 1;
    const to = [row, column].map((each) => findSeen(layers, limit(each, 0, last)))
      .map(({ start, stop }) => Math.floor((start + stop - 1) / 2));
    goTo(to[0], to[1]);
  };
  watchPointer(face.canvas, { down: goTo, move: goTo });
  watchPointer(grid.canvas, { down: choose, move: choose });
  watchKeys(face.canvas, move);
  watchKeys(grid.canvas, move);
  // The colours of the cells are drawn, so they are drawn anew when the page turns dark.
  new MutationObserver(draw).observe(document.documentElement,
    { attributes: true, attributeFilter: ["data-theme"] });

  root.append(make("div", { class: "pg-controls" }, stack.box, size.box),
    make("div", { class: "pg-field" }, face.box, grid.box, seen.box), live.box, player.box, table,
    make("div", { class: "pg-row pg-adders" }, ...adders.values(), remove),
    make("p", { class: "pg-hint" }, "Click into the picture or the cells, or move by the arrow "
      + "keys. Orange cells see the hole: the fuller, the more of what they see is missing."));
  setStack(names);
}

/** @param {string} text #rrggbb @returns {number[]} 0 to 1 */
function readColour(text) {
  return [1, 3, 5].map((at) => parseInt(text.trim().slice(at, at + 2), 16) / 255);
}
