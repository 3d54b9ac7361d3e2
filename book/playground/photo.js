// A photo of the reader's own: read in the page, sent nowhere.

import { make, readPixels, takeContext } from "./base.js";

export const LEAST_SIDE = 32;
const LARGEST_STEP = 2048;

/**
 * Draw the square from (left, top) of a source on a canvas of another size, on white.
 * @param {CanvasImageSource} source
 * @param {number} left
 * @param {number} top
 * @param {number} size
 * @param {number} side
 */
function drawSquare(source, left, top, size, side) {
  const canvas = make("canvas", { width: side, height: side });
  const context = takeContext(canvas);
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  context.drawImage(source, left, top, size, size, 0, 0, side, side);
  return canvas;
}

/**
 * Return the middle square of a picture file at a size, or raise an Error in plain words.
 *
 * The browser sets it upright by its EXIF tag; what is transparent lies on white.
 * @param {File} file
 * @param {number} side
 * @returns {Promise<import("./base.js").Picture>}
 */
export async function readPhoto(file, side) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) {
    throw new Error(`${file.name} is no picture that this browser can read. Choose a JPEG, PNG or `
      + "WebP; if it is one, a smaller copy of it.");
  }
  const { width, height } = bitmap;
  let size = Math.min(width, height);
  if (size < LEAST_SIDE) {
    throw new Error(`${file.name} has ${width}x${height} pixels; at least ${LEAST_SIDE}x`
      + `${LEAST_SIDE} are needed.`);
  }
  let square = drawSquare(bitmap, Math.floor((width - size) / 2), Math.floor((height - size) / 2),
    size, size > 2 * side ? Math.min(size, LARGEST_STEP) : side);
  bitmap.close();
  // Halved again and again: one step to a much smaller size would skip pixels.
  for (size = square.width; size !== side; size = square.width) {
    square = drawSquare(square, 0, 0, size, Math.max(side, Math.ceil(size / 2)));
  }
  return readPixels(square, side, side);
}
