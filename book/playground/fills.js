// Fills that learn nothing, and scores, on plain arrays: the same as in inpaint_lib.

/** @typedef {Uint8Array} Mask 1 = missing, row by row */

/** Places of the pixels beside a place: up to four by a side, or eight with corners.
 * @param {number} place
 * @param {number} width
 * @param {number} height
 * @param {boolean} corners
 */
export function listNeighbours(place, width, height, corners = false) {
  const row = Math.floor(place / width);
  const column = place % width;
  const found = [];
  for (let down = -1; down <= 1; down += 1) {
    for (let right = -1; right <= 1; right += 1) {
      const inside = row + down >= 0 && row + down < height
        && column + right >= 0 && column + right < width;
      if (inside && (down || right) && (corners || !down || !right)) {
        found.push(place + down * width + right);
      }
    }
  }
  return found;
}

/**
 * Fill each hole with the mean of the one-pixel ring around it.
 * @param {ArrayLike<number>} pixels red, green and blue
 * @param {Mask} mask
 * @param {number} width
 * @returns {Float32Array}
 */
export function fillMean(pixels, mask, width) {
  const filled = Float32Array.from(pixels);
  const height = mask.length / width;
  const seen = new Uint8Array(mask.length);
  for (let start = 0; start < mask.length; start += 1) {
    if (!mask[start] || seen[start]) {
      continue;
    }
    const hole = [start];
    const ring = new Set();
    seen[start] = 1;
    for (let next = 0; next < hole.length; next += 1) {
      for (const place of listNeighbours(hole[next], width, height, true)) {
        if (!mask[place]) {
          ring.add(place);
        } else if (!seen[place]) {
          seen[place] = 1;
          hole.push(place);
        }
      }
    }
    for (let channel = 0; channel < 3; channel += 1) {
      let sum = 0;
      for (const place of ring) {
        sum += pixels[3 * place + channel];
      }
      for (const place of hole) {
        filled[3 * place + channel] = ring.size ? sum / ring.size : 0;
      }
    }
  }
  return filled;
}

/**
 * Fill so that each missing pixel is the mean of its neighbours by a side (Laplace's equation).
 *
 * Conjugate gradients, with the matrix's diagonal as preconditioner. An island of known pixels
 * bounds the hole as its rim does; a picture without any known pixel stays 0.
 * @param {ArrayLike<number>} pixels red, green and blue
 * @param {Mask} mask
 * @param {number} width
 * @param {{tolerance?: number, maxSteps?: number}} [settings] stop where all residuals' root mean
 *   square is below the tolerance
 * @returns {Float32Array}
 */
export function fillMembrane(pixels, mask, width, { tolerance = 1e-8, maxSteps = 2000 } = {}) {
  const filled = Float32Array.from(pixels);
  /** @type {number[]} */
  const missing = [];
  const order = new Int32Array(mask.length).fill(-1);
  for (let place = 0; place < mask.length; place += 1) {
    if (mask[place]) {
      order[place] = missing.length;
      missing.push(place);
    }
  }
  const count = missing.length;
  if (!count || count === mask.length) {
    return count ? filled.fill(0) : filled;
  }
  const height = mask.length / width;
  const beside = new Int32Array(4 * count).fill(-1);
  const degree = new Float64Array(count);
  const given = [0, 1, 2].map(() => new Float64Array(count));
  missing.forEach((place, number) => {
    const neighbours = listNeighbours(place, width, height);
    degree[number] = neighbours.length;
    neighbours.forEach((other, which) => {
      if (mask[other]) {
        beside[4 * number + which] = order[other];
      } else {
        given.forEach((sums, channel) => { sums[number] += pixels[3 * other + channel]; });
      }
    });
  });
  const start = fillMean(pixels, mask, width);
  given.forEach((sums, channel) => {
    const solution = Float64Array.from(missing, (place) => start[3 * place + channel]);
    solveLaplace(solution, sums, beside, degree, tolerance, maxSteps);
    missing.forEach((place, number) => {
      filled[3 * place + channel] = Math.min(Math.max(solution[number], 0), 1);
    });
  });
  return filled;
}

/**
 * @param {Float64Array} x changed in place
 * @param {Float64Array} given
 * @param {Int32Array} beside
 * @param {Float64Array} degree
 * @param {number} tolerance
 * @param {number} maxSteps
 */
function solveLaplace(x, given, beside, degree, tolerance, maxSteps) {
  const count = x.length;
  const image = new Float64Array(count);
  /** @param {Float64Array} from */
  const apply = (from) => {
    for (let number = 0; number < count; number += 1) {
      let value = degree[number] * from[number];
      for (let which = 4 * number; which < 4 * number + 4; which += 1) {
        if (beside[which] >= 0) {
          value -= from[beside[which]];
        }
      }
      image[number] = value;
    }
  };
  apply(x);
  const residual = given.map((value, number) => value - image[number]);
  const way = residual.map((value, number) => value / degree[number]);
  let power = 0;
  residual.forEach((value, number) => { power += value * way[number]; });
  for (let step = 0; step < maxSteps && power > tolerance ** 2 * count; step += 1) {
    apply(way);
    let bend = 0;
    for (let number = 0; number < count; number += 1) {
      bend += way[number] * image[number];
    }
    const length = power / bend;
    let next = 0;
    for (let number = 0; number < count; number += 1) {
      x[number] += length * way[number];
      residual[number] -= length * image[number];
      next += residual[number] ** 2 / degree[number];
    }
    for (let number = 0; number < count; number += 1) {
      way[number] = residual[number] / degree[number] + next / power * way[number];
    }
    power = next;
  }
}

/**
 * Mean squared error inside the hole; null without a hole.
 * @param {ArrayLike<number>} fill
 * @param {ArrayLike<number>} truth
 * @param {Mask} mask
 */
export function measureInHole(fill, truth, mask) {
  let sum = 0;
  let count = 0;
  for (let place = 0; place < mask.length; place += 1) {
    if (mask[place]) {
      count += 3;
      for (let channel = 3 * place; channel < 3 * place + 3; channel += 1) {
        sum += (fill[channel] - truth[channel]) ** 2;
      }
    }
  }
  return count ? sum / count : null;
}

/**
 * Mean squared error over the whole picture.
 * @param {ArrayLike<number>} fill
 * @param {ArrayLike<number>} truth
 */
export function measureInImage(fill, truth) {
  let sum = 0;
  for (let number = 0; number < fill.length; number += 1) {
    sum += (fill[number] - truth[number]) ** 2;
  }
  return sum / fill.length;
}

/** Peak signal-to-noise ratio in decibels. @param {number} mse */
export function measurePsnr(mse) {
  return mse === 0 ? Infinity : 10 * Math.log10(1 / mse);
}

/**
 * Mean of the three absolute errors of each pixel.
 * @param {ArrayLike<number>} fill
 * @param {ArrayLike<number>} truth
 */
export function listErrors(fill, truth) {
  const errors = new Float32Array(fill.length / 3);
  for (let place = 0; place < errors.length; place += 1) {
    for (let channel = 3 * place; channel < 3 * place + 3; channel += 1) {
      errors[place] += Math.abs(fill[channel] - truth[channel]) / 3;
    }
  }
  return errors;
}
