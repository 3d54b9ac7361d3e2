// @ts-check
/**
 * Receptive fields and the convolution by hand of chapter 3.
 *
 * Python has the same in inpaint_lib/models/receptive_field.py; rows and columns behave alike.
 * @typedef {{kind: "convolution" | "pooling" | "dense", kernel: number, stride: number}} Layer
 * @typedef {{start: number, stop: number}} Span rows or columns; `stop` is left out
 */

export const SIDE = 128;
/** The layers one can add. @type {Record<string, Layer>} */
export const LAYERS = {
  "convolution 3x3": { kind: "convolution", kernel: 3, stride: 1 },
  "convolution 3x3, stride 2": { kind: "convolution", kernel: 3, stride: 2 },
  "pooling 2x2": { kind: "pooling", kernel: 2, stride: 2 },
  dense: { kind: "dense", kernel: SIDE, stride: SIDE },
};

/** @param {Layer[]} layers */
export function isDense(layers) {
  return layers.some((layer) => layer.kind === "dense");
}

/** @param {Layer[]} layers none of them dense @returns {{size: number, jump: number}} */
export function measureField(layers) {
  let size = 1;
  let jump = 1;
  for (const { kernel, stride } of layers) {
    size += (kernel - 1) * jump;
    jump *= stride;
  }
  return { size, jump };
}

/** How many cells stand in a row behind the layers. @param {Layer[]} layers */
export function countCells(layers) {
  return isDense(layers) ? 1 : layers.reduce((side, { stride }) => side / stride, SIDE);
}

/**
 * The rows of the picture that a cell sees, cut off at the rim.
 * @param {Layer[]} layers @param {number} cell @returns {Span}
 */
export function findSeen(layers, cell) {
  if (isDense(layers)) return { start: 0, stop: SIDE };
  let first = cell;
  let last = cell;
  for (const { kernel, stride } of [...layers].reverse()) {
    const before = Math.floor(Math.max(kernel - stride, 0) / 2);
    first = first * stride - before;
    last = last * stride - before + kernel - 1;
  }
  return { start: Math.max(first, 0), stop: Math.min(last + 1, SIDE) };
}

/**
 * The cell whose view has its middle nearest to a pixel.
 * @param {Layer[]} layers @param {number} pixel
 */
export function findNearestCell(layers, pixel) {
  const count = countCells(layers);
  let best = 0;
  let least = Infinity;
  for (let cell = 0; cell < count; cell++) {
    const { start, stop } = findSeen(layers, cell);
    const distance = Math.abs(start + stop - 1 - 2 * pixel);
    if (distance < least) [best, least] = [cell, distance];
  }
  return best;
}

/**
 * The share of what a cell sees that is hole.
 * @param {Span} rows @param {Span} columns @param {{top: number, left: number, side: number}} hole
 */
export function measureHidden(rows, columns, { top, left, side }) {
  /** @param {Span} span @param {number} from */
  const overlap = (span, from) =>
    Math.max(Math.min(span.stop, from + side) - Math.max(span.start, from), 0);
  const seen = (rows.stop - rows.start) * (columns.stop - columns.start);
  return (overlap(rows, top) * overlap(columns, left)) / seen;
}

/**
 * Cells that see nothing but the hole.
 * @param {Layer[]} layers @param {{top: number, left: number, side: number}} hole
 */
export function countBlind(layers, hole) {
  const spans = Array.from({ length: countCells(layers) }, (_, cell) => findSeen(layers, cell));
  let blind = 0;
  for (const rows of spans) {
    for (const columns of spans) blind += Number(measureHidden(rows, columns, hole) === 1);
  }
  return blind;
}

/**
 * Slide a stencil over an image and add up.
 * @param {number[][]} image @param {number[][]} stencil
 */
export function convolve(image, stencil, stride = 1) {
  const size = stencil.length;
  const count = Math.floor((image.length - size) / stride) + 1;
  return Array.from({ length: count }, (_, y) => Array.from({ length: count }, (_, x) => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) sum += stencil[i][j] * image[y * stride + i][x * stride + j];
    }
    return sum;
  }));
}
