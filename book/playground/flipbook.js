// @ts-check
// Recorded pictures to leaf through, and two of them under one slider.

import { drawPixels, limit, loadJson, loadPicture, make, makeChoice, makeLive, makePanel,
  makeSlider } from "./base.js";
import { loadStyle, makePlayer, makeSelect } from "./player.js";

/**
 * @typedef {{width: number, height: number, labels: string[], pictures: string[],
 *   notes?: string[]}} Book Frames lie below one another in one picture; `labels` names them, and
 *   `pictures` what stands side by side in each.
 */

/**
 * Load a book, with a function that draws part of it on a canvas.
 * @param {string} base @param {string} name
 */
async function loadBook(base, name) {
  await loadStyle(base);
  /** @type {Book & {errors: any}} */
  const book = await loadJson(`${base}data/${name}.json`);
  const sheet = await loadPicture(`${base}data/${name}_frames.webp`);
  const width = book.width / book.pictures.length;
  /** @param {HTMLCanvasElement} canvas @param {number} frame @param {number} part */
  const draw = (canvas, frame, part) => {
    const pixels = new Float32Array(3 * width * book.height);
    for (let row = 0; row < book.height; row += 1) {
      const from = 3 * ((frame * book.height + row) * book.width + part * width);
      pixels.set(sheet.data.subarray(from, from + 3 * width), 3 * row * width);
    }
    drawPixels(canvas, pixels);
  };
  return { book, draw, width };
}

/**
 * Leaf through the frames of a book.
 * @param {HTMLElement} root @param {string} base @param {string} name
 * @param {{label: string, alt: string, pause?: number}} words
 */
export async function mountFlipbook(root, base, name, { label, alt, pause = 900 }) {
  const { book, draw, width } = await loadBook(base, name);
  /** @type {number[] | undefined} */
  const errors = book.errors;
  const panels = book.pictures.map((title) =>
    makePanel({ title, width, height: book.height, alt }));
  const live = makeLive();
  const player = makePlayer({ label, count: book.labels.length, pause,
    write: (frame) => book.labels[frame], onShow: (frame) => {
      const text = book.labels[frame];
      const note = book.notes?.[frame];
      // The error is that of the whole hole, so it stands beside the last fill alone.
      const isFilled = frame === book.labels.length - 2;
      panels.forEach(({ canvas, note: beside }, part) => {
        draw(canvas, frame, part);
        canvas.setAttribute("aria-label", `${alt}: ${book.pictures[part]}, ${text}`);
        if (errors) beside.textContent = isFilled ? `RMSE ${errors[part].toFixed(1)}` : "\u00a0";
      });
      live.say(`${text[0].toUpperCase()}${text.slice(1)}${note ? `: ${note}` : ""}.`);
      root.dataset.frame = text;
    } });
  root.append(make("div", { class: "pg-panels pg-four" }, ...panels.map(({ box }) => box)),
    player.box, live.box);
  player.show(0);
}

/**
 * Two pictures of a book, one over the other, and a slider that uncovers the lower one.
 * @param {HTMLElement} root @param {string} base @param {string} name
 * @param {{label: string, left: string, right: string}} words what is shown at the start
 */
export async function mountBeforeAfter(root, base, name, { label, left, right }) {
  const { book, draw, width } = await loadBook(base, name);
  /** @type {number[][]} */
  const errors = book.errors;
  let frame = 1;
  let share = 50;
  const [under, above] = [right, left].map((part) => ({ part: book.pictures.indexOf(part),
    canvas: make("canvas", { width, height: book.height, role: "img" }) }));
  above.canvas.classList.add("pg-above");
  const stage = make("div", { class: "pg-compare" }, under.canvas, above.canvas,
    make("i", { class: "pg-edge" }));
  const live = makeLive();
  const slider = makeSlider({ label: "how much of the left one", min: 0, max: 100, value: share,
    write: (value) => `${value}%`, onInput: (value) => { share = value; show(); } });
  slider.box.classList.add("pg-scrubber");

  /** @param {number} part */
  const describe = (part) => {
    const error = errors[frame][part];
    return `${book.pictures[part]}${error ? `, RMSE ${error.toFixed(1)}` : ""}`;
  };

  function show() {
    for (const { canvas, part } of [under, above]) {
      draw(canvas, frame, part);
      canvas.setAttribute("aria-label", `The ${book.labels[frame]} face: ${book.pictures[part]}`);
    }
    stage.style.setProperty("--share", `${share}%`);
    live.say(`Left: ${describe(above.part)}. Right: ${describe(under.part)}.`);
    root.dataset.share = String(share);
  }

  /** @param {PointerEvent} event */
  const drag = (event) => {
    const box = stage.getBoundingClientRect();
    share = Math.round(100 * limit((event.clientX - box.left) / box.width, 0, 1));
    slider.set(share);
    show();
  };
  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    drag(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (stage.hasPointerCapture(event.pointerId)) drag(event);
  });
  const which = makeChoice({ label, options: book.labels, value: book.labels[frame],
    onChange: (value) => { frame = book.labels.indexOf(value); show(); } });
  const sides = [above, under].map((side, i) => makeSelect({ label: i ? "right" : "left",
    options: book.pictures, value: book.pictures[side.part],
    onChange: (value) => { side.part = book.pictures.indexOf(value); show(); } }));
  root.append(make("div", { class: "pg-controls" }, which.box, ...sides.map(({ box }) => box)),
    stage, slider.box, live.box);
  show();
}
