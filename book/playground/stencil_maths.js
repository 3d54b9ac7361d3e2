// @ts-check
/**
 * The linear model of chapter 1, from sums of products alone: errors, descent, least squares.
 *
 * A row holds nine numbers, the bias and then the eight weights row by row; pixels count 0 to 255.
 * Python has the same in inpaint_lib/models/moments.py.
 * @typedef {number[][]} Sums 10x10: the columns 1, eight neighbours, middle
 * @typedef {number[]} Row bias, then eight weights
 */

export const PLACES = ["top left", "top", "top right", "left", "right", "bottom left", "bottom",
  "bottom right"];
export const SIDES = [1, 3, 4, 6];
export const CORNERS = [0, 2, 5, 7];

/** @param {number} sides @param {number} corners @returns {Row} */
export function makeRow(sides, corners) {
  return [0, ...PLACES.map((_, place) => (SIDES.includes(place) ? sides : corners))];
}

/** The stations of the chapter that need no data. @type {Record<string, Row>} */
export const STENCILS = {
  "mean of eight": makeRow(1 / 8, 1 / 8),
  "mean of four": makeRow(1 / 4, 0),
  "+1/2 and -1/4": makeRow(1 / 2, -1 / 4),
  "left neighbour": [0, 0, 0, 0, 1, 0, 0, 0, 0],
};

/** @param {Sums} sums @param {Row} row @returns {number} in grey levels */
export function measureRmse(sums, row) {
  const columns = [...row, -1];
  let total = 0;
  for (let i = 0; i < 10; i++) {
    for (let j = 0; j < 10; j++) total += columns[i] * sums[i][j] * columns[j];
  }
  // Rounding can leave a tiny negative number where the error is zero.
  return Math.sqrt(Math.max(total, 0) / sums[0][0]);
}

/** @param {Sums} sums @returns {{hessian: number[][], slope: number[]}} */
export function makeHessian(sums) {
  const scale = 2 / sums[0][0];
  const rows = sums.slice(0, 9);
  return {
    hessian: rows.map((row) => row.slice(0, 9).map((value) => scale * value)),
    slope: rows.map((row) => scale * row[9]),
  };
}

/** Solve the nine equations by elimination. @param {Sums} sums @returns {Row} */
export function solveLeastSquares(sums) {
  const { hessian, slope } = makeHessian(sums);
  const table = hessian.map((row, i) => [...row, slope[i]]);
  for (let i = 0; i < 9; i++) {
    const rest = table.slice(i).map((row) => Math.abs(row[i]));
    const pivot = i + rest.indexOf(Math.max(...rest));
    [table[i], table[pivot]] = [table[pivot], table[i]];
    for (let k = i + 1; k < 9; k++) {
      const factor = table[k][i] / table[i][i];
      for (let j = i; j < 10; j++) table[k][j] -= factor * table[i][j];
    }
  }
  const row = new Array(9).fill(0);
  for (let i = 8; i >= 0; i--) {
    const known = row.reduce((sum, value, j) => sum + value * table[i][j], 0);
    row[i] = (table[i][9] - known) / table[i][i];
  }
  return row;
}

/** The rate above which descent diverges: 2 over the largest eigenvalue. @param {Sums} sums */
export function findLargestRate(sums) {
  const { hessian } = makeHessian(sums);
  let vector = new Array(9).fill(1);
  let length = 1;
  for (let round = 0; round < 200; round++) {
    vector = hessian.map((row) => row.reduce((sum, value, j) => sum + value * vector[j], 0));
    length = Math.hypot(...vector);
    vector = vector.map((value) => value / length);
  }
  return 2 / length;
}

/**
 * Walk downhill from zero and record every step.
 * @param {Sums} sums @param {number} rate @param {number} steps
 * @returns {Float64Array} (steps + 1) rows of nine, one after the other
 */
export function descendGradient(sums, rate, steps) {
  const { hessian, slope } = makeHessian(sums);
  const path = new Float64Array(9 * (steps + 1));
  for (let step = 0; step < steps; step++) {
    const at = 9 * step;
    for (let i = 0; i < 9; i++) {
      let gradient = -slope[i];
      for (let j = 0; j < 9; j++) gradient += hessian[i][j] * path[at + j];
      path[at + 9 + i] = path[at + i] - rate * gradient;
    }
  }
  return path;
}

/** @param {Float64Array} path @param {number} step @returns {Row} */
export function readStep(path, step) {
  return Array.from(path.subarray(9 * step, 9 * step + 9));
}

/** @param {Row} row @param {number[]} places @returns {number} mean weight of these places */
export function meanOf(row, places) {
  return places.reduce((sum, place) => sum + row[place + 1], 0) / places.length;
}

/**
 * Where weights stand in the valley: `total` is their sum, `contrast` the share of the way from
 * the mean of eight (0) over the mean of four (1/3) to the stencil (1).
 * @param {Row} row
 */
export function findPlace(row) {
  const sides = meanOf(row, SIDES);
  const corners = meanOf(row, CORNERS);
  return { total: 4 * (sides + corners), contrast: (sides - corners) / 0.75 };
}

/** @param {number} total @param {number} contrast @returns {Row} */
export function makeValleyRow(total, contrast) {
  return makeRow(total / 8 + 0.375 * contrast, total / 8 - 0.375 * contrast);
}

/**
 * The points of the valley where the error is `rmse`: an exact ellipse, as the loss is a parabola.
 * @param {Sums} sums @param {number} rmse @param {number} [count]
 * @returns {{total: number, contrast: number}[]} empty where the whole valley lies higher
 */
export function traceLevel(sums, rmse, count = 240) {
  // Parts of the loss along both axes, by values at a few places: it has no higher terms.
  /** @param {number} total @param {number} contrast */
  const mse = (total, contrast) => measureRmse(sums, makeValleyRow(total, contrast)) ** 2;
  const base = mse(0, 0);
  const across = (mse(0, 1) + mse(0, -1)) / 2 - base;
  const up = (mse(1, 0) + mse(-1, 0)) / 2 - base;
  const tilt = [(mse(0, 1) - mse(0, -1)) / 2, (mse(1, 0) - mse(-1, 0)) / 2];
  const mixed = (mse(1, 1) - base - across - up - tilt[0] - tilt[1]) / 2;
  const determinant = across * up - mixed * mixed;
  const contrast = (mixed * tilt[1] - up * tilt[0]) / (2 * determinant);
  const total = (mixed * tilt[0] - across * tilt[1]) / (2 * determinant);
  const height = rmse * rmse - mse(total, contrast);
  if (height <= 0) return [];
  // Cholesky turns the ellipse into a circle.
  const first = Math.sqrt(across);
  const second = Math.sqrt(up - (mixed / first) ** 2);
  const radius = Math.sqrt(height);
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    const y = (radius * Math.sin(angle)) / second;
    const x = (radius * Math.cos(angle) - (mixed / first) * y) / first;
    return { total: total + y, contrast: contrast + x };
  });
}

/**
 * Predict every pixel that has eight neighbours.
 * @param {ArrayLike<number>} pixels side x side, 0 to 255 @param {number} side @param {Row} row
 * @returns {Float64Array} (side - 2) x (side - 2)
 */
export function predictPhoto(pixels, side, row) {
  const steps = [-side - 1, -side, -side + 1, -1, 1, side - 1, side, side + 1];
  const inner = side - 2;
  const guesses = new Float64Array(inner * inner).fill(row[0]);
  for (let y = 0; y < inner; y++) {
    for (let x = 0; x < inner; x++) {
      const middle = (y + 1) * side + x + 1;
      let sum = row[0];
      for (let k = 0; k < 8; k++) sum += row[k + 1] * pixels[middle + steps[k]];
      guesses[y * inner + x] = sum;
    }
  }
  return guesses;
}

/** The steps at which the scrubber stops: each of the first, then ever wider apart. */
export function listStops(/** @type {number} */ last) {
  const stops = Array.from({ length: Math.min(20, last) + 1 }, (_, step) => step);
  for (let step = 20; step < last;) {
    step = Math.min(last, Math.ceil(step * 1.06));
    stops.push(step);
  }
  return stops;
}
