// @ts-check
// Chapter 3: a stencil slides over a small image, with every number in sight.

import { limit, loadJson, make, makeChoice, makeLive, watchKeys } from "./base.js";
import { convolve } from "./field_maths.js";
import { loadStyle, makePlayer } from "./player.js";

/** @type {Record<string, number[][]>} */
const STENCILS = {
  "brighter to the right": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
  "brighter downwards": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
  "unlike its surroundings": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
};

/** @param {number} value */
const write = (value) => String(value).replace("-", "−");

/** @param {number} value */
const writeFactor = (value) => (value < 0 ? `(${write(value)})` : write(value));

/**
 * A table of numbers, shaded by their size.
 * @param {string} name @param {number} size
 */
function makeCells(name, size) {
  const grid = make("div", { class: "pg-cells", role: "img", "aria-label": name });
  grid.style.setProperty("--columns", String(size));
  const cells = Array.from({ length: size * size }, () => make("span", { class: "pg-cell" }));
  grid.append(...cells);
  return { grid, cells };
}

/** @param {HTMLElement} root @param {string} base address of this folder */
export async function mount(root, base) {
  await loadStyle(base);
  /** @type {number[][]} from 0 to 9 */
  const numbers = await loadJson(`${base}data/convolution.json`);
  let name = "brighter to the right";
  let stride = 1;
  let at = 0;
  const image = makeCells("The image, 7x7 numbers", 7);
  numbers.flat().forEach((value, i) => {
    image.cells[i].textContent = String(value);
    image.cells[i].style.setProperty("--grey", `${Math.round(100 * value / 9)}%`);
    image.cells[i].classList.add(value > 4 ? "pg-bright" : "pg-dark");
  });
  const stencil = makeCells("The stencil, 3x3 weights", 3);
  const output = make("div", { class: "pg-cells pg-output", tabindex: 0, role: "application",
    "aria-label": "The sums. Arrow keys move the stencil." });
  const live = makeLive();
  const sum = make("p", { class: "pg-sum" });
  const player = makePlayer({ label: "place", count: 25, pause: 700, write: (frame) => {
    const size = count();
    return `row ${Math.floor(frame / size) + 1}, column ${(frame % size) + 1}`;
  }, onShow: (frame) => { at = frame; draw(); } });
  const pick = makeChoice({ label: "the question that the stencil asks",
    options: Object.keys(STENCILS), value: name, onChange: (value) => { name = value; draw(); } });
  const pace = makeChoice({ label: "stride", options: ["1", "2"], value: "1",
    onChange: (value) => { stride = Number(value); player.resize(count() ** 2); } });

  function count() {
    return Math.floor((numbers.length - 3) / stride) + 1;
  }

  function draw() {
    const weights = STENCILS[name];
    const size = count();
    const sums = convolve(numbers, weights, stride);
    const largest = Math.max(...sums.flat().map(Math.abs));
    const [row, column] = [Math.floor(at / size), at % size];
    const [top, left] = [row * stride, column * stride];
    weights.flat().forEach((weight, i) => tint(stencil.cells[i], weight, 8));
    image.cells.forEach((cell, i) => {
      const [y, x] = [Math.floor(i / 7) - top, (i % 7) - left];
      const inside = y >= 0 && y < 3 && x >= 0 && x < 3;
      cell.classList.toggle("pg-under", inside);
    });
    output.style.setProperty("--columns", String(size));
    output.replaceChildren(...sums.flat().map((value, i) => {
      const cell = make("span", { class: i === at ? "pg-cell pg-chosen" : "pg-cell" });
      if (i <= at) tint(cell, value, largest);
      cell.addEventListener("pointerdown", () => { player.stop(); player.show(i); });
      return cell;
    }));
    const terms = [];
    for (let y = 0; y < 3; y += 1) {
      for (let x = 0; x < 3; x += 1) {
        const weight = weights[y][x];
        if (weight) terms.push(`${numbers[top + y][left + x]}·${writeFactor(weight)}`);
      }
    }
    sum.textContent = `${terms.join(" + ")} = ${write(sums[row][column])}`;
    live.say(`The sum at row ${row + 1}, column ${column + 1} of ${size}x${size} is `
      + `${write(sums[row][column])}.`);
    root.dataset.sum = String(sums[row][column]);
  }

  watchKeys(output, (down, right) => {
    const size = count();
    const row = limit(Math.floor(at / size) + Math.sign(down), 0, size - 1);
    const column = limit((at % size) + Math.sign(right), 0, size - 1);
    player.stop();
    player.show(row * size + column);
  });

  /** @param {string} title @param {HTMLElement} grid @param {string} size */
  const panel = (title, grid, size) => make("div", { class: `pg-panel ${size}` },
    make("div", { class: "pg-panel-head" },
      make("span", { class: "pg-panel-title" }, title)), grid);
  root.append(make("div", { class: "pg-controls" }, pick.box, pace.box),
    make("div", { class: "pg-slide" }, panel("Image", image.grid, "pg-seven"),
      panel("Stencil", stencil.grid, "pg-few"), panel("Sums", output, "pg-five")),
    sum, player.box, live.box);
  player.show(0);
}

/** @param {HTMLElement} cell @param {number} value @param {number} largest */
function tint(cell, value, largest) {
  cell.textContent = write(value);
  cell.style.setProperty("--tint", value < 0 ? "var(--paper)" : "var(--network)");
  cell.style.setProperty("--much", `${Math.round(55 * Math.abs(value) / largest)}%`);
}
