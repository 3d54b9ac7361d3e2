// Pure steps of painting a hole: a square brush on a mask, and what is shown of it.

export const SIDE = 128;

/** @typedef {{top: number, left: number, side: number}} Square */

/**
 * Mark the squares of a brush along the way from one pixel to another as missing.
 * @param {Uint8Array} mask
 * @param {readonly number[]} from row and column
 * @param {readonly number[]} to
 * @param {number} size
 */
export function drawBrush(mask, from, to, size) {
  const steps = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]), 1);
  for (let step = 0; step <= steps; step += 1) {
    const [top, left] = [0, 1].map((axis) => Math.round(from[axis]
      + (to[axis] - from[axis]) * step / steps) - Math.floor(size / 2));
    markSquare(mask, { top, left, side: size });
  }
}

/**
 * Mark a square as missing, as far as it lies inside of the picture.
 * @param {Uint8Array} mask
 * @param {Square} square
 */
export function markSquare(mask, { top, left, side }) {
  for (let row = Math.max(top, 0); row < Math.min(top + side, SIDE); row += 1) {
    const [start, end] = [Math.max(left, 0), Math.max(Math.min(left + side, SIDE), 0)];
    mask.fill(1, row * SIDE + start, row * SIDE + end);
  }
}

/**
 * Return a picture in which what is missing is orange.
 * @param {Float32Array} pixels
 * @param {Uint8Array} mask
 */
export function showHole(pixels, mask) {
  const orange = [213 / 255, 94 / 255, 0];
  const holed = pixels.slice();
  mask.forEach((missing, place) => missing && holed.set(orange, 3 * place));
  return holed;
}

/**
 * Go a share of the way from one picture to another.
 * @param {Float32Array} first
 * @param {Float32Array} second
 * @param {number} share
 */
export function blend(first, second, share) {
  return first.map((value, place) => value + share * (second[place] - value));
}
