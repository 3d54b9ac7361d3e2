// Playground "score": drag a hole over a face, and read two scores of the same fill.

import {
  drawPixels, limit, make, makeLive, makePanel, makeSlider, watchKeys, watchPointer,
} from "./base.js";
import { markSquare, showHole, SIDE } from "./brush.js";
import { loadFaces, makeFaceChoice } from "./faces.js";
import { fillMean, fillMembrane, measureInHole, measureInImage, measurePsnr } from "./fills.js";

const [LEAST_SIDE, LARGEST_SIDE] = [4, 64];
const LARGEST_PSNR = 60;
const FILLS = { "Mean of the ring": fillMean, Membrane: fillMembrane };

/** @typedef {{inside: number, whole: number}} Scores mean squared errors */

/**
 * Fill a square hole, and measure in the hole and over the whole picture.
 * @param {keyof typeof FILLS} name
 * @param {Float32Array} truth
 * @param {import("./brush.js").Square} hole
 */
export function scoreFill(name, truth, hole) {
  const mask = new Uint8Array(SIDE * SIDE);
  markSquare(mask, hole);
  const fill = FILLS[name](truth, mask, SIDE);
  return { fill, inside: measureInHole(fill, truth, mask) ?? 0,
    whole: measureInImage(fill, truth) };
}

/** Two bars, one above the other, with the score as a number. @param {string} name */
function makeBars(name) {
  const rows = /** @type {const} */ (["inside", "whole"]).map((where) => {
    const bar = make("span", { class: "pg-bar" });
    const number = make("span", { class: "pg-number", "data-score": `${name} ${where}` });
    const small = make("span", { class: "pg-panel-note", "data-mse": `${name} ${where}` });
    const label = where === "inside" ? "inside the hole" : "whole picture";
    const box = make("div", { class: "pg-bar-row", "data-where": where },
      make("span", { class: "pg-bar-label" }, label, small),
      make("span", { class: "pg-bar-line" }, make("span", { class: "pg-track" }, bar), number));
    return { where, box, bar, number, small };
  });
  /** @param {Scores} scores */
  const show = (scores) => rows.forEach(({ where, bar, number, small }) => {
    const psnr = measurePsnr(scores[where]);
    bar.style.width = `${100 * limit(psnr / LARGEST_PSNR, 0, 1)}%`;
    number.textContent = `${psnr.toFixed(1)} dB`;
    small.textContent = `MSE ${scores[where].toFixed(5)}`;
  });
  return { box: make("div", { class: "pg-bars" }, ...rows.map(({ box }) => box)), show };
}

/** @param {HTMLElement} root @param {string} base */
export async function mount(root, base) {
  const faces = await loadFaces(base);
  const size = { width: SIDE, height: SIDE };
  const pad = makePanel({ ...size, title: "Drag the hole", tone: "missing", role: "application",
    alt: "A face with a square hole. Arrow keys move the hole, with shift by eight pixels; plus "
      + "and minus change its size." });
  const panels = /** @type {(keyof typeof FILLS)[]} */ (Object.keys(FILLS)).map((name) => {
    const panel = makePanel({ ...size, title: name, tone: "classical",
      alt: `The hole filled: ${name.toLowerCase()}` });
    const bars = makeBars(name);
    panel.box.append(bars.box);
    return { name, panel, bars };
  });
  const live = makeLive();
  const gain = make("p", { class: "pg-gain" });
  pad.box.append(gain);
  let truth = faces[0].pixels;
  let hole = { top: 0, left: 0, side: 32 };
  let isWaiting = false;

  const draw = () => {
    isWaiting = false;
    const mask = new Uint8Array(SIDE * SIDE);
    markSquare(mask, hole);
    drawPixels(pad.canvas, showHole(truth, mask));
    pad.note.textContent = `${hole.side}x${hole.side}`;
    const said = panels.map(({ name, panel, bars }) => {
      const { fill, ...scores } = scoreFill(name, truth, hole);
      drawPixels(panel.canvas, fill);
      bars.show(scores);
      return `${name}: ${measurePsnr(scores.inside).toFixed(1)} decibels inside the hole, `
        + `${measurePsnr(scores.whole).toFixed(1)} over the whole picture.`;
    });
    const share = SIDE * SIDE / hole.side ** 2;
    gain.textContent = `One pixel in ${Number(share.toFixed(1))} is missing. The whole picture `
      + `scores ${(10 * Math.log10(share)).toFixed(1)} dB more, whatever fills the hole: that is `
      + "for pixels that nobody lost.";
    live.tell(`Hole of ${hole.side} pixels from row ${hole.top}, column ${hole.left}. `
      + said.join(" "));
  };
  const ask = () => {
    if (!isWaiting) {
      isWaiting = true;
      requestAnimationFrame(draw);
    }
  };
  /** @param {number} top @param {number} left @param {number} [side] */
  const move = (top, left, side = hole.side) => {
    hole = { top: limit(top, 0, SIDE - side), left: limit(left, 0, SIDE - side), side };
    ask();
  };
  /** @param {number} asked The hole grows around its middle. */
  const resize = (asked) => {
    const side = limit(asked, LEAST_SIDE, LARGEST_SIDE);
    const shift = Math.floor((hole.side - side) / 2);
    slider.set(side);
    move(hole.top + shift, hole.left + shift, side);
  };
  const slider = makeSlider({ label: "Hole", min: LEAST_SIDE, max: LARGEST_SIDE, step: 2,
    value: hole.side, write: (value) => `${value} px`, onInput: resize });
  slider.box.classList.add("pg-inline");
  const choice = makeFaceChoice(faces, SIDE, (number) => {
    const face = faces[number];
    truth = face.pixels;
    choice.set(number);
    slider.set(face.side);
    move(face.top, face.left, face.side);
  });

  let grip = [0, 0];
  watchPointer(pad.canvas, {
    down: (row, column) => {
      const isInside = row >= hole.top && row < hole.top + hole.side
        && column >= hole.left && column < hole.left + hole.side;
      grip = isInside ? [row - hole.top, column - hole.left] : [hole.side / 2, hole.side / 2];
      move(row - grip[0], column - grip[1]);
    },
    move: (row, column) => move(row - grip[0], column - grip[1]),
  });
  watchKeys(pad.canvas, (down, right) => move(hole.top + down, hole.left + right),
    { "+": () => resize(hole.side + 2), "=": () => resize(hole.side + 2),
      "-": () => resize(hole.side - 2) });
  pad.canvas.tabIndex = 0;
  pad.canvas.dataset.focus = "";

  root.append(make("div", { class: "pg-controls" }, choice.box, slider.box),
    make("div", { class: "pg-panels pg-three" }, pad.box, ...panels.map(({ panel }) => panel.box)),
    live.box, make("p", { class: "pg-hint" }, "Drag with finger or mouse, or click into the "
      + "picture and use the arrow keys (with shift by 8 pixels), + and\u00a0−."));
  choice.set(1);
  ({ pixels: truth, top: hole.top, left: hole.left } = faces[1]);
  draw();
}
