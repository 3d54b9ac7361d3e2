// The drawn faces that several playgrounds offer, and a row of small pictures to choose from.

import { drawPixels, loadJson, loadPicture, make, makeButton } from "./base.js";

/** @typedef {{name: string, top: number, left: number, side: number, pixels: Float32Array}} Face
 * A face, and the hole over an eye with which it begins. */

/**
 * Cut square pictures that lie side by side apart.
 * @param {import("./base.js").Picture} sheet
 */
export function cutSquares({ data, width, height }) {
  return Array.from({ length: width / height }, (_, number) => {
    const square = new Float32Array(3 * height * height);
    for (let row = 0; row < height; row += 1) {
      const start = 3 * (row * width + number * height);
      square.set(data.subarray(start, start + 3 * height), 3 * row * height);
    }
    return square;
  });
}

/** @param {string} base @returns {Promise<Face[]>} */
export async function loadFaces(base) {
  const [faces, sheet] = await Promise.all([loadJson(`${base}data/faces.json`),
    loadPicture(`${base}data/faces.webp`)]);
  const squares = cutSquares(sheet);
  return faces.map((/** @type {Face} */ face, /** @type {number} */ number) => (
    { ...face, pixels: squares[number] }));
}

/**
 * A row of faces to choose from.
 * @param {Face[]} faces
 * @param {number} side
 * @param {(number: number) => void} onChoose
 */
export function makeFaceChoice(faces, side, onChoose) {
  const buttons = faces.map(({ name, pixels }, number) => {
    const canvas = make("canvas", { width: side, height: side, "aria-hidden": "true" });
    drawPixels(canvas, pixels);
    const button = makeButton("", () => onChoose(number), { "aria-label": `The ${name}` });
    button.className = "pg-thumb";
    button.append(canvas);
    return button;
  });
  const box = make("div", { class: "pg-thumbs", role: "group", "aria-label": "Picture" },
    ...buttons);
  /** @param {number | null} chosen null where it is none of them */
  const set = (chosen) => buttons.forEach((button, number) => {
    button.setAttribute("aria-pressed", String(number === chosen));
  });
  return { box, set };
}
