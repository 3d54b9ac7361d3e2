// Error maps in the colours of the chapters, black where a fill is right, and their scale.

import { loadJson, make, makePanel, takeContext } from "./base.js";

/** Error, as a share of a pixel's range, from which on a map is brightest: as in the chapters. */
export const LARGEST_ERROR = 0.5;

/** @typedef {number[][]} Colours 256 of red, green and blue, 0 to 255 */

/** @param {string} base @returns {Promise<Colours>} */
export function loadColours(base) {
  return loadJson(`${base}data/magma.json`);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} errors
 * @param {Colours} colours
 */
export function drawErrors(canvas, errors, colours) {
  const context = takeContext(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  for (let place = 0; place < errors.length; place += 1) {
    const level = Math.round(255 * Math.min(errors[place] / LARGEST_ERROR, 1));
    image.data.set([...colours[level], 255], 4 * place);
  }
  context.putImageData(image, 0, 0);
}

/** The scale below error maps. @param {Colours} colours */
export function makeScale(colours) {
  const { canvas } = makePanel({ title: "", width: 256, height: 1, alt: "" });
  drawErrors(canvas, Float32Array.from({ length: 256 }, (_, level) => level / 255 * LARGEST_ERROR),
    colours);
  canvas.className = "pg-scale-bar";
  canvas.setAttribute("aria-hidden", "true");
  return make("div", { class: "pg-scale" }, make("span", {}, "error 0"), canvas,
    make("span", {}, `${Math.round(255 * LARGEST_ERROR)} grey levels or more`));
}
