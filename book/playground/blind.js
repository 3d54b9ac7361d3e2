// Playground "blind": ten pairs of a true and a painted face, and your rate beside chance.

import {
  drawPixels, loadJson, loadPicture, make, makeButton, makeLive, makePanel,
} from "./base.js";
import { cutSquares } from "./faces.js";

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {"left" | "right"} Side */
/** @typedef {{n_right: number, n_trials: number, share: number, low: number, high: number,
 *   chance_low: number, chance_high: number, verdict: string}} Score */
/** @typedef {{hole: {top: number, left: number, height: number, width: number}, answers: Side[],
 *   errors: number[], scores: Score[][]}} Setting scores of k right of n at [n - 1][k] */

const SIDES = /** @type {const} */ (["left", "right"]);
const VERDICTS = {
  "told apart": "You can tell the two apart.",
  "not decided": "Guessing can give that, too: ten pairs do not decide it.",
  "mistaken for each other": "That is fewer than guessing gives: you take the true ones for "
    + "painted.",
};

/**
 * Return the score so far; null before the first answer.
 * @param {Setting} setting
 * @param {readonly Side[]} answers
 */
export function findScore({ answers: wanted, scores }, answers) {
  const right = answers.filter((answer, place) => answer === wanted[place]).length;
  return answers.length ? scores[answers.length - 1][right] : null;
}

/** @param {number} share */
function writePercent(share) {
  return `${Math.round(100 * share)}%`;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function makeSvg(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));
  element.textContent = text;
  return element;
}

/** The rate with its interval, over the band in which a guesser ends. @param {Score} score */
export function drawRate({ n_right: right, n_trials: trials, share, low, high,
  chance_low: least, chance_high: most }) {
  const words = `${right} of ${trials} right, ${writePercent(share)}, interval `
    + `${writePercent(low)} to ${writePercent(high)}. A guesser gets ${least} to ${most}.`;
  const svg = makeSvg("svg", { role: "img", "aria-label": words, class: "pg-rate" });
  const at = (/** @type {number} */ part) => `${100 * part}%`;
  const [start, end] = [least / trials, most / trials];
  svg.append(
    makeSvg("rect", { x: at(start), y: 22, width: at(end - start), height: 44,
      class: "pg-chance" }),
    makeSvg("text", { x: "50%", y: 14, "text-anchor": "middle" }, "guessing"),
    makeSvg("line", { x1: "50%", x2: "50%", y1: 22, y2: 66, class: "pg-middle" }),
    makeSvg("line", { x1: 0, x2: "100%", y1: 66, y2: 66, class: "pg-axis" }),
    makeSvg("line", { x1: at(low), x2: at(high), y1: 44, y2: 44, class: "pg-interval" }),
    makeSvg("circle", { cx: at(share), cy: 44, r: 8, class: "pg-point" }));
  [0, 0.25, 0.5, 0.75, 1].forEach((part) => svg.append(
    makeSvg("line", { x1: at(part), x2: at(part), y1: 66, y2: 71, class: "pg-axis" }),
    makeSvg("text", { x: at(part), y: 86, "text-anchor": "middle" }, writePercent(part))));
  return svg;
}

/** @param {HTMLElement} root @param {string} base */
export async function mount(root, base) {
  const [setting, sheet] = await Promise.all([
    /** @type {Promise<Setting>} */ (loadJson(`${base}data/blind.json`)),
    loadPicture(`${base}data/blind_pairs.webp`)]);
  const side = sheet.height / 2;
  const half = 3 * sheet.width * side;
  const pictures = { left: sheet.data.subarray(0, half), right: sheet.data.subarray(half) };
  const [left, right] = SIDES.map((name) => cutSquares({ data: pictures[name], width: sheet.width,
    height: side }));
  const squares = { left, right };
  const count = setting.answers.length;
  /** @type {Side[]} */
  let answers = [];
  let isTold = false;

  const question = make("p", { class: "pg-question" });
  const rate = make("div", { class: "pg-rate-box" });
  const live = makeLive();
  const next = makeButton("Next pair", () => goOn(), { class: "pg-button pg-main" });
  const choices = SIDES.map((name) => {
    const panel = makePanel({ title: "", width: side, height: side,
      alt: `The ${name} picture of the pair` });
    const pad = make("div", { class: "pg-pad" });
    const frame = make("span", { class: "pg-hole-frame" });
    panel.canvas.replaceWith(pad);
    pad.append(panel.canvas, frame);
    const { top, left: column, height, width } = setting.hole;
    frame.style.cssText = `top: ${100 * top / side}%; left: ${100 * column / side}%; height: `
      + `${100 * height / side}%; width: ${100 * width / side}%`;
    const button = makeButton(`The ${name} one`, () => answer(name));
    panel.canvas.addEventListener("click", () => answer(name));
    panel.box.append(button);
    return { name, panel, button };
  });

  const show = () => {
    const done = isTold ? answers.length - 1 : answers.length;
    question.textContent = `Pair ${done + 1} of ${count}`;
    choices.forEach(({ name, panel, button }) => {
      drawPixels(panel.canvas, squares[name][done]);
      const isPainted = setting.answers[done] === name;
      panel.heading.textContent = isTold ? (isPainted ? "painted" : "as it was") : name;
      panel.box.dataset.tone = !isTold ? "" : isPainted ? "missing" : "truth";
      panel.box.classList.toggle("pg-told", isTold);
      panel.box.classList.toggle("pg-painted", isTold && isPainted);
      button.disabled = isTold;
    });
    next.hidden = !isTold;
    next.textContent = answers.length < count ? "Next pair" : "Begin again";
    const score = findScore(setting, answers);
    rate.replaceChildren(...(score ? [drawRate(score)] : []));
  };
  /** @param {Side} name */
  const answer = (name) => {
    if (isTold) {
      return;
    }
    const number = answers.length;
    answers.push(name);
    isTold = true;
    show();
    const score = /** @type {Score} */ (findScore(setting, answers));
    const isRight = setting.answers[number] === name;
    const ends = answers.length === count
      ? ` All ${count} pairs: ${score.n_right} right, ${writePercent(score.share)} `
        + `[${writePercent(score.low)}, ${writePercent(score.high)}]. Who guesses gets `
        + `${score.chance_low} to ${score.chance_high} in 95 of 100 tests. `
        + VERDICTS[/** @type {keyof typeof VERDICTS} */ (score.verdict)]
      : ` ${score.n_right} of ${score.n_trials} so far.`;
    live.say(`${isRight ? "Right" : "Wrong"}: the ${setting.answers[number]} one was painted, with `
      + `an error of ${setting.errors[number].toFixed(1)} grey levels in the square.${ends}`);
    next.focus({ preventScroll: true });
  };
  const goOn = () => {
    if (answers.length === count) {
      answers = [];
    }
    isTold = false;
    live.tell("", "");
    show();
    choices[0].button.focus({ preventScroll: true });
  };
  root.addEventListener("keydown", (event) => {
    const name = { ArrowLeft: SIDES[0], ArrowRight: SIDES[1] }[event.key];
    if (name && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      answer(name);
    }
  });
  choices[0].button.dataset.focus = "";
  root.append(question, make("div", { class: "pg-panels pg-two" },
    ...choices.map(({ panel }) => panel.box)), make("div", { class: "pg-controls pg-next" }, next),
  live.box, rate, make("p", { class: "pg-hint" }, "Press the button below a picture, the picture "
    + "itself, or the left or right arrow key; Enter leads on. Dot: your rate, with its 95% "
    + "interval. Band: where a guesser ends in 95 of 100 tests."));
  show();
}
